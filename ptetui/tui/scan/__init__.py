"""A dump page by page: see `screen`."""
