"""A sentence that anyone would recognise goes through every path; no file and no log line may show it."""

from __future__ import annotations

import asyncio
import base64
import logging
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.storage.backup import backup
from bot.storage.errors import StoreError
from bot.storage.sqlite import SqliteStore
from bot.storage.store import Arrival, Draft, Turn
from tests.storage.test_writer import pragma

CANARY = "the canary sings of the kitchen on Tuesday"


def forms(text: str) -> list[bytes]:
    plain = text.encode()
    in_base64 = [base64.b64encode(b"x" * shift + plain)[8:-8] for shift in range(3)]
    return [plain, text.encode("utf-16-le"), text.encode("utf-16-be"), plain.hex().encode(), *in_base64]


def test_the_forms_would_be_found() -> None:
    for around in ("", "a", "ab"):
        encoded = base64.b64encode(f"{around}{CANARY}{around}".encode())
        assert any(form in encoded for form in forms(CANARY))


@pytest.mark.asyncio
async def test_no_file_and_no_log_shows_a_sentence(
    path: Path, key: str, files: Callable[[], bytes], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    asyncio.get_running_loop().set_debug(True)
    told: list[str] = []
    seen = b""
    store = await SqliteStore.open(path, key)
    raw = CANARY.encode()
    await store.receive([Arrival(n, 7, raw) for n in range(3)] + [Arrival(9, 0, raw)], 1.0)
    await store.failed([1])
    await store.quarantine([1, 9], "ValueError")
    drafts = [Draft(CANARY, {"text": CANARY}, n > 1, f"{CANARY}{n}", n == 3) for n in range(4)]
    turn = Turn(7, {"said": [CANARY]}, {CANARY: 5.0}, ({"kind": CANARY},), drafts, (0,), heard=(4, 5))
    rows = await store.commit(turn, 1.0)
    await store.attempted(rows[0])
    await store.sent(rows[0], 1, 1.0)
    await store.postpone(rows[1], 5.0)
    await store.discard(rows[2], "blocked")
    assert await store.message_ids(7, 1.0) == [1, 4, 5]
    await store.keep_file_id("k1", "AgAD1")
    assert CANARY in str(await store.export(7))
    backup(path, path.with_name("copy"))
    seen += files()
    wrong: list[Turn] = [
        Turn(7, {"said": CANARY, "no JSON": {CANARY}}),
        Turn(7, {}, {CANARY: CANARY}),  # type: ignore[dict-item]
        Turn(7, {}, inbox_done=(0,), outbox=drafts),
    ]
    for turn in wrong:
        with pytest.raises((StoreError, TypeError)) as caught:
            await store.commit(turn, 2.0)
        told.append(repr(caught.value))
    with pragma(store, "query_only", 1), pytest.raises(StoreError) as refused:
        await store.commit(Turn(7, {"said": CANARY}), 3.0)
    told.append(repr(refused.value))
    await store.commit(Turn(7, None, outbox=(Draft("sendMessage", {"text": CANARY}),), erase=True), 4.0)
    seen += files()
    await store.close()
    await (await SqliteStore.open(path, key)).close()
    seen += files() + repr(told).encode() + caplog.text.encode() + repr([store, rows and store._opened]).encode()
    for form in (*forms(CANARY), key.encode(), base64.b64decode(key)):
        assert form not in seen
