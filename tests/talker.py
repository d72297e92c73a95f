"""A person to test with: says, taps, waits, and sees what the real dialogues answer. No store, no Telegram."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from bot.bookshelf import Bookshelf
from bot.coaching.person import named
from bot.dialogue.burst import reopen
from bot.dialogue.effects import Button, Effect, Erase, Say, Toast
from bot.dialogue.engine import Turn, advance
from bot.dialogue.events import Commanded, Event, Fired, Located, Said, Showed, Tapped
from bot.dialogue.signals import Signal
from bot.dialogue.tracker import Tracker

ROOT = Path(__file__).resolve().parent.parent

START = 1_800_000_000.0
"""A Friday morning in January 2027, UTC."""


@cache
def shelf() -> Bookshelf:
    """The real dialogues, read once for all tests."""
    return Bookshelf.open()


class Talker:
    """One person's talk with the real book, turn by turn; the tracker goes through its stored form each time."""

    def __init__(self, tracker: Tracker | None = None, now: float = START) -> None:
        self.shelf = shelf()
        self.tracker = tracker or Tracker()
        self.now = now
        self.turn = Turn(self.tracker)
        self.buttons: list[Button] = []
        self.log: list[str] = []

    @classmethod
    def settled(cls, **person: str) -> Talker:
        """Someone who has gone through the welcome."""
        return cls(Tracker(person={"adult": "yes", "consent": "yes", "private_phone": "yes", **person}))

    # what the person does

    def says(self, text: str, after: float = 20.0) -> Talker:
        """Type a text, `after` seconds later."""
        self.now += after
        if text.startswith("/"):
            name, _, argument = text[1:].partition(" ")
            return self.meets(Commanded(name, argument, self._hears(argument)), text)
        said = Said(text, self._hears(text), (text,))
        again = reopen(self.shelf.book, self.tracker, said, self.now)
        if again:
            whole = f"{again.earlier}\n{text}"
            self.tracker = again.tracker
            return self.meets(Said(whole, self._hears(whole), (again.earlier, text)), text, again.edits)
        return self.meets(said, text)

    def _hears(self, text: str) -> tuple[Signal, ...]:
        return self.shelf.listener.listen(text, named(self.tracker.person))

    def taps(self, label: str, after: float = 5.0) -> Talker:
        """Tap a button of the last message that had some."""
        self.now += after
        button = next((b for b in self.buttons if b.label == label), None)
        assert button, f"no button {label!r}; there are {[b.label for b in self.buttons]}"
        return self.meets(Tapped(button.frame, button.serial, button.choice), f"[{label}]")

    def taps_again(self, button: Button) -> Talker:
        """Tap a button that was seen earlier."""
        return self.meets(Tapped(button.frame, button.serial, button.choice), f"[old: {button.label}]")

    def shares(self, zone: str | None) -> Talker:
        """Share a place in this zone."""
        return self.meets(Located(zone), f"(a place: {zone})")

    def shows(self, kind: str) -> Talker:
        """Send something that is no text."""
        return self.meets(Showed(kind), f"({kind})")

    def waits(self, seconds: float) -> Talker:
        """Let time pass; every timer that is due on the way fires at its time."""
        until = self.now + seconds
        while self.tracker.timers:
            name, at = min(self.tracker.timers.items(), key=lambda item: item[1])
            if at > until:
                break
            self.now = max(self.now, at)
            self.meets(Fired(name), f"(timer: {name.split(':')[0]})")
        self.now = until
        return self

    def meets(self, event: Event, shown: str, edits: str | None = None) -> Talker:
        """Take one event."""
        self.turn = advance(self.shelf.book, self.tracker, event, self.now, edits)
        self.tracker = Tracker() if self.has(Erase) else Tracker.of(self.turn.tracker.plain())
        self.log.append(f"> {shown}")
        for say in self.said:
            self.log.append(say.text)
            if say.rows:
                self.buttons = [button for row in say.rows for button in row]
                self.log.append("  ".join(f"[{button.label}]" for button in self.buttons))
        return self

    # what is seen

    @property
    def said(self) -> list[Say]:
        """The messages of the last turn."""
        return [effect for effect in self.turn.effects if isinstance(effect, Say)]

    @property
    def text(self) -> str:
        """All that was said in the last turn."""
        return "\n\n".join(say.text for say in self.said)

    @property
    def names(self) -> list[str]:
        """The names of what was said in the last turn."""
        return list(self.turn.names)

    @property
    def stands(self) -> str:
        """Where the talk stands: `flow.state` of the frame that has the floor, or empty."""
        top = self.tracker.top
        return f"{top.flow}.{top.state}" if top else ""

    @property
    def toast(self) -> str | None:
        """The small answer to the last tap."""
        return next((effect.text for effect in self.turn.effects if isinstance(effect, Toast)), None)

    def has(self, kind: type[Effect] | Any) -> bool:
        """Whether the last turn had an effect of this kind."""
        return any(isinstance(effect, kind) for effect in self.turn.effects)
