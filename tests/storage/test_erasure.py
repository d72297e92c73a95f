"""Erased means gone: from the files, from backups that come back, and not for those who begin anew."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.storage.backup import backup
from bot.storage.sqlite import SqliteStore
from bot.storage.store import Arrival, Draft, Turn


def restore(copy: Path, path: Path) -> None:
    shutil.copy(copy, path)
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


async def write_all(store: SqliteStore, chat_id: int, update_id: int) -> None:
    await store.receive([Arrival(update_id, chat_id, b"{}"), Arrival(update_id + 1, chat_id, b"{}")], 1.0)
    drafts = (Draft("sendMessage", {}),)
    turn = Turn(chat_id, {"of": chat_id}, {"t": 5.0}, ({"kind": "x"},), drafts, (update_id,), heard=(update_id,))
    await store.commit(turn, 1.0)


@pytest.mark.asyncio
async def test_a_restored_older_backup_is_erased_again(path: Path, key: str, tmp_path: Path) -> None:
    store = await SqliteStore.open(path, key)
    await write_all(store, 7, 10)
    await write_all(store, 8, 20)
    backup(path, tmp_path / "yesterday")
    await store.commit(Turn(7, None, erase=True, inbox_done=(11,)), 1.0)
    marks = path.with_name(path.name + ".erased").read_text()
    assert len(marks.split()) == 2
    await store.close()

    restore(tmp_path / "yesterday", path)
    store = await SqliteStore.open(path, key)
    assert await store.load(7) is None
    assert not any(value for name, value in (await store.export(7)).items() if name != "chat_id")
    assert await store.load(8) == {"of": 8}
    assert [row.chat_id for row in await store.waiting()] == [8]
    assert [row.chat_id for row in await store.unsent()] == [8]
    assert await store.receive([Arrival(10, 7, b"{}")], 2.0) == []
    await store.close()


@pytest.mark.asyncio
async def test_who_writes_again_begins_anew_whatever_the_clock_says(path: Path, key: str, tmp_path: Path) -> None:
    store = await SqliteStore.open(path, key)
    await store.commit(Turn(7, {"life": 1}), 100.0)
    await store.commit(Turn(7, None, erase=True), 100.0)
    await store.commit(Turn(7, {"life": 2}), 50.0)
    await store.close()
    store = await SqliteStore.open(path, key)
    assert await store.load(7) == {"life": 2}
    backup(path, tmp_path / "second")
    await store.commit(Turn(7, None, erase=True), 20.0)
    await store.close()
    restore(tmp_path / "second", path)
    store = await SqliteStore.open(path, key)
    assert await store.load(7) is None
    await store.close()


@pytest.mark.asyncio
async def test_the_tombstone_outlives_a_lost_or_torn_file(path: Path, key: str) -> None:
    erased = path.with_name(path.name + ".erased")
    store = await SqliteStore.open(path, key)
    await store.commit(Turn(7, {}), 1.0)
    await store.commit(Turn(7, None, erase=True), 2.0)
    await store.close()
    line = erased.read_text()
    erased.write_text(line[:30])
    store = await SqliteStore.open(path, key)
    assert erased.read_text() == line[:30] + "\n" + line
    await store.commit(Turn(8, {}), 1.0)
    await store.commit(Turn(8, None, erase=True), 3.0)
    assert len(erased.read_text().splitlines()) == 3
    await store.close()


@pytest.mark.asyncio
async def test_a_tombstone_that_the_disk_refused_comes_later(path: Path, key: str) -> None:
    erased = path.with_name(path.name + ".erased")
    store = await SqliteStore.open(path, key)
    await store.commit(Turn(7, {}), 1.0)
    await store.commit(Turn(8, {}), 1.0)
    erased.mkdir()
    await store.commit(Turn(7, None, erase=True), 2.0)
    assert await store.load(7) is None
    erased.rmdir()
    await store.commit(Turn(8, None, erase=True), 3.0)
    assert len(erased.read_text().splitlines()) == 2
    await store.close()


@pytest.mark.asyncio
async def test_the_ciphertext_goes_from_database_and_wal(
    store: SqliteStore, files: Callable[[], bytes], path: Path
) -> None:
    await store.commit(Turn(7, {"pad": "x" * 3000}, {"t": 5.0}), 1.0)
    await store.commit(Turn(8, {"pad": "y" * 3000}), 1.0)
    with contextlib.closing(sqlite3.connect(path)) as db:
        rows = [value for (value,) in db.execute("SELECT body FROM trackers ORDER BY chat_id")]
        wrapped = db.execute("SELECT wrapped FROM people WHERE chat_id = 7").fetchone()[0]
    gone, stays = (value[1000:1200] for value in rows)
    assert gone in files()
    assert wrapped in files()
    await store.commit(Turn(7, None, erase=True), 2.0)
    assert gone not in files()
    assert wrapped not in files()
    assert stays in files()
    assert path.with_name(path.name + "-wal").stat().st_size == 0


@pytest.mark.asyncio
async def test_a_reader_delays_the_cut_of_the_wal_but_not_the_erasure(
    store: SqliteStore, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.storage.writer.TRUNCATE_AGAIN_SECONDS", 0.01)
    wal = path.with_name(path.name + "-wal")
    await store.commit(Turn(7, {}), 1.0)
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM people").fetchall()
        await store.commit(Turn(7, None, erase=True), 2.0)
        assert await store.load(7) is None
        assert wal.stat().st_size > 0
    async with asyncio.timeout(5):
        while wal.stat().st_size:
            await asyncio.sleep(0.01)


@pytest.mark.asyncio
async def test_erasing_a_stranger_or_the_system_does_nothing(store: SqliteStore, path: Path) -> None:
    await store.receive([Arrival(1, 0, b"?")], 1.0)
    secret = store.button_secret
    await store.commit(Turn(7, None, erase=True), 1.0)
    await store.commit(Turn(0, None, erase=True), 1.0)
    assert [row.raw for row in await store.waiting()] == [b"?"]
    assert store.button_secret == secret
    assert not path.with_name(path.name + ".erased").exists()


def rows_of(path: Path, chat_id: int) -> dict[str, int]:
    with contextlib.closing(sqlite3.connect(path)) as db:
        tables = [
            name
            for (name,) in db.execute("SELECT tbl_name FROM sqlite_master WHERE sql LIKE '%chat_id%' AND type='table'")
        ]
        return {
            table: db.execute(f"SELECT count(*) FROM {table} WHERE chat_id = ?", (chat_id,)).fetchone()[0]
            for table in tables
        }


@pytest.mark.asyncio
async def test_no_row_of_an_erased_person_stays_in_any_table(store: SqliteStore, path: Path) -> None:
    await write_all(store, 7, 10)
    await store.receive([Arrival(30, 7, b"{}")], 1.0)
    await store.quarantine([30], "ValueError")
    before = rows_of(path, 7)
    assert len(before) == 8
    assert all(before.values()), before
    await store.commit(Turn(7, None, inbox_done=(11,), erase=True), 2.0)
    assert not any(rows_of(path, 7).values())


@pytest.mark.asyncio
async def test_what_is_done_loses_its_words_at_once(store: SqliteStore, path: Path) -> None:
    await store.receive([Arrival(1, 7, b"{}"), Arrival(2, 7, b"{}")], 1.0)
    rows = await store.commit(Turn(7, {}, outbox=[Draft("sendMessage", {})] * 2, inbox_done=(1,)), 1.0)
    await store.quarantine([2], "ValueError")
    await store.sent(rows[0], 5, 2.0)
    await store.discard(rows[1], "blocked")
    with contextlib.closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT chat_id, body FROM inbox").fetchall() == [(0, None)] * 2
        assert db.execute("SELECT body FROM outbox").fetchall() == [(None,)] * 2
