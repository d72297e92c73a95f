"""The utterances the model is taught with and tested on: well formed, varied, apart from one another, and frozen."""

from __future__ import annotations

import hashlib

import pytest

from tools.listening.likeness import OFTEN, near_duplicates, skeleton, worn
from tools.listening.measure import agreed, interval, kappa
from tools.listening.rows import HELD_OUT, LABELS, TRAIN, UNSEEN, Row, row_of, rows_of

TAUGHT, HELD, FROZEN = rows_of(TRAIN), rows_of(HELD_OUT), rows_of(UNSEEN)


def test_there_is_enough_of_every_label_in_every_set() -> None:
    for rows, least in ((TAUGHT, 100), (HELD, 5), (FROZEN, 1)):
        assert {label: count for label in LABELS if (count := sum(label in row.labels for row in rows)) < least} == {}


def test_about_half_of_what_is_taught_carries_nothing_or_something_else() -> None:
    assert 0.35 < sum(not row.labels for row in TAUGHT) / len(TAUGHT) < 0.6
    assert sum(bool(row.told) and not row.is_crisis for row in TAUGHT) > 2000


def test_no_sentence_skeleton_is_worn() -> None:
    assert worn(row.text for row in TAUGHT) == []
    assert worn(["I want the red car."] * OFTEN) == []
    assert worn(["I want the red car."] * (OFTEN + 1)) == [("i _ the _ _ .", OFTEN + 1)]


def test_no_text_stands_in_two_sets_or_twice() -> None:
    texts = [row.text.strip().lower() for row in (*TAUGHT, *HELD, *FROZEN)]
    assert len(set(texts)) == len(texts)


def test_the_unseen_rows_are_those_that_were_frozen() -> None:
    for line in (UNSEEN / "frozen.sha256").read_text(encoding="ascii").splitlines():
        wanted, name = line.split()
        assert hashlib.sha256((UNSEEN / name).read_bytes()).hexdigest() == wanted
    assert len(FROZEN) >= 400


def test_a_second_reader_labelled_every_unseen_row() -> None:
    second = rows_of(UNSEEN / "second")
    assert sorted(row.text for row in second) == sorted(row.text for row in FROZEN)
    assert kappa(FROZEN, second, lambda row: row.is_crisis) > 0.8


def test_what_only_one_reader_gave_is_neither_demanded_nor_held_against() -> None:
    one = [Row("a", ("shame", "flooded")), Row("b", ("crisis:suicide",)), Row("c", ("shame",))]
    two = [Row("a", ("shame",)), Row("b", ()), Row("c", ("shame",))]
    first, second, third = agreed(one, two)
    assert (first.labels, first.also_ok, first.grey) == (("shame",), ("flooded",), False)
    assert second.grey
    assert (third.labels, third.grey) == (("shame",), False)


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"text": "a", "labels": ["sad"]}, "unknown label sad"),
        ({"text": "a", "labels": [], "mood": "x"}, "unknown key mood"),
        ({"text": "", "labels": []}, "expected a text"),
        ({"text": "a", "labels": "shame"}, "expected a text"),
        ({"text": "a", "labels": [], "when": "soon"}, "when: expected one of now, past"),
    ],
)
def test_a_row_that_is_not_well_formed_says_why(given: dict[str, object], error: str) -> None:
    with pytest.raises(ValueError, match=error):
        row_of(given)


def test_near_duplicates_are_found_whatever_the_case_and_the_marks() -> None:
    near = near_duplicates(["HE NEVER LISTENS TO ME!!", "we went home"], ["he never listens to me", "the dog barked"])
    assert [(text, other) for text, other, _ in near] == [("HE NEVER LISTENS TO ME!!", "he never listens to me")]


def test_small_words_stay_in_a_skeleton_and_the_rest_is_masked() -> None:
    assert skeleton("You never loved me, John.") == "you never _ me , _ ."


def test_an_interval_holds_its_share_and_narrows_with_more_rows() -> None:
    low, high = interval(9, 10)
    assert low < 0.9 < high
    assert interval(900, 1000)[1] - interval(900, 1000)[0] < high - low
    assert interval(0, 0) == (0.0, 1.0)
