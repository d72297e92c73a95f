"""Rules about the flow as a graph: unreachable states, dead ends, endless loops, recursion (R001–R004)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.dialogue.flow import END, Flow, State
from bot.dialogue.lint_finding import Dialogues, Finding, targets


def reach_faults(dialogues: Dialogues) -> Iterator[Finding]:
    """All rules of this module over every flow."""
    passing = _passing(dialogues.flows)
    for flow in dialogues.flows.values():
        if flow.start not in flow.states:
            continue
        yield from _unreachable(flow)
        yield from _dead_ends(flow, passing)
        yield from _loops(flow, passing)
    yield from _recursion(dialogues.flows, passing)


def _closure(roots: set[str], ways: Mapping[str, set[str]]) -> set[str]:
    """Everything that can be reached from the roots, with them."""
    found, waiting = set(roots), list(roots)
    while waiting:
        new = ways.get(waiting.pop(), set()) - found
        found |= new
        waiting += new
    return found


def _unreachable(flow: Flow) -> Iterator[Finding]:
    ways = {state.name: set(targets(state)) for state in flow.states.values()}
    reached = _closure({flow.start, *flow.moved.values()}, ways)
    for state in flow.states.values():
        if state.name not in reached:
            message = f"no way leads to `{state.name}`; add a `go:` or `next:` to it, or remove it"
            yield Finding(flow.file, state.line, "R001", message)


def _dead_ends(flow: Flow, passing: frozenset[str]) -> Iterator[Finding]:
    """States that neither wait nor go on, questions without a way out, and rounds of calls that never end."""
    back: dict[str, set[str]] = {}
    good = {END}
    for state in flow.states.values():
        for target in targets(state):
            back.setdefault(target, set()).add(state.name)
            # A target that does not exist is F001's; here it counts as a way out.
            if target not in flow.states:
                good.add(target)
        if state.waits and set(targets(state)) - {state.name}:
            good.add(state.name)
    alive = _closure(good, back)
    ways = {state.name: set(targets(state)) for state in flow.states.values()}
    for state in flow.states.values():
        if state.name in alive or (not targets(state) and (state.ask or state.call)):
            continue
        if not targets(state):
            message = f"`{state.name}` neither waits nor goes on; add `next:` (`next: end` leaves the flow)"
        elif state.waits:
            message = f"every answer to `{state.name}` comes back to it; add a way to another state or to `end`"
        elif state.name in _closure(ways[state.name], ways) and not _rounds(flow, state, passing):
            message = f"no way leads from `{state.name}` to `end` or to a question; add one"
        else:
            # It leads to a state that is told by itself, here or as an endless loop.
            continue
        yield Finding(flow.file, state.line, "R002", message)


def _rounds(flow: Flow, state: State, passing: frozenset[str]) -> bool:
    """Whether a state comes back to itself in one turn, which is R003."""
    ways = {other.name: _at_once(other, passing) for other in flow.states.values()}
    return state.name in _closure(ways[state.name], ways)


def _at_once(state: State, passing: frozenset[str]) -> set[str]:
    """The states that may follow in the same turn."""
    if state.name == END or state.waits or (state.call and state.call not in passing):
        return set()
    return {arrow.go for arrow in state.next}


def _passing(flows: Mapping[str, Flow]) -> frozenset[str]:
    """The flows that can run from start to end without waiting once."""
    passing: frozenset[str] = frozenset()
    while True:
        found = set()
        for flow in flows.values():
            ways = {state.name: _at_once(state, passing) for state in flow.states.values()}
            if END in _closure({flow.start}, ways):
                found.add(flow.name)
        if found == passing:
            return passing
        passing = frozenset(found)


def _loops(flow: Flow, passing: frozenset[str]) -> Iterator[Finding]:
    ways = {state.name: _at_once(state, passing) for state in flow.states.values()}
    told: set[str] = set()
    for state in flow.states.values():
        if state.name in told or state.name not in _closure(ways[state.name], ways):
            continue
        ring = {n for n in _closure(ways[state.name], ways) if n in ways and state.name in _closure(ways[n], ways)}
        told |= ring
        path = " → ".join([name for name in flow.states if name in ring] + [state.name])
        message = f"{path} goes round without waiting; add `ask:` or `choices:` to one of them, or lead one to `end`"
        yield Finding(flow.file, state.line, "R003", message)


def _recursion(flows: Mapping[str, Flow], passing: frozenset[str]) -> Iterator[Finding]:
    """Flows that call themselves, perhaps through others, before anybody was asked anything."""
    calls: dict[str, set[str]] = {}
    lines: dict[str, int] = {}
    for flow in flows.values():
        ways = {state.name: _at_once(state, passing) for state in flow.states.values()}
        for name in _closure({flow.start}, ways):
            state = flow.states.get(name)
            if state and state.call:
                calls.setdefault(flow.name, set()).add(state.call)
                lines.setdefault(flow.name, state.line)
    for name, called in calls.items():
        reached = _closure(called, calls)
        if name in reached:
            ring = sorted(n for n in reached if name in _closure(calls.get(n, set()), calls))
            path = " → ".join(ring)
            message = f"`{name}` calls itself without end ({path}); ask something first, or lead to `end` instead"
            yield Finding(flows[name].file, lines[name], "R004", message)
