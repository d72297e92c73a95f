"""Coordinates become a zone without leaving a trace, and without costing the bot memory."""

import logging
import math
from pathlib import Path
from time import perf_counter

import pytest

from bot import locate


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("latitude", "longitude", "zone"),
    [
        (52.52, 13.40, "Europe/Berlin"),
        (40.71, -74.0, "America/New_York"),
        (-33.87, 151.2, "Australia/Sydney"),
        (28.12, -15.43, "Atlantic/Canary"),
        (-1.29, 36.82, "Africa/Nairobi"),
    ],
)
async def test_a_place_has_its_zone(latitude: float, longitude: float, zone: str) -> None:
    assert await locate.zone_at(latitude, longitude) == zone


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [(91.0, 0.0), (-90.1, 0.0), (0.0, 180.5), (math.nan, 0.0), (0.0, math.inf), (0.0, -30.0)],
)
async def test_impossible_degrees_and_the_open_sea_have_none(latitude: float, longitude: float) -> None:
    assert await locate.zone_at(latitude, longitude) is None


@pytest.mark.asyncio
async def test_no_answer_in_time_is_none_and_leaves_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locate, "_ANSWER", "import time; time.sleep(60)")
    began = perf_counter()
    assert await locate.zone_at(52.52, 13.40, seconds=0.3) is None
    assert perf_counter() - began < 5


@pytest.mark.asyncio
async def test_a_crash_of_the_answering_process_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locate, "_ANSWER", "print('Europe/Berlin'); raise SystemExit(3)")
    assert await locate.zone_at(52.52, 13.40) is None


@pytest.mark.asyncio
async def test_coordinates_are_neither_logged_nor_in_the_list_of_processes(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = "import sys; sys.stdin.read(); print('Seen/' + '_'.join(sys.argv))"
    monkeypatch.setattr(locate, "_ANSWER", seen)
    with caplog.at_level(logging.DEBUG):
        assert await locate.zone_at(52.5217, 13.4017) == "Seen/-c"
    assert "52.5217" not in caplog.text


def resident_kilobytes() -> int:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))


def test_opening_the_city_list_is_quick_and_small() -> None:
    before, began = resident_kilobytes(), perf_counter()
    places = locate.open_places()
    assert places.city_zone("Köln")[0].zone == "Europe/Berlin"
    assert perf_counter() - began < 1
    assert resident_kilobytes() - before < 3_000
