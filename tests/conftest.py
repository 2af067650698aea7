"""How the tests run.

The layout files themselves run, with construct at work: what was kept of earlier runs is not looked at.
hypothesis tries the same examples every time, so that a run says the same on every machine; PTETUI_RANDOM=1 lets it
look for new ones.
"""

import gc
import os
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import settings

from ptetui.linux import compiled
from tests.golden import CHECKED

compiled.enabled = False
settings.register_profile("same", derandomize=True, deadline=None, database=None)
settings.register_profile("random", deadline=None)
settings.load_profile("random" if os.environ.get("PTETUI_RANDOM") else "same")


@pytest.fixture(autouse=True, scope="session")
def runtime_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What is kept, and the places of talks, stand in folders of this run, not of the user's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        yield


gc.disable()  # thousands of tests are collected, and none of them is garbage: it took a third of the time


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop() -> None:
    """The collector need not look at the tests again and again."""
    gc.collect()
    gc.freeze()
    gc.enable()


def pytest_sessionfinish(session: Any) -> None:
    """A worker of xdist hands over what it checked. What pytest looks for five times is looked for once: garbage."""
    gc.collect()
    gc.freeze()
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["golden"] = CHECKED


@pytest.hookimpl(optionalhook=True)  # xdist's; the suite runs without it, too
def pytest_testnodedown(node: Any) -> None:
    """The run takes it over."""
    for name, count in getattr(node, "workeroutput", {}).get("golden", {}).items():
        CHECKED[name] += count


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """How much was checked against the kernels' own macros."""
    if CHECKED["files"]:
        terminalreporter.write_line(
            f"golden: {CHECKED['files']} configurations, {CHECKED['vectors']} swap vectors checked both ways"
        )
