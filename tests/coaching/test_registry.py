"""What coaching lends to the engine: actions, slot readers, the words of the context."""

from __future__ import annotations

import pytest

from bot.coaching.registry import ACTIONS, NAMES, samples
from bot.coaching.schedule import clock_face
from bot.dialogue.flow import Slot
from bot.dialogue.talk import Talk
from bot.dialogue.tracker import Frame, Tracker
from tests.talker import shelf

NOW = 1_800_000_000.0
KNOWLEDGE = shelf().knowledge
BOOK = shelf().book


def context(person: dict[str, str] | None = None, facts: dict[str, float] | None = None) -> dict[str, object]:
    return KNOWLEDGE.context(Tracker(person=dict(person or {}), facts=dict(facts or {})), None, NOW)


def test_every_action_that_a_flow_does_is_known() -> None:
    used = {
        line.partition(" ")[0]
        for flow in BOOK.flows.values()
        for state in flow.states.values()
        for line in (*state.do, *(do for choice in state.choices for do in choice.do))
    }
    assert used <= set(ACTIONS)


@pytest.mark.parametrize("name", sorted(set(ACTIONS) - {"person.clear"}))
def test_every_action_runs_on_a_stranger_with_nothing_open(name: str) -> None:
    talk = Talk(BOOK, Tracker(), NOW)
    ACTIONS[name](talk, "")
    Tracker.of(talk.tracker.plain())


def test_the_context_gives_exactly_the_names_it_promises() -> None:
    assert set(context()) == NAMES


def test_a_settled_person_has_a_clock_and_lines() -> None:
    words = context({"country": "DE", "zone": "Europe/Berlin"})
    assert words["clock"] == "09:00"
    assert str(words["clock_guess"]) == "09:00"
    here = words["here"]
    assert bool(here)
    assert here.emergency.startswith("112")  # type: ignore[attr-defined]


def test_a_stranger_has_no_clock_and_no_country() -> None:
    words = context()
    assert words["clock"] == ""
    assert not words["zone_guess"]
    assert not words["clock_guess"]
    assert not words["here"].known  # type: ignore[attr-defined]


def test_a_country_of_many_clocks_gives_no_guess() -> None:
    assert not context({"country": "US"})["zone_guess"]
    assert str(context({"country": "GB"})["zone_guess"]) == "Europe/London"


def test_the_doors_are_plain_words() -> None:
    closed = context(facts={"couple_closed": NOW - 90_000, "ordinary_closed": NOW, "under_18": 1.0})
    assert [closed[name] for name in ("couple_closed", "couple_may_reopen", "ordinary_closed", "under_18")] == [
        True
    ] * 4
    assert not any(context()[name] for name in ("couple_closed", "couple_may_reopen", "ordinary_closed", "under_18"))
    assert context(facts={"couple_closed": NOW})["couple_may_reopen"] is False


def test_a_softer_sentence_is_made_only_of_words_that_were_said() -> None:
    words = KNOWLEDGE.context(Tracker(), Frame(1, "hurt", "partner", words=""), NOW)
    assert not words["softer"]


@pytest.mark.parametrize(
    ("zone", "clock"),
    [("Europe/Berlin", "09:00"), ("America/New_York", "03:00"), ("Asia/Kolkata", "13:30"), ("", ""), (None, "")],
)
def test_the_time_of_day_in_a_zone(zone: str | None, clock: str) -> None:
    assert clock_face(zone, NOW) == clock


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("country", "Germany", "DE"),
        ("country", "uk", "GB"),
        ("country", "my husband", None),
        ("place", "Berlin", "Europe/Berlin"),
        ("place", "fuck off", None),
        ("time", "8pm", "20:00"),
        ("time", "later", None),
    ],
)
def test_the_readers_read_what_people_type(kind: str, text: str, value: str | None) -> None:
    assert BOOK.readers[kind](Slot("it", kind), text, {}) == value


def test_a_city_of_the_own_country_goes_first() -> None:
    assert BOOK.readers["place"](Slot("it", "place"), "London", {"country": "CA"}) == "America/Toronto"


def test_the_samples_hold_every_country_role_and_door() -> None:
    names = [sample["_name"] for sample in samples(KNOWLEDGE, NOW)]
    assert len(names) == len(set(names)) == 33 + 4 + 3
    assert {"country unknown", "country DE", "role betrayed", "couple_closed", "under_18"} <= set(names)
    for sample in samples(KNOWLEDGE, NOW):
        assert set(sample) >= NAMES
