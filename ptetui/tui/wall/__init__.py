"""Wall: the swap forms of all layouts."""
