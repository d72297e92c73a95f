"""The utterances that the model of listening is taught with and tested on."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

from bot.coaching.reading import LABELS as CONTRACT

HERE = Path(__file__).parent
TRAIN = HERE / "taught"
HELD_OUT = HERE / "held_out"
UNSEEN = HERE / "unseen"

SIGNALS = tuple(label for label in CONTRACT if ":" not in label)
"""The ways of talking that the coaching answers."""

LABELS = (
    "crisis:suicide",
    "crisis:self_harm",
    "crisis:taken",
    "crisis:violence",
    "crisis:harm_others",
    "crisis:child",
    "handoff:eating",
    "handoff:medication",
    "handoff:alcohol",
    *SIGNALS,
)
"""What the model answers, in the order of its output; `docs/labels.md` says what each means."""

TOLD = {
    "about": ("me", "partner", "other"),
    "when": ("now", "past"),
    "said": ("plain", "indirect", "denied", "quoted", "idiom"),
}
"""What is told of a crisis, or of a row that only looks like one: whose it is, when, and how it is said."""


@dataclass(frozen=True, slots=True)
class Row:
    """One utterance with its labels. `told` holds what `TOLD` names, where it is known."""

    text: str
    labels: tuple[str, ...]
    told: dict[str, str] = field(default_factory=dict)
    also_ok: tuple[str, ...] = ()
    grey: bool = False
    near_miss: bool = False
    file: str = ""

    @property
    def is_crisis(self) -> bool:
        return any(label.startswith("crisis:") for label in self.labels)


def rows_of(folder: Path) -> list[Row]:
    """Every row of a folder's JSON Lines files, in order. Raises ValueError naming file and line."""
    return [row for path in sorted(folder.glob("*.jsonl")) for row in _rows(path)]


def _rows(path: Path) -> list[Row]:
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            found.append(row_of(json.loads(line), path.stem))
        except ValueError as error:
            raise ValueError(f"{path.name}, line {number}: {error}") from None
    return found


def row_of(given: dict[str, object], file: str = "") -> Row:
    """One parsed line as a row. Raises ValueError where a key or a value is none of the known ones."""
    known = {"text", "labels", "also_ok", "grey", "near_miss", *TOLD}
    if odd := set(given) - known:
        raise ValueError(f"unknown key {', '.join(sorted(odd))}; the known ones are {', '.join(sorted(known))}")
    text, labels = given.get("text"), given.get("labels")
    also = given.get("also_ok", [])
    if not isinstance(text, str) or not text.strip() or not isinstance(labels, list) or not isinstance(also, list):
        raise ValueError("expected a text, a list of labels, and in also_ok, where it is there, another one")
    if odd := {*labels, *also} - set(LABELS):
        raise ValueError(f"unknown label {', '.join(sorted(odd))}")
    told = {key: str(given[key]) for key in TOLD if given.get(key) is not None}
    for key, value in told.items():
        if value not in TOLD[key]:
            raise ValueError(f"{key}: expected one of {', '.join(TOLD[key])}, found {value!r}")
    return Row(text, tuple(labels), told, tuple(also), bool(given.get("grey")), bool(given.get("near_miss")), file)
