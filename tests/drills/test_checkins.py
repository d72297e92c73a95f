"""Check-ins through the real scheduler with a moved clock: one for each local date, whatever happens to clock and bot.

`UPSTREAM_CHECKIN_DAYS=730` drills all 45 people over the whole two years; without it, the days around each change.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.storage.store import TimerRow
from tests.coaching.zones import BEGIN, DAY, ZONES, changes, local_date, utc
from tests.drills.evenings import PEOPLE, Evenings, evenings

HOUR = 3600.0
WHOLE = int(os.environ.get("UPSTREAM_CHECKIN_DAYS", "0"))


def between(zone: str, begin: float, end: float) -> list[date]:
    """Every whole local date that lies between two instants."""
    first, last = local_date(zone, begin), local_date(zone, end)
    return [first + timedelta(days=n) for n in range(1, (last - first).days)]


def check(town: Evenings, people: Mapping[int, tuple[str, str]], begin: float, end: float) -> None:
    """Hold that nobody has had two on one date, nor none on a date of these days."""
    for chat, (zone, clock) in people.items():
        dates = town.dates(chat)
        assert dates == sorted(set(dates)), f"{zone} {clock}: two on one date"
        missing = set(between(zone, begin, end)) - set(dates)
        assert not missing, f"{zone} {clock}: none on {sorted(missing)}"


@pytest.mark.timeout(60 + 3 * WHOLE)
@pytest.mark.asyncio
async def test_45_people_have_exactly_one_for_each_local_date(tmp_path: Path) -> None:
    """Two days with a change of the clock, or as many days as are ordered; a restart a third of the way."""
    begin, days = (BEGIN, WHOLE) if WHOLE else (utc(date(2026, 3, 28)), 2)
    async with evenings(tmp_path, begin, answers=3) as town:
        for chat, (zone, clock) in PEOPLE.items():
            await town.settled(chat, zone=zone, checkin_time=clock)
        await town.until(begin + days * DAY / 3)
        await town.stop()
        await town.start()
        await town.until(begin + days * DAY)
        check(town, PEOPLE, begin, begin + days * DAY)
        assert sum(map(len, town.came.values())) >= (days - 1) * len(PEOPLE)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.asyncio
async def test_around_every_change_of_the_clock_in_two_years(tmp_path: Path, zone: str) -> None:
    people = {chat: person for chat, person in PEOPLE.items() if person[0] == zone}
    moved = [day for day in changes(zone) if day + timedelta(days=1) not in changes(zone)] or [date(2026, 3, 29)]
    async with evenings(tmp_path, utc(moved[0] - timedelta(days=2)), answers=2) as town:
        for chat, (_, clock) in people.items():
            await town.settled(chat, zone=zone, checkin_time=clock)
        for day in moved:
            begin, end = utc(day - timedelta(days=2)), utc(day + timedelta(days=1), 20)
            await town.jump(begin)  # months without the bot: what was due is over
            await town.until(end)
            check(town, people, begin, end)


async def neighbours(town: Evenings, *times: str, zone: str = "Europe/Berlin") -> list[int]:
    """People of one zone, one for each time, whose quiet hours are over before the first of them."""
    for chat, clock in enumerate(times, 1):
        await town.settled(chat, zone=zone, checkin_time=clock)
    return list(range(1, len(times) + 1))


@pytest.mark.parametrize("hours", [6, 72])
@pytest.mark.asyncio
async def test_after_downtime_one_late_one_at_most_and_no_burst(tmp_path: Path, hours: int) -> None:
    noon = utc(date(2026, 6, 10), 10)  # 12:00 in Berlin
    async with evenings(tmp_path, noon) as town:
        people = await neighbours(town, "13:00", "17:00", "08:00", "23:30")
        await town.stop()
        town.now += hours * HOUR
        await town.start()
        late = {chat: len(town.came[chat]) for chat in people}
        expected = {6: {1: 1, 2: 1, 3: 0, 4: 0}, 72: {1: 0, 2: 0, 3: 1, 4: 0}}[hours]
        assert late == expected
        assert all("late" in text.lower() or "later" in text for came in town.came.values() for _, text in came)
        await town.until(town.now + 3 * DAY)
        for chat in people:
            dates = town.dates(chat, "Europe/Berlin")
            assert len(dates) == len(set(dates))
            assert set(between("Europe/Berlin", noon + hours * HOUR, town.now)) <= set(dates)


@pytest.mark.parametrize("step", [HOUR, -HOUR, DAY])
@pytest.mark.asyncio
async def test_a_clock_that_is_set_and_set_back_repeats_nothing(tmp_path: Path, step: float) -> None:
    begin = utc(date(2026, 6, 10), 10)
    async with evenings(tmp_path, begin) as town:
        people = await neighbours(town, "12:30", "13:30", "17:30", "20:30")
        await town.until(begin + 2 * HOUR)
        await town.jump(town.now + step)
        wrong = {chat: list(town.came[chat]) for chat in people}
        assert all(len(came) <= 2 for came in wrong.values()), "no burst"
        await town.jump(town.now - step)
        await town.until(begin + 5 * DAY)
        for chat in people:
            dates = town.dates(chat, "Europe/Berlin")
            assert len(dates) == len(set(dates)), f"{chat}: {dates}"
            assert set(between("Europe/Berlin", begin + 1 * DAY, town.now)) <= set(dates)


@pytest.mark.asyncio
async def test_stop_and_erase_win_over_one_that_is_due_and_queued(tmp_path: Path) -> None:
    begin = utc(date(2026, 6, 10), 10)
    async with evenings(tmp_path, begin) as town:
        people = await neighbours(town, "13:00", "13:00", "13:00")
        town.now = begin + HOUR - 60
        await town.says(2, "/erase")
        await asyncio.sleep(0.05)  # the timers' loop sleeps again, and does not see the clock move
        town.now = begin + HOUR  # due, and not yet fired: the words come first and stand in the same queue
        arrivals = [town._update(1, "stop"), town._update(2, "Yes, delete everything")]
        rows = await town.app.store.receive(arrivals, town.now)
        town.app.turns.take(rows)
        town.app.turns.fire([TimerRow(chat, "checkin", begin + HOUR) for chat in people])
        await town.calm()
        assert {chat: len(town.came[chat]) for chat in people} == {1: 0, 2: 0, 3: 1}
        await town.until(begin + 5 * DAY)
        assert (len(town.came[1]), len(town.came[2])) == (0, 0)
        assert await town.app.store.load(2) is None, "erased stays erased"


@pytest.mark.asyncio
async def test_a_snooze_outlives_a_restart_and_comes_once(tmp_path: Path) -> None:
    begin = utc(date(2026, 6, 10), 10)
    async with evenings(tmp_path, begin, answers=99) as town:
        await neighbours(town, "13:00")
        await town.until(begin + HOUR + 60)
        await town.says(1, "not now")
        await town.says(1, "in an hour")
        await town.stop()
        await town.start()
        await town.until(begin + 3 * HOUR)
        assert len(town.dates(1, "Europe/Berlin")) == 2
        await town.until(begin + DAY)
        assert len(town.dates(1, "Europe/Berlin")) == 2
