"""The preview's clock: moved ahead only, and what "tomorrow morning" is."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.preview.clock import PreviewClock, tomorrow_morning


def test_it_runs_on_from_where_it_was_moved_to() -> None:
    real = [1000.0]
    clock = PreviewClock(lambda: real[0])
    assert clock() == 1000.0
    clock.move_to(4600.0)
    assert (clock(), clock.ahead) == (4600.0, 3600.0)
    real[0] += 5
    assert clock() == 4605.0
    clock.move_to(4000.0)
    assert clock() == 4605.0, "it never goes back"
    clock.put_right()
    assert (clock(), clock.ahead) == (1005.0, 0.0)


@pytest.mark.parametrize(
    ("now", "morning"),
    [
        ("2026-11-22T21:40+01:00", "2026-11-23T08:00+01:00"),
        ("2026-11-22T03:00+01:00", "2026-11-23T08:00+01:00"),
        ("2026-10-24T22:00+02:00", "2026-10-25T08:00+01:00"),  # the night in which clocks go back
        ("2026-03-28T22:00+01:00", "2026-03-29T08:00+02:00"),  # … and forward
    ],
)
def test_tomorrow_morning_is_eight_by_the_clock_on_the_wall(now: str, morning: str) -> None:
    at = tomorrow_morning(datetime.fromisoformat(now).timestamp(), "Europe/Berlin")
    assert datetime.fromtimestamp(at, ZoneInfo("Europe/Berlin")) == datetime.fromisoformat(morning)


def test_without_a_zone_it_is_this_machines_morning() -> None:
    now = 1_790_000_000.0
    at, today = (datetime.fromtimestamp(one, UTC).astimezone() for one in (tomorrow_morning(now), now))
    assert (at.hour, at.minute) == (8, 0)
    assert (at.date() - today.date()).days == 1
