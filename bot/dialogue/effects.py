"""Effects: what a turn wants done, as data. `app` turns them into outbox rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Button:
    """One inline button: what it shows, and where it leads (frame id, serial of the question, index of the choice).

    A button with `copy` leads nowhere: it copies that text (1 to 256 characters) on the person's phone.
    """

    label: str
    frame: int
    serial: int
    choice: int
    copy: str = ""


@dataclass(frozen=True, slots=True)
class Say:
    """One message to the person.

    `rows` are inline buttons, row by row. `keyboard` shows (`main`) the persistent keyboard, asks for a place
    (`location`), or leaves it (None). `edits` is the handle of an earlier message that this text replaces; with `anew`
    that one goes and this one comes below. `handle` names this message within the chat, so that a later turn can edit
    it. `picture` names a picture or animation that the message shows; the text is its caption then.
    """

    text: str
    rows: tuple[tuple[Button, ...], ...] = ()
    keyboard: str | None = None
    edits: str | None = None
    handle: str | None = None
    picture: str = ""
    anew: bool = False


@dataclass(frozen=True, slots=True)
class Toast:
    """The small answer to a tap; empty text only stops the button's spinner."""

    text: str = ""


@dataclass(frozen=True, slots=True)
class Unbutton:
    """Take the inline buttons off a message whose question is over: the tapped one, or the one with this handle."""

    handle: str = ""


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


@dataclass(frozen=True, slots=True)
class Sweep:
    """Delete the chat's messages that were sent before this time (Unix seconds), or all of them: ours, and theirs
    where their numbers are known. Telegram lets a bot delete what is younger than 48 hours.
    """

    before: float | None = None


@dataclass(frozen=True, slots=True)
class Forget:
    """Delete the moments that were logged before this time (Unix seconds)."""

    before: float


Effect = Say | Toast | Unbutton | Export | Erase | Log | Sweep | Forget
