"""Answers as people type them."""

from __future__ import annotations

import pytest

from bot.dialogue.flow import Slot
from bot.dialogue.slots import bare, begins_with, free_text, is_whole, read_scale, read_yes_no

SCALE = Slot("s", "scale", 0, 10)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("8", 8), ("8/10", 8), ("about 8", 8), ("eight", 8), ("7.5", 8), ("7,4", 7), ("10!!", 10), ("0", 0),
        ("zero", 0), ("maybe a 6?", 6), ("11", 10), ("100", 10), ("200 times", 10), ("very", None), ("", None),
        ("-", None), ("8 years ago he lied to me about all of it", None), ("3am", None), ("v2", None),
    ],
)  # fmt: skip
def test_a_number_on_the_scale(text: str, value: int | None) -> None:
    assert read_scale(SCALE, text) == value


def test_text_is_kept_whole_up_to_its_limit() -> None:
    assert free_text(Slot("t", max=5), "  abcdefg ") == "abcde"
    assert free_text(Slot("t"), "   ") is None


@pytest.mark.parametrize(("text", "value"), [("Yes!", "yes"), ("nope", "no"), ("yeah I do", "yes"), ("perhaps", None)])
def test_yes_and_no(text: str, value: str | None) -> None:
    assert read_yes_no(text) == value


def test_bare_text_has_no_case_punctuation_or_apostrophes() -> None:
    assert bare("  I’m   FLOODED!! ") == bare("im flooded") == "im flooded"


@pytest.mark.parametrize(
    ("text", "free", "fits"),
    [
        ("no", False, True), ("no thanks", False, True), ("no one cares", False, False), ("no way out", False, False),
        ("no but it hurts", False, False), ("no, I would rather not", True, False), ("nothing", False, False),
    ],
)  # fmt: skip
def test_a_leading_no_is_an_answer_only_where_it_is_one(text: str, free: bool, fits: bool) -> None:
    also = ("no thanks",)
    assert (is_whole(text, "No", also) or begins_with(text, "No", also, free=free)) is fits


def test_a_leading_yes_counts_beside_free_text_too() -> None:
    assert begins_with("yes every night", "Yes", ("yeah",), free=True)
    assert not begins_with("yesterday", "Yes", (), free=True)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("not one day", None),
        ("no one cares", None),
        ("two of them", None),
        ("3 years of lies", None),
        ("about eight", 8),
        ("maybe a seven", 7),
        ("like 8", 8),
        ("an 8", 8),
        ("8/10", 8),
        ("seven out of ten", 7),
        ("eight", 8),
        ("it's a ten", 10),
    ],
)
def test_a_number_word_counts_where_nothing_else_is_said(text: str, value: int | None) -> None:
    assert read_scale(SCALE, text) == value


def test_words_are_asked_for_where_a_letter_is_needed() -> None:
    assert free_text(Slot("t", worded=True), "6") is None
    assert free_text(Slot("t", worded=True), " at 6 ") == "at 6"
    assert free_text(Slot("t"), "6") == "6"
