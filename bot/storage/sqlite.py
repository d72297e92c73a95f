"""The store on SQLite: one file, one writer thread, one process."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from bot.storage import files, sending, sweeping, turns
from bot.storage.errors import ClosedError, StoreError, from_sqlite
from bot.storage.export import export_person
from bot.storage.inspection import read_only
from bot.storage.opening import BUSY_SECONDS, Opened, connect, open_database
from bot.storage.sealed import DUE, UNSENT, WAITING, handle_mark, inbox_rows, outbox_rows, timer_rows, tracker
from bot.storage.store import Arrival, InboxRow, OutboxRow, TimerRow, Turn
from bot.storage.writer import Writer

T = TypeVar("T")


GATHER_SECONDS = 0.01
"""How long a sent row waits for others to be committed with: a receipt keeps it from being sent again meanwhile."""


@dataclass(frozen=True, slots=True)
class _Finished:
    row: OutboxRow
    message_id: int | None
    now: float
    done: asyncio.Future[None]


class SqliteStore:
    """`Store` on one SQLite file; made by `SqliteStore.open`.

    Writes go through the writer (writer.py). Point reads run at once on a connection of their own, because they take
    some 20 µs; they see everything that was committed. Long reads run on a thread.
    """

    def __init__(self, opened: Opened, clock: Callable[[], float]) -> None:
        self._opened = opened
        self._people = opened.people
        self._secrets = opened.secrets
        self._clock = clock
        self._where = str(opened.path)
        self._reader = connect(opened.path, timeout=0)
        self._reader.execute("PRAGMA query_only = ON")
        self._writer = Writer(opened.connection, self._where, BUSY_SECONDS)
        self._closed = False
        self._finished: list[_Finished] = []
        self._gathering: asyncio.TimerHandle | None = None
        self._finishing: asyncio.Future[None] | None = None

    @classmethod
    async def open(cls, path: str | Path, keys: str | None, *, clock: Callable[[], float] = time.time) -> SqliteStore:
        """Open or make a database. `keys` is `ENCRYPTION_KEY` as it stands in the environment.

        `StoreError` in one line where the key, the lock or the file is not right.
        """
        opened = await asyncio.to_thread(open_database, Path(path), keys, clock())
        try:
            return cls(opened, clock)
        except sqlite3.Error as error:
            opened.connection.close()
            opened.lock.release()
            raise from_sqlite(error, str(path)) from None

    @property
    def button_secret(self) -> bytes:
        """32 bytes for signing what buttons carry; the same for this database's whole life."""
        return self._secrets.buttons

    async def receive(self, arrivals: Sequence[Arrival], now: float) -> list[InboxRow]:
        return await self._writer.run(lambda db: turns.receive(db, self._people, arrivals, now))

    async def waiting(self) -> list[InboxRow]:
        return await self._read_long(lambda db: inbox_rows(db.execute(WAITING).fetchall(), self._people))

    async def load(self, chat_id: int) -> dict[str, Any] | None:
        return await self._read(lambda db: tracker(db, self._people, chat_id))

    async def commit(self, turn: Turn, now: float) -> list[OutboxRow]:
        marks: list[tuple[str, float]] = []

        def work(db: sqlite3.Connection) -> list[OutboxRow]:
            rows, erased = turns.commit(db, self._people, self._secrets, turn, now)
            marks.extend((mark, now) for mark in erased)
            return rows

        def bury() -> None:
            self._opened.tombstones.append(marks)
            self._writer.truncate_soon()

        return await self._writer.run(work, bury if turn.erase else None)

    async def failed(self, update_ids: Sequence[int]) -> int:
        return await self._writer.run(lambda db: turns.count_failure(db, update_ids))

    async def quarantine(self, update_ids: Sequence[int], why: str) -> None:
        now = self._clock()
        await self._writer.run(lambda db: turns.set_aside(db, update_ids, why, now))

    async def due(self, now: float, limit: int = 100) -> list[TimerRow]:
        return await self._read(lambda db: timer_rows(db.execute(DUE, (now, limit)).fetchall(), self._people))

    async def next_due(self) -> float | None:
        return await self._read(sending.next_due)

    async def unsent(self) -> list[OutboxRow]:
        return await self._read_long(lambda db: outbox_rows(db.execute(UNSENT).fetchall(), self._people))

    async def attempted(self, row: OutboxRow) -> None:
        """Besides: `AlreadyDone` where the row is done, was erased, or is taken up already; then do not send it."""
        await self._writer.run(lambda db: sending.mark_attempted(db, row))

    def noted(self, row: OutboxRow, message_id: int | None) -> None:
        self._opened.receipts.note(row.id, message_id)

    async def sent(self, row: OutboxRow, message_id: int | None, now: float) -> None:
        if self._closed:
            raise ClosedError(f"{self._where} was closed: nothing can be stored any more")
        loop = asyncio.get_running_loop()
        if not self._finished:
            self._gathering = loop.call_later(GATHER_SECONDS, self._finish_soon)
        done: asyncio.Future[None] = loop.create_future()
        self._finished.append(_Finished(row, message_id, now, done))
        await done

    def _finish_soon(self) -> None:
        self._finishing = asyncio.ensure_future(self._finish())

    async def _finish(self) -> None:
        """Commit as sent, in one unit, all rows that were sent meanwhile: their receipts hold until then."""
        batch, self._finished = self._finished, []

        def work(db: sqlite3.Connection) -> None:
            for one in batch:
                sending.finish(db, one.row, one.now, message_id=one.message_id)

        try:
            await self._writer.run(work)
        except StoreError as error:
            for one in batch:
                if not one.done.done():
                    one.done.set_exception(error)
            return
        for one in batch:
            self._opened.receipts.settle()
            if not one.done.done():
                one.done.set_result(None)

    async def postpone(self, row: OutboxRow, not_before: float) -> None:
        """Besides: `attempted` is taken back, as this row is known not to have arrived."""
        await self._writer.run(lambda db: sending.postpone(db, row, not_before))

    async def discard(self, row: OutboxRow, why: str) -> None:
        now = self._clock()
        await self._writer.run(lambda db: sending.finish(db, row, now, why=why))

    async def message_id(self, chat_id: int, handle: str) -> int | None:
        mark = handle_mark(self._secrets.handles, chat_id, handle)
        return await self._read(lambda db: sending.message_id(db, chat_id, mark))

    async def message_ids(
        self, chat_id: int, now: float, before: float | None = None, below: int | None = None
    ) -> list[int]:
        return await self._read(lambda db: sweeping.message_ids(db, chat_id, now, before, below))

    async def file_id(self, key: str) -> str | None:
        return await self._read(lambda db: files.file_id(db, key))

    async def keep_file_id(self, key: str, file_id: str) -> None:
        await self._writer.run(lambda db: files.keep_file_id(db, key, file_id))

    async def export(self, chat_id: int) -> dict[str, Any]:
        return await self._read_long(lambda db: export_person(db, self._people, chat_id))

    async def prune(self, now: float) -> int:
        """Forget what was handled or sent 48 hours ago; call it hourly. Returns how many rows went."""
        gone = 0
        for forget in (sending.prune_inbox, sending.prune_outbox, sweeping.prune_heard):
            while count := await self._writer.run(partial(forget, now=now)):
                gone += count
        return gone

    async def close(self) -> None:
        first, self._closed = not self._closed, True
        if first:
            self._reader.close()
            if self._gathering is not None:
                self._gathering.cancel()
            if self._finished:
                await self._finish()
        await self._writer.close()
        if first:
            self._opened.receipts.close()
        self._opened.lock.release()

    async def _read(self, read: Callable[[sqlite3.Connection], T]) -> T:
        """Read at once; where that fails, read again on a thread, which waits longer and names what is wrong."""
        if not self._closed:
            with contextlib.suppress(sqlite3.Error):
                return read(self._reader)
        return await self._read_long(read)

    async def _read_long(self, read: Callable[[sqlite3.Connection], T]) -> T:
        """Read in one snapshot, on a thread and a connection of its own."""
        if self._closed:
            raise ClosedError(f"{self._where} was closed: nothing can be read any more")

        def aside() -> T:
            with contextlib.closing(read_only(self._opened.path, BUSY_SECONDS)) as db:
                db.execute("BEGIN")
                return read(db)

        try:
            return await asyncio.to_thread(aside)
        except sqlite3.Error as error:
            raise from_sqlite(error, self._where) from None
