"""How long the app lives: it ends with its terminal, and on a signal it leaves the terminal as it was.

Textual does neither: a signal kills it with the terminal in raw mode, and where SIGHUP is ignored (under make,
nohup) its reader of standard input spins at end of file. After SIGCONT it draws only what changed.
"""

import asyncio
import os
import select
import signal
import sys
import termios
import threading
import time
from contextlib import suppress
from functools import partial
from typing import Any

from textual.app import App

_GRACE = 3.0  # seconds that an app has to clean up
_GRACE_WITHOUT_TERMINAL = 0.7
# What Textual's driver sets, reset in its order: paste, wrapping, sizes, mouse, keys, screen, cursor, focus.
_RESTORED = (
    b"\x1b[?2004l\x1b[?7h\x1b[?2048l\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?1016l"
    b"\x1b[<u\x1b[?1049l\x1b[?25h\x1b[?1004l"
)
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
    for number in _ENDING:
        loop.add_signal_handler(number, _end, app, loop, number)
    if sys.__stdin__ is not None:
        watched = (sys.__stdin__.fileno(), app, loop)
        threading.Thread(target=_end_with, args=watched, daemon=True, name="terminal").start()


def redraw_when_continued(app: App[None]) -> None:
    """After SIGCONT draw everything. To be called once Textual has the terminal."""
    if sys.__stdin__ is not None and sys.__stdin__.isatty():
        asyncio.get_running_loop().add_signal_handler(signal.SIGCONT, partial(_continued, app))


def _end_with(stdin: int, app: App[None], loop: asyncio.AbstractEventLoop) -> None:
    """Wait, without working, until nobody can write any more; then end the app, and if it cannot end, the process."""
    watch = select.poll()
    watch.register(stdin, 0)  # nothing but a hang-up and errors, which are always told
    watch.poll()
    with suppress(RuntimeError):  # the app has ended by itself
        loop.call_soon_threadsafe(_ask_to_end, app, signal.SIGHUP)
    _insist(app, loop, signal.SIGHUP, _GRACE_WITHOUT_TERMINAL)


def _end(app: App[None], loop: asyncio.AbstractEventLoop, number: int) -> None:
    """End the app; if it cannot end, the process."""
    _ask_to_end(app, number)
    threading.Thread(target=_insist, args=(app, loop, number, _GRACE), daemon=True, name="end").start()


def _ask_to_end(app: App[None], number: int) -> None:
    app.call_later(partial(app.exit, return_code=128 + number))


def _insist(app: App[None], loop: asyncio.AbstractEventLoop, number: int, grace: float) -> None:
    time.sleep(grace)
    if loop.is_closed():
        return
    driver: Any = app._driver
    with suppress(AttributeError, OSError, termios.error):  # it has no terminal, or no more
        termios.tcsetattr(driver.fileno, termios.TCSANOW, driver.attrs_before)
        os.write(driver._file.fileno(), _RESTORED)
    os._exit(128 + number)


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
