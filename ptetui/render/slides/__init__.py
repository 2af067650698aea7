"""What a talk shows, as rows of spans: the app draws them, export writes them."""
