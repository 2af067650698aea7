"""Whether a kernel can be booted here: QEMU, a compiler, a kernel under /boot or in PTETUI_LAB_KERNEL.

PTETUI_LAB_ARCH names another architecture than x86_64.
"""

import os
import shutil
from pathlib import Path

from ptetui.sources.lab.image import ImageError, find_image
from ptetui.sources.lab.platforms import PLATFORMS

PLATFORM = PLATFORMS[os.environ.get("PTETUI_LAB_ARCH", "x86_64")]
KERNEL = Path(os.environ["PTETUI_LAB_KERNEL"]) if os.environ.get("PTETUI_LAB_KERNEL") else None


def why_not() -> str:
    """Why no machine can be booted; "" where one can."""
    for program in (PLATFORM.qemu, PLATFORM.compiler):
        if shutil.which(program) is None:
            return f"{program} is not installed"
    try:
        find_image(KERNEL, None, PLATFORM)
    except ImageError as error:
        return str(error)
    return ""
