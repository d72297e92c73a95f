"""Twenty updates of one person at once, among two hundred people: in order for each, and nobody waits for another."""

from __future__ import annotations

import pytest

from tests.drills.phones import Phones
from tests.drills.process import BotProcess

ASKED = {"/help": "What do you need?", "/settings": "What would you like to change?", "/start": "18 or older?"}


@pytest.mark.slow
@pytest.mark.asyncio
async def test_twenty_updates_of_one_person_keep_their_order(phones: Phones, bot: BotProcess) -> None:
    busy, others = phones[7], [phones[100 + number] for number in range(200)]
    asked = [list(ASKED)[number % 3] for number in range(20)]
    for number, person in enumerate(others):
        if number % 10 == 0:
            busy.says(asked[number // 10])
        person.says("I'm flooded")
    await busy.answered(20)
    for person in others:
        await person.sees("0 to 10?")
        person.says("7")
    for person in others:
        await person.sees("7. ")
    assert [next(words for words in ASKED.values() if words in text) for text in busy.texts] == [
        ASKED[a] for a in asked
    ]
    assert [len(person.shown) for person in others] == [2] * 200
    assert "failed" not in bot.log
