"""The number that a calling talk was told just now, so that the grounding does not ask for it again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.dialogue.talk import Talk
from bot.dialogue.tracker import Frame, Tracker

ASKED_BY: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "reframe": {"settle": ("strength_again", "strength")},
    "checkin": {"ground": ("heavy",)},
    "pause": {"settle": ("distress",)},
}
"""The states that call the grounding right after a number: flow, state, and the slots to look in, the newest first."""

UNPICKED = "unpicked"
"""They were asked and had no number."""

SLOT = "distress_before"


def told(tracker: Tracker, frame: Frame | None) -> int | str:
    """The number that the talk below was told, 0 to 10; `unpicked` where it asked in vain, empty where not at all."""
    frames = tracker.frames
    index = next((i for i, other in enumerate(frames) if frame and other.id == frame.id), 0)
    below = frames[index - 1] if index else None
    slots = ASKED_BY.get(below.flow, {}).get(below.state) if below else None
    if not below or not slots:
        return ""
    return next((int(below.slots[name]) for name in slots if below.slots.get(name) is not None), UNPICKED)


def take(talk: Talk, _: str) -> None:
    """Keep the told number as the grounding's own."""
    frame = talk.tracker.top
    number: Any = told(talk.tracker, frame)
    if frame and isinstance(number, int):
        frame.slots[SLOT] = number
