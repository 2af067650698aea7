"""Tests run the layout files themselves, with construct at work: what was kept of earlier runs is not looked at."""

from ptetui.linux import compiled

compiled.enabled = False
