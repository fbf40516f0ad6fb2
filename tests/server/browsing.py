"""A browser without a window, told what to do over a pipe; for tests where there is one."""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from fcntl import F_DUPFD, fcntl
from pathlib import Path
from select import select
from typing import Any

import pytest

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
BROWSER = next(filter(None, map(shutil.which, BROWSERS)), None)
needs_browser = pytest.mark.skipif(BROWSER is None, reason="no browser here")
PATIENCE = 60.0  # seconds for whatever is waited for
FREE = 10  # the first number of a file that a shell lets others have
PIPE = 'exec "$0" "$@" 3<&{} 4>&{}'
"A browser takes commands from the one and answers on the other; each ends with a zero byte."


@dataclass(slots=True)
class Tab:
    """One page, and what went on in it."""

    commands: int
    answers: int
    session: str | None = None
    events: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    _sent: int = 0
    _read: bytes = b""

    def send(self, method: str, **given: Any) -> dict[str, Any]:
        """The result of a command of the DevTools protocol."""
        self._sent += 1
        said: dict[str, Any] = {"id": self._sent, "method": method, "params": given}
        if self.session:
            said["sessionId"] = self.session
        os.write(self.commands, json.dumps(said).encode() + b"\0")
        while (told := self._next()).get("id") != self._sent:
            self.events.append(told)
        assert "error" not in told, told
        return told["result"]

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._read:
            assert select([self.answers], [], [], PATIENCE)[0], "the browser says nothing"
            more = os.read(self.answers, 1 << 16)
            assert more, "the browser has ended"
            self._read += more
        first, _, self._read = self._read.partition(b"\0")
        return json.loads(first)

    def open(self, url: str) -> None:
        """As if it were typed; one that differs behind # alone is not loaded anew."""
        self.send("Page.navigate", url=url)

    def value(self, script: str) -> Any:  # noqa: ANN401 - whatever the script gives
        """What an expression gives in the page."""
        given = {"awaitPromise": True, "returnByValue": True, "userGesture": True}
        told = self.send("Runtime.evaluate", expression=script, **given)
        assert "exceptionDetails" not in told, told
        return told["result"].get("value")

    def wait(self, script: str) -> None:
        """Until it is so; fails with what the page shows."""
        until = time.monotonic() + PATIENCE
        while not self.value(script):
            assert time.monotonic() < until, f"{script}\n{self.text}"
            time.sleep(0.05)

    @property
    def text(self) -> str:
        """As a reader sees it."""
        return self.value("document.body.innerText")

    @property
    def troubles(self) -> list[str]:
        """Exceptions, what the policy of the page refused, and what could not be loaded."""
        return [
            json.dumps(event)
            for event in self.events
            if event.get("method") in {"Runtime.exceptionThrown", "Log.entryAdded"}
            and event["params"].get("entry", {}).get("level") != "verbose"
        ]

    @property
    def requests(self) -> list[str]:
        """The address of everything that was asked for, as it went to a server."""
        said = (e["params"] for e in self.events if e.get("method") == "Network.requestWillBeSent")
        return [one["request"]["url"] for one in said]


@contextmanager
def browsing(profile: Path) -> Generator[Tab]:
    """A new tab of a new browser, which is ended with it."""
    theirs, commands = os.pipe()
    answers, told = os.pipe()
    kept = [fcntl(file, F_DUPFD, FREE) for file in (theirs, told)]
    flags = ("--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe")
    shell = ["bash", "-c", PIPE.format(*kept), str(BROWSER), *flags, f"--user-data-dir={profile}"]
    process = subprocess.Popen(  # noqa: S603 - the browser found above
        shell,
        pass_fds=kept,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    for file in (theirs, told, *kept):
        os.close(file)
    try:
        tab = Tab(commands, answers)
        target = tab.send("Target.createTarget", url="about:blank")["targetId"]
        attached = tab.send("Target.attachToTarget", targetId=target, flatten=True)
        tab.session = attached["sessionId"]
        for part in ("Page", "Runtime", "Log", "Network"):
            tab.send(f"{part}.enable")
        yield tab
        tab.session = None
        tab.send("Browser.close")
    finally:
        os.close(commands)
        os.close(answers)
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
