"""What can be computed from layouts and words: collisions, differences, free bits, the designs of 2021, past bugs."""
