"""How a turn looks: the theme by choice or by the local hour, and what stays uncovered in discreet mode."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from bot.dialogue.events import Commanded, Event, Fired, Said, Tapped
from bot.dialogue.signals import Signal
from bot.dialogue.tracker import Tracker
from bot.manner import laid_open, look, theme

NOON = dt.datetime(2027, 1, 15, 12, tzinfo=dt.UTC).timestamp()


def said(*signals: str) -> Said:
    return Said("x", tuple(Signal(name, 0, 1) for name in signals), ("x",))


@pytest.mark.parametrize(
    ("hour", "wanted"), [(0, "dark"), (6, "dark"), (7, "light"), (12, "light"), (18, "light"), (19, "dark")]
)
def test_pictures_are_dark_from_evening_to_morning_where_the_person_is(hour: int, wanted: str) -> None:
    for zone in ("Europe/Berlin", "Pacific/Auckland", "America/St_Johns"):
        for minute in (0, 59):
            local = dt.datetime(2027, 1, 15, hour, minute, tzinfo=ZoneInfo(zone))
            assert theme({"zone": zone, "pictures": ""}, local.timestamp()) == wanted


@pytest.mark.parametrize("zone", [None, "", "Mars/Olympus", "../../etc/passwd", "Europe/\x00", 5])
def test_where_no_zone_is_known_pictures_are_dark(zone: object) -> None:
    assert theme({"zone": zone}, NOON) == "dark"
    assert theme({}, NOON) == "dark"


def test_what_was_chosen_counts_at_any_hour() -> None:
    assert theme({"pictures": "light"}, NOON + 11 * 3600) == "light"
    assert theme({"pictures": "dark", "zone": "UTC"}, NOON) == "dark"


@pytest.mark.parametrize(
    ("event", "is_open"),
    [
        (said("crisis:suicide"), True),
        (said("crisis:taken", "flooded"), True),
        (Commanded("start", "x", said("crisis:self_harm").signals), True),
        (said("crisis:violence"), False),
        (said("crisis:suicide", "crisis:violence"), False),
        (said("flooded"), False),
        (said(), False),
        (Tapped(), False),
        (Fired("follow_up"), False),
    ],
)
def test_only_a_danger_to_ones_own_life_is_read_without_a_tap(event: Event, *, is_open: bool) -> None:
    assert laid_open(Tracker(), event) is is_open


def test_who_is_afraid_of_the_other_has_everything_covered() -> None:
    assert not laid_open(Tracker(facts={"couple_closed": 1.0}), said("crisis:suicide"))


@pytest.mark.parametrize(
    ("before", "after", "discreet", "bare"),
    [("", "", False, False), ("no", "yes", True, True), ("yes", "yes", True, False), ("yes", "no", False, False)],
)
def test_the_keyboard_goes_once_when_discreet_mode_begins(
    before: str, after: str, *, discreet: bool, bare: bool
) -> None:
    found = look(Tracker(person={"discreet": before}), Tracker(person={"discreet": after}), said("flooded"), NOON)
    assert (found.discreet, found.bare, found.covered) == (discreet, bare, True)
