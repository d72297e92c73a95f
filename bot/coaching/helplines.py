"""Helplines: what a person in this country can be shown, and what must never stand alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

STALE_DAYS = 180
"""Lines whose source is older than this are shown with its date, and a release fails on them."""


@dataclass(frozen=True, slots=True)
class Line:
    """One help line as a text shows it; `dated` is the source's own date, and only where it is old."""

    name: str
    number: str
    ways: str
    hours: str
    dated: str


@dataclass(frozen=True, slots=True)
class Here:
    """The numbers of the person's country; `known` is False where the country is unknown or we have no row of it."""

    known: bool
    country: str
    emergency: str
    suicide: tuple[Line, ...]
    violence: tuple[Line, ...]


UNKNOWN = Here(False, "", "", (), ())


@dataclass(frozen=True, slots=True)
class Helplines:
    """Every country's lines, read from `dialogues/helplines.yaml`."""

    countries: Mapping[str, Any]

    @classmethod
    def of(cls, script: Mapping[str, Any]) -> Helplines:
        """Read the parsed file."""
        return cls(script.get("countries") or {})

    def here(self, code: str | None, today: date) -> Here:
        """What may be shown in a country (ISO code): never an unverified row, nor one without a way in."""
        entry = self.countries.get(code or "")
        if not entry:
            return UNKNOWN
        emergency = [row for row in entry.get("emergency") or () if row.get("number")]
        return Here(
            known=bool(emergency),
            country=str(entry["name"]),
            emergency=" or ".join(_emergency(row) for row in emergency),
            suicide=_lines(entry.get("suicide") or (), today),
            violence=_lines(entry.get("domestic_violence") or (), today),
        )


def _emergency(row: Mapping[str, Any]) -> str:
    """The emergency numbers as they are said in a sentence: "112", "119 for an ambulance, or 110 for the police"."""
    return str(row.get("spoken") or row["number"])


def _lines(rows: Any, today: date) -> tuple[Line, ...]:
    """The rows that may be shown: with a way in, and vouched for by somebody."""
    return tuple(
        Line(
            str(row.get("name") or ""),
            str(row.get("number") or ""),
            str(row.get("ways") or ""),
            str(row.get("hours") or ""),
            _old(str(row.get("dated") or ""), today),
        )
        for row in rows
        if row.get("verified") != "unverified" and (row.get("number") or row.get("ways"))
    )


def _old(dated: str, today: date) -> str:
    """The source's date, where it is stale; a bare year counts from its first day."""
    parts = [int(part) for part in dated.split("-") if part.isdigit()]
    if not parts:
        return ""
    day = date(parts[0], parts[1] if len(parts) > 1 else 1, parts[2] if len(parts) > 2 else 1)
    return dated if (today - day).days > STALE_DAYS else ""
