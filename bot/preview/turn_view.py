"""One turn as a developer reads it, in JSON types: what was heard, where the talk went, what was kept, what was done.

It is made of the plain forms alone (a tracker as it is stored, the fields of an event and of effects).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

LONGEST = 160
"""Characters of a value that are shown."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A committed turn: class name and fields of the event and of each effect, and what was said by name.

    `tracker` is what is stored now, None where the person was erased.
    """

    event: tuple[str, dict[str, Any]]
    effects: tuple[tuple[str, dict[str, Any]], ...]
    names: tuple[str, ...]
    tracker: dict[str, Any] | None


def turn_view(before: dict[str, Any] | None, seen: Seen, now: float) -> dict[str, Any]:
    """The turn that led from the tracker `before` (None: a stranger) to `seen.tracker`, at `now` (Unix seconds).

    `heard` is the text in pieces, each with the signals whose span covers it; `place` is flow and state before and
    after, with the stack; `slots` and `timers` are those that changed, with both values (None: there is none).
    """
    kind, fields = seen.event
    text = str(fields.get("text", fields.get("argument", "")))
    signals = [dict(signal) for signal in fields.get("signals", ())]
    old, new = before or {}, seen.tracker or {}
    return {
        "at": now,
        "turn": new.get("turn", 0),
        "event": kind,
        "about": _about(fields),
        "heard": marked(text, signals),
        "signals": [{"name": one["name"], "score": round(one["score"], 2)} for one in signals],
        "place": {"before": _top(old), "after": _top(new), "stack": [_place(frame) for frame in new.get("frames", ())]},
        "said": list(seen.names),
        "slots": _changes(_slots(old), _slots(new), shorten=True),
        "timers": _changes(_timers(old), _timers(new)),
        "effects": [{"kind": name, "about": _effect(name, effect)} for name, effect in seen.effects],
    }


def marked(text: str, signals: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The text cut wherever a signal's span begins or ends; each piece names the signals that cover it."""
    spans = [(one["start"], one["end"], one["name"]) for one in signals if one["end"] > one["start"]]
    cuts = sorted({0, len(text), *(min(at, len(text)) for start, end, _ in spans for at in (start, end))})
    return [
        {"text": text[start:end], "signals": [name for from_, to, name in spans if from_ < end and start < to]}
        for start, end in pairwise(cuts)
    ]


def _about(fields: dict[str, Any]) -> str:
    """The event's other fields; which frame and question a button belonged to are numbers that tell nobody anything."""
    hidden = ("text", "argument", "signals", "parts", "frame", "serial")
    shown = {key: value for key, value in fields.items() if key not in hidden and (key, value) != ("genuine", True)}
    return " · ".join(f"{key} {_short(value)}" for key, value in shown.items())


def _top(tracker: dict[str, Any]) -> str:
    frames = tracker.get("frames")
    return _place(frames[-1]) if frames else ""


def _place(frame: dict[str, Any]) -> str:
    return f"{frame['flow']}.{frame['state']}"


def _slots(tracker: dict[str, Any]) -> dict[str, Any]:
    """Every kept value: the person's by its name, a fact as `fact name`, a talk's as `flow.name`."""
    found = dict(tracker.get("person", {}))
    found |= {f"fact {name}": value for name, value in tracker.get("facts", {}).items()}
    for frame in tracker.get("frames", ()):
        found |= {f"{frame['flow']}.{name}": value for name, value in frame["slots"].items()}
    return found


def _timers(tracker: dict[str, Any]) -> dict[str, float]:
    """The timers by name; that of a question by where it stands, as its own name is made of numbers."""
    places = {f"silence:{frame['id']}:{frame['serial']}": _place(frame) for frame in tracker.get("frames", ())}
    return {
        f"silence in {places[name]}" if name in places else name: at for name, at in tracker.get("timers", {}).items()
    }


def _changes(old: dict[str, Any], new: dict[str, Any], *, shorten: bool = False) -> list[dict[str, Any]]:
    names = [name for name in {**old, **new} if old.get(name) != new.get(name)]
    shown = _short if shorten else lambda value: value
    return [{"name": name, "before": shown(old.get(name)), "after": shown(new.get(name))} for name in sorted(names)]


def _short(value: Any) -> str | None:
    if value is None:
        return None
    text = str(value)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _effect(name: str, fields: dict[str, Any]) -> str:
    """What tells one effect from another of its kind; the words themselves stand on the phone."""
    if name == "Say":
        buttons = sum(map(len, fields.get("rows", ())))
        parts = [
            f"{len(fields['text'])} characters",
            f"{buttons} buttons" if buttons else "",
            *(f"{key} {fields[key]}" for key in ("keyboard", "picture", "edits") if fields.get(key)),
        ]
        return " · ".join(part for part in parts if part)
    return " · ".join(f"{key} {_short(value)}" for key, value in fields.items() if value not in (None, "", {}))
