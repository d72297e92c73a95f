"""Buttons cannot be made up, work only for their owner, and fit Telegram's 64 bytes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dialogue.effects import Button
from bot.dialogue.events import Tapped
from bot.telegram.keyboards import FORGED, ButtonCheck, KeyboardLabels, inline_keyboard, keyboard

CHECK = ButtonCheck(b"a secret of bytes")
NUMBERS = st.integers(0, 2**64 - 1)


@settings(deadline=None)
@given(NUMBERS, NUMBERS, NUMBERS, st.integers(1, 2**52))
def test_a_button_carries_its_numbers_to_its_owner_alone(frame: int, serial: int, choice: int, owner: int) -> None:
    data = CHECK.sign(frame, serial, choice, owner)
    assert len(data.encode()) <= 64
    assert CHECK.check(data, owner) == Tapped(frame, serial, choice)
    assert CHECK.check(data, owner + 1) == FORGED
    assert ButtonCheck(b"another secret 16").check(data, owner) == FORGED


@settings(deadline=None)
@given(st.data())
def test_no_changed_character_is_accepted(data: st.DataObject) -> None:
    good = CHECK.sign(3, 14, 2, 7)
    at = data.draw(st.integers(0, len(good) - 1))
    other = data.draw(st.characters(codec=None).filter(lambda char: char != good[at]))
    assert CHECK.check(good[:at] + other + good[at + 1 :], 7) == FORGED


@settings(deadline=None)
@given(st.text())
def test_no_text_is_a_button(text: str) -> None:
    assert CHECK.check(text, 7) == FORGED


@pytest.mark.parametrize(
    "data",
    [
        "3.e.2",
        "03.e.2." + CHECK.sign(3, 14, 2, 7).rsplit(".", 1)[1],
        CHECK.sign(3, 14, 2, 7) + "\n",
        CHECK.sign(3, 14, 2, 7).upper(),
        "zzzzzzzzzzzzz.0.0.AAAAAAAAAAAAAAAA",
    ],
)
def test_almost_right_is_forged(data: str) -> None:
    assert CHECK.check(data, 7) == FORGED


@pytest.mark.parametrize("numbers", [(-1, 0, 0), (0, 2**64, 0)])
def test_numbers_that_do_not_fit_are_an_error(numbers: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="64 bits"):
        CHECK.sign(*numbers, 7)


def test_a_button_that_copies_comes_to_nobody() -> None:
    drawn = inline_keyboard([[Button("Copy it", 3, 14, 0, copy="I felt alone on Tuesday.\x00")]], 7, CHECK)
    assert drawn["inline_keyboard"] == [[{"text": "Copy it", "copy_text": {"text": "I felt alone on Tuesday.\ufffd"}}]]


@pytest.mark.parametrize(("copy", "shown"), [("x" * 256, True), ("x" * 257, False), ("\U0001f331" * 129, False)])
def test_what_telegram_would_not_copy_is_left_out_and_the_rest_stays(copy: str, shown: bool) -> None:
    drawn = inline_keyboard([[Button("Copy it", 3, 14, 0, copy=copy)], [Button("Done", 3, 14, 1)]], 7, CHECK)
    assert [row[0]["text"] for row in drawn["inline_keyboard"]] == [*(["Copy it"] * shown), "Done"]
    assert inline_keyboard([[Button("Copy it", 3, 14, 0, copy=" \n")]], 7, CHECK) == {"inline_keyboard": []}


def test_a_short_secret_is_refused() -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        ButtonCheck(b"short")


def test_inline_buttons_are_signed_and_shown_row_by_row() -> None:
    drawn = inline_keyboard(
        [[Button("Done", 3, 14, 0), Button(" \ud800\x00 ", 3, 14, 1)], [Button("", 3, 14, 2)]], 7, CHECK
    )
    labels = [[button["text"] for button in row] for row in drawn["inline_keyboard"]]
    assert labels == [["Done", "\ufffd\ufffd"], ["…"]]
    assert CHECK.check(drawn["inline_keyboard"][1][0]["callback_data"], 7) == Tapped(3, 14, 2)


def test_many_buttons_are_wrapped_and_never_over_telegrams_limits() -> None:
    wide = inline_keyboard([[Button(str(n), 1, 1, n) for n in range(11)]], 7, CHECK)["inline_keyboard"]
    assert [len(row) for row in wide] == [8, 3]
    many = inline_keyboard([[Button("x", 1, 1, n)] for n in range(150)], 7, CHECK)["inline_keyboard"]
    assert sum(len(row) for row in many) == 100
    assert all(many)


def test_keyboards_under_the_input_field() -> None:
    labels = KeyboardLabels((("I'm flooded", "I want to pull away"), ("Menu",)), "Share my place", "Not now")
    assert keyboard("main", labels) == {
        "keyboard": [[{"text": "I'm flooded"}, {"text": "I want to pull away"}], [{"text": "Menu"}]],
        "is_persistent": True,
        "resize_keyboard": True,
    }
    assert keyboard("location", labels) == {
        "keyboard": [[{"text": "Share my place", "request_location": True}], [{"text": "Not now"}]],
        "resize_keyboard": True,
        "one_time_keyboard": True,
    }
    assert keyboard("unknown", labels) is None
