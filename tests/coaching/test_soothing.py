"""What is remembered of exercises, and what of it stays."""

from __future__ import annotations

import pytest

from bot.coaching import soothing
from bot.dialogue.talk import Talk
from bot.dialogue.tracker import Frame, Tracker
from tests.talker import START, Talker, shelf


def talk(now: float = START, **facts: object) -> Talk:
    """A settled person's turn, with a soothing open."""
    tracker = Tracker(person={"consent": "yes"}, facts=dict(facts), frames=[Frame(1, "soothe", "run")])
    return Talk(shelf().book, tracker, now)


def test_what_helped_is_counted_for_the_exercise_that_ran() -> None:
    turn = talk(failed={"cool_water": 1, "five_senses": 1})
    soothing.start(turn, "cool_water")
    soothing.helped(turn, "")
    soothing.helped(turn, "")
    assert turn.tracker.facts["helped"] == {"cool_water": 2}
    assert turn.tracker.facts["failed"] == {"five_senses": 1}


def test_hands_and_somebody_near_can_help_as_well() -> None:
    turn = talk()
    soothing.start(turn, "five_senses")
    soothing.helped(turn, "someone")
    assert turn.tracker.facts["helped"] == {"someone": 1}
    assert turn.context(turn.tracker.top)["soothing"].someone


def test_failing_counts_in_a_row() -> None:
    turn = talk()
    soothing.start(turn, "cool_water")
    soothing.failed(turn, "")
    soothing.failed(turn, "")
    assert turn.tracker.facts["failed"] == {"cool_water": 2}
    soothing.helped(turn, "")
    assert turn.tracker.facts["failed"] == {}


def test_worse_is_kept_until_it_helps() -> None:
    turn = talk()
    soothing.start(turn, "long_exhale")
    soothing.worse(turn, "")
    assert turn.tracker.facts["worse"] == ["long_exhale"]
    outlook = turn.context(turn.tracker.top)["soothing"]
    assert (outlook.left, outlook.breath_off) == (True, True)
    soothing.start(turn, "long_exhale")
    assert not turn.context(turn.tracker.top)["soothing"].left
    soothing.helped(turn, "")
    assert turn.tracker.facts["worse"] == []


@pytest.mark.parametrize("action", [soothing.helped, soothing.lower, soothing.failed, soothing.worse])
def test_without_an_exercise_nothing_is_counted(action) -> None:
    turn = talk()
    action(turn, "")
    assert not {"helped", "failed", "worse"} & set(turn.tracker.facts)


def test_the_tracker_before_the_turn_is_not_touched() -> None:
    before = Tracker(facts={"helped": {"cool_water": 1}, "failed": {"cool_water": 1}, "worse": ["five_senses"]})
    plain = before.plain()
    turn = Talk(shelf().book, before.copy(), START)
    soothing.start(turn, "cool_water")
    for action in (soothing.helped, soothing.lower, soothing.failed, soothing.worse):
        action(turn, "")
    assert before.plain() == plain


def test_it_picks_by_name_and_by_place_in_the_suggestions() -> None:
    turn = talk()
    suggested = turn.context(turn.tracker.top)["soothing"].suggested
    for argument, name in (("", suggested[0]), ("1", suggested[0]), ("2", suggested[1]), ("cool_water", "cool_water")):
        soothing.pick(turn, argument)
        assert turn.context(turn.tracker.top)["soothing"].picked == name


def test_it_picks_nothing_where_nothing_is_left() -> None:
    turn = talk(failed=dict.fromkeys(shelf().knowledge.exercises.known, 2))
    soothing.pick(turn, "")
    assert turn.context(turn.tracker.top)["soothing"].picked == ""


def test_a_sitting_is_over_after_half_an_hour() -> None:
    turn = talk()
    soothing.start(turn, "cool_water")
    soothing.failed(turn, "")
    facts = turn.tracker.facts
    assert soothing.sitting(facts, START + soothing.SITTING - 1)["tried"] == ["cool_water"]
    assert soothing.sitting(facts, START + soothing.SITTING) == {}


def test_help_said_an_hour_later_is_still_counted() -> None:
    turn = talk()
    soothing.start(turn, "cool_water")
    late = Talk(shelf().book, turn.tracker, START + 3600)
    soothing.helped(late, "")
    assert late.tracker.facts["helped"] == {"cool_water": 1}


def test_without_consent_nothing_outlives_the_talk() -> None:
    stranger = Talk(shelf().book, Tracker(frames=[Frame(1, "soothe", "run")]), START)
    soothing.start(stranger, "cool_water")
    soothing.helped(stranger, "")
    soothing.settle(stranger)
    assert stranger.tracker.facts["helped"]
    stranger.tracker.frames = []
    soothing.settle(stranger)
    assert stranger.tracker.facts == {}


def test_with_consent_it_stays() -> None:
    turn = talk(helped={"cool_water": 1})
    turn.tracker.frames = []
    soothing.settle(turn)
    assert turn.tracker.facts == {"helped": {"cool_water": 1}}


@pytest.mark.parametrize(
    ("typed", "begun"),
    [
        ("help me calm down", "soothe.how_strong"),
        ("can you help me calm down", "soothe.how_strong"),
        ("I need to calm down", "soothe.how_strong"),
        ("please help me breathe", "soothe.how_strong"),
        ("something to settle me", "soothe.how_strong"),
        ("Calm me", "soothe.how_strong"),
        ("I can't breathe, he lied again, help me calm down", "grounding.feet"),
        ("I'm shaking and my heart is racing", "grounding.feet"),
        ("I found his messages an hour ago and I need to calm down now", "soothe.how_strong"),
    ],
)
def test_a_wish_for_calm_begins_the_soothing_and_a_flood_the_grounding(typed: str, begun: str) -> None:
    talker = Talker.settled().says(typed)
    assert talker.stands == begun
    assert len(talker.text) <= 240


def test_the_first_message_is_short_whatever_the_name() -> None:
    talker = Talker.settled(name="Bartholomew-Alexander Featherstonehaugh")
    for _ in range(6):
        assert len(talker.says("/soothe").text) <= 240
