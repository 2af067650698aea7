"""Whether a kernel can be booted here: QEMU, a compiler, a kernel under /boot or in PTETUI_LAB_KERNEL."""

import os
import shutil
from pathlib import Path

from ptetui.sources.lab.image import ImageError, find_image
from ptetui.sources.lab.platforms import PLATFORMS

X86 = PLATFORMS["x86_64"]
KERNEL = Path(os.environ["PTETUI_LAB_KERNEL"]) if os.environ.get("PTETUI_LAB_KERNEL") else None


def why_not() -> str:
    """Why no machine can be booted; "" where one can."""
    for program in (X86.qemu, X86.compiler):
        if shutil.which(program) is None:
            return f"{program} is not installed"
    try:
        find_image(KERNEL, None, X86)
    except ImageError as error:
        return str(error)
    return ""
