"""Texts that break programs: kept as typed, shown as typed, and never a call that Telegram refuses."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.drills.phones import Phone, Phones
from tests.drills.process import BotProcess

AS_TYPED = (
    "<b>&",
    "<b>&amp;</b> &lt;i&gt;",
    "{{7*7}}",
    "{% for x in 9 %}{{x}}{% raw %}",
    "${7*7} %s {0} \\n $(ls) `ls`",
    "*a* _b_ [c](http://d.example) ||e||",
    "'; DROP TABLE people; --",
    "שלום עולם",
    "👩\u200d👩\u200d👧\u200d👦 e\u0301",
    "مرحبا",
    "\u200b\u2060x\ufeff",
    "null",
)
"""At most 40 characters each, for they are given as names."""

NOT_SHOWABLE = ("a\x00b", "a\u202eb", "a\ud800b", "\udfff", "a\u2028b\x0bc", "\x1b[31mred")
"""What no phone can show as it is."""


async def named(phone: Phone, name: str) -> str:
    """Tell the bot one's name; what its next message says."""
    phone.says("/settings")
    await phone.sees("Name: not told")
    phone.says("my name")
    await phone.sees("What may I call you?")
    before = len(phone.calls)
    phone.says(name)
    await phone.answered(before + 1)
    return phone.texts[-1]


async def exported(phone: Phone) -> dict[str, Any]:
    """The person's own copy of everything that is stored about them."""
    phone.says("/export")
    await phone.sees("Send it now?")
    known = set(phone.phones.api.chats.files.by_path)
    phone.taps("Send it")
    await phone.until(lambda: any("document" in message for message in phone.shown), "a file")
    file_id = next(message["document"]["file_id"] for message in phone.shown if "document" in message)
    file = phone.phones.api.chats.files.by_id[file_id]
    assert file.path not in known
    found: dict[str, Any] = json.loads(file.content)
    return found


@pytest.mark.asyncio
async def test_names_are_kept_and_shown_as_typed(phones: Phones, bot: BotProcess) -> None:
    for number, name in enumerate(AS_TYPED, 100):
        told = await named(phones[number], name)
        assert f"Name: {name}" in told, name
        stored = (await exported(phones[number]))["tracker"]
        assert stored["person"]["name"] == name
        phones[number].says("/ground")
        await phones[number].sees(f"I'm here, {name}.")
    for number, name in enumerate(NOT_SHOWABLE, 200):
        assert await named(phones[number], name)
    assert "call_refused" not in bot.log
    assert "failed" not in bot.log


@pytest.mark.asyncio
async def test_a_text_of_ten_thousand_characters_gets_one_answer(phones: Phones, bot: BotProcess) -> None:
    ada, ben = phones[7], phones[8]
    paragraph = "He said that nothing happened, and I don't know what to think about it any more. 🙈"
    long = "\n\n".join([paragraph] * 130)
    assert len(long) > 10_000
    ada.says(long)
    ben.says("x" * 4096 + "🙈" * 4096)
    await ada.answered(1)
    await ben.answered(1)
    for person in (ada, ben):
        person.says("/help")
        await person.sees("What do you need?")
        assert len(person.shown) == 2, "one utterance, one reply"
    assert "call_refused" not in bot.log
    assert "failed" not in bot.log
