"""What if: an edited copy of a layout."""
