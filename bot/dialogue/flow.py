"""What a flow is made of, once its file has been read. `docs/flows.md` is the author's page of the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

END = "end"
"""The reserved target that leaves a flow."""

PROMISE = 300
"""Seconds from which a state's timer counts as a promise: another talk on top of it does not take it back."""

KINDS = ("safety", "soothing", "ordinary", "couple")
SLOT_TYPES = ("text", "scale", "yes_no", "country", "place", "time")


@dataclass(frozen=True, slots=True)
class Slot:
    """A declared answer: `low` and `high` bound a scale, `max` counts a text's characters; one that is `worded` holds
    at least one letter.
    """

    name: str
    type: str = "text"
    low: int = 0
    high: int = 10
    max: int = 1000
    line: int = 0
    worded: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose: shown as a button, typed by label, number or `also`, or heard as a signal in `hears`.

    A choice with `copy` copies that text on the phone and leads nowhere: its `go` is empty.
    """

    label: str
    go: str
    also: tuple[str, ...] = ()
    hears: tuple[str, ...] = ()
    set: Mapping[str, str] = field(default_factory=dict)
    do: tuple[str, ...] = ()
    when: str | None = None
    copy: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Arrow:
    """Where a state goes on to, if `when` holds (None: always)."""

    go: str
    when: str | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class After:
    """What silence brings after `seconds`: a line (`say`), another state (`go`), or both.

    Where the wait is worked out when the question is posed, `wait` is its template, in seconds.
    """

    seconds: int
    say: tuple[str, ...] = ()
    go: str | None = None
    line: int = 0
    wait: str = ""

    @property
    def promises(self) -> bool:
        """Whether it is a time that the person was told, such as the end of a pause: nothing takes it back."""
        return bool(self.go) and (bool(self.wait) or self.seconds >= PROMISE)


@dataclass(frozen=True, slots=True)
class State:
    """A place in a flow: it asks and waits, or it goes on at once.

    `script` are the person's own words, shown as a message of their own; `offer` is an expression whose texts may
    fill the slot that is asked for; `picture` names what the message shows.
    """

    name: str
    say: tuple[str, ...] = ()
    ask: str | None = None
    retry: tuple[str, ...] = ()
    listen: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    next: tuple[Arrow, ...] = ()
    do: tuple[str, ...] = ()
    call: str | None = None
    after: After | None = None
    keyboard: str | None = None
    script: str = ""
    offer: str = ""
    picture: str = ""
    line: int = 0

    @property
    def waits(self) -> bool:
        """True where the flow stands still until something happens."""
        return bool(self.ask or self.choices)


@dataclass(frozen=True, slots=True)
class Flow:
    """One guided talk."""

    name: str
    start: str
    states: Mapping[str, State]
    about: str = ""
    title: str = ""
    kind: str = "ordinary"
    door: str = ""
    keep: bool = True
    starts_on: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()
    stale_after: int = 1800
    slots: Mapping[str, Slot] = field(default_factory=dict)
    moved: Mapping[str, str] = field(default_factory=dict)
    file: str = ""
    line: int = 1
