"""Debian's Chromium without a window, driven by its own driver over WebDriver; neither is downloaded by a test."""

import base64
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx2
import pytest

PHONE = (390, 844)
_PATIENCE = 30.0
_FITS = """
const box = part => part.getBoundingClientRect();
const over = part => part.nextElementSibling && box(part).bottom > box(part.nextElementSibling).top + 0.5;
const parts = [...document.querySelectorAll("main > *, form > :not(input)")];
return document.documentElement.scrollWidth <= innerWidth && !parts.some(over);
"""


def needed() -> None:
    """Skips a test where there is no browser, and says what to install; CI has to have one."""
    for name in ("chromium", "chromedriver"):
        if shutil.which(name) is None:
            missing = f"there is no {name}; on Debian: apt-get install chromium chromium-driver"
            if os.environ.get("CI") == "true":
                pytest.fail(missing)
            pytest.skip(missing)


class Browser:
    """A window that nobody sees."""

    def __init__(self, client: httpx2.Client, session: str) -> None:
        self._client, self._path = client, f"/session/{session}"

    def open(self, url: str) -> None:
        """Goes there."""
        self._ask("/url", url=url)

    def show(self, page: str) -> None:
        """Shows a page that is at no address, as a mail program does."""
        self.open(f"data:text/html;charset=utf-8;base64,{base64.b64encode(page.encode()).decode()}")

    def type(self, **fields: str) -> None:
        """Types into fields, by their ids."""
        for field, text in fields.items():
            self._ask(f"/element/{self._find(f'#{field}')}/value", text=text)

    def press(self, selector: str = "input[type=submit]") -> None:
        """Presses the button of the form, or a link, and waits until the next page is there."""
        before = self._find("html")
        self._ask(f"/element/{self._find(selector)}/click")
        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end:
            here = self._client.get(f"{self._path}/element/{before}/name").json()["value"]
            if isinstance(here, dict) and self._run("return document.readyState") == "complete":
                return
        pytest.fail("no page came")

    def text(self) -> str:
        """What can be read, in one line."""
        found: str = self._run("return document.body.innerText")
        return " ".join(found.split())

    def fits(self) -> bool:
        """Whether nothing is wider than the window, and no part of the page lies over the next one."""
        fits: bool = self._run(_FITS)
        return fits

    def picture(self, path: Path) -> None:
        """What is seen, as a PNG."""
        shown = self._client.get(f"{self._path}/screenshot").json()["value"]
        path.write_bytes(base64.b64decode(shown))

    def troubles(self) -> list[str]:
        """What the browser found wrong with pages: scripts, styles, other places."""
        logged = self._ask("/se/log", type="browser")
        return [one["message"] for one in logged if "status of 4" not in one["message"]]

    def emulate(self, size: tuple[int, int], *, dark: bool) -> None:
        """The size of a phone or a desk, in light or dark."""
        width, height = size
        screen = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self._chromium("Emulation.setDeviceMetricsOverride", screen)
        feature = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self._chromium("Emulation.setEmulatedMedia", {"features": [feature]})

    def _chromium(self, command: str, values: dict[str, Any]) -> None:
        self._ask("/goog/cdp/execute", cmd=command, params=values)

    def _find(self, selector: str) -> str:
        found = self._ask("/element", using="css selector", value=selector)
        return str(next(iter(found.values())))

    def _run(self, script: str) -> Any:
        return self._ask("/execute/sync", script=script, args=[])

    def _ask(self, path: str, **values: Any) -> Any:
        answer = self._client.post(f"{self._path}{path}", json=values).json()["value"]
        assert not (isinstance(answer, dict) and "error" in answer), answer
        return answer


@contextmanager
def browser(profile: Path) -> Iterator[Browser]:
    """A browser with a profile of its own, until the end of the block."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    driver = subprocess.Popen(
        ["chromedriver", f"--port={port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=profile
    )
    options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--user-data-dir={profile}"]
    wanted = {"browserName": "chrome", "goog:chromeOptions": {"args": options}}
    try:
        with httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=60, trust_env=False) as client:
            _wait_for(client)
            made = client.post("/session", json={"capabilities": {"alwaysMatch": wanted}}).json()["value"]
            yield Browser(client, made["sessionId"])
            client.delete(f"/session/{made['sessionId']}")
    finally:
        driver.terminate()
        driver.wait()


def _wait_for(client: httpx2.Client) -> None:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        with suppress(httpx2.TransportError):
            if client.get("/status").json()["value"]["ready"]:
                return
    pytest.fail("chromedriver does not answer")
