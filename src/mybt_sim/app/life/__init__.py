"""One life: a contract of the run at any second, as a page of our own without a script."""
