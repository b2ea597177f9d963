"""A report: a run as one page that needs nothing beside it, and the proof of such a page."""
