"""A backup is whole, opens with the key, says nothing without it, and overwrites nothing."""

from __future__ import annotations

import asyncio
import stat
from pathlib import Path

import pytest

from bot.storage.backup import backup
from bot.storage.errors import StoreError, WrongKeyError
from bot.storage.sqlite import SqliteStore
from bot.storage.store import Arrival, Draft, Turn
from bot.storage.vault import new_key


@pytest.mark.asyncio
async def test_a_backup_of_a_running_store_opens_with_the_key(path: Path, key: str, tmp_path: Path) -> None:
    store = await SqliteStore.open(path, key)
    writing = True

    async def write(chat_id: int) -> int:
        number = 0
        while writing:
            number += 1
            await store.commit(Turn(chat_id, {"n": number}, {"t": float(number)}), 1.0)
        return number

    tasks = [asyncio.create_task(write(chat_id)) for chat_id in range(1, 9)]
    await asyncio.sleep(0.1)
    copy = tmp_path / "backups.db"
    size = await asyncio.to_thread(backup, path, copy)
    writing = False
    last = await asyncio.gather(*tasks)
    await store.close()
    assert size == copy.stat().st_size > 0
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    with pytest.raises(WrongKeyError):
        await SqliteStore.open(copy, new_key())
    restored = await SqliteStore.open(copy, key)
    timers = {row.chat_id: row.at for row in await restored.due(1e9)}
    for chat_id in range(1, 9):
        tracker = await restored.load(chat_id)
        assert tracker is not None
        assert tracker["n"] == timers[chat_id] <= last[chat_id - 1]
    assert restored.button_secret == store.button_secret
    await restored.close()


@pytest.mark.asyncio
async def test_counts_match_after_a_restore(path: Path, key: str, tmp_path: Path) -> None:
    store = await SqliteStore.open(path, key)
    await store.receive([Arrival(n, n % 3, b"{}") for n in range(9)], 1.0)
    drafts = [Draft("sendMessage", {"n": n}) for n in range(4)]
    await store.commit(Turn(5, {"a": 1}, {"t": 2.0}, ({"kind": "x"},), drafts, (0, 1)), 1.0)
    await store.quarantine([2], "ValueError")
    backup(path, tmp_path / "copy")
    restored = await SqliteStore.open(tmp_path / "copy", key)
    for one, other in ((store.waiting, restored.waiting), (store.unsent, restored.unsent)):
        assert await one() == await other()
    for chat_id in (0, 1, 2, 5):
        assert await store.export(chat_id) == await restored.export(chat_id)
    await restored.close()
    await store.close()


@pytest.mark.asyncio
async def test_it_overwrites_nothing_and_leaves_nothing_behind(path: Path, key: str, tmp_path: Path) -> None:
    await (await SqliteStore.open(path, key)).close()
    target = tmp_path / "there"
    target.write_text("precious")
    before = set(tmp_path.iterdir())
    with pytest.raises(StoreError, match="overwrites nothing"):
        backup(path, target)
    assert target.read_text() == "precious"
    assert set(tmp_path.iterdir()) == before


@pytest.mark.parametrize("content", [None, b"", b"Dear diary, " * 100, b"SQLite format 3\x00" + b"\xa5" * 5000])
def test_what_is_no_database_is_no_backup(tmp_path: Path, content: bytes | None) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    if content is not None:
        source.write_bytes(content)
    with pytest.raises(StoreError) as caught:
        backup(source, target)
    assert str(source) in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not target.exists()
    assert not list(tmp_path.glob("*.partial*"))
