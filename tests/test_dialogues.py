"""The real dialogues: without a fault of the linter, and with what must be in them whatever the wording."""

from __future__ import annotations

from datetime import date

import pytest

from bot.coaching.registry import samples
from bot.dialogue.graph import graph_page
from bot.dialogue.lint import lint
from tests.talker import ROOT, START, Talker, shelf

COUNTRIES = sorted(shelf().knowledge.helplines.countries)
THE_DAY = date(2026, 6, 1)
"""A fixed day: no test may depend on today's date."""


def test_the_linter_finds_no_fault() -> None:
    book = shelf().book
    found = lint(shelf().files, book.coaching, samples=samples(shelf().knowledge, START), today=THE_DAY)
    assert [str(finding) for finding in found if finding.severity == "error"] == []


def test_there_are_helplines_for_32_countries() -> None:
    assert len(COUNTRIES) == 32


@pytest.mark.parametrize("country", [*COUNTRIES, ""])
def test_a_crisis_is_answered_with_the_numbers_of_the_country(country: str) -> None:
    talker = Talker.settled(**({"country": country} if country else {})).says("I want to die")
    here = talker.shelf.knowledge.helplines.here(country, THE_DAY)
    assert "ending your life" in talker.text
    for line in here.suicide:
        assert line.number in talker.text
    assert (here.emergency or "112") in talker.text


@pytest.mark.parametrize("country", [*COUNTRIES, ""])
def test_something_taken_begins_with_the_emergency_number(country: str) -> None:
    talker = Talker.settled(**({"country": country} if country else {})).says("I took all my pills")
    first = talker.text.split("\n")[0]
    here = talker.shelf.knowledge.helplines.here(country, THE_DAY)
    assert (here.emergency or "112") in first
    assert "?" not in first


@pytest.mark.parametrize("country", [*COUNTRIES, ""])
def test_fear_is_answered_with_the_lines_for_it_and_closes_the_couple_door(country: str) -> None:
    talker = Talker.settled(**({"country": country} if country else {})).says("I'm scared of what he'll do to me")
    here = talker.shelf.knowledge.helplines.here(country, THE_DAY)
    for line in here.violence:
        assert line.number in talker.text
    assert talker.tracker.facts["couple_closed"]


def test_who_writes_their_pain_first_is_helped_first() -> None:
    talker = Talker().says("I can't breathe, he lied again")
    assert talker.names == ["grounding.feet"]
    assert len(talker.text) <= 240


def test_the_first_instruction_is_short_for_everybody() -> None:
    for name in ("", "Bartholomew-Alexander Featherstonehaugh"):
        talker = Talker.settled(**({"name": name} if name else {}))
        for _ in range(12):
            assert len(talker.says("/ground").text) <= 240


def test_every_flow_is_drawn_and_the_page_is_up_to_date() -> None:
    page = (ROOT / "docs" / "graphs.md").read_text(encoding="utf-8")
    assert page.strip() == graph_page(shelf().book).strip(), "run `make graphs`"
