"""The real bot in a process of its own: started, killed and started again as an operator or a power cut would."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
START_SECONDS = 30.0
"""Far more than a start takes (docs/performance.md), for a machine that is busy with something else."""


class BotProcess:
    """`python -m bot run` in `folder`; its whole output is kept in `folder/log`.

    `settings` go into its environment, and nothing else of ours does.
    """

    command: tuple[str, ...] = ("-m", "bot", "run")

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.settings = settings
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def database(self) -> Path:
        """The SQLite file, where DATABASE_URL was not set otherwise."""
        return self.folder / "upstream.db"

    @property
    def log(self) -> str:
        """Everything that it has said so far, standard output and error together, all starts."""
        path = self.folder / "log"
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""

    @property
    def pid(self) -> int:
        """The process id of the running bot."""
        assert self._child is not None
        return self._child.pid

    @property
    def running(self) -> bool:
        """Whether it runs at this moment."""
        return self._child is not None and self._child.poll() is None

    def start(self) -> None:
        """Start it; returns at once."""
        assert not self.running
        path = os.pathsep.join(filter(None, (os.environ.get("PYTHONPATH"), str(ROOT))))
        env = {"PATH": os.environ.get("PATH", ""), "PYTHONPATH": path, "DATABASE_URL": f"sqlite:///{self.database}"}
        env |= {name: value for name, value in self.settings.items() if value}
        with (self.folder / "log").open("ab") as log:
            self._child = subprocess.Popen(
                [sys.executable, *self.command],
                cwd=self.folder,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def kill(self) -> None:
        """`kill -9`, and wait until it is gone."""
        if self._child is not None:
            self._child.kill()
            self._child.wait()
            self._child = None

    def tell(self, number: int = signal.SIGTERM) -> None:
        """Send it a signal."""
        assert self._child is not None
        self._child.send_signal(number)

    async def ended(self, seconds: float = START_SECONDS) -> int:
        """Wait until it has ended by itself; returns its exit code. AssertionError where it goes on running."""
        assert self._child is not None
        end = time.monotonic() + seconds
        while (code := self._child.poll()) is None:
            if time.monotonic() > end:
                raise AssertionError(f"the bot was still running after {seconds} s:\n{self.log}")
            await asyncio.sleep(0.01)
        self._child = None
        return code

    async def stop(self, seconds: float = 15.0) -> int:
        """Ask it to stop, and wait; returns its exit code."""
        self.tell()
        return await self.ended(seconds)
