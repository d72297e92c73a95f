from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.coaching.reading import LABELS, LONGEST_LINE, read_line
from tests.listening.files import listener, themes


def answer(line: str | bytes) -> dict[str, object]:
    return read_line(line, listener(), themes())


def said(text: str, ident: object = 1) -> dict[str, object]:
    return answer(json.dumps({"id": ident, "text": text}))


def test_the_contract() -> None:
    result = said("You never cared about me", "a7")
    assert list(result) == ["id", "labels", "scores", "reframe", "heard"]
    assert result["id"] == "a7"
    assert result["labels"] == ["absolute_partner"]
    scores = result["scores"]
    assert isinstance(scores, dict)
    assert list(scores)[: len(LABELS)] == list(LABELS)
    assert all(0 <= score <= 1 and score == round(score, 3) for score in scores.values())
    assert scores["absolute_partner"] > 0.5 > scores["flooded"]
    assert isinstance(result["reframe"], str)


def test_it_shows_which_words_carried_each_signal_and_how_strongly_they_were_said() -> None:
    heard = said("We talked. YOU NEVER CARED about me!")["heard"]
    assert isinstance(heard, list)
    assert (heard[0]["signal"], heard[0]["words"]) == ("absolute_partner", "YOU NEVER")
    assert (heard[0]["start"], heard[0]["end"]) == (11, 20)
    assert heard[0]["intensity"] > said("you never cared about me")["heard"][0]["intensity"]  # type: ignore[index]


def test_labels_stand_in_the_order_of_the_contract_and_further_ones_behind() -> None:
    labels = said("I took all the pills. He hit me. I can't breathe. Thank you.")["labels"]
    assert isinstance(labels, list)
    known = [label for label in labels if label in LABELS]
    assert known == [label for label in LABELS if label in labels]
    assert labels[: len(known)] == known
    assert {"crisis:taken", "thanks"} <= set(labels[len(known) :])


@pytest.mark.parametrize(
    "line",
    [
        "",
        "{",
        "[]",
        "null",
        '"text"',
        "{}",
        '{"id": 1}',
        '{"id": 1, "text": null}',
        '{"id": 1, "text": 5}',
        '{"id": 1, "text": ["a"]}',
        '{"id": {}, "text": "a"}',
        '{"id": true, "text": "a"}',
        '{"id": NaN, "text": "a"}',
        '{"id": 1e999, "text": "a"}',
        '{"id": 1, "text": "a"} x',
        b'{"id": 1, "text": "\xff"}',
        "[" * 100_000,
        '{"id": 1, "text": "' + "a" * LONGEST_LINE + '"}',
        '{"id": ' + "9" * 5_000 + ', "text": "a"}',
    ],
    ids=lambda line: repr(line[:30]),
)
def test_a_malformed_line_answers_an_error(line: str | bytes) -> None:
    result = answer(line)
    error = result.pop("error")
    assert isinstance(error, str)
    assert error
    assert result == {"id": None, "labels": [], "scores": {}, "reframe": None}


@pytest.mark.parametrize("ident", ["x", 7, 1.5, None])
def test_the_id_comes_back_as_it_was(ident: object) -> None:
    assert said("hello", ident)["id"] == ident


def test_an_empty_text_says_nothing() -> None:
    result = said("")
    assert result["labels"] == []
    assert result["reframe"] is None


def test_bytes_with_a_byte_order_mark_and_line_end_are_read() -> None:
    assert answer(b'\xef\xbb\xbf{"id": 1, "text": "I want to die"}\r\n')["labels"] == ["crisis:suicide"]


@given(st.binary(max_size=60))
@settings(max_examples=100, deadline=None)
def test_any_bytes_are_answered(line: bytes) -> None:
    json.dumps(answer(line), allow_nan=False)


@given(st.text(st.characters(), max_size=60))
@settings(max_examples=60, deadline=None)
def test_any_text_is_answered_as_json(text: str) -> None:
    json.dumps(said(text), allow_nan=False)
