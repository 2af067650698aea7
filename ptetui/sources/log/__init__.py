"""Kernel logs: the page-table words and swap entries in them, and what they say."""
