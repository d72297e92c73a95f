"""Telegram refuses, breaks off, goes away: what was to be said is said once it can be, in order."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.preview.bot_api import Fault
from tests.drills.phones import Phones
from tests.drills.process import BotProcess
from tests.standin import (
    BAD_GATEWAY,
    CONFLICT,
    RESET_AFTER,
    RESET_BEFORE,
    SERVER_ERROR,
    SERVER_ERROR_AFTER,
    on,
    silence_after,
    too_many,
    until,
)


@pytest.mark.asyncio
async def test_a_429_holds_up_that_chat_alone(phones: Phones, bot: BotProcess) -> None:
    ada, others = phones[7], [phones[100 + n] for n in range(50)]
    phones.faults = on("sendMessage", too_many(2), times=1, chat_id=7)
    ada.says("I can't breathe")
    await until(lambda: "sendMessage" in phones.calls)
    for person in others:
        person.says("/help")
    ada.says("7")
    for person in others:
        await person.answered(1)
    assert not ada.shown
    await ada.answered(2)
    assert ada.calls[0].at < ada.calls[1].at
    assert "0 to 10?" in ada.texts[0]
    assert ada.texts[1].startswith("7. ")
    assert ada.calls[0].at - max(person.calls[0].at for person in others) > 0.5
    assert [len(person.shown) for person in others] == [1] * 50


@pytest.mark.slow
@pytest.mark.asyncio
async def test_what_breaks_on_the_way_arrives_after_all(phones: Phones, bot: BotProcess) -> None:
    before = (BAD_GATEWAY, SERVER_ERROR, RESET_BEFORE)
    accepted = (SERVER_ERROR_AFTER, RESET_AFTER, silence_after(0.5))
    left = {str(100 + number): (fault, 2) for number, fault in enumerate(before + accepted)}

    async def breaks(method: str, parameters: dict[str, Any]) -> Fault | None:
        fault, times = left.get(str(parameters.get("chat_id")), (None, 0))
        if method != "sendMessage" or fault is None or times == 0:
            return None
        left[str(parameters["chat_id"])] = (fault, times - 1)
        return fault

    phones.faults = breaks
    people = [phones[int(number)] for number in left]
    for person in people:
        person.says("I'm flooded")
    await until(lambda: not any(times for _, times in left.values()), 20)
    for person in people:
        await person.sees("0 to 10?")
    await asyncio.sleep(2.5)
    for person in people:
        person.says("7")
        await person.sees("7. ")
    once = [sum("0 to 10?" in text for text in person.texts) for person in people]
    assert once[: len(before)] == [1] * len(before), "a call that never arrived was repeated once too often"
    assert once[len(before) :] == [3] * len(accepted), (
        "an ordinary message of unknown fate is sent again until Telegram confirms"
    )


@pytest.mark.slow
@pytest.mark.asyncio
@pytest.mark.parametrize(
    "fault", [BAD_GATEWAY, RESET_BEFORE, CONFLICT, too_many(1)], ids=["502", "reset", "409", "429"]
)
async def test_updates_come_in_again_after_trouble(phones: Phones, bot: BotProcess, fault: Fault) -> None:
    phones.faults = on("getUpdates", fault, times=2)
    for number in range(5):
        phones[number + 1].says("/help")
        await asyncio.sleep(0.05)
    for number in range(5):
        await phones[number + 1].answered(1)
    assert bot.running


@pytest.mark.asyncio
async def test_telegram_is_away_for_a_while(phones: Phones, bot: BotProcess) -> None:
    port = int(phones.api.url.rpartition(":")[2])
    await phones.api.stop()
    for number in range(20):
        phones[number + 1].says("I'm flooded")
    await asyncio.sleep(1.5)
    assert bot.running
    await phones.api.start(port=port)
    for number in range(20):
        await phones[number + 1].answered(1)
    assert [len(phones[number + 1].shown) for number in range(20)] == [1] * 20


@pytest.mark.asyncio
async def test_someone_who_blocked_the_bot_is_left_alone_until_they_write(phones: Phones, bot: BotProcess) -> None:
    ada, ben = phones[7], phones[8]
    tried = 0

    async def blocks(method: str, parameters: dict[str, Any]) -> None:
        nonlocal tried
        if method == "sendMessage" and str(parameters.get("chat_id")) == "7":
            tried += 1
            if tried == 1:
                phones.api.user_blocks(7)

    phones.faults = blocks
    ada.says("I can't breathe")
    await until(lambda: tried)
    ben.says("/help")
    await ben.answered(1)
    await asyncio.sleep(2.0)
    assert tried == 1
    assert not ada.shown
    ada.says("/ground")
    await ada.sees("0 to 10?")
    assert "discarded" in bot.log
    assert "Traceback" not in bot.log
