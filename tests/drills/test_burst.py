"""Flooded people send one utterance as three messages: one reply, edited in place."""

from __future__ import annotations

import asyncio

import pytest

from tests.drills.phones import Phones
from tests.drills.process import BotProcess

PAIN = "a lot of pain"


@pytest.mark.asyncio
@pytest.mark.parametrize("pause", [0.0, 0.4])
async def test_three_texts_get_one_reply(phones: Phones, bot: BotProcess, pause: float) -> None:
    ada = phones[7]
    for text in ("you", "never", "cared"):
        ada.says(text)
        await asyncio.sleep(pause)
    await ada.sees(PAIN)
    ada.says("/help")
    await ada.sees("What do you need?")
    assert [PAIN in text for text in ada.texts] == [True, False], ada.texts
    assert {call.method for call in ada.calls[:-1]} <= {"sendMessage", "editMessageText"}
    assert [call.method for call in ada.calls].count("sendMessage") == 2
