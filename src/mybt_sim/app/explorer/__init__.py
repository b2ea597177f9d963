"""The explorer: linked charts over the cubes of a run, as a page of our own."""
