"""What can be computed from layouts and words: differences."""
