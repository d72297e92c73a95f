"""Rules about states that people may be standing in while the files change (M001–M004), and the record of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.dialogue.flow import Flow
from bot.dialogue.lint_finding import Dialogues, Finding, stands
from bot.dialogue.lint_flows import near
from bot.dialogue.script import line_of

FILE = "states.lock"
CURE = "run `python -m bot lint --accept` and commit dialogues/states.lock"
HEAD = (
    "# Every state in which a person can stand, as `flow state`, or `flow state call` while a called flow runs.\n"
    "# `python -m bot lint --accept` writes this file; lint finds by it a state that is gone without a `moved:` line.\n"
)


def states_lock(flows: Mapping[str, Flow]) -> str:
    """The content of `dialogues/states.lock`: each state where a talk can stand, and each that `moved:` leads from."""
    lines = []
    for flow in flows.values():
        standing = [state for state in flow.states.values() if stands(state)]
        lines += [f"{flow.name} {state.name}" + ("" if state.waits else " call") for state in standing]
        for old, new in flow.moved.items():
            target = flow.states.get(new)
            lines.append(f"{flow.name} {old}" + ("" if target is None or target.waits else " call"))
    return HEAD + "".join(f"{line}\n" for line in sorted(set(lines)))


def rename_faults(dialogues: Dialogues) -> Iterator[Finding]:
    """All rules of this module."""
    text = dialogues.files.get(FILE)
    if text is None:
        yield Finding(FILE, 1, "M002", f"this file is missing, so nobody notices a renamed state; {CURE}")
    released = _released(text or "")
    for (name, place), (line, called) in released.items():
        if name not in dialogues.unread:
            yield from _gone(dialogues.flows.get(name), name, place, line, called=called)
    for flow in dialogues.flows.values():
        yield from _moved(flow, released)
        if text is None:
            continue
        for state in flow.states.values():
            if stands(state) and (flow.name, state.name) not in released:
                message = f"`{state.name}` is new and not recorded in {FILE}; {CURE}"
                yield Finding(flow.file, state.line, "M002", message)


def _released(text: str) -> dict[tuple[str, str], tuple[int, bool]]:
    """Flow and state → line of the record, and whether a talk stood there for a called flow."""
    found = {}
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split()
        if len(words) >= 2 and not line.startswith("#"):
            found[words[0], words[1]] = (number, words[2:] == ["call"])
    return found


def _gone(flow: Flow | None, name: str, state: str, line: int, *, called: bool) -> Iterator[Finding]:
    if flow is None:
        message = (
            f"the flow `{name}` is gone, and people may be standing in its `{state}`; bring it back with `{state}` "
        )
        yield Finding(FILE, line, "M001", message + f"leading to its end, or, if nobody can be there, {CURE}")
    elif state not in flow.states:
        if state not in flow.moved:
            hint = near(state, [s.name for s in flow.states.values() if stands(s)])
            message = f"`{state}` is gone, and people may be standing in it; add `moved: {{{state}: …}}` to the flow"
            yield Finding(flow.file, flow.line, "M001", message + hint)
    elif state not in flow.moved and not (flow.states[state].waits or (called and flow.states[state].call)):
        message = (
            f"people may be standing in `{state}`, which no longer waits; give the new state another name, and add "
        )
        yield Finding(flow.file, flow.states[state].line, "M001", message + f"`moved: {{{state}: …}}`")


def _moved(flow: Flow, released: Mapping[tuple[str, str], tuple[int, bool]]) -> Iterator[Finding]:
    for old, new in flow.moved.items():
        line = line_of(old, flow.line)
        if old in flow.states:
            message = (
                f"`moved: {old}` leads people out of `{old}`, which is still a state; remove this line, or the state"
            )
            yield Finding(flow.file, line, "M004", message)
        target = flow.states.get(new)
        called = released.get((flow.name, old), (0, False))[1]
        if target is not None and not target.waits and not (called and target.call):
            message = f"`moved: {old}` leads to `{new}`, where nobody can stand; lead it to a state that asks"
            yield Finding(flow.file, line, "M003", message)
