"""Compare: one word read by several layouts."""
