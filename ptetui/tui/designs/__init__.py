"""Designs: the ways to keep flags in swap entries, as a table."""
