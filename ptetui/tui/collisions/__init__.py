"""Collisions: every meaning of a bit, what states share, what excuses it."""
