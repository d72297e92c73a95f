"""What comes by itself: which timer may speak when it is due, and what the timers are at the end of a turn.

Quiet hours hold for everything that was not asked for. What ends a pause or moves an exercise on was asked for, and
carries no name here.
"""

from __future__ import annotations

from bot.coaching import checkin_times, checkins, moments, quiet_hours, sweeping
from bot.coaching.safety import WITHIN
from bot.dialogue.talk import Talk

WAITS = frozenset({"ask_again", "ask_fear_again"})
"""Timers of safety that may wait for the end of the quiet hours."""


def due(talk: Talk, name: str) -> bool:
    """Whether a timer that is due may begin its talk now; where it may not, nothing is said."""
    if name == checkin_times.TIMER:
        return checkins.due(talk)
    if name == checkins.OVER:
        checkins.over(talk)
        return False
    if name == sweeping.TIMER:
        sweeping.sweep(talk)
        return False
    if name == moments.TIMER:
        moments.forget_old(talk)
        return False
    over = quiet_hours.end(talk.tracker.person, talk.now)
    if name in WAITS and over > talk.now:
        return _waits(talk, name, over)
    if name == "follow_up" and talk.now < over <= _latest_follow_up(talk):
        return _waits(talk, name, over)
    return True


def settle(talk: Talk) -> None:
    """At the end of every turn: the timers of everything that comes by itself stand as the settings want them."""
    checkins.settle(talk)
    moments.settle(talk)
    sweeping.settle(talk)


def _waits(talk: Talk, name: str, until: float) -> bool:
    talk.tracker.timers[name] = until
    return False


def _latest_follow_up(talk: Talk) -> float:
    """Until when the follow-up was promised: within a day of the crisis that it looks back at."""
    return float(talk.tracker.facts.get("ordinary_closed") or 0) + WITHIN
