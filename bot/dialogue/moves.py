"""Moves: what an event can mean to a talk. The policy decides on one, and the engine makes it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.dialogue.answers import Choose, Fill


@dataclass(frozen=True, slots=True)
class Begin:
    """Start a flow; `words` are what the person wrote, `signal` what was heard, `point` the starting point."""

    flow: str
    point: str
    words: str = ""
    signal: str = ""


@dataclass(frozen=True, slots=True)
class Retry:
    """The text is no answer to the question that is open: ask again, in other words."""


@dataclass(frozen=True, slots=True)
class Silence:
    """The silence timer of a frame's question is due."""

    frame: int


@dataclass(frozen=True, slots=True)
class Later:
    """A timer came in the middle of a talk: it waits so many seconds."""

    name: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Leave:
    """The person cannot be reached any more: nothing is said and nothing waits."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """Nothing to do; `doubled` says that the tap was answered already."""

    doubled: bool = False


@dataclass(frozen=True, slots=True)
class GoOn:
    """Asked whether to go on with the talk below, the person simply answered that talk's question: `then`."""

    then: Choose | Fill


Move = Begin | Choose | Fill | GoOn | Retry | Silence | Later | Leave | Nothing
