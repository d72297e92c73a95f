"""The number that was told just now is taken over, and asked for only where nobody asked."""

from __future__ import annotations

from typing import Any

import pytest

from bot.coaching.told_number import UNPICKED, told
from bot.dialogue.tracker import Frame, Tracker
from tests.talker import Talker


def below(flow: str, state: str, **slots: Any) -> int | str:
    """What the grounding on top of such a talk is told."""
    caller = Frame(1, flow, state, slots=slots)
    top = Frame(2, "grounding", "door")
    return told(Tracker(frames=[caller, top]), top)


@pytest.mark.parametrize(
    ("flow", "state", "slots", "number"),
    [
        ("reframe", "settle", {"strength": 9}, 9),
        ("reframe", "settle", {"strength": 9, "strength_again": 7}, 7),
        ("reframe", "settle", {}, UNPICKED),
        ("checkin", "ground", {"heavy": 8}, 8),
        ("pause", "settle", {"distress": 0}, 0),
        ("pause", "meanwhile", {"distress": 9}, ""),
        ("hurt", "settle", {"strength": 9}, ""),
    ],
)
def test_the_newest_number_of_the_talk_below(flow: str, state: str, slots: dict[str, int], number: int | str) -> None:
    assert below(flow, state, **slots) == number


def test_nothing_below_has_told_nothing() -> None:
    frame = Frame(1, "grounding", "door")
    assert told(Tracker(frames=[frame]), frame) == ""
    assert told(Tracker(), None) == ""


@pytest.mark.parametrize("name", ["", "Maximiliane-Josephine Habsburg"])
def test_the_first_words_are_an_instruction_and_ask_nothing(name: str) -> None:
    person = Talker.settled(role="betrayed", name=name).says("you never cared").says("9")
    assert person.names == ["reframe.too_hot", "grounding.told", "grounding.hold"]
    assert "0 to 10" not in person.text
    assert all(len(part) <= 240 for part in person.text.split("\n\n"))


def test_no_number_is_not_asked_for_again() -> None:
    person = Talker.settled(role="betrayed").says("you never cared").says("idk")
    assert person.names[:3] == ["reframe.unsure", "grounding.told", "grounding.no_number"]
    assert "0 to 10" not in person.text


def test_the_told_number_is_compared_with_what_comes_after() -> None:
    person = Talker.settled(role="betrayed").says("/checkin").says("8").taps("Settle me").says("stop here").says("4")
    assert "grounding.eased" in person.names
    assert "8" in person.text
