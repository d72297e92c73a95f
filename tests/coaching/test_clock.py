"""Times of day as people type them, and which of them leave the half of the day open."""

from __future__ import annotations

import pytest

from bot.coaching.clock import leaves_half_open, parse_time

TIMES = {
    "8pm": (20, 0),
    "8 PM": (20, 0),
    "8 p.m.": (20, 0),
    "20:15": (20, 15),
    "20.15": (20, 15),
    "20h15": (20, 15),
    "2015": (20, 15),
    "8": (8, 0),
    "at 8": (8, 0),
    "around eight": (8, 0),
    "half past 8": (8, 30),
    "half eight": (8, 30),
    "quarter to nine": (8, 45),
    "20 past 7": (7, 20),
    "8 in the evening": (20, 0),
    "12 at night": (0, 0),
    "12am": (0, 0),
    "noon": (12, 0),
    "midnight": (0, 0),
    "20 uhr": (20, 0),
    "13pm": None,
    "25:00": None,
    "8:75": None,
    "later": None,
    "": None,
}

OPEN = ["8", "at 8", "eight", "8:30", "half past 8", "quarter to nine", "12", "20 past 7", "9 o'clock"]
SETTLED = ["8pm", "8 a.m.", "20:15", "08:30", "21", "2015", "noon", "8 in the evening", "9 tonight", "midnight"]


@pytest.mark.parametrize(("typed", "time"), TIMES.items())
def test_a_time_of_day_is_read(typed: str, time: tuple[int, int] | None) -> None:
    assert parse_time(typed) == time


@pytest.mark.parametrize("typed", OPEN)
def test_a_bare_hour_may_be_morning_or_evening(typed: str) -> None:
    assert parse_time(typed) is not None
    assert leaves_half_open(typed)


@pytest.mark.parametrize("typed", SETTLED)
def test_a_time_that_says_its_half_is_settled(typed: str) -> None:
    assert parse_time(typed) is not None
    assert not leaves_half_open(typed)
