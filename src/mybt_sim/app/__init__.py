"""Pages in the browser: our home page, the notebooks beside it, and what they share."""
