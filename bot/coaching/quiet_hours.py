"""Quiet hours: from the evening to the morning nothing comes that was not asked for.

They are read on the clock on the person's wall; where their zone is unknown, no hour can be called quiet.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time, timedelta
from functools import lru_cache
from typing import Any

from bot.coaching.schedule import clock_time, instant, local, zone_of

FROM, TO = "21:00", "08:00"
"""The usual quiet hours, where the person has chosen none."""

BEFORE = 15 * 60.0
"""Seconds before the quiet hours at which comes what cannot wait for their end."""


def bounds(person: Mapping[str, Any]) -> tuple[time, time]:
    """From when, and until when; two equal times mean that there are none."""
    return clock_time(person.get("quiet_from"), FROM), clock_time(person.get("quiet_to"), TO)


def spoken(person: Mapping[str, Any]) -> tuple[str, str]:
    """The bounds as texts ("21:00", "08:00"); two empty ones where there are no quiet hours."""
    return _spoken(person.get("quiet_from"), person.get("quiet_to"))


@lru_cache(maxsize=256)
def _spoken(begin: str | None, end: str | None) -> tuple[str, str]:
    start, stop = bounds({"quiet_from": begin, "quiet_to": end})
    return ("", "") if start == stop else (f"{start:%H:%M}", f"{stop:%H:%M}")


def is_quiet_time(person: Mapping[str, Any], clock: time) -> bool:
    """Whether a time of day lies in the quiet hours; their last minute does not."""
    begin, end = bounds(person)
    if begin <= end:
        return begin <= clock < end
    return clock >= begin or clock < end


def is_quiet(person: Mapping[str, Any], at: float) -> bool:
    """Whether it is quiet at an instant (Unix seconds)."""
    zone = zone_of(person.get("zone"))
    return zone is not None and is_quiet_time(person, local(zone, at).time())


def end(person: Mapping[str, Any], at: float) -> float:
    """When the quiet hours are over that an instant lies in; the instant itself where it is not quiet."""
    return _edge(person, at, bounds(person)[1], 1)


def begin(person: Mapping[str, Any], at: float) -> float:
    """When the quiet hours began that an instant lies in; the instant itself where it is not quiet."""
    return _edge(person, at, bounds(person)[0], -1)


def next_begin(person: Mapping[str, Any], at: float) -> float | None:
    """When the next quiet hours begin, or None where there are none or the zone is unknown."""
    start, stop = bounds(person)
    zone = zone_of(person.get("zone"))
    if zone is None or start == stop:
        return None
    today = local(zone, at).date()
    edges = (instant(zone, today + timedelta(days=ahead), start) for ahead in range(3))
    return next((edge for edge in edges if edge is not None and edge > at), None)


def around(person: Mapping[str, Any], at: float, *, earliest: float, latest: float) -> float:
    """For what may not wait long: the end of the quiet hours that `at` lies in or shortly before them, if nearer.

    Only what lies between `earliest` and `latest` is taken; where neither does, the time stays as it was.
    """
    if not is_quiet(person, at):
        return at
    near = sorted((end(person, at), begin(person, at) - BEFORE), key=lambda edge: abs(edge - at))
    return next((edge for edge in near if earliest <= edge <= latest), at)


def _edge(person: Mapping[str, Any], at: float, clock: time, way: int) -> float:
    zone = zone_of(person.get("zone"))
    if zone is None or not is_quiet(person, at):
        return at
    today = local(zone, at).date()
    edges = (instant(zone, today + timedelta(days=way * step), clock) for step in range(3))
    beyond = (edge for edge in edges if edge is not None and (edge - at) * way >= 0)
    return next(beyond, at)
