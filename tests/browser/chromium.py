"""A page in headless Chromium: what it shows, what it complains of, what it asks for."""

import io
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

# Only this machine can be reached, under its address and under a name that another site could have made to point here.
_OPTIONS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-dev-shm-usage",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
    "--force-device-scale-factor=1", "--disable-webgl", "--disable-3d-apis",
    "--host-resolver-rules=MAP rebound.test 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "about:blank",
)  # fmt: skip
_PATIENCE = 20  # seconds until a condition that does not come true is a failure


class Browser:
    """One window."""

    def __init__(self, driver: "Chrome") -> None:
        self.driver = driver

    def open(self, url: str, width: int = 1200, height: int = 800) -> None:
        """Load a page into a window of so many pixels, and wait until it is there."""
        self.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False},
        )
        self.driver.get(url)

    def leave(self) -> None:
        """To the empty page; what the last one said and asked for is forgotten."""
        self.driver.get("about:blank")
        for kind in ("browser", "performance"):
            self.driver.get_log(kind)

    def run(self, script: str, *arguments: object) -> Any:
        """What a function with this body returns in the page."""
        return self.driver.execute_script(script, *arguments)

    def until(self, script: str, *arguments: object) -> Any:
        """What a function with this body returns, once it is true."""
        from selenium.webdriver.support.wait import WebDriverWait

        wait = WebDriverWait(self.driver, _PATIENCE, poll_frequency=0.02)
        return wait.until(lambda driver: driver.execute_script(script, *arguments), f"never true: {script}")

    def press(self, *keys: str) -> None:
        """Keys, to what has the focus: letters, or names as "ENTER" and "ARROW_RIGHT"."""
        from selenium.webdriver.common.action_chains import ActionChains
        from selenium.webdriver.common.keys import Keys

        ActionChains(self.driver, duration=0).send_keys(*(getattr(Keys, key, key) for key in keys)).perform()

    def picture(self, whole: bool = False) -> Image.Image:
        """The window as RGB pixels, or the whole page."""
        from base64 import b64decode

        taken = self.driver.execute_cdp_cmd("Page.captureScreenshot", {"captureBeyondViewport": whole})
        return Image.open(io.BytesIO(b64decode(taken["data"]))).convert("RGB")

    def complaints(self) -> list[str]:
        """What the console was told as a warning or an error since the last time this was asked."""
        return [entry["message"] for entry in self.driver.get_log("browser") if entry["level"] in ("WARNING", "SEVERE")]

    def requests(self) -> list[str]:
        """Every address that was asked for since the last time this was asked, WebSockets too."""
        events = [json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")]
        asked = {"Network.requestWillBeSent": ("request", "url"), "Network.webSocketCreated": ("url",)}
        urls = []
        for event in events:
            if path := asked.get(event["method"]):
                value = event["params"]
                for key in path:
                    value = value[key]
                urls.append(value)
        return urls


@contextmanager
def driven(profile: Path) -> Iterator[Browser]:
    """A browser with an empty profile in a folder, ended with the context."""
    from selenium.webdriver import Chrome, ChromeOptions, ChromeService

    options = ChromeOptions()
    options.binary_location = shutil.which("chromium")
    for option in (*_OPTIONS, f"--user-data-dir={profile}"):
        options.add_argument(option)
    options.add_experimental_option("perfLoggingPrefs", {"enableNetwork": True, "enablePage": False})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    # A driver that is named is not looked for, and not downloaded.
    driver = Chrome(options, ChromeService(shutil.which("chromedriver")))
    try:
        yield Browser(driver)
    finally:
        driver.quit()
