"""Receipts in `<database>.sent`: which outbox rows Telegram has, noted before the database has committed it.

A process that is killed loses what it had not committed, and would send those messages again. A line that was written
to a file survives it, without waiting for the disk. A receipt is two numbers and no word; once its row is committed as
sent it is worth nothing, and the file is emptied.
"""

from __future__ import annotations

import os
import struct
from pathlib import Path

from bot.storage.errors import from_os

RECEIPT = struct.Struct("<QQ")
EMPTY_FROM = 64 * 1024
"""Bytes from which the file is emptied as soon as nothing in it is needed."""


class ReceiptFile:
    """Notes receipts and gives them back at the next start. A receipt torn by a power cut is passed over."""

    def __init__(self, database: Path) -> None:
        self.path = database.with_name(database.name + ".sent")
        self._owed = 0
        self._size = 0
        try:
            self._file = os.open(self.path, os.O_CREAT | os.O_RDWR | os.O_APPEND | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise from_os(error, str(self.path)) from None

    def read(self) -> list[tuple[int, int | None]]:
        """Every receipt as (outbox row, message id or None), oldest first."""
        held = self.path.read_bytes()
        whole = len(held) - len(held) % RECEIPT.size
        return [(row, message or None) for row, message in RECEIPT.iter_unpack(held[:whole])]

    def note(self, row_id: int, message_id: int | None) -> None:
        """Note that a row was sent; where the disk refuses, a kill in this moment may send it twice."""
        self._owed += 1
        try:
            self._size += os.write(self._file, RECEIPT.pack(row_id, message_id or 0))
        except OSError:
            return

    def settle(self) -> None:
        """One noted row is committed as sent."""
        self._owed -= 1
        if self._owed <= 0 and self._size >= EMPTY_FROM:
            self.empty()

    def empty(self) -> None:
        """Forget every receipt: their rows are committed."""
        os.ftruncate(self._file, 0)
        self._owed = self._size = 0

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._file)
