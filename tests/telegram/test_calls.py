"""Effects become calls that Telegram takes, as plain data that can be stored."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram import InputFile

from bot.dialogue.effects import Button, Effect, Erase, Export, Forget, Log, Say, Sweep, Toast, Unbutton
from bot.dialogue.events import Tapped
from bot.telegram.calls import Call, Where, document_call, draft_calls, with_files
from bot.telegram.keyboards import ButtonCheck, KeyboardLabels
from bot.telegram.look import Look

CHECK = ButtonCheck(b"a secret of bytes")
LABELS = KeyboardLabels((("I'm flooded",), ("Menu",)), "Share my place", "Not now")
ROWS = ((Button("Done", 3, 14, 0),), (Button("Skip", 3, 14, 1),))
CHAT = Where(7)
TAP = Where(7, "q1", 55)
PACER = {"picture": "pacer.4-6", "theme": "light"}
LIGHT = Where(7, look=Look("light"))
DISCREET = Where(7, look=Look(discreet=True))


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
    assert drafted(Export(), Erase(), Log("moment", {}), Forget(5.0)) == []


def test_the_message_of_a_handle_loses_its_buttons_after_the_new_one() -> None:
    say, tidy = drafted(Unbutton("r3"), Say("Step 3."))
    assert say.method == "sendMessage"
    assert tidy == Call("editMessageReplyMarkup", {"chat_id": 7, "message_id": {"handle": "r3"}})
    assert tidy.is_courtesy
    calls = drafted(Unbutton(), Unbutton("r3"), where=TAP)
    assert [call.params.get("message_id") for call in calls] == [None, 55, {"handle": "r3"}]


def test_a_picture_carries_the_text_the_buttons_and_the_handle() -> None:
    (call,) = drafted(Say("Breathe with it.", rows=ROWS, handle="r1", picture="pacer.4-6"), where=LIGHT)
    assert (call.method, call.handle) == ("sendAnimation", "r1")
    assert call.params.keys() == {"chat_id", "animation", "caption", "reply_markup"}
    assert (call.params["animation"], call.params["caption"]) == (PACER, "Breathe with it.")


@pytest.mark.parametrize("letter", ["x", "\N{SEEDLING}"])
def test_a_text_that_is_too_long_for_a_caption_follows_its_picture(letter: str) -> None:
    fits = 1024 // (len(letter.encode("utf-16-le")) // 2)
    (one,) = drafted(Say(letter * fits, picture="pacer.4-6"), where=LIGHT)
    assert one.params["caption"] == letter * fits
    picture, text = drafted(Say(letter * (fits + 1), rows=ROWS, handle="r1", picture="pacer.4-6"), where=LIGHT)
    assert picture == Call("sendAnimation", {"chat_id": 7, "animation": PACER})
    assert (text.method, text.handle, text.params["text"]) == ("sendMessage", "r1", letter * (fits + 1))
    assert "reply_markup" in text.params


def test_a_picture_needs_no_words() -> None:
    (call,) = drafted(Say("", rows=ROWS, picture="pacer.4-6"), where=LIGHT)
    assert "caption" not in call.params
    assert "reply_markup" in call.params


def test_a_picture_in_the_place_of_a_text_comes_anew() -> None:
    gone, picture = drafted(Say("Breathe.", edits="r1", handle="r1", picture="pacer.4-6"), where=LIGHT)
    assert (gone.method, gone.params["message_id"], gone.handle) == ("deleteMessage", {"handle": "r1"}, None)
    assert (picture.method, picture.handle) == ("sendAnimation", "r1")


def test_the_same_words_come_anew_below() -> None:
    gone, text = drafted(Say("Here.", rows=ROWS, edits="r1", handle="r1", anew=True))
    assert (gone.method, gone.params["message_id"], gone.handle) == ("deleteMessage", {"handle": "r1"}, None)
    assert (text.method, text.handle) == ("sendMessage", "r1")
    assert "message_id" not in text.params


@pytest.mark.parametrize("before", [None, 5.0])
def test_a_sweep_goes_before_what_the_turn_itself_says(before: float | None) -> None:
    sweep, say = drafted(Say("."), Sweep(before))
    assert sweep == Call("deleteMessages", {"chat_id": 7, "message_ids": {"before": before}})
    assert not sweep.is_courtesy
    assert say.method == "sendMessage"


def test_in_discreet_mode_every_message_is_silent_protected_and_covered() -> None:
    effects = (
        Say("word " * 1000),
        Say("Breathe.", picture="pacer.4-6"),
        Say("Again.", edits="r1"),
        Unbutton("r0"),
        Sweep(None),
    )
    for call in drafted(*effects, where=DISCREET):
        shows = call.method in ("sendMessage", "sendAnimation", "editMessageText")
        assert call.params.get("disable_notification", False) is shows
        assert call.params.get("protect_content", False) is shows
        assert ("entities" in call.params or "caption_entities" in call.params) is shows
        assert call.params.get("has_spoiler", False) is (call.method == "sendAnimation")


def test_in_discreet_mode_no_keyboard_tells() -> None:
    (call,) = drafted(Say("x", keyboard="main"), where=DISCREET)
    assert call.params["reply_markup"] == {"remove_keyboard": True}
    (call,) = drafted(Say("x", keyboard="location"), where=DISCREET)
    assert "keyboard" in call.params["reply_markup"]


def test_the_keyboard_goes_when_discreet_mode_begins_whatever_the_turn_says() -> None:
    where = Where(7, look=Look(discreet=True, bare=True))
    message, gone, say = drafted(Say("x", rows=ROWS), where=where)
    assert message.params["reply_markup"] == {"remove_keyboard": True}
    assert message.params["disable_notification"]
    assert (gone.method, gone.params["message_id"]) == ("deleteMessage", {"handle": message.handle})
    assert "inline_keyboard" in say.params["reply_markup"]
    (say,) = drafted(Say("It's on.", keyboard="main"), where=where)
    assert say.params["reply_markup"] == {"remove_keyboard": True}


def test_a_file_is_as_discreet_as_a_message() -> None:
    params = document_call(7, "upstream.json", "{}", "Yours.", Look(discreet=True)).params
    assert params["disable_notification"]
    assert params["protect_content"]
    assert params["caption_entities"] == [{"type": "spoiler", "offset": 0, "length": 6}]


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
