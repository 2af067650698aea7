"""Pictures without an app: JSON, sentences, the ribbon, plain text."""
