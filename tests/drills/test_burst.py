"""Flooded people send one utterance as three messages: one reply, edited in place."""

from __future__ import annotations

import asyncio

import pytest

from tests.drills.phones import Phones
from tests.drills.process import BotProcess

PAIN = "how strong is it"


@pytest.mark.asyncio
async def test_three_texts_get_one_reply(phones: Phones, bot: BotProcess) -> None:
    ada, ben = phones[7], phones[8]
    for text in ("you", "never", "cared"):
        ben.says(text)
    for text in ("you", "never", "cared"):
        ada.says(text)
        await asyncio.sleep(0.4)
    for person in (ada, ben):
        await person.sees(PAIN)
        person.says("/help")
        await person.answered(len(person.calls) + 1)
        assert [PAIN in text for text in person.texts] == [True, False], person.texts
        # "cared" changes no word of the reply: it comes again below it, and the one above is taken away.
        assert [call.method for call in person.calls].count("sendMessage") in (2, 3)
        assert {call.method for call in person.calls} <= {"sendMessage", "editMessageText", "deleteMessage"}
