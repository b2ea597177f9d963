"""The what-if lab: what is moved, who lives the year again meanwhile, and the page that tells."""
