"""`python -m ptetui`."""

from ptetui.cli import start

start()
