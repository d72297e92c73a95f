"""An exercise becomes a flow: a state a step, moved on by a tap, a word or its timer."""

from __future__ import annotations

from itertools import pairwise

import pytest

from bot.dialogue.exercise import exercise_flow
from bot.dialogue.flow import END, Flow
from bot.dialogue.machine import SILENCE, Cursor, compile_flow, move
from bot.dialogue.script import ScriptError, parse_yaml
from tests.talker import Talker

SHARED = """
step: Step NUMBER of TOTAL.
next: {label: Next, also: [done, ok]}
back: {label: Back, also: [again]}
pause: {label: Pause, also: wait}
stop: {label: Stop here, also: enough}
breath: {also: [no air], do: soothing.worse}
left_breath: Leave your breath alone.
paused: [Paused at step NUMBER of TOTAL., Still at NUMBER of TOTAL.]
waiting: No need to answer.
go_on: {label: Go on}
start_again: {label: Start again}
stopped: We leave it there.
retry: [Tap Next., Or stop.]
retry_paused: Go on when you want.
"""
EXERCISE = """
exercise: look
title: looking
about: Eyes.
without_breath: true
grade: C
source: Practice.
cautions: [Slowly.]
steps:
  - {say: [Find five things., Five things.], seconds: 30}
  - {say: Find four., seconds: 20, picture: taps}
done: That was all.
"""


def flow_of(text: str) -> Flow:
    return exercise_flow(parse_yaml(text, "exercises/look.yaml"), "exercises/look.yaml", parse_yaml(SHARED, "s.yaml"))


def ways(flow: Flow, state: str) -> list[tuple[str, str]]:
    return [(choice.label, choice.go) for choice in flow.states[state].choices]


def test_each_step_is_a_state_with_its_pause():
    flow = flow_of(EXERCISE)
    assert (flow.name, flow.title, flow.start, flow.kind) == ("exercise.look", "looking", "step_1", "soothing")
    assert flow.stale_after == 600
    assert list(flow.states) == ["step_1", "paused_1", "step_2", "paused_2", "done", "stopped"]
    assert ways(flow, "step_1") == [("Next", "step_2"), ("Pause", "paused_1"), ("Stop here", "stopped")]
    assert ways(flow, "step_2") == [
        ("Next", "done"),
        ("Back", "step_1"),
        ("Pause", "paused_2"),
        ("Stop here", "stopped"),
    ]
    assert flow.states["step_1"].choices[0].also == ("done", "ok")
    assert flow.states["step_1"].retry == ("Tap Next.", "Or stop.")
    assert flow.states["done"].say == ("That was all.",)
    assert flow.states["stopped"].say == ("We leave it there.",)
    assert all(flow.states[name].next[0].go == END for name in ("done", "stopped"))


def test_the_first_line_of_a_step_says_where_one_is_and_what_to_do():
    flow = flow_of(EXERCISE)
    assert flow.states["step_1"].say == (
        "Step 1 of 2. Find five things.\n\nSlowly.",
        "Step 1 of 2. Five things.\n\nSlowly.",
    )
    assert flow.states["step_2"].say == ("Step 2 of 2. Find four.",)
    assert [flow.states[name].picture for name in ("step_1", "step_2", "paused_2")] == ["", "taps", ""]


def test_a_pause_waits_without_a_time_of_its_own():
    flow = flow_of(EXERCISE)
    pause = flow.states["paused_2"]
    assert pause.say == ("Paused at step 2 of 2.", "Still at 2 of 2.")
    assert ways(flow, "paused_2") == [("Go on", "step_2"), ("Start again", "step_1"), ("Stop here", "stopped")]
    assert pause.after is not None
    assert (pause.after.go, pause.after.say) == (None, ("No need to answer.",))
    assert pause.retry == ("Go on when you want.",)


def test_silence_moves_it_on_to_its_end():
    flow = flow_of(EXERCISE)
    steps = [flow.states[name].after for name in ("step_1", "step_2")]
    assert [(after.seconds, after.go) for after in steps if after] == [(30, "step_2"), (20, "done")]
    machine = compile_flow(flow)
    assert move(machine, SILENCE, Cursor("step_1", lambda _: True)) == "step_2"
    assert move(machine, "next", Cursor("step_2", lambda _: True)) == "done"
    assert move(machine, "back", Cursor("step_2", lambda _: True)) == "step_1"
    assert move(machine, "stop_here", Cursor("paused_1", lambda _: True)) == "stopped"
    assert move(machine, "choice_1", Cursor("paused_2", lambda _: True)) == "step_2"


def test_an_exercise_with_breath_can_leave_the_breath():
    flow = flow_of(EXERCISE.replace("without_breath: true", "without_breath: false"))
    for name in ("step_1", "step_2"):
        unseen = flow.states[name].choices[-1]
        assert (unseen.label, unseen.go, unseen.also) == ("", "left_breath", ("no air",))
        assert unseen.do == ("soothing.worse",)
    assert flow.states["left_breath"].say == ("Leave your breath alone.",)
    assert flow.states["left_breath"].next[0].go == END


def test_pain_does_not_end_an_exercise():
    assert {"flooded", "wants_calm", "absolute_partner", "shame", "withdrawal"} <= set(flow_of(EXERCISE).handles)


@pytest.mark.parametrize(
    ("was", "written", "code"),
    [
        ("grade: C\n", "", "E004"),
        ("source: Practice.\n", "", "E004"),
        ("without_breath: true\n", "", "E004"),
        ("without_breath: true", "without_breath: mostly", "E005"),
        ("picture: taps", "film: taps", "E003"),
        ("title: looking", "title:", "E004"),
        ("grade: C", "grades: C", "E003"),
        ("seconds: 20, ", "", "E004"),
        ("say: Find four., ", "", "E004"),
    ],
)
def test_what_an_exercise_must_say(was, written, code):
    assert was in EXERCISE
    with pytest.raises(ScriptError) as raised:
        flow_of(EXERCISE.replace(was, written))
    assert raised.value.code == code
    assert raised.value.file == "exercises/look.yaml"


# what is typed beside a step, with the real words


def at_step() -> Talker:
    """Somebody at the first step of the five senses, which takes 30 seconds."""
    return Talker.settled().says("/soothe").taps("Start now")


def test_what_is_typed_beside_a_step_does_not_hold_it_up():
    talker = at_step()
    began = talker.now
    for number in range(9):
        talker.says(f"he lied to me, number {number}", after=3.0)
        assert talker.names == ["exercise.five_senses.step_1/retry"]
        assert list(talker.tracker.timers.values()) == [began + 30]
    assert talker.waits(3).stands == "exercise.five_senses.step_2"


def test_no_two_answers_in_a_row_are_the_same():
    talker = at_step()
    answers = [talker.says(f"he lied {number} times", after=4.0).text for number in range(1, 8)]
    assert all(one != other for one, other in pairwise(answers))


@pytest.mark.parametrize(
    ("typed", "stands"),
    [
        ("skip", "step_3"),
        ("NEXT!", "step_3"),
        ("did it", "step_3"),
        ("previous", "step_1"),
        ("go back", "step_1"),
        ("too fast", "step_1"),
        ("hold on", "paused_2"),
        ("wait a second", "paused_2"),
        ("someone's here", "paused_2"),
    ],
)
def test_typed_words_are_the_controls(typed: str, stands: str):
    talker = at_step().taps("Next").says(typed)
    assert talker.stands == f"exercise.five_senses.{stands}"


@pytest.mark.parametrize("typed", ["I can't breathe", "i'm getting dizzy", "it's worse", "I can't breathe, he lied"])
def test_breath_is_left_where_it_makes_it_worse(typed: str):
    talker = Talker.settled().says("/ground").says("5").says(typed)
    assert talker.names[0] == "exercise.long_exhale.left_breath"
    assert talker.tracker.facts["worse"] == ["long_exhale"]
    assert talker.stands != "exercise.long_exhale.step_1"
    assert not talker.tracker.top or "breath" not in talker.stands


def test_a_step_shows_its_picture():
    talker = Talker.settled().says("/ground").says("5").taps("Next")
    assert [say.picture for say in talker.said] == ["pacer.3-5"]
    assert talker.said[0].text.startswith("Step 2 of 5. ")
    assert [[button.label for button in row] for row in talker.said[0].rows] == [["Next", "Back", "Pause", "Stop here"]]


def test_back_begins_the_time_of_the_earlier_step_anew():
    talker = at_step().waits(30).waits(20).taps("Back", after=0)
    assert list(talker.tracker.timers.values()) == [talker.now + 30]


def test_a_pause_has_no_step_to_come():
    talker = at_step().taps("Pause").waits(8 * 3600)
    assert talker.stands == "exercise.five_senses.paused_1"
    assert not talker.tracker.timers
    assert talker.taps("Go on").stands == "exercise.five_senses.step_1"
