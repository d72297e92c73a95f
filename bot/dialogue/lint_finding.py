"""A finding of the linter, and the reading of the dialogue files that all its rules share."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.dialogue.book import Coaching
from bot.dialogue.flow import Flow, Slot, State
from bot.dialogue.script import line_of

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One fault: `file` within `dialogues/`, `line` from 1, a code of `docs/lint.md`, what is wrong with its cure."""

    file: str
    line: int
    code: str
    message: str
    severity: Severity = "error"

    def __str__(self) -> str:
        mark = "" if self.severity == "error" else "(warning) "
        return f"{self.file}:{self.line}: {self.code} {mark}{self.message}"


@dataclass(frozen=True, slots=True)
class Dialogues:
    """What could be read of `dialogues/`.

    `scripts` holds each parsed YAML file by its path. `unread` names flows whose file has a fault of grammar, so that
    no rule calls them unknown on top of it; `all_signals` is false where a signal file cannot be read.
    """

    files: Mapping[str, str]
    coaching: Coaching
    scripts: Mapping[str, Any] = field(default_factory=dict)
    flows: Mapping[str, Flow] = field(default_factory=dict)
    unread: frozenset[str] = frozenset()
    person: Mapping[str, Slot] = field(default_factory=dict)
    shared: Mapping[str, str] = field(default_factory=dict)
    signals: frozenset[str] = frozenset()
    all_signals: bool = True

    def knows_signal(self, name: str) -> bool:
        """Whether a signal can be heard; while a signal file cannot be read, every name counts as known."""
        return not self.all_signals or name in self.signals or bool(re.fullmatch(r"language:[a-z]{2}", name))

    def line_at(self, file: str, text: str, offset: int = 0, *, otherwise: int = 1) -> int:
        """The line of a file on which a character of one of its texts stands; `otherwise` where it has no line."""
        first = int(getattr(text, "line", 0))
        if not first:
            return otherwise
        lines = self.files.get(file, "").splitlines()
        head = lines[first - 1] if first <= len(lines) else ""
        block = bool(re.search(r"[|>][+-]?\d?[+-]?\s*(#.*)?$", head))
        return first + text.count("\n", 0, offset) + block

    def slot(self, flow: Flow, name: str) -> Slot | None:
        """A slot that a flow may use: its own or the person's."""
        return flow.slots.get(name) or self.person.get(name)


@dataclass(frozen=True, slots=True)
class Spoken:
    """A text that a person may get to read, and the key of the state that it is written under."""

    state: State
    key: Literal["say", "retry", "label", "after", "script"]
    text: str
    line: int


def spoken(flow: Flow) -> Iterator[Spoken]:
    """Every text of a flow, wording by wording."""
    for state in flow.states.values():
        for text in state.say:
            yield Spoken(state, "say", text, state.line)
        for text in state.retry:
            yield Spoken(state, "retry", text, state.line)
        if state.script:
            yield Spoken(state, "script", state.script, state.line)
        for choice in state.choices:
            if choice.label:
                yield Spoken(state, "label", choice.label, choice.line)
        if state.after:
            for text in state.after.say:
                yield Spoken(state, "after", text, state.after.line)


@dataclass(frozen=True, slots=True)
class Condition:
    """A `when`; `answered` is the slot that has its answer by the time it is tried."""

    state: State
    source: str
    line: int
    answered: str | None = None


def conditions(flow: Flow) -> Iterator[Condition]:
    """Every condition of a flow, and every expression that it offers answers from."""
    for state in flow.states.values():
        if state.offer:
            yield Condition(state, state.offer, line_of(state.offer, state.line))
        for choice in state.choices:
            if choice.when is not None:
                yield Condition(state, choice.when, choice.line)
        for arrow in state.next:
            if arrow.when is not None:
                yield Condition(state, arrow.when, arrow.line, state.ask)


def bare_text(text: str) -> str:
    """A text without its Jinja tags."""
    return re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", text, flags=re.DOTALL).strip()


def targets(state: State) -> list[str]:
    """Where a person can really get to from a state: taken choices, taken arrows, and silence."""
    found = [choice.go for choice in state.choices if choice.go]
    if state.ask or not state.waits:
        found += [arrow.go for arrow in state.next]
    if state.waits and state.after and state.after.go:
        found.append(state.after.go)
    return found


def stands(state: State) -> bool:
    """Whether a stored talk can stand in a state: it waits, or it waits for a flow that it called."""
    return state.waits or bool(state.call)
