"""Which slots surely hold an answer when a flow reaches a state, so that texts are rendered as they can occur."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.dialogue.flow import Flow, State


def filled_slots(flow: Flow) -> Mapping[str, frozenset[str]]:
    """State → the slots that are filled on every way to it from the start of the flow."""
    edges = [(state.name, *edge) for state in flow.states.values() for edge in _edges(state)]
    every = frozenset(name for _, _, gained, _ in edges for name in gained)
    found = {name: every if name != flow.start else frozenset() for name in flow.states}
    changed = True
    while changed:
        changed = False
        for source, target, gained, lost in edges:
            if target not in found:
                continue
            kept = found[target] & ((found[source] | gained) - lost)
            changed = changed or kept != found[target]
            found[target] = kept
    return found


def _edges(state: State) -> Iterator[tuple[str, frozenset[str], frozenset[str]]]:
    """The ways out of a state as (target, slots that are filled on the way, slots that are cleared)."""
    entered = _cleared(state.do)
    for choice in state.choices:
        if choice.go:
            yield choice.go, frozenset(choice.set), entered | _cleared(choice.do)
    for arrow in state.next:
        answered = frozenset({state.ask}) if state.ask else frozenset()
        yield arrow.go, answered, entered - answered
    if state.after and state.after.go:
        yield state.after.go, frozenset(), entered


def _cleared(do: tuple[str, ...]) -> frozenset[str]:
    return frozenset(line.split()[1] for line in do if line.startswith("person.clear "))
