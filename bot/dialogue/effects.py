"""Effects: what a turn wants done, as data. `app` turns them into outbox rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Button:
    """One inline button: what it shows, and where it leads (frame id, serial of the question, index of the choice)."""

    label: str
    frame: int
    serial: int
    choice: int


@dataclass(frozen=True, slots=True)
class Say:
    """One message to the person.

    `rows` are inline buttons, row by row. `keyboard` shows (`main`) the persistent keyboard, asks for a place
    (`location`), or leaves it (None). `edits` is the handle of an earlier message that this text replaces.
    `handle` names this message within the chat, so that a later turn can edit it.
    """

    text: str
    rows: tuple[tuple[Button, ...], ...] = ()
    keyboard: str | None = None
    edits: str | None = None
    handle: str | None = None


@dataclass(frozen=True, slots=True)
class Toast:
    """The small answer to a tap; empty text only stops the button's spinner."""

    text: str = ""


@dataclass(frozen=True, slots=True)
class Unbutton:
    """Take the inline buttons off the message that was tapped: its question is answered."""


@dataclass(frozen=True, slots=True)
class Export:
    """Send the person everything stored about them, as a JSON document."""


@dataclass(frozen=True, slots=True)
class Erase:
    """Destroy everything stored about the person, with their data key; the turn's message is sent afterwards."""


@dataclass(frozen=True, slots=True)
class Log:
    """Keep one moment (reconnection, attunement, vulnerability or a setback): `kind` and its slots."""

    kind: str
    slots: dict[str, Any]


Effect = Say | Toast | Unbutton | Export | Erase | Log
