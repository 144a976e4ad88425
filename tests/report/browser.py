"""Headless Chromium, driven over the two pipes of its own protocol: nothing to install, no port, no network."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = [
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-quic", "--hide-scrollbars",
]  # fmt: skip


class Browser:
    """One page. ``complaints`` collects whatever the page writes to its console, errors and refusals included."""

    def __init__(self, to: int, back: int) -> None:
        self.to, self.back = os.fdopen(to, "wb", buffering=0), os.fdopen(back, "rb", buffering=0)
        self.rest, self.last, self.session = b"", 0, ""
        self.complaints: list[str] = []
        self.loaded: set[str] = set()

    def ask(self, method: str, **rest: Any) -> dict[str, Any]:
        """Send one command and wait for its answer, noting events on the way."""
        self.last += 1
        address = {"sessionId": self.session} if self.session else {}
        self.to.write(json.dumps({"id": self.last, "method": method, "params": rest, **address}).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self.last:
                assert "error" not in answer, (method, answer["error"])
                return answer["result"]

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self.rest:
            piece = os.read(self.back.fileno(), 1 << 20)
            assert piece, "Chromium went away"
            self.rest += piece
        one, self.rest = self.rest.split(b"\0", 1)
        found: dict[str, Any] = json.loads(one)
        if found.get("method") == "Page.lifecycleEvent" and found["params"]["name"] == "load":
            self.loaded.add(found["params"]["loaderId"])
        if found.get("method") in ("Log.entryAdded", "Runtime.exceptionThrown", "Runtime.consoleAPICalled"):
            self.complaints.append(json.dumps(found["params"]))
        return found

    def open(
        self, page: Path, *, fragment: str = "", width: int = 1100, height: int = 900, scripts: bool = True
    ) -> None:
        """Load a page in a new window of that size."""
        self.session = ""
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for part in ("Page", "Runtime", "Log"):
            self.ask(f"{part}.enable")
        self.ask("Page.setLifecycleEventsEnabled", enabled=True)
        self.ask("Emulation.setScriptExecutionDisabled", value=not scripts)
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        loader = self.ask("Page.navigate", url=page.as_uri() + fragment)["loaderId"]
        while loader not in self.loaded:
            self._next()

    def value(self, expression: str) -> Any:
        """The value of an expression in the page."""
        found = self.ask("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")

    def hover(self, x: float, y: float) -> None:
        """Move the mouse there."""
        self.ask("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)

    def click(self, x: float, y: float) -> None:
        """Press and release the mouse there."""
        for kind in ("mousePressed", "mouseReleased"):
            self.ask("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def press(self, key: str) -> None:
        """Press a key that writes nothing, such as ArrowRight or Tab."""
        codes = {"Tab": 9, "Escape": 27, "End": 35, "Home": 36, "ArrowLeft": 37, "ArrowRight": 39, " ": 32}
        codes["ArrowDown"] = 40
        text = {"text": " "} if key == " " else {}
        for kind in ("keyDown", "keyUp"):
            self.ask("Input.dispatchKeyEvent", type=kind, key=key, windowsVirtualKeyCode=codes[key], **text)

    def photograph(self, path: Path) -> None:
        """Write what is seen to a PNG."""
        path.write_bytes(base64.b64decode(self.ask("Page.captureScreenshot")["data"]))


@contextmanager
def browser(folder: Path) -> Iterator[Browser]:
    """A Chromium with an empty profile in ``folder``, closed at the end."""
    (ours_in, to), (back, ours_out) = os.pipe(), os.pipe()
    command = [str(CHROMIUM), *QUIET, f"--user-data-dir={folder / 'profile'}", "--remote-debugging-pipe"]
    # the protocol is spoken on descriptors 3 and 4
    shell = f'exec "$@" 3<&{ours_in} 4>&{ours_out}'
    log = (folder / "chromium.log").open("wb")
    run = subprocess.Popen(["bash", "-c", shell, "bash", *command], pass_fds=(ours_in, ours_out), stderr=log)
    os.close(ours_in)
    os.close(ours_out)
    found = Browser(to, back)
    try:
        yield found
        found.session = ""
        found.ask("Browser.close")
        run.wait(20)
    finally:
        run.kill()
        run.wait(20)
        for part in (found.to, found.back, log):
            part.close()
