"""Word pieces: the right numbers, and the right place of each in what was typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.bookshelf import MODEL
from bot.listening.pieces import Pieces

VOCABULARY = (MODEL / "vocabulary.txt").read_text(encoding="utf-8").split("\n")[:-1]
PIECES = Pieces(VOCABULARY, {"💊": "pills"})


def cut(text: str) -> list[str]:
    return [VOCABULARY[piece.number] for piece in PIECES.of(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("You NEVER listen.", ["you", "never", "listen", "."]),
        ("I can't", ["i", "can", "'", "t"]),
        ("I can’t", ["i", "can", "'", "t"]),
        ("gaslighting", ["gas", "##light", "##ing"]),
        ("café", ["cafe"]),
        ("nooooo", ["no"]),
        ("pleeease", ["please"]),
        ("feeeel", ["feel"]),
        ("took 💊", ["took", "pills"]),
        ("zero\u200bwidth", ["zero", "##wi", "##dt", "##h"]),
        ("", []),
        (" \n\t ", []),
        ("\ud800", []),
    ],
)
def test_a_text_is_cut_as_the_encoder_knows_it(text: str, expected: list[str]) -> None:
    assert cut(text) == expected


def test_every_piece_knows_where_it_was_typed() -> None:
    text = "Well… I CAN’T gaslighting"
    assert [text[piece.start : piece.end] for piece in PIECES.of(text)] == [
        "Well", "…", "I", "CAN", "’", "T", "gas", "light", "ing",
    ]  # fmt: skip


def test_one_mark_over_and_over_is_a_few_pieces() -> None:
    assert cut("*" * 10_000) == ["*"] * 4
    assert cut("no no no no no no") == ["no"] * 4
    assert cut("never, never") == ["never", ",", "never"]


def test_a_run_of_letters_without_end_is_one_unknown_piece() -> None:
    assert cut("ab" * 5000) == ["[UNK]"]


@given(st.text(max_size=200))
def test_no_text_breaks_it_and_places_lie_in_the_text(text: str) -> None:
    last = 0
    for piece in PIECES.of(text):
        assert 0 <= piece.start < piece.end <= len(text)
        assert piece.start >= last or piece.end >= last
        last = piece.start
