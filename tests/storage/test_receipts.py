"""Receipts: what Telegram had when the process was killed is not sent again."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.storage.receipts import EMPTY_FROM, RECEIPT, ReceiptFile
from bot.storage.sqlite import SqliteStore
from bot.storage.store import Draft, Turn


async def two_rows(path: Path, key: str) -> SqliteStore:
    store = await SqliteStore.open(path, key)
    drafts = [Draft("sendMessage", {"text": "one"}, handle="a"), Draft("sendMessage", {"text": "two"})]
    await store.commit(Turn(7, {"x": 1}, outbox=drafts), 1.0)
    return store


@pytest.mark.asyncio
async def test_a_row_that_was_noted_and_not_committed_is_not_sent_again(path: Path, key: str) -> None:
    store = await two_rows(path, key)
    first, second = await store.unsent()
    store.noted(first, 41)
    await store.close()
    store = await SqliteStore.open(path, key)
    assert [row.id for row in await store.unsent()] == [second.id]
    assert await store.message_id(7, "a") == 41
    await store.close()


@pytest.mark.asyncio
async def test_without_a_receipt_both_are_sent_again(path: Path, key: str) -> None:
    store = await two_rows(path, key)
    await store.close()
    store = await SqliteStore.open(path, key)
    assert len(await store.unsent()) == 2
    await store.close()


def test_a_torn_receipt_is_passed_over(tmp_path: Path) -> None:
    file = ReceiptFile(tmp_path / "u.db")
    file.note(3, None)
    file.note(4, 9)
    file.close()
    with file.path.open("ab") as torn:
        torn.write(b"\x05\x00\x00")
    file = ReceiptFile(tmp_path / "u.db")
    assert file.read() == [(3, None), (4, 9)]
    file.close()


def test_the_file_is_emptied_once_nothing_in_it_is_needed(tmp_path: Path) -> None:
    file = ReceiptFile(tmp_path / "u.db")
    count = EMPTY_FROM // RECEIPT.size
    for row in range(count):
        file.note(row, row)
    for _ in range(count - 1):
        file.settle()
    assert file.path.stat().st_size == EMPTY_FROM
    file.settle()
    assert file.path.stat().st_size == 0
    file.close()
