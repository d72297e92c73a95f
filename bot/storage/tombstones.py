"""Marks of erased people in `<database>.erased`, so that a restored older backup is erased again.

A mark is a keyed hash over the chat id and the random `life` of the person's row; without the installation's secret it
tells nothing. The same marks stand in the table `tombstones`, in whose transaction the erasure is; the file beside the
database holds them as well because a restored backup brings back an older table. A person who writes again has another
`life`, so that no old mark fits them, whatever the clock says.
"""

from __future__ import annotations

import hmac
import logging
import os
import re
from hashlib import sha256
from pathlib import Path

from bot.storage.errors import from_os

log = logging.getLogger(__name__)

LINE = re.compile(r"([0-9a-f]{64}) (\d+)")


def mark(secret: bytes, chat_id: int, life: bytes) -> str:
    """64 hexadecimal digits that stand for one life of one person."""
    return hmac.digest(secret, life + str(chat_id).encode(), sha256).hex()


class TombstoneFile:
    """`<database>.erased`: a mark and the Unix second of the erasure a line; only ever appended to."""

    def __init__(self, database: Path) -> None:
        self.path = database.with_name(database.name + ".erased")
        self._owed: list[tuple[str, float]] = []

    def read(self) -> dict[str, float]:
        """All marks with their times. A line that was torn by a crash is passed over: the table still has its mark."""
        try:
            text = self.path.read_text("ascii", errors="replace") if self.path.exists() else ""
        except OSError as error:
            raise from_os(error, str(self.path)) from None
        found = {}
        for number, line in enumerate(text.splitlines(), start=1):
            if match := LINE.fullmatch(line):
                found[match[1]] = float(match[2])
            elif line:
                log.warning("%s: line %d is no mark and is passed over", self.path.name, number)
        return found

    def append(self, marks: list[tuple[str, float]]) -> None:
        """Add marks and wait until they are on the disk.

        The erasure itself is committed by then; where the disk refuses, the marks are owed and come with the next call.
        """
        self._owed += marks
        if not self._owed:
            return
        try:
            self._write(self._owed)
        except OSError as error:
            log.error("%s cannot be written (errno %s); tried again later", self.path.name, error.errno)
        else:
            self._owed = []

    def _write(self, marks: list[tuple[str, float]]) -> None:
        new = not self.path.exists()
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        try:
            size = os.fstat(descriptor).st_size
            torn = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"
            lines = "".join(f"{mark} {int(at)}\n" for mark, at in marks)
            os.write(descriptor, (("\n" if torn else "") + lines).encode("ascii"))
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        if new:
            sync_folder(self.path.parent)


def sync_folder(folder: Path) -> None:
    """Make a new file's name durable, too."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
