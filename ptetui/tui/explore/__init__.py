"""Explore: one word, bit by bit; with a recording, step by step."""
