"""Talk: a tour on the full screen."""
