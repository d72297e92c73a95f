"""From raw updates to events: every kind that a person can send, and the odd ones."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dialogue.events import Commanded, Overheard, Said, Showed, Tapped, Undelivered
from bot.telegram.errors import Unreadable
from bot.telegram.keyboards import ButtonCheck
from bot.telegram.receive import Content, Place, Received, event_of

CHECK = ButtonCheck(b"a secret of bytes")
ADA = {"id": 7, "is_bot": False, "first_name": "Ada", "language_code": "de"}
HERS = {"id": 7, "type": "private", "first_name": "Ada"}
PHOTO = [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]
FILE = {"file_id": "a", "file_unique_id": "b", "duration": 1, "width": 1, "height": 1, "length": 1}


def read(update: dict[str, Any]) -> Received | None:
    return event_of(json.dumps({"update_id": 1, **update}).encode(), CHECK)


def written(**fields: Any) -> dict[str, Any]:
    return {"message_id": 3, "date": 1_790_000_000, "chat": HERS, "from": ADA, **fields}


def tapped(data: str, sender: dict[str, Any] = ADA, **fields: Any) -> dict[str, Any]:
    query = {"id": "q1", "from": sender, "chat_instance": "x", "data": data, "message": written(text="card"), **fields}
    return {"callback_query": query}


@pytest.mark.parametrize(
    ("fields", "event"),
    [
        ({"text": "you never cared"}, Said("you never cared")),
        ({"text": "<b>& {{7*7}} \u202e\x00"}, Said("<b>& {{7*7}} \u202e\x00")),
        ({"text": "/start"}, Commanded("start")),
        ({"text": "/Start now"}, Commanded("start", "now")),
        ({"text": "/start@upstream_bot now and then"}, Commanded("start", "now and then")),
        ({"text": "/ground\nI can't breathe"}, Commanded("ground", "I can't breathe")),
        ({"text": "/ ground"}, Said("/ ground")),
        ({"text": "/привет"}, Said("/привет")),
        ({"text": "he said /stop"}, Said("he said /stop")),
        ({"photo": PHOTO, "caption": "this is what he wrote"}, Said("this is what he wrote")),
        ({"photo": PHOTO}, Showed("photo")),
        ({"voice": FILE}, Showed("voice")),
        ({"video": FILE}, Showed("video")),
        ({"video_note": FILE}, Showed("video")),
        ({"animation": FILE, "document": FILE}, Showed("video")),
        ({"document": FILE}, Showed("document")),
        ({"sticker": {**FILE, "type": "regular", "is_animated": False, "is_video": False}}, Showed("sticker")),
        ({"contact": {"phone_number": "1", "first_name": "x"}}, Showed("other")),
        ({"dice": {"emoji": "🎲", "value": 1}}, Showed("other")),
        ({"location": {"latitude": 52.5, "longitude": 13.4}}, Place(52.5, 13.4)),
        ({"forward_origin": {"type": "hidden_user", "date": 1, "sender_user_name": "x"}, "text": "fw"}, Said("fw")),
    ],
)
def test_what_a_person_sends(fields: dict[str, Any], event: Content) -> None:
    received = read({"message": written(**fields)})
    assert received == Received(7, 7, event, True, "Ada", "de", None, 3, 1_790_000_000.0)


def test_an_edited_message_is_read_as_a_new_text() -> None:
    received = read({"edited_message": written(text="I mean it", edit_date=1_790_000_060)})
    assert received is not None
    assert (received.event, received.edited, received.sent_at) == (Said("I mean it"), True, 1_790_000_060.0)


@pytest.mark.parametrize(
    "update",
    [
        {"message": written(new_chat_title="x")},
        {"message": written(pinned_message=written(text="x"))},
        {"message": written(message_auto_delete_timer_changed={"message_auto_delete_time": 5})},
        {"message": written()},
        {"message": written(text="beep", **{"from": {**ADA, "is_bot": True}})},
        {"edited_message": written(location={"latitude": 1, "longitude": 2})},
        {"edited_message": written(photo=PHOTO)},
        {"poll_answer": {"poll_id": "1", "user": ADA, "option_ids": [], "option_persistent_ids": []}},
        {"something_new": {"chat": HERS}},
        {"callback_query": {"id": "q", "from": {**ADA, "is_bot": True}, "chat_instance": "x", "data": "x"}},
    ],
)
def test_what_needs_no_answer(update: dict[str, Any]) -> None:
    assert read(update) is None


def test_a_tap_of_the_owner_is_genuine() -> None:
    received = read(tapped(CHECK.sign(3, 14, 2, owner=7)))
    assert received == Received(7, 7, Tapped(3, 14, 2), True, "Ada", "de", "q1", 3)


@pytest.mark.parametrize("data", ["", "x", "3.e.2.AAAAAAAAAAAAAAAA", CHECK.sign(3, 14, 2, owner=8), "\ud800"])
def test_a_forged_tap_and_another_accounts_carry_nothing(data: str) -> None:
    received = read(tapped(data))
    assert received is not None
    assert received.event == Tapped(genuine=False)


def test_another_account_cannot_use_a_button() -> None:
    eve = {**ADA, "id": 8}
    received = read(tapped(CHECK.sign(3, 14, 2, owner=7), eve))
    assert received is not None
    assert (received.user_id, received.event) == (8, Tapped(genuine=False))


def test_a_tap_without_data_or_on_a_message_too_old_still_answers() -> None:
    game = {"id": "q1", "from": ADA, "chat_instance": "x", "game_short_name": "g"}
    assert read({"callback_query": game}) == Received(7, 7, Tapped(genuine=False), True, "Ada", "de", "q1", None)
    gone = read(tapped(CHECK.sign(1, 2, 3, owner=7), message={"chat": HERS, "message_id": 3, "date": 0}))
    assert gone is not None
    assert (gone.event, gone.message_id) == (Tapped(1, 2, 3), 3)


def _membership(status: str, chat: dict[str, Any] = HERS) -> dict[str, Any]:
    bot = {"id": 1, "is_bot": True, "first_name": "Upstream"}
    new = {"status": status, "user": bot, "until_date": 0}
    if status == "restricted":
        new |= dict.fromkeys(("is_member", "can_change_info", "can_invite_users"), True)
    old = {"status": "left", "user": bot}
    return {"my_chat_member": {"chat": chat, "from": ADA, "date": 5, "old_chat_member": old, "new_chat_member": new}}


def test_a_block_is_noticed_and_an_unblock_needs_no_answer() -> None:
    blocked = read(_membership("kicked"))
    assert blocked is not None
    assert blocked.event == Undelivered("blocked")
    assert read(_membership("member")) is None


def test_of_a_group_nothing_is_read() -> None:
    group = {"id": -100, "type": "supergroup", "title": "x"}
    for update in (
        {"message": written(text="secret", chat=group)},
        tapped("x", message=written(chat=group)),
        _membership("member", group),
    ):
        received = read(update)
        assert received is not None
        assert (received.chat_id, received.private, received.event) == (-100, False, Overheard())
    assert read(_membership("kicked", group)) is None


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"no json",
        b"[]",
        b"3",
        b"\xff",
        b'{"message": {}}',
        b'{"update_id": 1, "message": "canary"}',
        b'{"update_id": 1, "message": {"text": "canary"}}',
        json.dumps({"update_id": 1, "message": written(text=["canary"])}).encode(),
        json.dumps({"update_id": 1, "message": written(text="x", chat={"id": "canary", "type": "private"})}).encode(),
        json.dumps({"update_id": 1, "message": written(text="x", **{"from": None})}).encode(),
        json.dumps({"update_id": 1, "message": written(text="x", date="canary")}).encode(),
        json.dumps({"update_id": 1, "message": written(location={"latitude": "canary", "longitude": 1})}).encode(),
        json.dumps({"update_id": 1, "message": written(location={"latitude": 1e999, "longitude": 1})}).encode(),
        json.dumps({"update_id": 1, "message": written(location={"latitude": 91, "longitude": 1})}).encode(),
        b'{"update_id": 1, "message": ' + b"[" * 100_000,
    ],
)
def test_what_cannot_be_read_says_so_without_words(raw: bytes) -> None:
    with pytest.raises(Unreadable) as caught:
        event_of(raw, CHECK)
    assert str(caught.value).isidentifier()
    assert caught.value.__context__ is None


def test_odd_names_do_not_stop_a_text() -> None:
    received = read({"message": written(text="x", **{"from": {**ADA, "first_name": 5, "language_code": ["de"]}})})
    assert received is not None
    assert (received.event, received.first_name, received.language_code) == (Said("x"), "", "")


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@settings(deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["text", "chat", "from", "date", "photo", "location", "caption", "message_id"]), _JSON
    ),
    st.sampled_from(["message", "edited_message", "callback_query", "my_chat_member", "channel_post"]),
)
def test_no_update_raises_anything_else(fields: dict[str, Any], kind: str) -> None:
    for content in (fields, written(**fields)):
        with suppress(Unreadable):
            read({kind: content})
