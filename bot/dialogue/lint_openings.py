"""The rule that a crisis flow's first message gives a number to call, in every country and wording (T009)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.dialogue.flow import END, Flow, State
from bot.dialogue.lint_finding import Dialogues, Finding
from bot.dialogue.lint_rendering import RAISED, Sample, contexts_of, key_of
from bot.dialogue.lint_templates import names_in, renderer
from bot.dialogue.render import UNSET

_NUMBERS = (
    "{{ here.emergency }}{% for line in here.suicide %} {{ line.number }}{% endfor %}"
    "{% for line in here.violence %} {{ line.number }}{% endfor %}"
)


def opening_faults(dialogues: Dialogues, samples: Sequence[Sample]) -> Iterator[Finding]:
    """The rule over every safety flow that starts on a crisis; nothing where no samples are given."""
    for flow in dialogues.flows.values():
        if flow.kind != "safety" or not any(point.startswith("signal.crisis:") for point in flow.starts_on):
            continue
        names = sorted(_names(flow, dialogues, frozenset()) | {"here"})
        cases = {key_of(sample, names): sample for sample in reversed(samples)}
        without = [name for name in (_numberless(flow, dialogues, case) for case in reversed(cases.values())) if name]
        if without:
            line = flow.states[flow.start].line if flow.start in flow.states else flow.line
            message = (
                f"the first message of `{flow.name}` has no number to call for {without[0]} ({len(without)} of "
                f"{len(cases)} cases); include 'emergency.j2' in every wording"
            )
            yield Finding(flow.file, line, "T009", message)


def _names(flow: Flow, dialogues: Dialogues, within: frozenset[str]) -> set[str]:
    """Every name that the texts and conditions of a flow and of those it calls use."""
    names = names_in(flow, dialogues)
    for state in flow.states.values():
        called = dialogues.flows.get(state.call or "")
        if called and called.name not in within:
            names |= _names(called, dialogues, within | {flow.name})
    return names


def _numberless(flow: Flow, dialogues: Dialogues, sample: Sample) -> str:
    """The sample's name where the first message may come without a number; empty where it cannot."""
    context = next(contexts_of(flow, dialogues, sample))
    try:
        passed, _ = _opening(flow, dialogues, context, ())
        numbered = any(_numbered(owner, state, dialogues, context) for owner, state in passed)
    except RAISED:
        # A text that does not render is found by T001, T002, T003 or T008.
        return ""
    return "" if numbered else str(context["_name"])


def _opening(
    flow: Flow, dialogues: Dialogues, context: Sample, within: tuple[str, ...]
) -> tuple[list[tuple[Flow, State]], bool]:
    """The states that a flow passes through before it waits for the first time, and whether it does wait."""
    passed: list[tuple[Flow, State]] = []
    name = flow.start
    for _ in flow.states:
        if name not in flow.states:
            break
        state = flow.states[name]
        passed.append((flow, state))
        called = dialogues.flows.get(state.call or "")
        if called and called.name not in within:
            inner, waits = _opening(called, dialogues, context, (*within, flow.name))
            passed += inner
            if waits:
                return passed, True
        if state.waits:
            return passed, True
        slots = {**dict.fromkeys(flow.slots, UNSET), **context}
        name = next((a.go for a in state.next if not a.when or renderer(dialogues.shared).holds(a.when, slots)), END)
    return passed, False


def _numbered(flow: Flow, state: State, dialogues: Dialogues, context: Sample) -> bool:
    """Whether every wording has a number: one of the country's, or any of three digits where it is unknown."""
    render = renderer(dialogues.shared).text
    here = render(_NUMBERS, context) if "here" in context else ""
    known = set(re.findall(r"\d{2,}", here))
    slots = {**dict.fromkeys(flow.slots, UNSET), **context}
    shown = [set(re.findall(r"\d{2,}", render(text, slots))) for text in state.say]
    return bool(shown) and all(found & known if known else any(len(n) > 2 for n in found) for found in shown)
