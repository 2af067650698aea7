"""`python -m ptetui`."""

import sys

from ptetui.cli import main

sys.exit(main())
