"""The Textual app: `app.py` puts it together, a file a screen, a file a widget, one table of actions."""
