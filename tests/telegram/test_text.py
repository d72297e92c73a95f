"""Text for Telegram: nothing is lost in splitting, and no part is too long."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.telegram.text import clean, is_blank, shortened, split, utf16_length

ODD = st.text(alphabet=st.sampled_from("a b\n\n\n😀👩‍👨🇩🇪é\u0301\u200d\U0001f3fd"), max_size=400)


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@settings(deadline=None)
@given(st.text(max_size=300) | ODD, st.integers(2, 60))
def test_parts_joined_are_the_text_and_none_is_too_long(text: str, limit: int) -> None:
    parts = split(text, limit)
    assert "".join(parts) == text
    assert all(units(clean(part)) <= limit for part in parts)
    assert all(parts) or parts == [""]


@settings(deadline=None)
@given(st.text())
def test_length_is_counted_as_telegram_counts(text: str) -> None:
    assert utf16_length(clean(text)) == units(clean(text))


def test_ten_thousand_characters_are_split_on_paragraphs() -> None:
    paragraph = "You are not alone in this. " * 20
    parts = split("\n\n".join([paragraph] * 20))
    assert all(part.endswith("\n\n") for part in parts[:-1])
    assert len(parts) == 3


@pytest.mark.parametrize(
    ("text", "limit", "parts"),
    [
        ("one\n\ntwo\nthree four", 12, ["one\n\n", "two\n", "three four"]),
        ("one\ntwo three", 10, ["one\n", "two three"]),
        ("one two three", 10, ["one two ", "three"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("😀😀😀", 3, ["😀", "😀", "😀"]),
        ("abc👩‍❤️‍👨", 8, ["abc", "👩‍❤️‍👨"]),
        ("ae\u0301", 2, ["a", "e\u0301"]),
        ("🇩🇪🇫🇷", 7, ["🇩🇪", "🇫🇷"]),
        ("ab👍🏽", 4, ["ab", "👍🏽"]),
        ("", 4, [""]),
        ("a", 4, ["a"]),
    ],
)
def test_where_a_text_is_cut(text: str, limit: int, parts: list[str]) -> None:
    assert split(text, limit) == parts


def test_a_very_long_joined_character_is_cut_all_the_same() -> None:
    text = "e" + "\u0301" * 500
    assert "".join(split(text, 100)) == text
    assert max(map(len, split(text, 100))) <= 100


def test_what_telegram_refuses_is_replaced_and_nothing_else() -> None:
    assert clean("a\x00b\ud800c\udfff") == "a\ufffdb\ufffdc\ufffd"
    kept = "<b>& {{7*7}} \u202eabc 👩‍❤️‍👨 \n\t"
    assert clean(kept) == kept


@pytest.mark.parametrize("text", ["", " ", "\n\t", "\u200b\u2060", "\u00a0", "\u202e"])
def test_blank_is_what_nobody_can_see(text: str) -> None:
    assert is_blank(text)
    assert not is_blank(text + "a")


def test_a_caption_is_shortened_with_an_ellipsis() -> None:
    assert shortened("abc", 3) == "abc"
    assert shortened("abcd", 3) == "ab…"
    assert units(shortened("😀" * 200, 200)) <= 200
