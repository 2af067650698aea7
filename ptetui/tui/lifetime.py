"""How long the app lives: it ends with its terminal, and on SIGTERM and SIGHUP it leaves the terminal as it was.

Textual ends on neither: a signal kills it with the terminal in raw mode, and where SIGHUP is ignored (under make,
nohup) its reader of standard input spins at end of file. After SIGCONT it draws only what changed.
"""

import asyncio
import os
import select
import signal
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from textual.app import App

_GRACE = 0.7  # seconds that an app whose terminal is gone has to clean up


def follow_terminal(app: App[None]) -> None:
    """Tie the app to its terminal and to the signals that ask it to end. To be called in its event loop."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, partial(app.exit, return_code=128 + number))
    if sys.__stdin__ is None or not sys.__stdin__.isatty():
        return
    loop.add_signal_handler(signal.SIGCONT, partial(_continued, app))
    end = partial(app.exit, return_code=128 + signal.SIGHUP)
    lost = partial(loop.call_soon_threadsafe, end)
    threading.Thread(target=_end_with, args=(sys.__stdin__.fileno(), lost), daemon=True, name="terminal").start()


def _end_with(terminal: int, lost: Callable[[], object]) -> None:
    """Wait, without working, until the terminal hangs up; then end the app, and if it cannot end, the process."""
    watch = select.poll()
    watch.register(terminal, 0)  # nothing but a hang-up and errors, which are always told
    watch.poll()
    try:
        lost()
    except RuntimeError:  # the app has ended by itself
        return
    time.sleep(_GRACE)
    os._exit(128 + signal.SIGHUP)


def _continued(app: App[None]) -> None:
    """Set the terminal up and draw everything: while the process was stopped, others have used it."""
    driver: Any = app._driver
    if driver is None or app._exit:
        return
    if not driver._must_signal_resume:  # stopped by SIGSTOP, which asks nobody: what Textual set up is in the way
        driver.suspend_application_mode()
    driver.resume_application_mode()
    app.refresh(repaint=True, layout=True)
    app.screen.refresh(repaint=True, layout=True)
