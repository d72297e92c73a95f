"""Discreet mode with the real bot: silent, covered, protected; and a screen that is cleared also over a kill."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.drills.phones import Phone, Phones
from tests.drills.process import BotProcess
from tests.standin import BAD_GATEWAY, on


def covered(message: dict[str, Any]) -> bool:
    """Whether all that can be seen of a message lies under a spoiler."""
    text = message.get("text") or message.get("caption", "")
    spoilers = [
        one for one in message.get("entities") or message.get("caption_entities", ()) if one["type"] == "spoiler"
    ]
    return len(spoilers) == 1 and spoilers[0]["length"] == len(text.encode("utf-16-le")) // 2


async def made_discreet(person: Phone) -> list[dict[str, Any]]:
    """Turn discreet mode on; returns what was shown from then on."""
    person.says("/discreet")
    await person.sees("Turn it on?")
    before = len(person.shown)
    person.taps("Turn it on")
    await person.sees("Want a word of your own for it?")
    return person.shown[before:]


@pytest.mark.slow
@pytest.mark.asyncio
async def test_everything_is_covered_from_the_message_on_that_says_so(phones: Phones, bot: BotProcess) -> None:
    ada = phones[7]
    ada.says("hello")
    await ada.answered(1)
    assert not ada.shown[0]["silent"]
    shown = await made_discreet(ada)
    ada.taps("Clear is enough")
    await ada.until(lambda: not ada.phones.api.keyboard(7), "no keyboard")
    ada.says("I can't breathe")
    await ada.sees("0 to 10?")
    shown = [message for message in ada.shown if message["message_id"] >= shown[0]["message_id"]]
    assert len(shown) >= 4
    for message in shown:
        assert message["silent"]
        assert message["has_protected_content"]
        assert covered(message), message
    ada.says("I'm going to kill myself")
    await ada.until(lambda: not covered(ada.shown[-1]), "numbers that are read without a tap")
    assert ada.shown[-1]["silent"]
    assert ada.shown[-1]["has_protected_content"]


@pytest.mark.slow
@pytest.mark.asyncio
async def test_clear_empties_the_chat_also_where_a_kill_comes_between(
    phones: Phones, new_bot: Callable[..., BotProcess]
) -> None:
    bot = new_bot(SEND_PER_SECOND="0")
    bot.start()
    await phones.polled()
    ada = phones[7]
    await made_discreet(ada)
    ada.says("I can't breathe")
    await ada.sees("0 to 10?")
    known = [message["message_id"] for message in phones.api.chat(7)]
    phones.faults = on("deleteMessages", BAD_GATEWAY)
    ada.says("clear")
    await ada.until(lambda: phones.calls.count("deleteMessages") >= 1, "a first try", 20)
    assert [message["message_id"] for message in phones.api.chat(7)][: len(known)] == known
    bot.kill()
    phones.faults = None
    bot.start()
    await ada.until(lambda: phones.api.chat(7) == [], "an empty chat")
    assert await bot.stop() == 0
