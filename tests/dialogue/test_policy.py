"""The policy's order: crisis, control words, flooding, the answer, other signals, and last the open hand."""

from __future__ import annotations

import pytest

from bot.dialogue.policy import CRISIS_ORDER, crisis_of
from bot.dialogue.signals import Signal
from tests.dialogue.small_book import Person, small_book


@pytest.mark.parametrize("start", [None, "ask", "sure", "calm", "exercise", "stale", "taken"])
def test_a_crisis_has_the_floor_in_any_state(start: str | None) -> None:
    person = Person()
    if start in ("ask", "sure", "stale"):
        person.commands("ask")
    if start == "sure":
        person.says("in May")
    if start in ("calm", "exercise"):
        person.says("x", "flooded")
    if start == "exercise":
        person.says("9")
    if start == "stale":
        person.says("hm", after=4000)
    if start == "taken":
        person.says("x", "crisis:taken")
    assert person.says("stop", "crisis:suicide").turn.names[0] == "crisis.question"


def test_a_crisis_in_the_text_after_a_command_counts() -> None:
    assert Person().commands("ask", "I want to die", "crisis:suicide").turn.names == ("crisis.question",)


def test_what_cannot_wait_comes_first() -> None:
    assert crisis_of([Signal("crisis:violence"), Signal("crisis:taken"), Signal("flooded")]) == "crisis:taken"
    assert crisis_of([Signal(name) for name in reversed(CRISIS_ORDER)]) == CRISIS_ORDER[0]
    assert crisis_of([Signal("flooded")]) is None


def test_in_a_crisis_flow_the_same_signal_is_the_answer() -> None:
    person = Person().says("x", "crisis:suicide").says("I want it", "crisis:suicide")
    assert person.turn.names == ("crisis.plan",)


def test_in_a_crisis_flow_another_crisis_takes_the_floor() -> None:
    person = Person().says("x", "crisis:suicide").says("x", "crisis:taken")
    assert person.stack == ["crisis.question", "taken.call"]


def test_in_a_crisis_flow_nothing_else_does() -> None:
    person = Person().says("x", "crisis:suicide").says("you never cared", "absolute_partner")
    assert person.stack == ["crisis.question"]
    assert person.turn.names == ("crisis.question/retry",)


def test_control_words_count_only_as_the_whole_message() -> None:
    assert Person().commands("ask").says("stop").text == "Stopped."
    assert Person().commands("ask").says("make it stop").stack == ["asking.sure"]


def test_flooding_interrupts_unless_the_flow_handles_it() -> None:
    assert Person().commands("ask").says("x", "flooded").stack[-1] == "calm.number"
    assert Person().says("x", "flooded").says("y", "flooded").stack == ["calm.number"]


def test_a_free_answer_is_interrupted_only_by_what_it_listens_to() -> None:
    assert Person().commands("ask").says("you never cared", "absolute_partner").stack == ["asking.sure"]


def test_an_answer_comes_before_other_signals() -> None:
    person = Person().says("x", "flooded").says("8", "absolute_partner")
    assert person.stack[0] == "calm.run"


@pytest.mark.parametrize("text", ["Can't", "cant", "CAN'T!", "i cannot", "I cannot do it"])
def test_buttons_may_be_typed(text: str) -> None:
    assert Person().says("x", "flooded").says(text).stack[0] == "calm.run"


def test_a_choice_may_be_typed_by_its_number() -> None:
    assert Person().commands("ask").says("in May").says("1").text == "Kept yes."


def test_a_key_of_the_keyboard_starts_its_flow() -> None:
    assert Person().commands("ask").says("I’m flooded").stack[-1] == "calm.number"


def test_a_deep_link_goes_straight_to_its_flow() -> None:
    assert Person().commands("start", "now").stack == ["calm.number"]
    assert Person().commands("start").text == "Hello."


def test_nothing_fits() -> None:
    assert Person().says("the weather").turn.names == ("lost.here",)
    stranger = Person()
    stranger.tracker.person = {}
    assert stranger.says("hello").turn.names == ("stranger.hello",)


def test_a_command_nobody_knows_is_no_dead_end() -> None:
    assert Person().commands("frobnicate").turn.names == ("lost.here",)


WHEEL = """
flow: wheel
kind: soothing
keep: 'no'
starts_on: [signal.driving]
handles: [driving, flooded, absolute_partner]
start: stop
states:
  stop:
    say: Pull over.
    retry: The car first.
    choices:
      - {label: Stopped, do: talk.reread, go: end}
"""


def test_a_wheel_in_the_hands_comes_before_flooding_and_before_the_answer() -> None:
    book = small_book(flows_wheel=WHEEL)
    assert Person(book).says("x", "flooded", "driving").stack == ["wheel.stop"]
    assert Person(book).commands("ask").says("x", "driving").turn.names == ("wheel.stop",)
    assert Person(book).commands("ask", "x", "driving").stack == ["wheel.stop"]
    assert Person(book).says("x", "driving").says("y", "driving", "flooded").turn.names == ("wheel.stop/retry",)


def test_a_crisis_comes_before_the_wheel_and_keeps_the_floor() -> None:
    person = Person(small_book(flows_wheel=WHEEL)).says("x", "driving", "crisis:suicide")
    assert person.stack == ["crisis.question"]
    assert person.says("y", "driving").turn.names == ("crisis.question/retry",)


def test_what_was_heard_at_the_wheel_goes_on_when_the_car_stands() -> None:
    book = small_book(flows_wheel=WHEEL)
    for signal, names in (("flooded", "calm.number"), ("absolute_partner", "asking.moment")):
        person = Person(book).says("x", "driving", signal)
        frame = person.tracker.top
        assert frame
        assert (frame.words, frame.signal) == ("x", signal)
        assert person.meets(person.tap("Stopped")).turn.names == (names,)
    person = Person(book).says("x", "driving")
    assert person.meets(person.tap("Stopped")).turn.names == ("lost.here",)
