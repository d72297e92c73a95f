"""The doors that safety closes, and when it asks again."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.coaching import quiet_hours, safety
from bot.dialogue.policy import HINTS
from bot.dialogue.signals import Signal
from bot.dialogue.talk import Talk
from bot.dialogue.tracker import Tracker
from tests.talker import shelf

NOW = 1_800_000_000.0
HOUR, DAY = 3600.0, 86_400.0


@pytest.fixture
def talk() -> Talk:
    return Talk(shelf().book, Tracker(), NOW)


def test_closing_the_ordinary_door_follows_up_within_a_day(talk: Talk) -> None:
    safety.close_ordinary(talk, "")
    assert talk.tracker.facts["ordinary_closed"] == NOW
    assert NOW < talk.tracker.timers["follow_up"] <= NOW + DAY


def test_the_follow_up_comes_before_a_strangers_words_are_deleted() -> None:
    from bot.coaching.person import KEPT_FOR_STRANGERS

    assert safety.FOLLOW_UP < KEPT_FOR_STRANGERS
    assert safety.ASK_AGAIN < KEPT_FOR_STRANGERS


def test_opening_the_ordinary_door_takes_the_follow_up_back_and_asks_once_more(talk: Talk) -> None:
    safety.close_ordinary(talk, "")
    safety.open_ordinary(talk, "")
    assert "ordinary_closed" not in talk.tracker.facts
    assert talk.tracker.timers == {"ask_again": NOW + 20 * HOUR}


def test_opening_what_was_never_closed_raises_nothing(talk: Talk) -> None:
    safety.open_ordinary(talk, "")
    safety.open_couple(talk, "")
    assert not {"ordinary_closed", "couple_closed"} & set(talk.tracker.facts)


def test_the_later_question_comes_once_after_each_time_that_fear_was_named(talk: Talk) -> None:
    safety.close_couple(talk, "")
    safety.open_couple(talk, "")
    talk.tracker.timers.clear()
    safety.open_couple(talk, "")
    assert not talk.tracker.timers
    safety.close_couple(talk, "")
    safety.open_couple(talk, "")
    assert "ask_fear_again" in talk.tracker.timers


def test_the_later_question_itself_names_no_fear_anew(talk: Talk) -> None:
    safety.close_couple(talk, "")
    safety.open_couple(talk, "")
    talk.tracker.timers.clear()
    safety.hold_couple(talk, "")
    assert "couple_closed" in talk.tracker.facts
    safety.open_couple(talk, "")
    assert not talk.tracker.timers
    safety.ask_fear_later(talk, "")
    assert talk.tracker.timers == {"ask_fear_again": NOW + 7 * DAY}


def test_what_was_about_somebody_else_opens_only_what_it_closed(talk: Talk) -> None:
    safety.close_ordinary(talk, "")
    safety.not_mine(talk, "")
    assert "ordinary_closed" not in talk.tracker.facts
    assert "follow_up" not in talk.tracker.timers
    safety.close_ordinary(talk, "")
    safety.close_ordinary(talk, "")
    safety.not_mine(talk, "")
    assert "ordinary_closed" in talk.tracker.facts
    assert "follow_up" in talk.tracker.timers


def test_a_no_is_accepted_and_asked_again_later(talk: Talk) -> None:
    safety.ask_again(talk, "")
    assert talk.tracker.facts == {}
    assert talk.tracker.timers == {"ask_again": NOW + 20 * HOUR}


def test_a_no_keeps_a_door_closed_that_was_closed(talk: Talk) -> None:
    safety.close_ordinary(talk, "")
    safety.ask_again(talk, "")
    assert talk.tracker.facts["ordinary_closed"] == NOW
    assert "follow_up" in talk.tracker.timers


def test_fear_closes_the_couple_door_and_takes_back_the_later_question(talk: Talk) -> None:
    safety.open_couple(talk, "")
    assert talk.tracker.timers == {"ask_fear_again": NOW + 7 * DAY}
    safety.close_couple(talk, "")
    assert talk.tracker.facts == {"couple_closed": NOW}
    assert talk.tracker.timers == {}


def test_fear_named_again_counts_from_the_last_time(talk: Talk) -> None:
    safety.close_couple(talk, "")
    later = Talk(talk.book, talk.tracker, NOW + 23 * HOUR)
    safety.close_couple(later, "")
    assert not safety.may_reopen(later.tracker.facts, NOW + 25 * HOUR)
    assert safety.may_reopen(later.tracker.facts, NOW + 47 * HOUR)


@pytest.mark.parametrize(
    ("hours", "may"), [(0, False), (23.99, False), (24, True), (400, True)], ids=["at once", "almost", "a day", "later"]
)
def test_the_couple_door_opens_after_a_day_at_the_earliest(hours: float, may: bool) -> None:
    assert safety.may_reopen({"couple_closed": NOW}, NOW + hours * HOUR) is may


@pytest.mark.parametrize("facts", [{}, {"couple_closed": None}, {"couple_closed": "yes"}])
def test_a_door_that_is_not_closed_is_not_reopened(facts: dict[str, object]) -> None:
    assert not safety.may_reopen(facts, NOW)


def test_a_minor_is_marked_for_good(talk: Talk) -> None:
    talk.tracker.person["adult"] = "yes"
    safety.mark_minor(talk, "")
    assert talk.tracker.facts == {"under_18": True}
    assert talk.tracker.person["adult"] == "no"


def test_the_timers_that_a_stop_leaves_are_those_that_ask_after_a_crisis_and_those_that_delete(talk: Talk) -> None:
    safety.close_ordinary(talk, "")
    safety.ask_again(talk, "")
    safety.open_couple(talk, "")
    assert set(talk.tracker.timers) == safety.ASKING == safety.TIMERS - safety.DELETING
    assert {f"timer.{name}" for name in safety.ASKING} <= set(shelf().book.starts)
    assert {"forget", "retention", "sweep"} == safety.DELETING


def test_when_a_crisis_was_last_heard_is_kept(talk: Talk) -> None:
    safety.heard(talk, [Signal("flooded"), Signal("thanks")])
    assert "crisis_at" not in talk.tracker.facts
    safety.heard(talk, [Signal("crisis:self_harm")])
    assert talk.tracker.facts == {"crisis_at": NOW}


@pytest.mark.parametrize(("said", "hint", "other"), [("", *HINTS), ("harm", *reversed(HINTS))], ids=["life", "harm"])
def test_a_way_of_speaking_holds_for_a_day_and_for_its_own_kind_alone(
    talk: Talk, said: str, hint: str, other: str
) -> None:
    safety.meant(talk, said)
    assert len(talk.tracker.facts) == 1
    assert not talk.tracker.timers
    heard = [Signal(hint), Signal(other), Signal("shame")]
    for hours, left in ((0, heard[1:]), (23.99, heard[1:]), (24, heard)):
        later = Talk(talk.book, talk.tracker, NOW + hours * HOUR)
        assert list(safety.heard(later, heard)) == left


def test_a_way_of_speaking_never_silences_a_crisis(talk: Talk) -> None:
    safety.meant(talk, "")
    safety.meant(talk, "harm")
    crises = [Signal("crisis:suicide"), Signal("crisis:violence")]
    assert list(safety.heard(talk, crises)) == crises
    assert talk.tracker.facts["couple_closed"] == NOW


def local(hour: float) -> Talk:
    """A turn in Berlin at this hour of a Sunday in winter."""
    day = datetime(2026, 11, 22, tzinfo=ZoneInfo("Europe/Berlin")).timestamp()
    return Talk(shelf().book, Tracker(person={"zone": "Europe/Berlin"}), day + hour * HOUR)


@pytest.mark.parametrize("hour", [half / 2 for half in range(48)])
def test_what_asks_after_a_crisis_comes_outside_the_quiet_hours_and_in_time(hour: float) -> None:
    talk = local(hour)
    safety.close_ordinary(talk, "")
    follow_up = talk.tracker.timers["follow_up"] - talk.now
    assert not quiet_hours.is_quiet(talk.tracker.person, talk.now + follow_up)
    assert safety.SOONEST <= follow_up < DAY
    safety.open_ordinary(talk, "")
    again = talk.tracker.timers["ask_again"] - talk.now
    assert not quiet_hours.is_quiet(talk.tracker.person, talk.now + again)
    assert 20 * HOUR <= again <= 31 * HOUR
    safety.open_couple(talk, "")
    assert not quiet_hours.is_quiet(talk.tracker.person, talk.tracker.timers["ask_fear_again"])


def test_where_no_hour_outside_them_is_in_time_the_follow_up_comes_all_the_same() -> None:
    talk = local(12.5)
    talk.tracker.person.update(quiet_from="12:00", quiet_to="11:59")
    safety.close_ordinary(talk, "")
    assert talk.now < talk.tracker.timers["follow_up"] < talk.now + DAY
