"""How the tests run.

The layout files themselves run, with construct at work: what was kept of earlier runs is not looked at.
hypothesis tries the same examples every time, so that a run says the same on every machine; PTETUI_RANDOM=1 lets it
look for new ones.
"""

import os

from hypothesis import settings

from ptetui.linux import compiled

compiled.enabled = False
settings.register_profile("same", derandomize=True, deadline=None, database=None)
settings.register_profile("random", deadline=None)
settings.load_profile("random" if os.environ.get("PTETUI_RANDOM") else "same")
