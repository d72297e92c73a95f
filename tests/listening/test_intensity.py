"""How strongly something is said."""

from __future__ import annotations

import pytest

from tests.talker import shelf


def strength(text: str) -> float:
    return shelf().listener.listen(text)[0].intensity


@pytest.mark.parametrize(
    ("calm", "strong"),
    [
        ("you don't listen to me", "you NEVER EVER LISTEN TO ME"),
        ("you don't listen to me", "you don't listen to me!!!"),
        ("i feel ashamed of myself", "i feel so fucking ashamed of myself"),
        ("i feel ashamed of myself", "i feel sooooo ashamed of myself"),
        ("i hate myself", "i hate myself i really totally hate myself"),
    ],
)
def test_capitals_marks_and_pressing_words_make_it_stronger(calm: str, strong: str) -> None:
    assert 0.3 <= strength(calm) < strength(strong) <= 1


def test_it_stays_below_one_whatever_is_shouted() -> None:
    assert strength("I HATE MYSELF " * 200 + "!" * 99) <= 1
