"""Rules about help lines: a way in, a source with its age, and nothing unverified alone (H001–H007)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from bot.dialogue.lint_finding import Dialogues, Finding
from bot.dialogue.script import Listed, Mapped, line_of

FILE = "helplines.yaml"
VERIFIED = ("official", "secondary", "dataset", "unverified")
KINDS = ("emergency", "suicide", "domestic_violence")
STALE_DAYS = 180


def helpline_faults(dialogues: Dialogues, today: date | None, *, release: bool) -> Iterator[Finding]:
    """All rules of this module; `today` (None: not asked) finds what is stale, which is an error for a release."""
    countries = dialogues.scripts.get(FILE, Mapped()).get("countries")
    if not isinstance(countries, Mapped):
        if countries:
            yield Finding(
                FILE, line_of(countries), "H006", "`countries:` must be written as `CODE:` with an entry each"
            )
        return
    for code, entry in countries.items():
        yield from _country(code, entry)
        for kind in KINDS:
            rows = entry.get(kind) if isinstance(entry, Mapped) else None
            if isinstance(rows, Listed):
                written = [row for row in rows if isinstance(row, Mapped)]
                yield from _rows(f"{code}, {kind}", written)
                yield from _alone(kind, f"{code}, {kind}", written)
                for row in written:
                    yield from _dated(row, f"{code}, {kind}", today, release=release)


def _country(code: str, entry: Any) -> Iterator[Finding]:
    line = line_of(code)
    if not re.fullmatch(r"[A-Z]{2}", code):
        yield Finding(FILE, line, "H006", f"`{code}` is no country code; write the ISO code, two capitals such as US")
    if not isinstance(entry, Mapped) or not entry.get("name"):
        yield Finding(FILE, line, "H006", f"{code} has no `name:`; add it, it stands in the texts")
        return
    for key, rows in entry.items():
        if key in KINDS and not (isinstance(rows, Listed) and all(isinstance(row, Mapped) for row in rows)) and rows:
            yield Finding(FILE, line_of(key), "H006", f"{code}, {key} must be a list of rows; start each with `- `")
    emergency = entry.get("emergency")
    numbers = (
        [r for r in emergency if isinstance(r, Mapped) and r.get("number")] if isinstance(emergency, Listed) else []
    )
    if not numbers:
        yield Finding(FILE, line, "H006", f"{code} has no emergency number; add a row under `emergency:`")


def _rows(where: str, rows: list[Mapped]) -> Iterator[Finding]:
    for row in rows:
        line = line_of(row)
        name = row.get("name") or "a row"
        if not row.get("number") and not row.get("ways"):
            yield Finding(
                FILE, line, "H001", f"{where}: {name} has neither `number:` nor `ways:`; add one or remove it"
            )
        if row.get("verified") not in VERIFIED:
            said = row.get("verified") or "nothing"
            message = f"{where}: {name} has `verified: {said}`; write one of {', '.join(VERIFIED)}"
            yield Finding(FILE, line, "H002", message)
        if not row.get("source"):
            yield Finding(FILE, line, "H007", f"{where}: {name} has no `source:`; add where it was read, or remove it")


def _alone(kind: str, where: str, rows: list[Mapped]) -> Iterator[Finding]:
    """Lines of which none is verified: an emergency number would be shown all the same, of the others none is."""
    if rows and all(row.get("verified") == "unverified" for row in rows):
        if kind == "emergency":
            message = f"{where}: no number here is verified, and one is shown; find a source for it"
            yield Finding(FILE, line_of(rows[0]), "H003", message)
        else:
            message = f"{where}: nothing here is verified, so none of it is ever shown; find a source, or remove it"
            yield Finding(FILE, line_of(rows[0]), "H003", message, "warning")


def _dated(row: Mapped, where: str, today: date | None, *, release: bool) -> Iterator[Finding]:
    dated = str(row.get("dated") or "")
    if not dated:
        return
    line = line_of(row["dated"], line_of(row))
    day = _first_day(dated)
    if day is None:
        message = f"{where}: `dated: {dated}` is no date; write 2026, 2026-05 or 2026-05-31"
        yield Finding(FILE, line, "H005", message)
    elif today and (today - day).days > STALE_DAYS:
        message = (
            f"{where}: {row.get('name')} rests on a source of {dated}, older than {STALE_DAYS} days; read the source "
            "again and write its new date"
        )
        yield Finding(FILE, line, "H004", message, "error" if release else "warning")


def _first_day(dated: str) -> date | None:
    match = re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", dated)
    try:
        return date(int(match[1]), int(match[2] or 1), int(match[3] or 1)) if match else None
    except ValueError:
        return None
