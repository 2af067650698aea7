"""Tests of the layout files: what the golden files do not cover."""
