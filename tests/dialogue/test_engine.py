"""`advance`: flows, frames, digressions, timers, buttons."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from bot.dialogue.effects import Toast, Unbutton
from bot.dialogue.engine import MOST_FRAMES, advance
from bot.dialogue.events import Said, Tapped, Undelivered
from bot.dialogue.tracker import Tracker
from tests.dialogue.small_book import Person, small_book


def test_the_same_arguments_give_the_same_turn() -> None:
    person = Person().commands("ask")
    said = Said("the night in May", (), ("the night in May",))
    before = person.tracker.plain()
    one = advance(person.book, person.tracker, said, 2e6)
    two = advance(person.book, person.tracker, said, 2e6)
    assert one == two
    assert person.tracker.plain() == before


def test_an_answer_is_kept_and_leads_on() -> None:
    person = Person().commands("ask").says("the night in May")
    assert person.text == "You said the night in May. Sure?"
    assert person.tracker.frames[0].slots == {"moment": "the night in May"}
    assert person.taps("Yes").text == "Kept yes."
    assert person.tracker.facts["noted"] == "it"
    assert person.stack == []


def test_what_a_person_typed_is_data_and_never_a_template() -> None:
    person = Person().commands("ask").says("{{ 7*7 }} <b> {% if %}")
    assert person.text == "You said {{ 7*7 }} <b> {% if %}. Sure?"


def test_conditions_choose_the_next_state() -> None:
    assert Person().says("x", "flooded").says("3").text.startswith("Was 3.")
    high = Person().says("x", "flooded").says("9")
    assert high.stack == ["calm.run", "exercise.feet.step_1"]
    assert "1/2 Feet down." in high.text


def test_a_scale_shows_its_numbers_and_takes_a_tap() -> None:
    person = Person().says("x", "flooded")
    assert person.labels == [*map(str, range(11)), "Can't"]
    person.taps("8")
    assert person.stack[0] == "calm.run"
    assert person.effects(Unbutton)


def test_a_called_flow_comes_back_and_the_caller_goes_on() -> None:
    person = Person().says("x", "flooded").says("9").says("ok").taps("Next")
    assert person.turn.names == ("exercise.feet.done", "calm.fine")
    assert person.stack == []


def test_exercise_steps_advance_by_durable_timers() -> None:
    person = Person().says("x", "flooded").says("9")
    (name,) = [name for name in person.tracker.timers if name.startswith("silence")]
    assert person.tracker.timers[name] == person.now + 20
    person.fires(name, after=20)
    assert person.stack[-1] == "exercise.feet.step_2"
    person.fires(after=10)
    assert person.stack == []
    assert not person.tracker.timers


def test_a_timer_of_a_question_that_was_answered_does_nothing() -> None:
    person = Person().says("x", "flooded")
    (name,) = person.tracker.timers
    person.says("3").says("x", "flooded")
    person.fires(name)
    assert person.turn.effects == ()
    assert person.stack == ["calm.number"]


def test_silence_brings_one_line_and_then_quiet() -> None:
    person = Person().says("x", "flooded").fires(after=180)
    assert person.text == "Still here."
    assert not person.tracker.timers
    assert person.says("4").text.startswith("Was 4.")


def test_a_digression_comes_back_to_the_question() -> None:
    person = Person().commands("ask").says("x", "flooded")
    assert person.stack == ["asking.moment", "calm.number"]
    person.says("2")
    assert person.stack == ["asking.moment"]
    assert "Back to the asking." in person.text
    assert person.text.endswith("Your own words.")
    assert person.says("in May").text.startswith("You said in May")


def test_a_flow_on_the_stack_is_never_pushed_again() -> None:
    person = Person().commands("ask").says("x", "flooded").commands("ask").says("y", "flooded")
    flows = [frame.flow for frame in person.tracker.frames]
    assert len(flows) == len(set(flows))


def test_after_a_crisis_the_old_question_is_not_thrown_at_the_person() -> None:
    person = Person().commands("ask").says("x", "crisis:suicide").taps("No")
    assert person.text == "Go on with the asking, or leave it?"
    assert Person().commands("ask").says("x", "crisis:suicide").taps("No").taps("Leave it").stack == []
    person.taps("Go on")
    assert person.stack == ["asking.moment"]


def test_a_closed_door_drops_what_lies_below_and_refuses_kindly() -> None:
    person = Person().commands("ask").says("x", "crisis:suicide").taps("Yes")
    assert person.text == "Call someone."
    assert person.stack == []
    assert person.commands("ask").text == "That rests."
    assert person.says("x", "flooded").stack == ["calm.number"]


def test_the_couple_door_leaves_the_rest_open() -> None:
    person = Person()
    person.tracker.facts["couple_closed"] = person.now
    assert person.commands("ask").text == "That rests."
    assert person.says("x", "flooded").stack == ["calm.number"]


def test_a_stale_talk_is_read_fresh_and_offered() -> None:
    person = Person().commands("ask").says("nothing in particular", after=1801)
    assert person.text == "Go on with the asking, or leave it?"
    person.taps("Go on")
    assert person.stack == ["asking.moment"]
    fresh = Person().commands("ask").says("x", "flooded", after=1801)
    assert fresh.stack[-1] == "calm.number"


def test_words_that_came_to_a_stale_talk_can_be_read_fresh() -> None:
    person = Person().commands("ask").says("hello you", after=1801).taps("Read it")
    assert person.turn.names == ("lost.here",)


def test_a_crisis_question_is_not_stale_after_an_hour() -> None:
    assert Person().says("x", "crisis:suicide").says("yes", after=3600).text == "Call someone."


def test_stop_leaves_everything() -> None:
    person = Person().commands("ask").says("x", "flooded").says("Stop!")
    assert person.text == "Stopped."
    assert person.stack == []
    assert not person.tracker.timers


def test_an_old_button_is_answered_kindly_and_changes_nothing() -> None:
    person = Person().commands("ask")
    old = person.tap("Skip")
    person.says("in May").taps("No").meets(old)
    assert person.text.startswith("That button is old.")
    assert person.stack == ["asking.moment"]


def test_a_double_tap_counts_once() -> None:
    person = Person().says("x", "flooded")
    tap = person.tap("9")
    person.meets(tap)
    stack = person.stack
    for _ in range(4):
        person.meets(tap, after=0.01)
        assert person.effects(Toast) == [Toast("Have it.")]
        assert not person.said
        assert person.stack == stack


@pytest.mark.parametrize("change", [{"choice": 7}, {"choice": 111}, {"choice": 2}, {"genuine": False}])
def test_forged_buttons_are_refused(change: dict[str, Any]) -> None:
    person = Person().commands("ask").says("in May")
    stack = person.stack
    person.meets(replace(person.tap("Yes"), **change))
    assert "That button is old." in person.text
    assert person.stack == stack


def test_a_choice_that_is_not_shown_cannot_be_typed() -> None:
    assert Person().commands("ask").says("in May").labels == ["Yes", "No"]
    assert Person().commands("ask").says("in May").says("never").stack == ["asking.sure"]
    assert Person(name="Ada").commands("ask").says("in May").says("never").stack == []


def test_the_wording_is_never_the_one_used_last() -> None:
    person = Person()
    heard = [person.commands("ask").text for _ in range(12)]
    assert all(one != two for one, two in pairwise(heard))


def test_two_retries_are_not_the_same() -> None:
    person = Person().commands("ask").says("in May")
    heard = [person.says("purple", after=10).text for _ in range(5)]
    assert all(one != two for one, two in pairwise(heard))


def test_the_stack_is_bounded() -> None:
    deep = {
        f"flows_deep{n}": f"flow: deep{n}\nstarts_on: [command.deep{n}]\nstart: a\nstates: {{a: {{say: A?, "
        "choices: [{label: Go, go: end}]}}"
        for n in range(MOST_FRAMES + 3)
    }
    person = Person(small_book(**deep))
    for n in range(MOST_FRAMES + 3):
        person.commands(f"deep{n}")
    assert len(person.stack) == MOST_FRAMES
    assert person.stack[-1] == f"deep{MOST_FRAMES + 2}.a"


def test_a_follow_up_waits_where_a_talk_is_going_on() -> None:
    person = Person().commands("ask")
    person.tracker.timers["follow_up"] = person.now
    person.fires("follow_up")
    assert not person.said
    assert person.tracker.timers["follow_up"] == person.now + 1800
    assert person.fires("follow_up", after=1800).text.startswith("How are you now?")


def test_a_promised_time_is_kept_whatever_lies_on_top() -> None:
    pause = small_book(flows_pause=_PAUSE)
    person = Person(pause).commands("pause")
    due = person.now + 1200
    person.says("x", "flooded")
    assert due in person.tracker.timers.values()
    person.says("2")
    assert due in person.tracker.timers.values()
    person.says("y", "flooded")
    (name,) = [name for name, at in person.tracker.timers.items() if at == due]
    person.now = due
    person.fires(name)
    assert person.turn.names == ("pause.over",)


def test_a_promised_time_waits_for_a_talk_that_is_going_on() -> None:
    pause = small_book(flows_pause=_PAUSE)
    person = Person(pause).commands("pause")
    (name,) = person.tracker.timers
    person.now += 1190
    person.says("x", "flooded", after=0).fires(name, after=10)
    assert not person.said
    assert person.fires(name, after=120).turn.names == ("pause.over",)


_PAUSE = """
flow: pause
starts_on: [command.pause]
start: wait
states:
  wait: {say: Back in 20., choices: [{label: Sooner, go: over}], after: {wait: 20 min, go: over}}
  over: {say: You are back., choices: [{label: 'Yes', go: end}]}
"""


def test_someone_who_blocked_the_bot_is_left_in_peace() -> None:
    person = Person().says("x", "flooded").meets(Undelivered("blocked"))
    assert person.turn.effects == ()
    assert not person.tracker.frames
    assert not person.tracker.timers


def test_an_unknown_stored_state_raises() -> None:
    person = Person().commands("ask")
    person.tracker.frames[0].state = "gone"
    with pytest.raises(LookupError, match="moved"):
        person.says("x")


def test_moved_says_where_people_of_a_renamed_state_go() -> None:
    moved = small_book(flows_talk=_RENAMED)
    person = Person().commands("ask")
    turn = advance(moved, person.tracker, Said("May", (), ("May",)), person.now)
    assert turn.names == ("asking.sure",)


_RENAMED = """
flow: asking
starts_on: [command.ask]
start: instant
moved: {moment: instant}
slots: {moment: {type: text}}
states:
  instant: {say: When?, ask: moment, retry: When?, next: sure}
  sure: {say: Sure?, choices: [{label: 'Yes', go: end}]}
"""


def test_a_tap_after_everything_ended_is_kind() -> None:
    person = Person().meets(Tapped(3, 4, 0))
    assert person.text == "That button is old."


def test_a_tracker_goes_through_its_stored_form_unchanged() -> None:
    person = Person().commands("ask").says("x", "flooded")
    assert Tracker.of(person.tracker.plain()).plain() == person.tracker.plain()
    with pytest.raises(ValueError, match="version"):
        Tracker.of({"version": 99})
