"""Whether the values of a flow or exercise are texts, lists and mappings where the parser expects them (E004)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.dialogue.lint_finding import Finding
from bot.dialogue.script import Listed, Mapped, line_of

ONE, MANY = "one", "many"
Shape = Any
"""ONE text, MANY texts or one, {key: Shape}, [Shape] or ("each", Shape)."""

_SLOT = {"type": ONE, "low": ONE, "high": ONE, "max": ONE, "about": ONE, "optional": ONE, "worded": ONE}
_CHOICE = {"label": ONE, "also": MANY, "hears": MANY, "set": ("each", ONE), "do": MANY, "go": ONE, "when": ONE}
_CHOICE["copy"] = ONE
_STATE = {
    "say": MANY,
    "ask": ONE,
    "retry": MANY,
    "listen": MANY,
    "choices": [_CHOICE],
    "next": [{"when": ONE, "go": ONE}],
    "do": MANY,
    "call": ONE,
    "after": {"wait": ONE, "say": MANY, "go": ONE},
    "keyboard": ONE,
    **dict.fromkeys(("script", "offer", "picture"), ONE),
}
FLOW: Shape = {
    **dict.fromkeys(("flow", "about", "title", "kind", "door", "keep", "stale_after", "start"), ONE),
    "starts_on": MANY,
    "handles": MANY,
    "slots": ("each", _SLOT),
    "moved": ("each", ONE),
    "states": ("each", _STATE),
}
EXERCISE: Shape = {
    **dict.fromkeys(("exercise", "title", "label", "about", "kind", "low", "high", "order"), ONE),
    **dict.fromkeys(("without_breath", "grade", "source", "minutes"), ONE),
    **dict.fromkeys(("places", "fits", "cautions", "done"), MANY),
    "steps": [{"say": MANY, "seconds": ONE, "picture": ONE}],
}
EXERCISE_WORDS: Shape = {
    "step": ONE,
    **{name: {"label": ONE, "also": MANY} for name in ("next", "back", "pause", "stop", "go_on", "start_again")},
    "breath": {"label": ONE, "also": MANY, "do": MANY},
    **dict.fromkeys(("stopped", "left_breath", "paused", "waiting", "retry", "retry_paused"), MANY),
}
MENU: Shape = {
    "keyboard": [{"name": ONE, "label": ONE}],
    "commands": [{"command": ONE, "about": ONE}],
    "words": ("each", MANY),
    "description": ONE,
    "short_description": ONE,
}
TALK: Shape = ("each", MANY)
PERSON: Shape = {"slots": ("each", _SLOT)}


def shape_faults(value: Any, shape: Shape, file: str, what: str, line: int = 1) -> Iterator[Finding]:
    """Findings E004 wherever a value has another shape than the grammar gives it; unknown keys are the parser's."""
    line = line_of(value, line)
    if shape == ONE:
        if not isinstance(value, str):
            yield Finding(file, line, "E004", f"{what} must be one text; write it on one line or after `|`")
    elif shape == MANY:
        if isinstance(value, Mapped) or (isinstance(value, Listed) and any(not isinstance(v, str) for v in value)):
            yield Finding(
                file, line, "E004", f"{what} must be a text or a list of texts; put texts with `: ` in quotes"
            )
    elif isinstance(shape, list):
        if isinstance(value, Listed):
            for item in value:
                yield from shape_faults(item, shape[0], file, f"an entry of {what}", line)
        elif not isinstance(value, str):
            yield Finding(file, line, "E004", f"{what} must be a list; start each line with `- `")
    elif not isinstance(value, Mapped):
        if value != "":
            yield Finding(file, line, "E004", f"{what} must be written as `key: value` lines")
    elif isinstance(shape, Mapping):
        for key, inner in value.items():
            if key in shape:
                yield from shape_faults(inner, shape[key], file, f"`{key}:`", line_of(key, line))
    else:
        for key, inner in value.items():
            yield from shape_faults(inner, shape[1], file, f"`{key}`", line_of(key, line))
