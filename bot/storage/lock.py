"""The lock that lets one process at a time hold a database; the system lets go of it when the process ends."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from bot.storage.errors import InUseError, from_os

MARK = b"This file locks the database beside it, and says that it was in use. Keep it.\n"


class Lock:
    """An advisory lock (flock) on `<database>.lock`.

    Its file also remembers that a database was here: it is empty until `mark` was called, so that a database which has
    vanished or was emptied is told apart from one that never was.
    """

    def __init__(self, database: Path) -> None:
        self.path = database.with_name(database.name + ".lock")
        self._database = database
        self._descriptor: int | None = None

    def take(self) -> None:
        """Take the lock at once, or raise `InUseError`."""
        try:
            descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise from_os(error, str(self.path)) from None
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(descriptor)
            raise InUseError(f"{self._database} is held by another running Upstream: stop that one first") from None
        self._descriptor = descriptor

    @property
    def marked(self) -> bool:
        """Whether a database was in use here."""
        return self.path.exists() and self.path.stat().st_size > 0

    def mark(self) -> None:
        """Remember that a database is in use here; the lock must be held."""
        assert self._descriptor is not None
        if not self.marked:
            os.pwrite(self._descriptor, MARK, 0)
            os.fsync(self._descriptor)

    def release(self) -> None:
        """Let go; calling it again does nothing. The file stays: removing it would race with the next holder."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
