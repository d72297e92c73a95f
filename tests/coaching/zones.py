"""Nine zones that change their clocks in every way, five times of day, and when the clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

ZONES = (
    "Europe/Berlin",
    "America/New_York",
    "Australia/Sydney",
    "America/Santiago",
    "Africa/Cairo",
    "Asia/Kolkata",
    "Pacific/Auckland",
    "America/St_Johns",
    "Pacific/Chatham",
)
TIMES = ("00:15", "01:30", "02:30", "08:00", "23:30")
BEGIN = datetime(2026, 3, 1, 12, tzinfo=UTC).timestamp()
"""Noon (UTC) of the first of 730 days; they hold four changes in each zone that has any."""

DAYS = 730
DAY = 86_400.0


@cache
def changes(zone: str) -> tuple[date, ...]:
    """The local dates on which the clock of a zone was moved, or shortly after midnight of which, in the two years."""
    info, found = ZoneInfo(zone), []
    before = datetime.fromtimestamp(BEGIN, info).utcoffset()
    for hour in range(DAYS * 24):
        moment = datetime.fromtimestamp(BEGIN + hour * 3600, info)
        if moment.utcoffset() != before:
            before = moment.utcoffset()
            found += [(moment - timedelta(hours=2)).date(), moment.date()]
    return tuple(dict.fromkeys(found))


def local_date(zone: str, at: float) -> date:
    """The date on the wall at an instant."""
    return datetime.fromtimestamp(at, ZoneInfo(zone)).date()


def utc(day: date, hour: int = 12) -> float:
    """An hour of a date, in UTC."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC).timestamp()
