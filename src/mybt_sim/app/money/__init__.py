"""Money and promises of a run, as a page of our own."""
