"""When the next check-in comes: one instant for each local date, exact where clocks change and zones move.

Times are Unix seconds, dates are those of the person's own calendar. Nothing here knows the talk; it counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

USUAL_TIME = "20:00"
"""The evening: a notification at 8 pm was opened 3.5 times as often within the hour (`docs/checkins.md`)."""

WEEKDAYS = {"daily": frozenset(range(7)), "fewer": frozenset({0, 2, 4}), "weekly": frozenset({6})}
"""On which days of the week (Monday is 0) a check-in comes, by how often the person wants it."""

SLACK = 2
"""Days by which a date that is remembered may lie ahead of today: zones differ by up to two calendar dates."""

AHEAD = 12
"""Days that are looked through for the next one; a week and what a remembered date may lie ahead."""

MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class Planned:
    """A check-in to come: its local date and its instant."""

    day: date
    at: float


@lru_cache(maxsize=512)
def zone_of(name: Any) -> ZoneInfo | None:
    """The time zone of this IANA name, or None where there is none."""
    try:
        return ZoneInfo(name) if isinstance(name, str) and name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def local(zone: ZoneInfo, now: float) -> datetime:
    """The date and time of day that a clock on the wall shows."""
    return datetime.fromtimestamp(now, UTC).astimezone(zone)


def clock_face(zone: str | None, now: float) -> str:
    """The time of day in a zone (IANA name), as "20:14"; empty where the zone is unknown."""
    known = zone_of(zone)
    return local(known, now).strftime("%H:%M") if known else ""


def clock_time(text: Any, otherwise: str) -> time:
    """A kept time of day ("20:15"); what cannot be read counts as `otherwise`."""
    try:
        return time.fromisoformat(str(text or otherwise))
    except ValueError:
        return time.fromisoformat(otherwise)


def instant(zone: ZoneInfo, day: date, clock: time) -> float | None:
    """The one instant at which a date has this time of day.

    Where the clock shows it twice: the first. Where it is skipped: the first instant after the gap, or the minute
    before it where the gap ends on another date (Nuuk). None for a date that a place leaves out (Samoa, 2011).
    """
    first, second = (datetime.combine(day, clock, zone).replace(fold=fold).timestamp() for fold in (0, 1))
    if first <= second:  # in a gap the two lie the other way round (PEP 495)
        return first
    after = _end_of_gap(zone, second, first)
    for candidate in (after, after - MINUTE):
        if local(zone, candidate).date() == day:
            return candidate
    return None


def _end_of_gap(zone: ZoneInfo, before: float, after: float) -> float:
    """The first instant between two at which the clock has been moved forward, to the second."""
    low, high = int(before), int(after)
    offset = local(zone, low).utcoffset()
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if local(zone, middle).utcoffset() == offset else (low, middle)
    return float(high)


def remembered(text: Any, today: date) -> date | None:
    """The date of the last check-in; one far ahead comes from a clock that ran wild, and counts as none."""
    try:
        day = date.fromisoformat(str(text))
    except ValueError:
        return None
    return day if day <= today + timedelta(days=SLACK) else None


def planned_on(person: Mapping[str, Any], day: date) -> float | None:
    """When the check-in of a date is to come by the person's settings, or None where that date has none."""
    zone = zone_of(person.get("zone"))
    days = WEEKDAYS.get(person.get("checkin_days") or "daily", WEEKDAYS["daily"])
    if zone is None or day.weekday() not in days:
        return None
    return instant(zone, day, clock_time(person.get("checkin_time"), USUAL_TIME))


def following(person: Mapping[str, Any], last: Any, now: float) -> Planned | None:
    """The next check-in after `now`, on a date later than that of the last; None where the zone is unknown."""
    zone = zone_of(person.get("zone"))
    if zone is None:
        return None
    today = local(zone, now).date()
    had = remembered(last, today)
    for ahead in range(AHEAD):
        day = today + timedelta(days=ahead)
        at = planned_on(person, day) if had is None or day > had else None
        if at is not None and at > now:
            return Planned(day, at)
    return None
