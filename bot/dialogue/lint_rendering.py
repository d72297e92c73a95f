"""Rules that render every text as people would get it: in each country, role and state of consent (T008)."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any

from bot.dialogue.flow import Flow, Slot
from bot.dialogue.lint_filled import filled_slots
from bot.dialogue.lint_finding import Condition, Dialogues, Finding, Spoken, conditions, spoken
from bot.dialogue.lint_templates import allowed, environment, names_of, renderer, syntax_fault
from bot.dialogue.render import UNSET, Later, RenderError, Unset, YesNo

Sample = Mapping[str, Any]

RAISED = (RenderError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError, RecursionError)
"""What a text may raise while it is rendered; Jinja2 hands on what its expressions raise."""


class Rehearsal:
    """Renders the texts of one flow for every sample, each text once for each set of values that it asks for."""

    def __init__(self, flow: Flow, dialogues: Dialogues, samples: Sequence[Sample]) -> None:
        self.flow, self.dialogues = flow, dialogues
        self.renderer = renderer(dialogues.shared)
        self.contexts = [context for sample in samples for context in contexts_of(flow, dialogues, sample)]
        self.filled = filled_slots(flow)

    def readable(self, source: str, *, condition: bool = False) -> frozenset[str] | None:
        """The names of a text in which the other rules find no fault, else None."""
        if syntax_fault(environment(self.dialogues.shared), source, condition=condition):
            return None
        names = names_of(source, self.dialogues, condition=condition)
        return None if names.missing or names.free - allowed(self.flow, self.dialogues) else names.free

    def faults(self, part: Spoken, *, empty: bool) -> tuple[str, str] | None:
        """What goes wrong with a text and for which sample, first of all that go wrong; None where nothing does."""
        names = self.readable(part.text)
        if names is None:
            return None
        for context in self._cases(names, self.filled[part.state.name]):
            try:
                if not self.renderer.text(part.text, context) and not empty:
                    return "it is empty", str(context["_name"])
            except RAISED as error:
                return f"{error}", str(context["_name"])
        return None

    def untried(self, part: Condition) -> tuple[str, str] | None:
        """What goes wrong with a condition and for which sample; None where nothing does."""
        names = self.readable(part.source, condition=True)
        if names is None:
            return None
        answered = {part.answered} if part.answered else set()
        for context in self._cases(names, self.filled[part.state.name] | answered):
            try:
                self.renderer.holds(part.source, context)
            except RAISED as error:
                return f"{error}", str(context["_name"])
        return None

    def _cases(self, names: frozenset[str], filled: frozenset[str]) -> Iterator[dict[str, Any]]:
        """The contexts that differ in these names; an empty slot that is surely filled gets its lowest value."""
        tried: set[tuple[Any, ...]] = set()
        ordered = sorted(names)
        for context in self.contexts if names else self.contexts[:1]:
            key = key_of(context, ordered)
            if key in tried:
                continue
            tried.add(key)
            answers = {}
            for name in names & filled:
                slot = self.dialogues.slot(self.flow, name)
                if slot and isinstance(context.get(name), Unset):
                    answers[name] = _value(slot, "low")
            yield {**context, **answers}


def key_of(context: Sample, names: list[str]) -> tuple[Any, ...]:
    """What tells two contexts apart for a text that uses these names; equal values count as one."""
    values = [context.get(name) for name in names]
    plain = [value.value if isinstance(value, Later) else value for value in values]
    # An empty slot equals an empty text, and still behaves otherwise in a filter.
    return tuple(v if isinstance(v, Hashable) and not isinstance(v, Unset) else id(v) for v in plain)


def contexts_of(flow: Flow, dialogues: Dialogues, sample: Sample) -> Iterator[dict[str, Any]]:
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
    """The rule over every text and condition; nothing where no samples are given."""
    for flow in dialogues.flows.values():
        rehearsal = Rehearsal(flow, dialogues, samples)
        for part in spoken(flow):
            needed = part.key == "label" or (flow.kind == "safety" and part.key in ("say", "retry"))
            wrong = rehearsal.faults(part, empty=not needed)
            if wrong:
                line = dialogues.line_at(flow.file, part.text, otherwise=part.line)
                message = f"a text of `{part.state.name}` does not render for {wrong[1]}: {wrong[0]}; mend it"
                yield Finding(flow.file, line, "T008", message + ", or guard it with `{% if … %}`")
        for condition in conditions(flow):
            wrong = rehearsal.untried(condition)
            if wrong:
                message = f"the condition `{condition.source}` cannot be tried for {wrong[1]}: {wrong[0]}; correct it"
                yield Finding(flow.file, condition.line, "T008", message)
