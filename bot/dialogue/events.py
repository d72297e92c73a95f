"""Events: everything that can happen to one person's talk."""

from __future__ import annotations

from dataclasses import dataclass

from bot.dialogue.signals import Signal


@dataclass(frozen=True, slots=True)
class Said:
    """The person typed something; `parts` are the messages of a burst, `text` is all of them joined by newlines.

    `signals` are read in each part and in the whole, with spans into `text`.
    """

    text: str
    signals: tuple[Signal, ...] = ()
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Commanded:
    """A slash command, e.g. `/start now` is name `start`, argument `now`; the signals are of the argument."""

    name: str
    argument: str = ""
    signals: tuple[Signal, ...] = ()


@dataclass(frozen=True, slots=True)
class Tapped:
    """An inline button of ours; `frame`, `serial` and `choice` are what the button carried.

    A button whose data were forged, or belong to another account, arrives with `genuine=False` and no more.
    """

    frame: int = 0
    serial: int = 0
    choice: int = 0
    genuine: bool = True


@dataclass(frozen=True, slots=True)
class Located:
    """The person shared a place; it was turned into a time zone (IANA name, or None) and dropped."""

    zone: str | None


@dataclass(frozen=True, slots=True)
class Showed:
    """Something that cannot be read: `kind` is `photo`, `voice`, `sticker`, `video`, `document` or `other`."""

    kind: str


@dataclass(frozen=True, slots=True)
class Fired:
    """A durable timer is due; `name` is its key in `Tracker.timers`."""

    name: str


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A message could not be delivered: `why` is `blocked` (the person stopped the bot) or `unknown` (its fate is)."""

    why: str


@dataclass(frozen=True, slots=True)
class Stumbled:
    """An update of this person could not be handled and was set aside; they are told so, kindly."""


@dataclass(frozen=True, slots=True)
class Overheard:
    """Something was written in a group or a channel, where nothing private may be said."""


Event = Said | Commanded | Tapped | Located | Showed | Fired | Undelivered | Stumbled | Overheard
