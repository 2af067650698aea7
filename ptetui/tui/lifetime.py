"""How long the app lives: it ends with its terminal, and on a signal it leaves the terminal as it was.

Textual does neither: a signal kills it with the terminal in raw mode, and where SIGHUP is ignored (under make,
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
from contextlib import suppress
from functools import partial
from typing import Any

from textual.app import App

_GRACE = 0.7  # seconds that an app whose terminal is gone has to clean up
# What ends a process where nobody handles it; faults of the program itself (SIGSEGV, SIGABRT) still kill it at once.
_ENDING = (
    signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGUSR1, signal.SIGUSR2, signal.SIGALRM, signal.SIGTERM,
    signal.SIGVTALRM, signal.SIGPROF, signal.SIGIO, signal.SIGXCPU,
)  # fmt: skip


def follow_terminal(app: App[None]) -> None:
    """Let signals and a lost terminal, or server, end the app; once it runs, where it still starts.

    To be called in its event loop, before anything is drawn. Its exit code is 128 and the signal's number.
    """
    loop = asyncio.get_running_loop()
    ends = {number: partial(app.call_later, partial(app.exit, return_code=128 + number)) for number in _ENDING}
    for number, end in ends.items():
        loop.add_signal_handler(number, end)
    if sys.__stdin__ is not None:
        watch = partial(_end_with, sys.__stdin__.fileno(), loop, ends[signal.SIGHUP])
        threading.Thread(target=watch, daemon=True, name="terminal").start()


def redraw_when_continued(app: App[None]) -> None:
    """After SIGCONT draw everything. To be called once Textual has the terminal."""
    if sys.__stdin__ is not None and sys.__stdin__.isatty():
        asyncio.get_running_loop().add_signal_handler(signal.SIGCONT, partial(_continued, app))


def _end_with(stdin: int, loop: asyncio.AbstractEventLoop, end: Callable[[], object]) -> None:
    """Wait, without working, until nobody can write any more; then end the app, and if it cannot end, the process."""
    watch = select.poll()
    watch.register(stdin, 0)  # nothing but a hang-up and errors, which are always told
    watch.poll()
    with suppress(RuntimeError):  # the app has ended by itself
        loop.call_soon_threadsafe(end)
    time.sleep(_GRACE)
    if not loop.is_closed():
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
