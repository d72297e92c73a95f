"""SIGTERM: what has come in is answered, and then it is gone, within the grace time."""

from __future__ import annotations

import signal
from collections.abc import Callable

import pytest

from tests.drills.phones import Phones
from tests.drills.process import BotProcess
from tests.drills.test_kill import nothing_is_left
from tests.standin import on, slow, until


async def confirmed(phones: Phones) -> None:
    """Wait until the bot has taken and committed everything that was written."""
    await until(lambda: not len(phones.api.chats.updates))


@pytest.mark.asyncio
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_ten_queued_updates_are_drained(phones: Phones, bot: BotProcess, number: int) -> None:
    phones.faults = on("sendMessage", slow(0.15))
    people = [phones[100 + n] for n in range(10)]
    for person in people:
        person.says("I'm flooded")
    await confirmed(phones)
    bot.tell(number)
    assert await bot.ended(10.0) == 0
    assert [len(person.shown) for person in people] == [1] * 10
    await nothing_is_left(bot)


@pytest.mark.slow
@pytest.mark.asyncio
async def test_what_cannot_be_sent_any_more_comes_at_the_next_start(
    phones: Phones, new_bot: Callable[..., BotProcess]
) -> None:
    bot = new_bot(SEND_PER_SECOND="3")
    bot.start()
    await phones.polled()
    people = [phones[100 + n] for n in range(40)]
    for person in people:
        person.says("I'm flooded")
    await confirmed(phones)
    assert await bot.stop(12.0) == 0
    assert 0 < sum(len(person.shown) for person in people) < 40
    bot.settings["SEND_PER_SECOND"] = "0"
    bot.start()
    for person in people:
        await person.sees("0 to 10?")
    assert await bot.stop() == 0
    assert [len(person.shown) for person in people] == [1] * 40
    await nothing_is_left(bot)
