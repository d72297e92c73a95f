"""Which exercise is offered next, and what every exercise file holds."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from bot.bookshelf import parsed
from bot.coaching.exercises import FAILED, Exercise, Exercises
from bot.dialogue.exercise import PREFIX
from bot.dialogue.tracker import Frame
from tests.talker import START, shelf

KNOWN = Exercises(
    {
        exercise.name: exercise
        for exercise in (
            Exercise("exhale", "", "", kind="breath", breath=True, places=("alone", "bed"), high=6, order=1),
            Exercise("senses", "", "", kind="senses", places=("alone", "out"), low=3, order=2),
            Exercise("push", "", "", kind="muscles", places=("alone",), low=4, order=3),
            Exercise("look", "", "", kind="senses", order=4),
            Exercise("hand", "", "", kind="kindness", fits=("shame",), high=7, order=5),
        )
    }
)
REAL = shelf().knowledge.exercises
SCRIPTS = parsed(shelf().files, "exercises")
PLACES = ("alone", "bed", "beside", "work", "out")


def suggested(facts: dict[str, Any] | None = None, *, signal: str = "", **slots: object) -> tuple[str, ...]:
    return KNOWN.suggested(facts or {}, [Frame(1, "soothe", "offer", slots=dict(slots), signal=signal)], START)


def test_the_number_decides_first() -> None:
    assert suggested(distress_before=5)[0] == "exhale"
    assert suggested(distress_before=8)[0] == "senses"
    assert suggested()[0] == "senses"


def test_the_last_number_counts() -> None:
    assert suggested(distress_before=5, distress_after=9)[0] == "senses"
    assert suggested(distress_before=9, distress_after=8, distress_last=4)[0] == "exhale"


def test_only_what_can_be_done_there() -> None:
    assert set(suggested(whereabouts="bed")) == {"exhale", "look", "hand"}
    assert set(suggested(whereabouts="work")) == {"look", "hand"}


def test_what_helped_before_goes_before_all_else() -> None:
    assert suggested({"helped": {"hand": 1}}, distress_before=9)[0] == "hand"
    assert suggested({"helped": {"hand": 1, "push": 2}}, distress_before=9)[:2] == ("push", "hand")


def test_hands_that_helped_bring_what_uses_hands() -> None:
    assert suggested({"helped": {"hands": 1}}, distress_before=8)[0] == "push"


def test_the_first_two_are_of_different_kinds() -> None:
    assert suggested({"helped": {"senses": 3, "look": 3}}, distress_before=8)[:2] == ("senses", "push")


def test_shame_has_its_own() -> None:
    assert suggested(signal="shame", distress_before=6)[0] == "hand"
    assert suggested(signal="shame", distress_before=9)[0] == "senses"


def test_twice_in_a_row_without_help_is_enough() -> None:
    assert "senses" in suggested({"failed": {"senses": FAILED - 1}})
    assert "senses" not in suggested({"failed": {"senses": FAILED}})


def test_what_was_not_enough_in_this_sitting_does_not_come_again_and_neither_does_its_kind_at_once() -> None:
    facts = {"soothing": {"at": START - 60, "tried": ["senses"]}}
    assert "senses" not in suggested(facts, distress_before=5)
    assert suggested(facts, distress_before=5)[0] == "push"
    assert suggested({"soothing": {"at": START - 3600, "tried": ["senses"]}}, distress_before=8)[0] == "senses"


def test_breath_is_the_last_resort_where_something_did_not_help() -> None:
    facts = {"soothing": {"at": START - 60, "tried": ["push"]}}
    assert suggested(facts, distress_before=5)[-1] == "exhale"


def test_breath_that_made_it_worse_is_off() -> None:
    assert "exhale" not in suggested({"worse": ["exhale"], "helped": {"exhale": 5}}, distress_before=3)
    assert KNOWN.breath_off({"worse": ["exhale"]})
    assert not KNOWN.breath_off({"worse": ["senses", "gone"]})


def test_where_nothing_is_left_nothing_is_offered() -> None:
    assert suggested({"failed": dict.fromkeys(KNOWN.known, 2)}) == ()


def test_an_exercise_that_was_removed_does_no_harm() -> None:
    facts = {"helped": {"gone": 2}, "failed": {"gone": 2}, "soothing": {"at": START, "tried": ["gone"]}}
    assert suggested(facts, distress_before=8)[0] == "senses"


# the real ones


def test_there_are_six_and_more_and_most_do_without_breath() -> None:
    assert len(REAL.known) >= 6
    assert sum(not exercise.breath for exercise in REAL.known.values()) >= 2


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("number", range(11))
@pytest.mark.parametrize("worse", [[], ["long_exhale"]])
def test_wherever_somebody_is_two_are_offered(place: str, number: int, worse: list[str]) -> None:
    frames = [Frame(1, "soothe", "offer", slots={"whereabouts": place, "distress_before": number})]
    names = REAL.suggested({"worse": worse}, frames, START)
    assert len(names) >= 2
    assert all(place in REAL.known[name].places for name in names)
    kinds = {REAL.known[name].kind for name in names[:2]}
    assert len(kinds) == 2
    assert not (worse and any(REAL.known[name].breath for name in names))


def test_beside_the_partner_what_comes_first_is_short_and_unseen() -> None:
    frames = [Frame(1, "soothe", "offer", slots={"whereabouts": "beside", "distress_before": 8})]
    first = SCRIPTS[f"exercises/{REAL.suggested({}, frames, START)[0]}.yaml"]
    assert 30 <= sum(int(step["seconds"]) for step in first["steps"]) <= 60


@pytest.mark.parametrize("name", sorted(REAL.known))
def test_an_exercise_says_all_that_the_choice_rests_on(name: str) -> None:
    exercise, script = REAL.known[name], SCRIPTS[f"exercises/{name}.yaml"]
    assert exercise.kind
    assert exercise.about
    assert 0 < len(exercise.label) <= 28
    assert exercise.places
    assert set(exercise.places) <= set(PLACES)
    assert 0 <= exercise.low < exercise.high <= 10
    assert script["grade"] in "ABC"
    assert len(script["source"]) > 40
    seconds = sum(int(step["seconds"]) for step in script["steps"])
    assert abs(seconds / 60 - int(script["minutes"])) <= 1
    assert not (script["grade"] == "C" and any(figure in script["source"] for figure in ("n =", "g =", "%")))


def test_no_two_share_their_order_or_label() -> None:
    for one, other in itertools.combinations(REAL.known.values(), 2):
        assert one.order != other.order
        assert one.label != other.label


@pytest.mark.parametrize("name", sorted(REAL.known))
def test_every_exercise_can_be_run_and_chosen(name: str) -> None:
    flows = shelf().book.flows
    assert flows["one_exercise"].states[name].call == PREFIX + name
    assert flows["one_exercise"].states[name].do == (f"soothing.start {name}",)
    ways = {arrow.when for arrow in flows["one_exercise"].states["door"].next if arrow.go == name}
    assert f"soothing.picked == '{name}'" in ways
    chosen = [choice for choice in flows["soothe"].states["choose"].choices if choice.do == (f"soothing.pick {name}",)]
    assert len(chosen) == 1
    assert ("breath" in chosen[0].label.lower()) == REAL.known[name].breath


def test_pictures_are_shown_where_the_pace_is_theirs() -> None:
    shown = {
        name: [step.get("picture", "") for step in SCRIPTS[f"exercises/{name}.yaml"]["steps"]] for name in REAL.known
    }
    assert shown["long_exhale"] == ["", "pacer.3-5", "pacer.4-6", "pacer.4-6", ""]
    assert "taps" in shown["butterfly_taps"]
    assert all(not any(pictures) or REAL.known[n].breath or n == "butterfly_taps" for n, pictures in shown.items())
