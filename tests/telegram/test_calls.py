"""Effects become calls that Telegram takes, as plain data that can be stored."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram import InputFile

from bot.dialogue.effects import Button, Effect, Erase, Export, Log, Say, Toast, Unbutton
from bot.dialogue.events import Tapped
from bot.telegram.calls import Call, Where, document_call, draft_calls, with_files
from bot.telegram.keyboards import ButtonCheck, KeyboardLabels

CHECK = ButtonCheck(b"a secret of bytes")
LABELS = KeyboardLabels((("I'm flooded",), ("Menu",)), "Share my place", "Not now")
ROWS = ((Button("Done", 3, 14, 0),), (Button("Skip", 3, 14, 1),))
CHAT = Where(7)
TAP = Where(7, "q1", 55)


def drafted(*effects: Effect, where: Where = CHAT) -> list[Call]:
    calls = draft_calls(effects, where, LABELS, CHECK)
    assert json.loads(json.dumps([call.params for call in calls])) == [call.params for call in calls]
    return calls


def test_a_message_is_plain_text_without_a_preview() -> None:
    (call,) = drafted(Say("<b>Press</b> both feet", handle="card"))
    assert call == Call(
        "sendMessage",
        {"chat_id": 7, "text": "<b>Press</b> both feet", "link_preview_options": {"is_disabled": True}},
        handle="card",
    )


def test_the_tap_is_answered_first_and_its_buttons_go_last() -> None:
    calls = drafted(Unbutton(), Say("Good."), Toast("Noted"), where=TAP)
    assert [(call.method, call.params.get("text")) for call in calls] == [
        ("answerCallbackQuery", "Noted"),
        ("sendMessage", "Good."),
        ("editMessageReplyMarkup", None),
    ]
    assert calls[0].params["callback_query_id"] == "q1"
    assert calls[2].params == {"chat_id": 7, "message_id": 55}


def test_a_tap_is_answered_even_where_nobody_said_so() -> None:
    assert drafted(where=TAP) == [Call("answerCallbackQuery", {"callback_query_id": "q1"})]
    assert drafted(Toast(), where=TAP) == [Call("answerCallbackQuery", {"callback_query_id": "q1"})]


def test_without_a_tap_there_is_nothing_to_answer_or_to_take_away() -> None:
    assert drafted(Toast("x"), Unbutton()) == []


def test_a_long_toast_is_shortened() -> None:
    (call,) = drafted(Toast("😀" * 300), where=TAP)
    assert len(call.params["text"].encode("utf-16-le")) // 2 <= 200


def test_buttons_and_the_handle_are_on_the_last_part() -> None:
    calls = drafted(Say("word " * 2000, rows=ROWS, handle="card"))
    assert len(calls) == 3
    assert ["reply_markup" in call.params for call in calls] == [False, False, True]
    assert [call.handle for call in calls] == [None, None, "card"]
    data = calls[-1].params["reply_markup"]["inline_keyboard"][1][0]["callback_data"]
    assert CHECK.check(data, 7) == Tapped(3, 14, 1)


def test_an_edit_names_its_message_by_the_handle() -> None:
    first, second = drafted(Say("word " * 1000, rows=ROWS, edits="card", handle="card"))
    assert (first.method, first.params["message_id"]) == ("editMessageText", {"handle": "card"})
    assert second.method == "sendMessage"
    assert "message_id" not in second.params


def test_an_edit_never_carries_a_keyboard_that_telegram_would_refuse() -> None:
    (call,) = drafted(Say("x", keyboard="main", edits="card"))
    assert "reply_markup" not in call.params
    (call,) = drafted(Say("x", rows=ROWS, edits="card"))
    assert "inline_keyboard" in call.params["reply_markup"]


@pytest.mark.parametrize(("name", "first"), [("main", "I'm flooded"), ("location", "Share my place")])
def test_keyboards_are_shown(name: str, first: str) -> None:
    (call,) = drafted(Say("x", keyboard=name))
    assert call.params["reply_markup"]["keyboard"][0][0]["text"] == first


def test_inline_buttons_win_over_a_keyboard_in_one_message() -> None:
    (call,) = drafted(Say("x", rows=ROWS, keyboard="main"))
    assert "inline_keyboard" in call.params["reply_markup"]
    first, last = drafted(Say("word " * 1000, rows=ROWS, keyboard="main"))
    assert "keyboard" in first.params["reply_markup"]
    assert "inline_keyboard" in last.params["reply_markup"]


def test_nothing_empty_is_ever_sent() -> None:
    assert drafted(Say(""), Say(" \n\u200b")) == []
    (call,) = drafted(Say("", rows=ROWS))
    assert call.params["text"] == "…"
    assert [call.params["text"].strip() for call in drafted(Say("a" + "\n" * 9000 + "b"))] == ["a", "b"]


def test_what_app_does_itself_is_left_alone() -> None:
    assert drafted(Export(), Erase(), Log("moment", {})) == []


@settings(deadline=None)
@given(st.text(alphabet=st.characters(codec=None), max_size=300), st.integers(1, 40))
def test_every_text_can_be_sent(text: str, times: int) -> None:
    for call in drafted(Say(text * times, rows=ROWS)):
        sent = call.params["text"]
        assert len(sent.encode("utf-16-le")) // 2 <= 4096
        assert "\x00" not in sent
        assert sent.strip()


@pytest.mark.parametrize("content", [b"\x00\xff", '{"é": "\ud800"}'])
def test_a_file_travels_as_json_and_is_uploaded_whole(content: bytes | str) -> None:
    call = document_call(7, "yours.json", content, "All that is stored.\x00" + "x" * 2000)
    stored = json.loads(json.dumps(call.params))
    assert len(stored["caption"]) == 1024
    file = with_files(stored)["document"]
    assert isinstance(file, InputFile)
    whole = content if isinstance(content, bytes) else content.encode("utf-8", "replace")
    assert file.input_file_content == whole
    assert base64.b64decode(stored["document"]["base64"]) == whole
    assert file.filename == "yours.json"


def test_params_without_files_stay_as_they_are() -> None:
    params: dict[str, Any] = {"chat_id": 7, "reply_markup": {"filename": 1}, "message_id": {"handle": "x"}}
    assert with_files(params) == params
    assert "caption" not in document_call(7, "a", b"").params
