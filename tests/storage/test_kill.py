"""kill -9 at any moment: what was acknowledged is there, and nothing is there by half."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.storage.sqlite import SqliteStore

CHILD = """
import asyncio, sys
from bot.storage.sqlite import SqliteStore
from bot.storage.store import Arrival, Draft, Turn

async def talk(store, chat_id, base):
    for number in range(base, base + 100_000):
        update_id = chat_id * 10_000_000 + number
        await store.receive([Arrival(update_id, chat_id, b'{}')], 1.0)
        print('received', update_id, flush=True)
        drafts = (Draft('sendMessage', {'n': number}, handle=f'h{number}'), Draft('sendMessage', {'n': number}))
        moments = ({'n': number},)
        turn = Turn(chat_id, {'n': number}, {'t': float(number)}, moments, drafts, (update_id,), heard=(number,))
        rows = await store.commit(turn, 1.0)
        print('committed', update_id, flush=True)
        await store.sent(rows[1], number, 1.0)

async def main():
    store = await SqliteStore.open(sys.argv[1], sys.argv[2])
    print('open', flush=True)
    await asyncio.gather(*(talk(store, chat_id, int(sys.argv[3])) for chat_id in range(1, 9)))

asyncio.run(main())
"""


@pytest.mark.asyncio
async def test_what_was_acknowledged_survives_kill_9(path: Path, key: str) -> None:
    received: set[int] = set()
    committed: dict[int, int] = {}
    for round_ in range(5):
        arguments = [sys.executable, "-c", CHILD, str(path), key, str(round_ * 100_000 + 1)]
        with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as child:
            assert child.stdout is not None
            assert child.stdout.readline() == "open\n"
            time.sleep(random.uniform(0.02, 0.25))
            child.kill()
            for line in child.stdout.read().split("\n")[:-1]:
                word, update_id = line.split()
                received.add(int(update_id))
                if word == "committed":
                    committed[int(update_id) // 10_000_000] = int(update_id) % 10_000_000
        store = await SqliteStore.open(path, key)
        waiting = {row.update_id for row in await store.waiting()}
        timers = {row.chat_id: row.at for row in await store.due(1e9, 100)}
        unsent: dict[int, list[int]] = {}
        for row in await store.unsent():
            unsent.setdefault(row.chat_id, []).append(row.draft.params["n"])
        moments_of = {n: [moment["n"] for moment in (await store.export(n))["moments"]] for n in range(1, 9)}
        heard_of = {n: [one["message_id"] for one in (await store.export(n))["heard"]] for n in range(1, 9)}
        assert heard_of == moments_of, "a turn was kept without what was heard in it"
        handled = {n: set(moments) for n, moments in moments_of.items()}
        for chat_id, acknowledged in committed.items():
            tracker = await store.load(chat_id)
            assert tracker is not None
            last = tracker["n"]
            moments = moments_of[chat_id]
            assert acknowledged <= last == timers[chat_id] == moments[-1], "a turn is there by half"
            assert len(set(moments)) == len(moments)
            assert sorted(set(unsent[chat_id])) == moments, "a turn has lost its messages"
            assert chat_id * 10_000_000 + last not in waiting
        for known in received:
            chat_id, number = divmod(known, 10_000_000)
            assert (number in handled[chat_id]) != (known in waiting), (
                "an update is lost, or handled and waiting at once"
            )
        await store.close()
    assert len(received) > 50
