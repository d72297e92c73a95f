"""Nobody is asked about a talk that they left days ago; what is about safety, or was promised, stays."""

from __future__ import annotations

from bot.dialogue.left import LONG_AGO
from tests.dialogue.small_book import Person, small_book


def test_an_ordinary_talk_is_over_after_a_day() -> None:
    person = Person().commands("ask").says("hm", after=LONG_AGO + 60)
    assert person.turn.names == ("lost.here",)
    assert person.stack == []
    assert not person.tracker.timers


def test_within_a_day_it_is_offered() -> None:
    person = Person().commands("ask").says("hm", after=LONG_AGO - 60)
    assert person.stack[0] == "asking.moment"
    assert person.stack[-1].startswith("stale.")


def test_a_safety_talk_stays() -> None:
    person = Person().says("x", "crisis:suicide").says("hm", after=3 * LONG_AGO)
    assert person.stack[0] == "crisis.question"


def test_the_buttons_of_the_open_question_still_count() -> None:
    person = Person().commands("ask").says("the night in May")
    person.taps("Yes", after=3 * LONG_AGO)
    assert person.text == "Kept yes."


def test_a_caller_goes_with_what_it_called() -> None:
    person = Person().says("x", "flooded").says("9")
    assert person.stack == ["calm.run", "exercise.feet.step_1"]
    person.says("hm", after=LONG_AGO + 60)
    assert person.stack == []


def test_a_caller_waits_for_what_it_called_a_short_while_ago() -> None:
    person = Person().says("x", "flooded").says("9").fires(after=LONG_AGO - 60)
    assert person.stack == ["calm.run", "exercise.feet.step_2"]
    person.tracker.timers.clear()
    person.says("ok", after=120)
    assert person.turn.names == ("exercise.feet.done", "calm.fine")


PAUSE = """
flow: pause
title: the pause
kind: couple
starts_on: [command.pause]
start: away
states:
  away:
    say: Twenty minutes.
    choices:
      - {label: Back, go: end}
    after: {wait: 49 h, go: over}
  over: {say: Over., next: end}
"""


def test_a_promised_time_keeps_its_talk() -> None:
    person = Person(small_book(flows_pause=PAUSE)).commands("pause")
    person.says("hm", after=LONG_AGO + 60)
    assert person.stack[0] == "pause.away"
    person.tracker.timers.clear()
    person.says("hm", after=LONG_AGO + 60)
    assert person.stack == [], "what waits for nothing any more is left"
