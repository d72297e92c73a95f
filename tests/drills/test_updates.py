"""Updates that come twice, out of order, or that nobody could have sent: everyone else is served."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.drills.phones import Phone, Phones
from tests.drills.process import BotProcess


def message(chat_id: Any, **content: Any) -> dict[str, Any]:
    """A Message as Telegram sends it, with whatever is put into it."""
    who = {"id": chat_id, "is_bot": False, "first_name": "Ada"}
    chat = {"id": chat_id, "type": "private", "first_name": "Ada"}
    return {"message_id": 1, "date": int(time.time()), "from": who, "chat": chat, **content}


def odd_updates(chat_id: int) -> list[dict[str, Any]]:
    """Malformed and odd updates that name this chat where they name one."""
    usual = message(chat_id, text="hello")
    huge = 10**40
    tap = {"id": "1", "from": usual["from"], "chat_instance": "1"}
    nested: Any = "deep"
    for _ in range(300):
        nested = [nested]
    return [
        {},
        {"message": {}},
        {"message": None},
        {"message": []},
        {"message": "hello"},
        {"message": {name: value for name, value in usual.items() if name != "date"}},
        {"message": {name: value for name, value in usual.items() if name != "chat"}},
        {"message": {name: value for name, value in usual.items() if name != "from"}},
        {"message": message(chat_id, text=7)},
        {"message": message(chat_id, text=["a"])},
        {"message": message(chat_id, text={"a": nested})},
        {"message": message(chat_id, text="x" * 100_000)},
        {"message": message(chat_id, text="\x00\ud800")},
        {"message": message(chat_id, text="/" + "a" * 5000)},
        {"message": message(chat_id, date="yesterday", text="hello")},
        {"message": message(chat_id, date=huge, text="hello")},
        {"message": message(chat_id, date=-1, text="hello")},
        {"message": message(huge, text="hello")},
        {"message": message(-huge, text="hello")},
        {"message": message(-1_001_234_567_890, text="hello")},
        {"message": message("seven", text="hello")},
        {"message": message(None, text="hello")},
        {"message": message(True, text="hello")},
        {"message": message(1.5, text="hello")},
        {"message": message(chat_id, message_id="one", text="hello")},
        {"message": message(chat_id, message_id=huge, text="hello")},
        {"message": message(chat_id, location={"latitude": "north", "longitude": 1})},
        {"message": message(chat_id, location={"latitude": 1e308, "longitude": -1e308})},
        {"message": message(chat_id, location={})},
        {"message": message(chat_id, photo=[])},
        {"message": message(chat_id, photo=[{}])},
        {"message": message(chat_id, entities=[{"type": "bold"}], text="hello")},
        {"message": message(chat_id, new_chat_members=[{}])},
        {"message": message(chat_id, dice={"emoji": "🎲", "value": 6})},
        {"message": message(chat_id, unheard_of={"a": 1})},
        {"edited_message": message(chat_id)},
        {"edited_message": message(chat_id, text="changed", edit_date="soon")},
        {"callback_query": {}},
        {"callback_query": {**tap, "data": None}},
        {"callback_query": {**tap, "data": "x" * 100_000}},
        {"callback_query": {**tap, "data": 7}},
        {"callback_query": {**tap, "data": "a.b.c.d"}},
        {"callback_query": {**tap, "id": 7, "data": "a"}},
        {"callback_query": {**tap, "data": "a", "message": {"chat": usual["chat"], "message_id": 1, "date": 0}}},
        {"callback_query": {**tap, "data": "a", "message": "none"}},
        {"my_chat_member": {}},
        {"my_chat_member": {"chat": usual["chat"], "from": usual["from"], "date": 1, "new_chat_member": {}}},
        {"no_such_kind": {"a": 1}},
        {"poll": {"id": "1"}},
        {"message": usual, "callback_query": {}},
    ]


def odd_ids() -> list[dict[str, Any]]:
    """Updates whose own id is odd."""
    values: list[Any] = ["1", None, -5, 1.5, True, 10**30, 2**63, [], {}]
    return [{"update_id": value, "message": message(8, text="hello")} for value in values]


async def is_served(phone: Phone, asked: str = "/privacy") -> None:
    """They write, and hear the answer."""
    before = len(phone.calls)
    phone.says(asked)
    await phone.answered(before + 1)


@pytest.mark.asyncio
async def test_the_same_update_twice_has_one_effect(phones: Phones, bot: BotProcess) -> None:
    ada = phones[7]
    ada.says("/ground")
    await ada.sees("0 to 10?")
    first = {"update_id": 5000, "message": {**message(7, text="7"), "message_id": 90}}
    for _ in range(3):
        phones.api.inject(dict(first))
    await ada.sees("Step 1 of 5")
    phones.api.inject(dict(first))
    await is_served(ada)
    assert sum("Step 1 of 5" in text for text in ada.texts) == 1
    assert len(ada.shown) == 3, ada.texts


@pytest.mark.asyncio
async def test_updates_out_of_order_are_each_handled_once(phones: Phones, bot: BotProcess) -> None:
    order = [3009, 3001, 3005, 3001, 3020, 3002, 3009]
    for number in set(order):
        await is_served(phones[number], "/help")
    for number in order:
        phones.api.inject({"update_id": number, "message": message(number, text="/help")})
    for number in set(order):
        await phones[number].answered(2)
    await is_served(phones[7])
    assert [len(phones[number].shown) for number in set(order)] == [2] * len(set(order))


@pytest.mark.asyncio
async def test_odd_updates_stop_nobody_and_nothing(phones: Phones, bot: BotProcess) -> None:
    ada, ben = phones[7], phones[9]
    await is_served(ada)
    for count, update in enumerate(odd_updates(7)):
        phones.api.inject(update)
        if count % 10 == 0:
            await is_served(ben)
    for update in odd_ids():
        phones.api.inject(update)
    await is_served(ben)
    await is_served(phones[10])
    await is_served(ada, "/help")
    assert bot.running
    assert "Traceback" not in bot.log
    assert await bot.stop() == 0


@pytest.mark.asyncio
async def test_a_person_is_told_that_something_of_theirs_could_not_be_read(phones: Phones, bot: BotProcess) -> None:
    ada, ben = phones[7], phones[9]
    ada.says("/ground")
    await ada.sees("0 to 10?")
    asked = len(ada.shown)
    phones.api.inject({"message": message(7, text=["not", "a", "text"])})
    await ada.answered(asked + 1)
    ada.says("7")
    await ada.sees("Step 1 of 5")
    await is_served(ben)
    assert len(ada.shown) == asked + 2, ada.texts
