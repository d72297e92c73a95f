"""The one writer, with group commit: what waits together is committed together.

Each unit runs in a SAVEPOINT of its own inside the group's transaction, so that a unit which fails rolls back alone. A
caller hears of its unit only after the COMMIT, which waits for the disk (`synchronous=FULL`).

The units' statements run on the loop's thread; only what may wait, for the disk or for another program's lock, runs on
the writer's thread. A statement takes 5 µs, but on another thread each one would have to win Python's interpreter lock
back from a busy loop: measured beside such a loop, a thread of statements came to no commit at all in two seconds.
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

from bot.storage.errors import ClosedError, StoreError, from_sqlite

T = TypeVar("T")

GROUP_SECONDS = 0.01
"""How long one group may keep the loop; what is left waits for the next one."""

TRUNCATE_AGAIN_SECONDS = 1.0

YIELD_EVERY_SECONDS = 0.001
YIELD_SECONDS = 0.00005


class _Unit:
    __slots__ = ("after", "error", "future", "result", "work")

    def __init__(
        self, work: Callable[[sqlite3.Connection], Any], future: asyncio.Future[Any], after: Callable[[], None] | None
    ) -> None:
        self.work = work
        self.future = future
        self.after = after
        self.result: Any = None
        self.error: BaseException | None = None

    def answer(self) -> None:
        if self.future.done():  # its caller was cancelled
            return
        if self.error is None:
            self.future.set_result(self.result)
        else:
            error = self.error
            self.future.set_exception(error if isinstance(error, Exception) else StoreError("the writer was stopped"))


class Writer:
    """Runs units of work on one connection, in the order in which they were handed over.

    `busy_seconds` is how long a group waits for another program that is writing to the file.
    """

    def __init__(self, connection: sqlite3.Connection, where: str, busy_seconds: float) -> None:
        self._connection = connection
        self._where = where
        self._busy_milliseconds = int(busy_seconds * 1000)
        self._units: deque[_Unit] = deque()
        self._task: asyncio.Task[None] | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="store-writer")
        self._truncate_due = False
        self._truncate_again: asyncio.TimerHandle | None = None
        self._closing = False
        connection.execute("PRAGMA busy_timeout = 0")  # the loop's thread never waits

    async def run(self, work: Callable[[sqlite3.Connection], T], after: Callable[[], None] | None = None) -> T:
        """Run `work` in the next group; returns its result once it is committed.

        `after` runs between the COMMIT and the answer. SQLite's errors come as `StoreError`. A caller that is cancelled
        meanwhile does not undo its unit.
        """
        if self._closing:
            raise ClosedError(f"{self._where} was closed: nothing can be stored any more")
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._units.append(_Unit(work, future, after))
        if self._task is None or self._task.done():
            self._task = loop.create_task(self._drain())
        return await future

    def truncate_soon(self) -> None:
        """Write the WAL into the database and cut it to nothing after this group, so that what was erased goes too."""
        self._truncate_due = True

    async def close(self) -> None:
        """Commit what was handed over, then close the connection; calling it again does nothing."""
        if self._closing:
            return
        self._closing = True
        if self._truncate_again:
            self._truncate_again.cancel()
        if self._task:
            await asyncio.wait([self._task])
        await self._aside(self._connection.close)
        self._thread.shutdown()

    async def _drain(self) -> None:
        while self._units:
            group: list[_Unit] = []
            try:
                await self._begin()
                self._run_group(group)
                await self._aside(partial(self._finish, group))
            except BaseException as error:  # noqa: BLE001 (every caller must hear, whatever it was)
                self._give_up(group or [self._units.popleft() for _ in range(len(self._units))], error)
            for unit in group:
                unit.answer()
        self._task = None
        if self._truncate_due and not self._closing:
            self._truncate_again = asyncio.get_running_loop().call_later(TRUNCATE_AGAIN_SECONDS, self._nudge)

    async def _begin(self) -> None:
        try:
            self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            await self._aside(self._begin_patiently)

    def _begin_patiently(self) -> None:
        db = self._connection
        db.execute(f"PRAGMA busy_timeout = {self._busy_milliseconds:d}")
        try:
            db.execute("BEGIN IMMEDIATE")
        finally:
            db.execute("PRAGMA busy_timeout = 0")

    def _run_group(self, group: list[_Unit]) -> None:
        end = time.monotonic() + GROUP_SECONDS
        while self._units:
            group.append(self._units.popleft())
            self._run(group[-1])
            if time.monotonic() > end:
                return

    def _run(self, unit: _Unit) -> None:
        db = self._connection
        db.execute("SAVEPOINT unit")
        try:
            unit.result = unit.work(db)
        except Exception as error:
            unit.error = self._ours(error)
            if not db.in_transaction:  # SQLite gave up the whole group, e.g. on a full disk
                raise
            db.execute("ROLLBACK TO unit")
        db.execute("RELEASE unit")

    def _finish(self, group: list[_Unit]) -> None:
        db = self._connection
        db.execute("COMMIT")
        for unit in group:
            if unit.after and not unit.error:
                unit.after()
        if self._truncate_due:
            with contextlib.suppress(sqlite3.Error):
                # Busy 1: somebody reads (a backup, say), and we come back later.
                self._truncate_due = bool(db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0])

    def _give_up(self, group: list[_Unit], error: BaseException) -> None:
        with contextlib.suppress(sqlite3.Error):
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
        for unit in group:
            unit.error = unit.error or self._ours(error)
            unit.answer()

    def _ours(self, error: BaseException) -> BaseException:
        """A fresh error for each caller; programming errors pass as they are."""
        return from_sqlite(error, self._where) if isinstance(error, sqlite3.Error) else error

    def _nudge(self) -> None:
        if not self._closing and self._task is None:
            self._units.append(_Unit(lambda _: None, asyncio.get_running_loop().create_future(), None))
            self._task = asyncio.get_running_loop().create_task(self._drain())

    async def _aside(self, work: Callable[[], None]) -> None:
        """Run on the writer's thread; a cancellation (the loop ends) has to wait, as the connection is in use."""
        future = asyncio.get_running_loop().run_in_executor(self._thread, work)
        while not future.done():
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.wait([future], timeout=YIELD_EVERY_SECONDS)
            if not future.done():
                _yield_to_thread()
        future.result()


def _yield_to_thread() -> None:
    """Let the writer's thread have Python's interpreter lock, which a busy loop takes back before the thread wakes."""
    time.sleep(YIELD_SECONDS)
