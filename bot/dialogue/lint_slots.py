"""Rules about slots: asked, set, used, named and filled as they were declared (T004–T007)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from bot.dialogue.flow import Flow, Slot
from bot.dialogue.lint_finding import Dialogues, Finding
from bot.dialogue.lint_flows import near
from bot.dialogue.lint_templates import names_in, names_without_slots
from bot.dialogue.script import line_of

_FORMS = {
    "yes_no": (r"yes|no", "yes or no"),
    "country": (r"[A-Z]{2}", "an ISO code such as US"),
    "place": (r"[A-Za-z_+-]+(/[A-Za-z0-9_+-]+)*", "a time zone such as Europe/Berlin"),
    "time": (r"([01]\d|2[0-3]):[0-5]\d", "a time such as 20:14"),
}


def slot_faults(dialogues: Dialogues) -> Iterator[Finding]:
    """All rules of this module over the person's slots and every flow."""
    taken = names_without_slots(dialogues)
    yield from _declared(dialogues.person, "person.yaml", taken, frozenset())
    for flow in dialogues.flows.values():
        yield from _declared(flow.slots, flow.file, taken, frozenset(dialogues.person))
        yield from _unused(flow, dialogues)
        yield from _filled(flow, dialogues)


def _declared(slots: Mapping[str, Slot], file: str, taken: frozenset[str], person: frozenset[str]) -> Iterator[Finding]:
    for slot in slots.values():
        if slot.name in taken:
            message = f"the slot `{slot.name}` is hidden by the bot's own `{slot.name}`; give the slot another name"
            yield Finding(file, slot.line, "T006", message)
        elif slot.name in person:
            message = f"the slot `{slot.name}` hides the person's of that name; use the person's, or another name"
            yield Finding(file, slot.line, "T006", message)
        if slot.type == "scale" and slot.low >= slot.high:
            message = f"the scale `{slot.name}` runs from {slot.low} to {slot.high}; `low` must be less than `high`"
            yield Finding(file, slot.line, "T007", message)


def _unused(flow: Flow, dialogues: Dialogues) -> Iterator[Finding]:
    used = names_in(flow, dialogues)
    for state in flow.states.values():
        used |= {state.ask} if state.ask else set()
        used |= {name for choice in state.choices for name in choice.set}
    for slot in flow.slots.values():
        if slot.name not in used:
            message = (
                f"the slot `{slot.name}` is never asked, set or used; remove it, or correct the name where it is meant"
            )
            yield Finding(flow.file, slot.line, "T004", message)


def _filled(flow: Flow, dialogues: Dialogues) -> Iterator[Finding]:
    known = {*flow.slots, *dialogues.person}

    def unknown(name: str, line: int, key: str) -> Finding:
        hint = near(name, known) or "; declare it under `slots:`, or in person.yaml where it outlives the flow"
        return Finding(flow.file, line, "T005", f"`{key}` names the slot `{name}`, which is not declared{hint}")

    for state in flow.states.values():
        if state.ask and state.ask not in known:
            yield unknown(state.ask, line_of(state.ask, state.line), "ask")
        acts = [(do, state.line) for do in state.do]
        for choice in state.choices:
            acts += [(do, choice.line) for do in choice.do]
            for name, value in choice.set.items():
                slot = dialogues.slot(flow, name)
                if slot is None:
                    yield unknown(name, line_of(name, choice.line), "set")
                elif "{" not in value:
                    wrong = _misfit(slot, value)
                    if wrong:
                        message = f"`{name}: {value}` does not fit a slot of `type: {slot.type}`; write {wrong}"
                        yield Finding(flow.file, line_of(value, choice.line), "T007", message)
        for do, line in acts:
            action, _, name = do.partition(" ")
            if action == "person.clear" and name.strip() not in dialogues.person:
                yield unknown(name.strip(), line_of(do, line), "person.clear")


def _misfit(slot: Slot, value: str) -> str:
    """What a value of this slot must look like, where this one does not; empty where it fits."""
    if slot.type == "text":
        return f"at most {slot.max} characters" if len(value) > slot.max else ""
    if slot.type == "scale":
        fits = re.fullmatch(r"-?\d+", value) and slot.low <= int(value) <= slot.high
        return "" if fits else f"a whole number from {slot.low} to {slot.high}"
    form, cure = _FORMS[slot.type]
    return "" if re.fullmatch(form, value) else cure
