"""An exercise becomes a flow: a state a step, moved on by a tap, a word or its timer."""

from __future__ import annotations

import pytest

from bot.dialogue.exercise import exercise_flow
from bot.dialogue.flow import END, Flow
from bot.dialogue.machine import SILENCE, Cursor, compile_flow, move
from bot.dialogue.script import ScriptError, parse_yaml

SHARED = """
step: (NUMBER of TOTAL)
next: {label: Next, also: [done, ok]}
stop: {label: Stop here, also: enough}
stopped: We leave it there.
retry: [Tap Next., Or stop.]
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
  - {say: Find four., seconds: 20}
done: That was all.
"""


def flow_of(text: str) -> Flow:
    return exercise_flow(parse_yaml(text, "exercises/look.yaml"), "exercises/look.yaml", parse_yaml(SHARED, "s.yaml"))


def test_each_step_is_a_state_with_next_and_stop():
    flow = flow_of(EXERCISE)
    assert (flow.name, flow.title, flow.start, flow.kind) == ("exercise.look", "looking", "step_1", "soothing")
    assert flow.stale_after == 600
    assert list(flow.states) == ["step_1", "step_2", "done", "stopped"]
    first, second = flow.states["step_1"], flow.states["step_2"]
    assert first.say == ("Slowly.\n\n(1 of 2)\nFind five things.", "Slowly.\n\n(1 of 2)\nFive things.")
    assert second.say == ("(2 of 2)\nFind four.",)
    assert [(c.label, c.go, c.also) for c in first.choices] == [
        ("Next", "step_2", ("done", "ok")),
        ("Stop here", "stopped", ("enough",)),
    ]
    assert first.retry == ("Tap Next.", "Or stop.")
    assert flow.states["done"].say == ("That was all.",)
    assert flow.states["stopped"].say == ("We leave it there.",)
    assert all(flow.states[name].next[0].go == END for name in ("done", "stopped"))


def test_silence_moves_it_on_to_its_end():
    flow = flow_of(EXERCISE)
    assert [(s.after.seconds, s.after.go) for s in flow.states.values() if s.after] == [(30, "step_2"), (20, "done")]
    machine = compile_flow(flow)
    assert move(machine, SILENCE, Cursor("step_1", lambda _: True)) == "step_2"
    assert move(machine, "next", Cursor("step_2", lambda _: True)) == "done"
    assert move(machine, "stop_here", Cursor("step_1", lambda _: True)) == "stopped"


@pytest.mark.parametrize(
    ("was", "written", "code"),
    [
        ("grade: C\n", "", "E004"),
        ("source: Practice.\n", "", "E004"),
        ("without_breath: true\n", "", "E004"),
        ("title: looking", "title:", "E004"),
        ("grade: C", "grades: C", "E003"),
        (", seconds: 20", "", "E004"),
        ("say: Find four., ", "", "E004"),
    ],
)
def test_what_an_exercise_must_say(was, written, code):
    assert was in EXERCISE
    with pytest.raises(ScriptError) as raised:
        flow_of(EXERCISE.replace(was, written))
    assert raised.value.code == code
    assert raised.value.file == "exercises/look.yaml"
