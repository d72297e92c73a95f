"""kill -9 at random moments, with a hundred people writing at once.

`UPSTREAM_KILLS=200 .venv/bin/python -m pytest tests/drills/test_kill.py -s` kills 200 times, and says what it counted.
"""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections import Counter
from collections.abc import Callable

import pytest

from bot.storage.sqlite import SqliteStore
from tests.drills.crowd import Crowd
from tests.drills.phones import Phones
from tests.drills.process import BotProcess
from tests.standin import until

KILLS = int(os.environ.get("UPSTREAM_KILLS", "8"))
PEOPLE = 100


@pytest.mark.slow
@pytest.mark.timeout(60 + KILLS * 15)
@pytest.mark.asyncio
@pytest.mark.parametrize("pace", ["0", "200"])
async def test_nobody_is_unanswered_after_kill_9(phones: Phones, new_bot: Callable[..., BotProcess], pace: str) -> None:
    seed = random.randrange(10**6)
    luck = random.Random(seed)
    bot = new_bot(SEND_PER_SECOND=pace)
    crowd = Crowd(phones, PEOPLE, seed)
    crowd.begin()
    starts: list[float] = []
    try:
        for _ in range(KILLS):
            starts.append(await start(bot, phones, luck.random() > 0.1))
            await asyncio.sleep(luck.uniform(0.0, 1.0))
            bot.kill()
            # The stand-in takes what the dead bot had written into its sockets before the next bot begins: a call that
            # were counted after that would be laid to the wrong kill.
            await until(lambda: not phones.api.connections)
            await asyncio.sleep(0.1)
            crowd.raise_if_wrong()
        starts.append(await start(bot, phones, wait=True))
        await crowd.end()
    finally:
        await crowd.leave()
    assert await bot.stop() == 0
    doubled = Counter(killed_between(starts, first.at, second.at) for first, second in crowd.doubled())
    print(
        f"\nseed {seed}, SEND_PER_SECOND={pace}: {KILLS} kills, {crowd.turns} answers, {doubled.total()} sent twice "
        f"({doubled.total() / KILLS:.2f} a kill, at most {max(doubled.values(), default=0)})"
    )
    unexplained = [pair for pair in crowd.doubled() if killed_between(starts, pair[0].at, pair[1].at) is None]
    assert not unexplained, f"seed {seed}: sent twice although nothing was killed between {starts}: {unexplained}"
    assert max(doubled.values(), default=0) <= 1, f"seed {seed}: more than one message was sent twice after a kill"
    await nothing_is_left(bot)


async def start(bot: BotProcess, phones: Phones, wait: bool) -> float:
    """Start the bot; returns when (Unix seconds). Without `wait` the kill may come before it has opened its files."""
    began = time.time()
    bot.start()
    if wait:
        await phones.polled()
    return began


def killed_between(starts: list[float], first: float, second: float) -> int | None:
    """The number of the kill between two calls, None where none was: each start but the first follows a kill."""
    return next((number for number, at in enumerate(starts[1:], 1) if first < at <= second), None)


async def nothing_is_left(bot: BotProcess) -> None:
    """Every update is handled, every message sent, and nothing was set aside."""
    store = await SqliteStore.open(bot.database, bot.settings["ENCRYPTION_KEY"])
    try:
        assert await store.waiting() == []
        assert await store.unsent() == []
    finally:
        await store.close()
    for trouble in ("a turn failed", "already", "Traceback", "refused a turn"):
        assert trouble not in bot.log, bot.log[-3000:]
