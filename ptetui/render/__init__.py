"""Primitives to draw with: spans, ribbons, strips, looks, text, and what a picture for a file consists of."""
