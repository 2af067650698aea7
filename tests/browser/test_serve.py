"""`ptetui serve` in a browser: the app is on the page, keys reach it, and only its own page can use it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ptetui.linux.catalog import Catalog
from tests.browser.chromium import Browser
from tests.serving import Served, serving

# xterm.js draws on a canvas. The object that holds the terminal is caught as its first member is set.
CATCH = """
Object.defineProperty(Object.prototype, "websocket_url", {configurable: true, set(url) {
  Object.defineProperty(this, "websocket_url", {value: url});
  window.shown = () => {
    const buffer = this.terminal.buffer.active;
    return Array.from({length: this.terminal.rows}, (_, y) => buffer.getLine(y).translateToString());
  };
}});
"""
FOCUSED = "return document.activeElement.className === 'xterm-helper-textarea'"


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with serving("0x07ffffffffdb9602", "-l", "x86_64@6.12") as site:
        yield site


@pytest.fixture
def page(browser: Browser, served: Served) -> Iterator[Browser]:
    """The browser on the app, once it has drawn itself. The process of a page that was left ends."""
    caught = browser.driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": CATCH})
    browser.open(served.url)
    browser.until(FOCUSED)
    until_shown(browser, "~offset")
    yield browser
    browser.driver.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", caught)
    browser.leave()
    served.wait_for_children(0)


def until_shown(page: Browser, text: str) -> None:
    page.until("return window.shown && shown().some(line => line.includes(arguments[0]))", text)


def test_the_app_is_on_the_page(page: Browser, served: Served) -> None:
    lines = page.run("return shown()")
    assert any(
        "x86_64" in line and "0x07ffffffffdb9602" in line for line in lines[:2]
    )  # below the tabs, where there are
    assert any("type" in line and "~offset" in line for line in lines)
    assert any("S W A P" in line and "offset 0x1234" in line for line in lines)
    picture = page.picture()
    assert picture.getpixel((picture.width // 2, picture.height - 40)) == (28, 28, 28)  # the ground of the dark theme
    assert len(picture.getcolors(1 << 24) or ()) > 50  # letters have shades
    assert page.complaints() == []
    asked = page.requests()
    assert f"ws://{served.site}/ws" in [url.partition("?")[0] for url in asked]
    assert [url for url in asked if url.split("/")[2] != served.site] == []


def test_keys_reach_the_app(page: Browser) -> None:
    start = page.run("return shown()")
    drawn = page.picture()
    page.press("ARROW_RIGHT", " ")
    until_shown(page, "0x07ffffffffdb9606")
    assert page.picture() != drawn
    page.press("u")
    until_shown(page, "0x07ffffffffdb9602")
    page.press("7")
    known = [layout for layout in Catalog().all() if layout.level == "pte" and layout.covers((6, 12))]
    until_shown(page, f"{len(known)} layouts")
    page.press("q")
    page.until("return document.body.classList.contains('-closed')")
    assert "The app has ended" in page.run("return document.body.innerText")
    page.run("document.querySelector('.ended a').click()")
    page.until("return window.shown && shown().join() === arguments[0].join()", start)


def test_the_app_has_the_size_of_the_window(page: Browser, served: Served) -> None:
    wide = page.run("return shown()[0].length")
    page.open(served.url, 740, 470)
    until_shown(page, "S W A P")
    high, narrow = page.run("const lines = shown(); return [lines.length, lines[0].length]")
    assert 70 < narrow < 90 < wide
    assert 20 < high < 28
    page.until("return shown().at(-1).includes('? help')")  # the footer is not cut off


SOCKET = """
const done = arguments[1], socket = new WebSocket(arguments[0]);
socket.onopen = () => done("opened");
socket.onerror = () => done("refused");
"""


def test_the_page_of_another_site_cannot(browser: Browser, served: Served, tmp_path: Path) -> None:
    (tmp_path / "other.html").write_text(f"<iframe src='{served.url}'></iframe>")
    browser.open((tmp_path / "other.html").as_uri())
    assert browser.driver.execute_async_script(SOCKET, f"ws://{served.site}/ws") == "refused"
    assert any("frame-ancestors" in complaint for complaint in browser.complaints())
    rebound = f"rebound.test:{served.site.partition(':')[2]}"
    browser.open(f"http://{rebound}/")
    assert "is no address" in browser.run("return document.body.innerText")
    assert browser.driver.execute_async_script(SOCKET, f"ws://{rebound}/ws") == "refused"
    assert served.children() == []
    browser.open(served.url)
    assert browser.driver.execute_async_script(SOCKET, f"ws://{served.site}/ws") == "opened"
