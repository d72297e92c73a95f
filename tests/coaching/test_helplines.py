"""Helplines: what may be shown in a country, and what must never stand alone."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bot.coaching.helplines import UNKNOWN, Helplines
from tests.talker import shelf

TODAY = date(2026, 11, 22)
REAL = shelf().knowledge.helplines


def row(name: str = "A line", number: str = "111", **more: str) -> dict[str, Any]:
    return {"name": name, "number": number, "ways": "", "hours": "", "verified": "official", "dated": "", **more}


def lines(**kinds: list[dict[str, Any]]) -> Helplines:
    return Helplines({"XX": {"name": "Somewhere", "emergency": [row("Emergency", "112")], **kinds}})


@pytest.mark.parametrize("code", [None, "", "ZZ", "de"])
def test_an_unknown_country_is_said_to_be_unknown(code: str | None) -> None:
    assert REAL.here(code, TODAY) == UNKNOWN
    assert not UNKNOWN.known


def test_an_unverified_row_is_never_shown() -> None:
    here = lines(suicide=[row("Good"), row("Rumour", "222", verified="unverified")]).here("XX", TODAY)
    assert [line.name for line in here.suicide] == ["Good"]
    alone = lines(suicide=[row("Rumour", verified="unverified")]).here("XX", TODAY)
    assert alone.known
    assert alone.suicide == ()


def test_a_row_without_a_way_in_is_never_shown() -> None:
    here = lines(suicide=[row("Empty", ""), row("Text", "", ways="text HOME to 1")]).here("XX", TODAY)
    assert [line.name for line in here.suicide] == ["Text"]


def test_without_an_emergency_number_the_country_counts_as_unknown() -> None:
    assert not Helplines({"XX": {"name": "Somewhere", "emergency": [row(number="")]}}).here("XX", TODAY).known


@pytest.mark.parametrize(
    ("dated", "shown"),
    [
        ("2026-11-01", ""),
        ("2026-05-27", ""),
        ("2026-05-25", "2026-05-25"),
        ("2026-04", "2026-04"),
        ("2026-10", ""),
        ("2020", "2020"),
        ("2026", "2026"),
        ("", ""),
    ],
)
def test_a_stale_row_shows_its_sources_own_date(dated: str, shown: str) -> None:
    assert lines(suicide=[row(dated=dated)]).here("XX", TODAY).suicide[0].dated == shown


def test_several_emergency_numbers_are_all_named() -> None:
    two = Helplines({"XX": {"name": "S", "emergency": [row("Police", "110"), row("Ambulance", "112")]}})
    assert two.here("XX", TODAY).emergency == "110 or 112"


@pytest.mark.parametrize("code", sorted(REAL.countries))
def test_every_country_of_ours_has_a_number_and_a_name(code: str) -> None:
    here = REAL.here(code, TODAY)
    assert here.known
    assert here.country
    assert any(character.isdigit() for character in here.emergency)
    for line in (*here.suicide, *here.violence):
        assert line.name
        assert line.number or line.ways


def test_there_are_thirty_two_countries() -> None:
    assert len(REAL.countries) == 32
