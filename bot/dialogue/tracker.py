"""The tracker: all that is remembered of one person's talk, as plain data that can be stored between turns.

Times are Unix seconds. The tracker is the truth about timers, too; a store keeps them as rows only to find what is due.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

VERSION = 1
"""The shape of a stored tracker; raise it with a line in `Tracker.of` that reads the older shape."""

SILENCE_TIMER = "silence:"
"""How the names of the timers begin that belong to a frame's question."""


@dataclass(slots=True)
class Frame:
    """One flow in progress.

    `serial` numbers the question it stands in, so that a button of an earlier question is known as old; `words` are
    what the person wrote that started it, `signal` what was heard in them; `since` is when it last moved; `handle` is
    the message that carries the buttons of its question.
    """

    id: int
    flow: str
    state: str
    slots: dict[str, Any] = field(default_factory=dict)
    serial: int = 0
    since: float = 0.0
    words: str = ""
    signal: str = ""
    handle: str = ""

    def copy(self) -> Frame:
        return replace(self, slots=dict(self.slots))

    @property
    def silence(self) -> str:
        """The name of the timer that says how long its question waits."""
        return f"{SILENCE_TIMER}{self.id}:{self.serial}"

    def plain(self) -> dict[str, Any]:
        """The frame as JSON types."""
        return {name: getattr(self, name) for name in Frame.__slots__}


@dataclass(slots=True)
class OpenReply:
    """The last reply to free text: where text goes on within the burst window, this reply is written anew.

    `before` is the tracker as it stood before the text, `handle` the message that answered it and `said` its words;
    `kept` says that the text was an answer that was kept.
    """

    at: float
    text: str
    handle: str
    before: dict[str, Any]
    kept: bool = False
    said: str = ""


@dataclass(slots=True)
class Tracker:
    """One person's talk: settings (`person`), safety and other facts, the stack of frames, timers and counters."""

    person: dict[str, Any] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    frames: list[Frame] = field(default_factory=list)
    timers: dict[str, float] = field(default_factory=dict)
    wordings: dict[str, int] = field(default_factory=dict)
    turn: int = 0
    last_frame: int = 0
    last_serial: int = 0
    answered: int = 0
    seen: float = 0.0
    open_reply: OpenReply | None = None

    @property
    def top(self) -> Frame | None:
        """The frame that has the floor, or None."""
        return self.frames[-1] if self.frames else None

    def frame(self, frame_id: int) -> Frame | None:
        """The frame with this id, if it is still open."""
        return next((frame for frame in self.frames if frame.id == frame_id), None)

    def copy(self) -> Tracker:
        """A copy that can be changed without touching this one."""
        return Tracker(
            dict(self.person),
            dict(self.facts),
            [frame.copy() for frame in self.frames],
            dict(self.timers),
            dict(self.wordings),
            self.turn,
            self.last_frame,
            self.last_serial,
            self.answered,
            self.seen,
            self.open_reply,
        )

    def plain(self) -> dict[str, Any]:
        """The tracker as JSON types; `Tracker.of` reads it back."""
        reply = self.open_reply
        return {
            "version": VERSION,
            "person": dict(self.person),
            "facts": dict(self.facts),
            "frames": [frame.plain() for frame in self.frames],
            "timers": dict(self.timers),
            "wordings": dict(self.wordings),
            "turn": self.turn,
            "last_frame": self.last_frame,
            "last_serial": self.last_serial,
            "answered": self.answered,
            "seen": self.seen,
            "open_reply": {name: getattr(reply, name) for name in OpenReply.__slots__} if reply else None,
        }

    @classmethod
    def of(cls, plain: dict[str, Any] | None) -> Tracker:
        """Read a stored tracker; None gives a stranger's. Raises ValueError for a version that is not known."""
        if plain is None:
            return cls()
        if plain.get("version") != VERSION:
            raise ValueError(f"tracker version {plain.get('version')} is not known; this program knows {VERSION}")
        fields = {name: plain[name] for name in cls.__slots__ if name not in ("frames", "open_reply")}
        reply = plain["open_reply"]
        return cls(
            **fields,
            frames=[Frame(**frame) for frame in plain["frames"]],
            open_reply=OpenReply(**reply) if reply else None,
        )
