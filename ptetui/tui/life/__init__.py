"""The life of a page on the screen, as rows of spans: what it is, what can happen, what happened."""
