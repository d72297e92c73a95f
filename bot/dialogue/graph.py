"""Flows as Mermaid state diagrams, drawn from the compiled machines, so that the picture is what runs.

The edge list is printed by hand, as the drawing that comes with `transitions` leaves final states out.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.dialogue.book import Book
from bot.dialogue.flow import END, After, Flow, State
from bot.dialogue.machine import GO_ON, SILENCE, edges, trigger_of

_UNSAFE = {
    "#": "#35;",
    ";": "#59;",
    ":": "#58;",
    '"': "#quot;",
    "<": "#lt;",
    ">": "#gt;",
    "{": "#123;",
    "}": "#125;",
    "%": "#37;",
}


def mermaid(book: Book, flow_name: str) -> str:
    """The flow as a `stateDiagram-v2`, from its compiled machine. Raises KeyError for a flow the book does not have."""
    flow = book.flows[flow_name]
    ids = {name: f"s{number}" for number, name in enumerate(flow.states, 1)}
    lines = ["stateDiagram-v2", "    direction TB"]
    lines += [f'    state "{_safe(name)}" as {short}' for name, short in ids.items()]
    lines.append(f"    [*] --> {ids[flow.start]}")
    for source, target, label in _drawn(book, flow):
        onto = "[*]" if target == END else ids[target]
        lines.append(f"    {ids[source]} --> {onto}" + (f" : {_safe(label)}" if label else ""))
    for state in flow.states.values():
        if state.call:
            lines += [f"    note right of {ids[state.name]}", f"        calls {_safe(state.call)}", "    end note"]
    return "\n".join(lines) + "\n"


def graph_page(book: Book) -> str:
    """A Markdown page with the picture of every flow, in order of their names."""
    parts = [
        "# The flows, drawn\n",
        "Written by `python -m bot graph` from the compiled machines; do not edit it by hand. "
        "An arrow shows the choice that takes it, its condition in brackets, or the silence after which it is taken.\n",
    ]
    for name in sorted(book.flows):
        flow = book.flows[name]
        parts.append(f"## {name}\n")
        if flow.about:
            parts.append(f"{flow.about}\n")
        if flow.starts_on:
            parts.append(f"Starts on {', '.join(f'`{point}`' for point in flow.starts_on)}.\n")
        parts.append(f"```mermaid\n{mermaid(book, name)}```\n")
    return "\n".join(parts)


def _drawn(book: Book, flow: Flow) -> Iterator[tuple[str, str, str]]:
    """Every transition of the compiled machine as (source, target, label), state by state.

    The machine keeps conditions as functions; their text is that of `edges`, whose order the machine keeps.
    """
    texts: dict[tuple[str, str], list[str | None]] = {}
    for trigger, source, _, condition in edges(flow):
        texts.setdefault((trigger, source), []).append(condition)
    found: list[tuple[str, str, str]] = []
    for trigger, event in book.machines[flow.name].events.items():
        for source, transitions in event.transitions.items():
            for transition, condition in zip(transitions, texts[trigger, source], strict=True):
                found.append((source, str(transition.dest), _label(flow.states[source], trigger, condition)))
    order = list(flow.states)
    yield from sorted(found, key=lambda edge: order.index(edge[0]))


def _label(state: State, trigger: str, condition: str | None) -> str:
    """What an arrow says: the choice's label, the silence, the question that was answered, and the condition."""
    if trigger == SILENCE:
        return f"after {_time(state.after)}" if state.after and not state.after.wait else "at the promised time"
    if trigger == GO_ON:
        parts = [state.ask or "", f"[{condition}]" if condition else ""]
        return " ".join(part for part in parts if part)
    for index, choice in enumerate(state.choices):
        if trigger_of(state, index) == trigger:
            return (choice.label or f"“{choice.also[0]}”") + (f" [{choice.when}]" if choice.when else "")
    return trigger


def _time(after: After) -> str:
    for unit, seconds in (("d", 86400), ("h", 3600), ("min", 60)):
        if after.seconds >= seconds and after.seconds % seconds == 0:
            return f"{after.seconds // seconds} {unit}"
    return f"{after.seconds} s"


def _safe(text: str) -> str:
    """A text without the characters that Mermaid reads as its own."""
    return "".join(_UNSAFE.get(letter, letter) for letter in " ".join(text.split()))
