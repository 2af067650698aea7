"""The life of a page: what it is, what can happen to it, and what becomes of every bit."""
