"""Compare: one state, or one word, in several layouts."""
