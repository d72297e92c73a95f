"""Quiet hours: which instants lie in them, their ends, and what is moved to which end."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.coaching import quiet_hours
from tests.coaching.zones import BEGIN, DAY, DAYS, ZONES

HOUR = 3600.0
BERLIN = {"zone": "Europe/Berlin"}


def at(text: str, zone: str = "Europe/Berlin") -> float:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp()


@pytest.mark.parametrize(
    ("clock", "quiet"), [("20:59", False), ("21:00", True), ("00:00", True), ("07:59", True), ("08:00", False)]
)
def test_the_usual_quiet_hours(clock: str, quiet: bool) -> None:
    assert quiet_hours.is_quiet(BERLIN, at(f"2026-11-22T{clock}")) is quiet
    assert quiet_hours.is_quiet_time({}, time.fromisoformat(clock)) is quiet


def test_quiet_hours_within_one_day_for_who_works_at_night() -> None:
    person = {**BERLIN, "quiet_from": "09:00", "quiet_to": "17:00"}
    assert quiet_hours.is_quiet(person, at("2026-11-22T12:00"))
    assert not quiet_hours.is_quiet(person, at("2026-11-22T23:00"))


def test_two_equal_times_mean_none_and_so_does_an_unknown_zone() -> None:
    none = {**BERLIN, "quiet_from": "00:00", "quiet_to": "00:00"}
    assert not any(quiet_hours.is_quiet(none, at("2026-11-22T00:00") + hour * HOUR) for hour in range(24))
    assert quiet_hours.next_begin(none, BEGIN) is None
    assert not any(quiet_hours.is_quiet({}, BEGIN + hour * HOUR) for hour in range(24))
    assert quiet_hours.spoken(none) == ("", "")
    assert quiet_hours.spoken({}) == ("21:00", "08:00")


def test_the_ends_of_the_quiet_hours_that_an_instant_lies_in() -> None:
    night = at("2026-11-22T02:00")
    assert quiet_hours.begin(BERLIN, night) == at("2026-11-21T21:00")
    assert quiet_hours.end(BERLIN, night) == at("2026-11-22T08:00")
    assert quiet_hours.end(BERLIN, at("2026-11-22T22:00")) == at("2026-11-23T08:00")
    assert quiet_hours.next_begin(BERLIN, at("2026-11-22T20:59")) == at("2026-11-22T21:00")
    assert quiet_hours.next_begin(BERLIN, at("2026-11-22T21:00")) == at("2026-11-23T21:00")


def test_outside_of_them_nothing_is_moved() -> None:
    noon = at("2026-11-22T12:00")
    assert quiet_hours.end(BERLIN, noon) == quiet_hours.begin(BERLIN, noon) == noon
    assert quiet_hours.around(BERLIN, noon, earliest=0, latest=noon + DAY) == noon


def test_what_may_not_wait_comes_at_the_nearer_end_that_is_in_time() -> None:
    wanted = at("2026-11-22T06:00")
    near = quiet_hours.around(BERLIN, wanted, earliest=wanted - DAY, latest=wanted + 3 * HOUR)
    assert near == at("2026-11-22T08:00")
    early = quiet_hours.around(BERLIN, wanted, earliest=wanted - DAY, latest=wanted + HOUR)
    assert early == at("2026-11-21T21:00") - quiet_hours.BEFORE
    assert quiet_hours.around(BERLIN, wanted, earliest=wanted - HOUR, latest=wanted + HOUR) == wanted


@given(
    zone=st.sampled_from(ZONES),
    now=st.floats(BEGIN, BEGIN + DAYS * DAY),
    begin=st.times().map(lambda clock: clock.strftime("%H:%M")),
    stop=st.times().map(lambda clock: clock.strftime("%H:%M")),
)
@settings(max_examples=300, deadline=None)
def test_the_end_is_ahead_the_beginning_behind_and_neither_far(zone: str, now: float, begin: str, stop: str) -> None:
    person = {"zone": zone, "quiet_from": begin, "quiet_to": stop}
    over, since = quiet_hours.end(person, now), quiet_hours.begin(person, now)
    assert since <= now <= over
    assert over - since <= 26 * HOUR
    if not quiet_hours.is_quiet(person, now):
        assert since == now == over
