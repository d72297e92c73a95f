"""The times of a check-in, as they stand: whether one comes, the next, and what it may be put off to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.coaching import quiet_hours
from bot.coaching.schedule import USUAL_TIME, clock_time, following, instant, local, zone_of
from bot.dialogue.tracker import Tracker

TIMER = "checkin"
HOUR = 3600.0
LATER = 3 * HOUR
"""How far away "later today" lies, or a little before the quiet hours where they begin earlier."""

APART = 0.5 * HOUR
"""Seconds that lie at least between now and what a check-in is put off to, and between two such times."""


@dataclass(frozen=True, slots=True)
class Next:
    """The next check-in as a text shows it: days from today, the weekday (Monday is 0), the time of day."""

    days: int
    weekday: int
    clock: str


def wanted(tracker: Tracker) -> bool:
    """Whether check-ins come at all: asked for, agreed to, an adult, a known zone, and somebody there to read them."""
    person, facts = tracker.person, tracker.facts
    asked = person.get("checkin") == "yes" and person.get("consent") == "yes" and person.get("adult") != "no"
    barred = facts.get("under_18") or facts.get("blocked") or facts.get("checkin_rests")
    return asked and not barred and zone_of(person.get("zone")) is not None


def snoozes(tracker: Tracker, now: float) -> dict[str, float]:
    """The times that a check-in may be put off to: on the same date, outside the quiet hours, or tomorrow."""
    zone = zone_of(tracker.person.get("zone"))
    if zone is None:
        return {}
    person, today = tracker.person, local(zone, now).date()
    quiet = quiet_hours.next_begin(person, now)
    later = now + LATER if quiet is None else min(now + LATER, quiet - quiet_hours.BEFORE)
    found = {"hour": now + HOUR, "later": later}
    offered = {
        name: at
        for name, at in found.items()
        if at >= now + APART and local(zone, at).date() == today and not quiet_hours.is_quiet(person, at)
    }
    if later < offered.get("hour", now) + APART:
        offered.pop("later", None)
    tomorrow = instant(zone, today + timedelta(days=1), clock_time(person.get("checkin_time"), USUAL_TIME))
    return offered if tomorrow is None else {**offered, "tomorrow": tomorrow}


def next_of(tracker: Tracker, now: float) -> Next | None:
    """The next check-in as things stand, for a text; None where none comes."""
    zone = zone_of(tracker.person.get("zone"))
    if zone is None or not wanted(tracker):
        return None
    plan = tracker.facts.get("checkin_plan") or {}
    at = tracker.timers.get(TIMER) if plan.get("of") == mark(tracker) else None
    if at is None:
        found = following(tracker.person, tracker.facts.get("checkin_last"), now)
        at = found.at if found else None
    if at is None:
        return None
    day = local(zone, at)
    return Next((day.date() - local(zone, now).date()).days, day.weekday(), day.strftime("%H:%M"))


def in_quiet_hours(person: Mapping[str, Any]) -> bool:
    """Whether the chosen time lies in the person's quiet hours."""
    return quiet_hours.is_quiet_time(person, clock_time(person.get("checkin_time"), USUAL_TIME))


def mark(tracker: Tracker) -> str:
    """What a plan was made of: where any of it changes, the plan is made anew."""
    person = tracker.person
    kept = [person.get(name) or "" for name in ("zone", "checkin_time", "checkin_days")]
    return " ".join((*map(str, kept), str(tracker.facts.get("checkin_last") or "")))
