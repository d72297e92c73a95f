"""What comes by itself: quiet hours hold for it, and the screen is swept while the discreet mode is on."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.coaching import unasked
from bot.dialogue.effects import Sweep
from bot.dialogue.events import Fired, Undelivered
from bot.dialogue.talk import Talk
from bot.dialogue.tracker import Tracker
from tests.talker import Talker, shelf

HOUR, DAY = 3600.0, 86_400.0
OLDEST = 46 * HOUR
"""How old a message of ours may be at most when it goes; Telegram deletes nothing of 48 hours and more."""


def at(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Berlin")).timestamp()


def turn(when: str, **facts: float) -> Talk:
    return Talk(shelf().book, Tracker(person={"zone": "Europe/Berlin"}, facts=dict(facts)), at(when))


@pytest.mark.parametrize("name", ["ask_again", "ask_fear_again"])
def test_a_question_that_is_due_at_night_waits_for_the_morning(name: str) -> None:
    night, day = turn("2026-11-22T23:00"), turn("2026-11-22T08:00")
    assert not unasked.due(night, name)
    assert night.tracker.timers == {name: at("2026-11-23T08:00")}
    assert unasked.due(day, name)
    assert day.tracker.timers == {}


def test_a_follow_up_that_is_late_waits_for_the_morning_only_if_that_is_within_the_day() -> None:
    in_time = turn("2026-11-22T22:00", ordinary_closed=at("2026-11-22T09:00"))
    assert not unasked.due(in_time, "follow_up")
    assert in_time.tracker.timers == {"follow_up": at("2026-11-23T08:00")}
    too_late = turn("2026-11-22T22:00", ordinary_closed=at("2026-11-22T02:00"))
    assert unasked.due(too_late, "follow_up")


def test_what_was_asked_for_knows_no_quiet_hours() -> None:
    assert unasked.due(turn("2026-11-22T23:00"), "pause_over")
    assert unasked.due(turn("2026-11-22T23:00"), "forget")


def sweeps(talker: Talker, until: float) -> list[tuple[float, float]]:
    """Every sweep until then: when it came, and before which time it deletes."""
    found = []
    while talker.tracker.timers and min(talker.tracker.timers.values()) <= until:
        name = min(talker.tracker.timers, key=lambda timer: talker.tracker.timers[timer])
        talker.now = max(talker.now, talker.tracker.timers[name])
        talker.meets(Fired(name), name)
        found += [(talker.now, float(e.before or 0)) for e in talker.turn.effects if isinstance(e, Sweep)]
        assert name != "sweep" or talker.said == [], "a sweep says nothing"
    return found


@pytest.mark.parametrize("gap", [0.5, 5, 11, 13, 30])
def test_in_discreet_mode_every_message_is_gone_before_46_hours(gap: float) -> None:
    talker = Talker.settled(discreet="yes")
    sent, found = [], []
    for _ in range(8):
        talker.says("thanks", after=60)
        sent.append(talker.now)
        found += sweeps(talker, talker.now + gap * HOUR)
        talker.now += gap * HOUR
    found += sweeps(talker, talker.now + 4 * DAY)
    for said in sent:
        gone = min(when for when, before in found if before > said)
        assert 12 * HOUR <= gone - said <= 24 * HOUR < OLDEST
    assert "sweep" not in talker.tracker.timers, "nothing is swept where nothing is left"


def test_turned_off_it_sweeps_once_more_and_no_more() -> None:
    talker = Talker.settled(discreet="yes").says("thanks")
    covered = talker.now
    talker.tracker.person["discreet"] = "no"
    talker.says("thanks", after=HOUR)
    assert "sweep" in talker.tracker.timers
    found = sweeps(talker, talker.now + 3 * DAY)
    assert [before for _, before in found] == [covered + 1]
    assert talker.says("thanks").tracker.timers.get("sweep") is None


def test_without_the_mode_nothing_is_swept_and_a_chat_that_is_blocked_neither() -> None:
    assert "sweep" not in Talker.settled().says("thanks").tracker.timers
    talker = Talker.settled(discreet="yes").says("thanks")
    talker.now += 1
    assert "sweep" not in talker.meets(Undelivered("blocked"), "blocked").tracker.timers
