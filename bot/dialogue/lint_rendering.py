"""Rules that render every text as people would get it: in each country, role and state of consent (T008, T009)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.dialogue.flow import END, Flow, Slot, State
from bot.dialogue.lint_finding import Dialogues, Finding, conditions, spoken
from bot.dialogue.lint_templates import allowed, environment, names_of, renderer, syntax_fault
from bot.dialogue.render import UNSET, RenderError, YesNo

Sample = Mapping[str, Any]

_RAISED = (RenderError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError, RecursionError)
"""What a text may raise while it is rendered; Jinja2 hands on what its expressions raise."""

_NUMBERS = (
    "{{ here.emergency }}{% for line in here.suicide %} {{ line.number }}{% endfor %}"
    "{% for line in here.violence %} {{ line.number }}{% endfor %}"
)


class Rehearsal:
    """Renders the texts of one flow for every sample, each text once for each set of values that it asks for."""

    def __init__(self, flow: Flow, dialogues: Dialogues, samples: Sequence[Sample]) -> None:
        self.flow, self.dialogues = flow, dialogues
        self.renderer = renderer(dialogues.shared)
        self.contexts = [context for sample in samples for context in _contexts(flow, dialogues, sample)]

    def readable(self, source: str, *, condition: bool = False) -> frozenset[str] | None:
        """The names of a text in which the other rules find no fault, else None."""
        if syntax_fault(environment(self.dialogues.shared), source, condition=condition):
            return None
        names = names_of(source, self.dialogues, condition=condition)
        return None if names.missing or names.free - allowed(self.flow, self.dialogues) else names.free

    def faults(self, source: str, *, empty: bool, condition: bool = False) -> tuple[str, str] | None:
        """What goes wrong and for which sample, first of all that go wrong; None where nothing does."""
        names = self.readable(source, condition=condition)
        if names is None:
            return None
        tried: set[tuple[Any, ...]] = set()
        for context in self.contexts:
            key = tuple(_key(context.get(name)) for name in sorted(names))
            if key in tried:
                continue
            tried.add(key)
            try:
                if condition:
                    self.renderer.holds(source, context)
                elif not self.renderer.text(source, context) and not empty:
                    return "it is empty", str(context["_name"])
            except _RAISED as error:
                return f"{error}", str(context["_name"])
        return None


def _key(value: Any) -> Any:
    return value if isinstance(value, (str, int, float, type(None))) else id(value)


def _contexts(flow: Flow, dialogues: Dialogues, sample: Sample) -> Iterator[dict[str, Any]]:
    """One sample with the slots empty, at their lowest and at their highest."""
    engine = {"words": "", "flow_below": "", "stranger": False, "signal": "", "language": ""}
    for filled in (None, "low", "high"):
        own = {name: UNSET if filled is None else _value(slot, filled) for name, slot in flow.slots.items()}
        person = {name: UNSET if filled is None else _value(slot, filled) for name, slot in dialogues.person.items()}
        yield {**engine, **person, **sample, **own, "_name": sample.get("_name", "a sample without a name")}


def _value(slot: Slot, end: str) -> Any:
    if slot.type == "scale":
        return slot.low if end == "low" else slot.high
    if slot.type == "text":
        return "w" if end == "low" else "w" * slot.max
    if slot.type == "yes_no":
        return YesNo("no" if end == "low" else "yes")
    return {"country": "US", "place": "Europe/Berlin", "time": "20:14"}[slot.type]


def rendering_faults(dialogues: Dialogues, samples: Sequence[Sample]) -> Iterator[Finding]:
    """Both rules over every flow; nothing where no samples are given."""
    if not samples:
        return
    for flow in dialogues.flows.values():
        rehearsal = Rehearsal(flow, dialogues, samples)
        for part in spoken(flow):
            needed = part.key == "label" or (flow.kind == "safety" and part.key in ("say", "retry"))
            wrong = rehearsal.faults(part.text, empty=not needed)
            if wrong:
                line = dialogues.line_at(flow.file, part.text, otherwise=part.line)
                message = f"a text of `{part.state.name}` does not render for {wrong[1]}: {wrong[0]}; mend it"
                yield Finding(flow.file, line, "T008", message + ", or guard it with `{% if … %}`")
        for source, line in conditions(flow):
            wrong = rehearsal.faults(source, empty=True, condition=True)
            if wrong:
                message = f"the condition `{source}` cannot be tried for {wrong[1]}: {wrong[0]}; correct it"
                yield Finding(flow.file, line, "T008", message)
        if flow.kind == "safety" and any(point.startswith("signal.crisis:") for point in flow.starts_on):
            yield from _numberless(rehearsal, samples)


def _numberless(rehearsal: Rehearsal, samples: Sequence[Sample]) -> Iterator[Finding]:
    """A crisis flow whose first message, in one of its wordings, gives no number to call."""
    flow = rehearsal.flow
    without: list[str] = []
    for sample in samples:
        context = next(_contexts(flow, rehearsal.dialogues, sample))
        try:
            states, _ = _opening(flow, rehearsal, context, ())
            numbered = any(_numbered(state, rehearsal, context) for state in states)
        except _RAISED:
            # The text does not render: T001–T003 and T008 say so.
            continue
        if not numbered:
            without.append(str(context["_name"]))
    if without:
        line = flow.states[flow.start].line if flow.start in flow.states else flow.line
        message = (
            f"the first message of `{flow.name}` has no number to call for {without[0]} ({len(without)} of "
            f"{len(samples)} samples); include 'emergency.j2' in every wording"
        )
        yield Finding(flow.file, line, "T009", message)


def _opening(
    flow: Flow, rehearsal: Rehearsal, context: Sample, within: tuple[str, ...]
) -> tuple[list[tuple[Flow, State]], bool]:
    """The states that a flow passes through before it waits for the first time, and whether it does wait."""
    passed: list[tuple[Flow, State]] = []
    name = flow.start
    while name != END and name in flow.states and len(passed) < len(flow.states) + len(within):
        state = flow.states[name]
        passed.append((flow, state))
        callee = rehearsal.dialogues.flows.get(state.call or "")
        if callee and callee.name not in within:
            states, waits = _opening(callee, rehearsal, context, (*within, flow.name))
            passed += states
            if waits:
                return passed, True
        if state.waits:
            return passed, True
        holds = (a.go for a in state.next if a.when is None or rehearsal.renderer.holds(a.when, context))
        name = next(holds, END)
    return passed, False


def _numbered(entry: tuple[Flow, State], rehearsal: Rehearsal, context: Sample) -> bool:
    flow, state = entry
    slots = dict.fromkeys(flow.slots, UNSET)
    here = rehearsal.renderer.text(_NUMBERS, context) if "here" in context else ""
    numbers = set(re.findall(r"\d{2,}", here))
    shown = [set(re.findall(r"\d{2,}", rehearsal.renderer.text(text, {**slots, **context}))) for text in state.say]
    if numbers:
        return bool(shown) and all(found & numbers for found in shown)
    return bool(shown) and all(any(len(number) > 2 for number in found) for found in shown)
