"""Group commit under trouble: one unit fails alone; a locked, full or read-only database costs no one's words."""

from __future__ import annotations

import asyncio
import contextlib
import resource
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.storage.errors import AlreadyDone, UnavailableError
from bot.storage.sqlite import SqliteStore
from bot.storage.store import Arrival, Draft, Turn


@contextlib.contextmanager
def pragma(store: SqliteStore, setting: str, value: int) -> Iterator[None]:
    """Set a limit on the writer's connection for a while."""
    db = store._opened.connection
    before = db.execute(f"PRAGMA {setting}").fetchone()[0]
    db.execute(f"PRAGMA {setting} = {value}")
    yield
    db.execute(f"PRAGMA {setting} = {before}")


@pytest.mark.asyncio
async def test_a_unit_that_fails_rolls_back_alone(store: SqliteStore) -> None:
    await store.receive([Arrival(1, 1, b"{}")], 1.0)
    await store.commit(Turn(1, {}, inbox_done=(1,)), 1.0)

    def turn(chat_id: int) -> Turn:
        wrong = {"not JSON": object()} if chat_id == 5 else {"n": chat_id}
        return Turn(chat_id, wrong, {"t": 1.0}, inbox_done=(1,) if chat_id == 7 else ())

    results = await asyncio.gather(*(store.commit(turn(n), 2.0) for n in range(2, 12)), return_exceptions=True)
    assert [type(result) for result in results] == [list] * 3 + [TypeError, list, AlreadyDone] + [list] * 4
    assert sorted(row.chat_id for row in await store.due(2.0)) == [2, 3, 4, 6, 8, 9, 10, 11]
    assert [await store.load(n) for n in (5, 7)] == [None, None]


@pytest.mark.asyncio
async def test_many_units_share_a_commit(store: SqliteStore) -> None:
    statements: list[str] = []
    store._opened.connection.set_trace_callback(statements.append)
    await asyncio.gather(*(store.commit(Turn(n, {}), 1.0) for n in range(1, 101)))
    store._opened.connection.set_trace_callback(None)
    assert 1 <= statements.count("COMMIT") < 20


@pytest.mark.asyncio
async def test_nothing_is_acknowledged_before_the_commit(store: SqliteStore, path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as other:
        for number in range(1, 30):
            await store.receive([Arrival(number, 1, b"{}")], 1.0)
            assert other.execute("SELECT count(*) FROM inbox").fetchone()[0] == number


@pytest.mark.asyncio
async def test_a_locked_database_waits_and_the_loop_goes_on(store: SqliteStore, path: Path) -> None:
    await store.commit(Turn(1, {"n": 1}), 1.0)
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        waiting = [asyncio.create_task(store.commit(Turn(n, {"n": n}), 1.0)) for n in (2, 3)]
        for _ in range(20):
            started = time.monotonic()
            await asyncio.sleep(0.02)
            assert await store.load(1) == {"n": 1}
            assert time.monotonic() - started < 0.2
        assert not any(task.done() for task in waiting)
        other.execute("COMMIT")
    await asyncio.gather(*waiting)
    assert await store.load(3) == {"n": 3}


def test_a_lock_of_ten_seconds_is_waited_for() -> None:
    from bot.storage.opening import BUSY_SECONDS

    assert BUSY_SECONDS >= 15


@pytest.mark.asyncio
async def test_a_lock_that_stays_is_told_and_then_forgotten(
    path: Path, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.storage.sqlite.BUSY_SECONDS", 0.1)
    store = await SqliteStore.open(path, key)
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(UnavailableError, match=r"SQLITE_BUSY.*another program"):
            await store.commit(Turn(1, {}), 1.0)
    await store.commit(Turn(1, {}), 1.0)
    await store.close()


@pytest.mark.asyncio
async def test_a_full_database_is_told_and_works_again_later(store: SqliteStore) -> None:
    await store.commit(Turn(1, {"n": 1}), 1.0)
    big = Turn(2, {"pad": "x" * 500_000})
    with pragma(store, "max_page_count", 30):
        small = Turn(3, {}, outbox=(Draft("sendMessage", {}),))
        results = await asyncio.gather(store.commit(big, 1.0), store.commit(small, 1.0), return_exceptions=True)
        assert isinstance(results[0], UnavailableError)
        assert "the disk is full" in str(results[0])
        assert await store.load(1) == {"n": 1}
    assert await store.load(2) is None
    await store.commit(big, 1.0)
    assert await store.load(2) == big.tracker


@pytest.mark.asyncio
async def test_a_disk_that_refuses_to_grow_the_files(store: SqliteStore, path: Path) -> None:
    await store.commit(Turn(1, {"n": 1}), 1.0)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 50_000, limits[1]))
    try:
        with pytest.raises(UnavailableError):
            await store.receive([Arrival(n, 2, b"x" * 10_000) for n in range(40)], 1.0)
        assert await store.load(1) == {"n": 1}
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert await store.waiting() == []
    assert len(await store.receive([Arrival(n, 2, b"x" * 10_000) for n in range(40)], 1.0)) == 40


@pytest.mark.asyncio
async def test_a_read_only_database_is_told_and_still_read(store: SqliteStore) -> None:
    await store.commit(Turn(1, {"n": 1}), 1.0)
    with pragma(store, "query_only", 1):
        with pytest.raises(UnavailableError, match=r"SQLITE_READONLY.*cannot be written"):
            await store.commit(Turn(1, {"n": 2}), 1.0)
        assert await store.load(1) == {"n": 1}
    await store.commit(Turn(1, {"n": 3}), 1.0)
    assert await store.load(1) == {"n": 3}


@pytest.mark.asyncio
async def test_commits_come_through_beside_a_busy_loop(store: SqliteStore) -> None:
    """On two cores a busy loop takes the interpreter lock back before a thread wakes; see writer.py."""
    ended = 0

    async def write(chat_id: int) -> None:
        nonlocal ended
        for number in range(30):
            await store.commit(Turn(chat_id, {"n": number}), 1.0)
        ended += 1

    tasks = [asyncio.create_task(write(chat_id)) for chat_id in range(1, 51)]
    until = time.monotonic() + 10
    while ended < 50 and time.monotonic() < until:
        sum(range(10_000))
        await asyncio.sleep(0)
    assert ended == 50
    await asyncio.gather(*tasks)


@pytest.mark.asyncio
async def test_a_caller_that_gives_up_harms_no_one(store: SqliteStore) -> None:
    gone = asyncio.create_task(store.commit(Turn(1, {"n": 1}), 1.0))
    stays = asyncio.create_task(store.commit(Turn(2, {"n": 2}), 1.0))
    await asyncio.sleep(0)
    gone.cancel()
    await stays
    assert await store.load(2) == {"n": 2}
    with pytest.raises(asyncio.CancelledError):
        await gone


@pytest.mark.asyncio
async def test_closing_finishes_what_was_handed_over(path: Path, key: str) -> None:
    store = await SqliteStore.open(path, key)
    tasks = [asyncio.create_task(store.commit(Turn(n, {"n": n}), 1.0)) for n in range(1, 50)]
    await asyncio.sleep(0)
    await store.close()
    await asyncio.gather(*tasks)
    store = await SqliteStore.open(path, key)
    assert await store.load(49) == {"n": 49}
    await store.close()


@pytest.mark.asyncio
async def test_pruning_forgets_after_two_days_and_not_before(store: SqliteStore) -> None:
    day = 86_400.0
    await store.receive([Arrival(n, 7, b"{}") for n in range(3000)], 0.0)
    (row,) = await store.commit(
        Turn(7, {}, outbox=(Draft("sendMessage", {}, handle="h"),), inbox_done=range(1, 3000)), 1.0
    )
    await store.sent(row, 5, 2.0)
    assert await store.prune(2 * day) == 0
    assert await store.receive([Arrival(5, 7, b"{}")], 2 * day) == []
    assert await store.message_id(7, "h") == 5
    assert await store.prune(2 * day + 3) == 3000
    assert await store.message_id(7, "h") is None
    assert [row.update_id for row in await store.waiting()] == [0]
