"""The fixture `browser`: headless Chromium, one for all tests of a worker, driven through chromedriver.

    def test_a_page(browser: Browser, tmp_path: Path) -> None:
        browser.open((tmp_path / "page.html").as_uri())
        browser.until("return document.querySelectorAll('table').length == 2")
        assert browser.complaints() == []

Nothing waits for a time: `until` waits for a condition. Where Chromium, chromedriver or selenium is missing the tests
are skipped; with PTETUI_BROWSER=required, as in CI, that is a failure.
"""

import importlib.util
import os
import shutil
from collections.abc import Iterator

import pytest

from tests.browser.chromium import Browser, driven

_NEEDED = {"chromium": "chromium", "chromedriver": "chromium-driver"}  # programs, Debian's packages


def _missing() -> str:
    packages = [package for program, package in _NEEDED.items() if shutil.which(program) is None]
    asked = [f"apt-get install {' '.join(packages)}"] if packages else []
    asked += ["pip install selenium"] if importlib.util.find_spec("selenium") is None else []
    return "; ".join(asked)


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """The browser of this worker."""
    if missing := _missing():
        reason = f"no browser to test with: {missing}"
        pytest.fail(reason) if os.environ.get("PTETUI_BROWSER") == "required" else pytest.skip(reason)
    with driven(tmp_path_factory.mktemp("chromium")) as chromium_browser:
        yield chromium_browser


@pytest.fixture
def browser(chromium: Browser) -> Browser:
    """The browser, on no page, with nothing said or asked for yet."""
    chromium.leave()
    return chromium
