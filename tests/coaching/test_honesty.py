"""It says again what it is: after seven idle days, and in every three hours of talk."""

from __future__ import annotations

from bot.coaching.honesty import EVERY, IDLE
from tests.talker import Talker

LINE = "I'm a program. I'm not a person"
HOUR, DAY = 3600.0, 86_400.0


def said_it(talker: Talker) -> bool:
    return LINE in talker.text


def test_the_intervals_are_those_of_the_law() -> None:
    assert (EVERY, IDLE) == (3 * HOUR, 7 * DAY)


def test_a_talk_of_minutes_does_not_hear_it() -> None:
    talker = Talker.settled()
    for text in ("hello", "i don't know where to start", "it was tuesday", "he looked at me"):
        assert not said_it(talker.says(text))


def test_it_comes_once_in_three_hours_of_talk() -> None:
    talker = Talker.settled().says("hello")
    heard = [said_it(talker.says(f"and then, {number}", after=20 * 60)) for number in range(20)]
    assert heard.count(True) == 2
    assert heard.index(True) == 8  # three hours after the first word


def test_it_comes_after_seven_idle_days_and_not_after_six() -> None:
    for days, due in ((6, False), (7, True), (30, True)):
        talker = Talker.settled().says("hello").says("it was good to say")
        assert said_it(talker.says("me again", after=days * DAY)) is due, days


def test_a_crisis_is_never_delayed_by_it() -> None:
    talker = Talker.settled(country="DE").says("hello").says("it was good to say")
    assert not talker.says("I want to die", after=8 * DAY).text.startswith(LINE)
    assert talker.stands.startswith("crisis_suicide.")
    assert "not therapy" not in talker.text


def test_grounding_goes_without_it_and_the_next_talk_has_it() -> None:
    talker = Talker.settled().says("hello").says("it was good to say")
    assert not said_it(talker.says("/ground", after=8 * DAY))
    talker.says("stop")
    assert "said_what_it_is" in talker.tracker.facts


def test_a_timer_of_ours_never_carries_it() -> None:
    talker = Talker.settled().says("/leanin").taps("Neither, I need a break").taps("4 hours")
    assert not said_it(talker.waits(4 * HOUR + 60))
    assert talker.stands == "pause.returned"
