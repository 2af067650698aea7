"""One file a widget; all of them draw spans through `canvas`."""
