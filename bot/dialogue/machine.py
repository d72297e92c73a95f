"""Each flow compiled once into one shared `transitions` Machine, moved with a throw-away cursor.

A machine per person would cost 270 µs and 64 kB; a cursor costs about 10 µs and keeps nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from transitions import Machine

from bot.dialogue.flow import END, Choice, Flow, State

GO_ON = "go_on"
"""The trigger of an answered question, a state that goes on at once, and a called flow that came back."""

SILENCE = "silence"
"""The trigger of a durable timer that leads to another state."""


class Cursor:
    """Where one person stands in a flow for the length of one step; `holds` answers a transition's condition."""

    __slots__ = ("holds", "state")

    def __init__(self, state: str, holds: Callable[[str], bool]) -> None:
        self.state = state
        self.holds = holds


def trigger_of(state: State, index: int) -> str:
    """The name of a choice's trigger: its label in lower case, or `choice_n` where the label has no plain words."""
    names = [_slug(choice, number) for number, choice in enumerate(state.choices, 1)]
    name = names[index]
    return name if names.count(name) == 1 else f"{name}_{index + 1}"


def _slug(choice: Choice, number: int) -> str:
    if "{" in choice.label:
        return f"choice_{number}"
    slug = re.sub(r"[^a-z0-9]+", "_", re.sub(r"['’]", "", choice.label.lower())).strip("_")
    return slug if slug and slug not in (GO_ON, SILENCE) else f"choice_{number}"


def _condition(expression: str) -> Callable[[Any], bool]:
    def holds(event: Any) -> bool:
        return bool(event.model.holds(expression))

    return holds


def edges(flow: Flow) -> list[tuple[str, str, str, str | None]]:
    """Every transition of a flow as (trigger, source, target, condition), in the order in which they are tried."""
    found: list[tuple[str, str, str, str | None]] = []
    for state in flow.states.values():
        for index, choice in enumerate(state.choices):
            if choice.go:
                found.append((trigger_of(state, index), state.name, choice.go, None))
        found += [(GO_ON, state.name, arrow.go, arrow.when) for arrow in state.next]
        if state.after and state.after.go:
            found.append((SILENCE, state.name, state.after.go, None))
    return found


def compile_flow(flow: Flow) -> Machine:
    """Compile a flow; its states must exist (the linter says where they do not)."""
    return Machine(
        model=None,
        states=[*flow.states, END],
        initial=flow.start,
        auto_transitions=False,
        send_event=True,
        transitions=[
            {"trigger": trigger, "source": source, "dest": target, "conditions": [_condition(when)] if when else []}
            for trigger, source, target, when in edges(flow)
        ],
    )


def move(machine: Machine, trigger: str, cursor: Cursor) -> str:
    """Move the cursor by one trigger and return the state it is in now.

    Raises ValueError for a state the flow does not have and LookupError where the trigger leads nowhere from here.
    """
    if trigger not in machine.events:
        raise LookupError(f"no trigger `{trigger}` in this flow")
    if not machine.events[trigger].trigger(cursor):
        raise LookupError(f"`{trigger}` leads nowhere from `{cursor.state}`")
    return cursor.state
