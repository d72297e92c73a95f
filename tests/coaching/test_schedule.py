"""One check-in for each local date: over every change of the clock, by counting and against a slow second opinion."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.coaching import schedule
from tests.coaching.zones import BEGIN, DAY, DAYS, TIMES, ZONES, changes, local_date, utc

CASES = [pytest.param(zone, clock, id=f"{zone} {clock}") for zone in ZONES for clock in TIMES]


def looked_for(zone: str, day: date, clock: time) -> float | None:
    """The same by looking at every minute: the first one of the date at which it is this late."""
    info = ZoneInfo(zone)
    start = utc(day, 0) - 15 * 3600
    for minute in range(46 * 60):
        moment = datetime.fromtimestamp(start + minute * 60, info)
        if moment.date() == day and moment.time() >= clock:
            return start + minute * 60
    return None


def chain(person: dict[str, str], until: float) -> list[schedule.Planned]:
    """All check-ins from the beginning on, each asked for at the instant of the one before."""
    found, last, now = [], "", BEGIN
    while (planned := schedule.following(person, last, now)) and planned.at < until:
        found.append(planned)
        last, now = planned.day.isoformat(), planned.at
    return found


@pytest.mark.parametrize(("zone", "clock"), CASES)
def test_two_years_have_one_check_in_for_each_local_date(zone: str, clock: str) -> None:
    found = chain({"zone": zone, "checkin_time": clock}, BEGIN + DAYS * DAY)
    days = [planned.day for planned in found]
    assert days == [days[0] + timedelta(days=ahead) for ahead in range(len(days))]
    assert DAYS - 1 <= len(days) <= DAYS + 1
    assert [local_date(zone, planned.at) for planned in found] == days
    shown = [datetime.fromtimestamp(planned.at, ZoneInfo(zone)).strftime("%H:%M") for planned in found]
    odd = {day for day, text in zip(days, shown, strict=True) if text != clock}
    assert odd <= set(changes(zone)), f"another time than chosen on {odd}"


@pytest.mark.parametrize("zone", [zone for zone in ZONES if changes(zone)])
def test_around_every_change_of_the_clock_the_instant_is_the_one_that_is_found_by_looking(zone: str) -> None:
    assert len(changes(zone)) >= 4
    for change in changes(zone):
        for day in (change - timedelta(days=1), change, change + timedelta(days=1)):
            for clock in (*TIMES, "03:00", "00:00", "02:00", "03:15"):
                at = schedule.instant(ZoneInfo(zone), day, time.fromisoformat(clock))
                assert at == looked_for(zone, day, time.fromisoformat(clock)), f"{zone} {day} {clock}"


@pytest.mark.parametrize(
    ("zone", "day", "clock", "expected"),
    [
        ("Europe/Berlin", "2026-03-29", "02:30", "2026-03-29T01:00:00+00:00"),
        ("Europe/Berlin", "2026-10-25", "02:30", "2026-10-25T00:30:00+00:00"),
        ("America/Santiago", "2026-09-06", "00:15", "2026-09-06T04:00:00+00:00"),
        ("Africa/Cairo", "2026-04-24", "00:15", "2026-04-23T22:00:00+00:00"),
        ("America/Nuuk", "2026-03-28", "23:30", "2026-03-29T00:59:00+00:00"),
        ("Australia/Lord_Howe", "2026-10-04", "02:15", "2026-10-03T15:30:00+00:00"),
    ],
)
def test_a_time_that_is_skipped_or_comes_twice(zone: str, day: str, clock: str, expected: str) -> None:
    at = schedule.instant(ZoneInfo(zone), date.fromisoformat(day), time.fromisoformat(clock))
    assert at is not None
    assert datetime.fromtimestamp(at, UTC).isoformat() == expected


def test_a_date_that_a_place_left_out_has_none() -> None:
    left_out = date(2011, 12, 30)
    assert schedule.instant(ZoneInfo("Pacific/Apia"), left_out, time(20, 0)) is None
    assert schedule.planned_on({"zone": "Pacific/Apia"}, left_out) is None


@given(
    zone=st.sampled_from([*ZONES, "Pacific/Kiritimati", "America/Nuuk", "Australia/Lord_Howe"]),
    now=st.floats(BEGIN, BEGIN + DAYS * DAY),
    clock=st.times(),
    days=st.sampled_from(["daily", "fewer", "weekly", "", "something else"]),
    last=st.one_of(st.just(""), st.just("no date"), st.dates(date(2025, 1, 1), date(2031, 1, 1)).map(str)),
)
@settings(max_examples=400, deadline=None)
def test_the_next_is_always_ahead_later_than_the_last_and_soon(
    zone: str, now: float, clock: time, days: str, last: str
) -> None:
    person = {"zone": zone, "checkin_time": clock.strftime("%H:%M"), "checkin_days": days}
    planned = schedule.following(person, last, now)
    assert planned is not None
    today = local_date(zone, now)
    assert planned.at > now
    assert local_date(zone, planned.at) == planned.day
    assert planned.at - now < 11 * DAY, "nobody waits longer, whatever date is remembered"
    if last[:1] == "2" and date.fromisoformat(last) <= today + timedelta(days=schedule.SLACK):
        assert planned.day > date.fromisoformat(last)
    if days in schedule.WEEKDAYS:
        assert planned.day.weekday() in schedule.WEEKDAYS[days]


@given(zones=st.lists(st.sampled_from(ZONES), min_size=2, max_size=12), hours=st.floats(1, 60))
@settings(max_examples=60, deadline=None)
def test_however_often_the_zone_changes_no_date_has_two(zones: list[str], hours: float) -> None:
    now, last, days = BEGIN, "", []
    for zone in zones * 3:
        until = now + hours * 3600
        while (planned := schedule.following({"zone": zone}, last, now)) and planned.at < until:
            days.append(planned.day)
            last, now = planned.day.isoformat(), planned.at
        now = until
    assert days == sorted(set(days))


@pytest.mark.parametrize("zone", ["", None, "Europe/Atlantis", "../etc/passwd", "UTC\x00"])
def test_without_a_zone_that_exists_there_is_none(zone: str | None) -> None:
    assert schedule.following({"zone": zone}, "", BEGIN) is None
    assert schedule.planned_on({"zone": zone}, date(2026, 3, 1)) is None


def test_a_kept_time_that_cannot_be_read_counts_as_the_usual_one() -> None:
    for text in ("", None, "half past", "25:00"):
        assert schedule.clock_time(text, schedule.USUAL_TIME) == time(20, 0)


@pytest.mark.parametrize(
    ("remembered", "counts"), [("2026-03-01", True), ("2026-03-03", True), ("2026-03-04", False), ("2030-01-01", False)]
)
def test_a_date_of_a_clock_that_ran_wild_is_not_remembered(remembered: str, counts: bool) -> None:
    assert (schedule.remembered(remembered, date(2026, 3, 1)) is not None) is counts
