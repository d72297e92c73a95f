"""Rules about the states of one flow: where they lead, what they ask, and what they show (F001–F004, F009–F018)."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import PurePosixPath

from bot.dialogue.exercise import PREFIX
from bot.dialogue.flow import END, Arrow, Flow, State
from bot.dialogue.lint_finding import Dialogues, Finding, bare_text
from bot.dialogue.script import line_of
from bot.dialogue.slots import bare

MOST_LABEL = 28
"""Characters of a button; longer ones are cut on a narrow phone."""

KEYBOARDS = ("main", "location")


def near(name: str, names: object) -> str:
    """A hint `; did you mean …?` where a known name is close to a mistyped one."""
    close = (
        get_close_matches(str(name), [str(n) for n in names], 1) if isinstance(names, (list, set, frozenset)) else []
    )
    return f"; did you mean `{close[0]}`?" if close else ""


def flow_faults(dialogues: Dialogues) -> Iterator[Finding]:
    """All rules of this module over every flow."""
    for flow in dialogues.flows.values():
        yield from _name(flow)
        yield from _targets(flow)
        for state in flow.states.values():
            if state.name == END:
                yield _at(
                    flow, state.line, "F017", "`end` is the target that leaves a flow; give this state another name"
                )
            yield from _arrows(flow, state)
            yield from _question(flow, state, dialogues)
            yield from _buttons(flow, state, dialogues)
            yield from _calls(flow, state, dialogues)
        yield from _signals(flow, dialogues)


def _at(flow: Flow, line: int, code: str, message: str) -> Finding:
    return Finding(flow.file, line, code, message)


def _name(flow: Flow) -> Iterator[Finding]:
    stem = PurePosixPath(flow.file).stem
    own = flow.name.removeprefix(PREFIX)
    if own != stem:
        yield _at(
            flow, flow.line, "F016", f"`{own}` stands in {stem}.yaml; give the file that name, or the name of the file"
        )


def _targets(flow: Flow) -> Iterator[Finding]:
    known = [*flow.states, END]

    def fault(target: str, line: int, what: str, names: list[str] = known) -> Iterator[Finding]:
        if target not in names:
            hint = near(target, names) or "; write that state, or a state of this flow"
            yield _at(flow, line, "F001", f"{what} leads to `{target}`, which is no state of this flow{hint}")

    yield from fault(flow.start, line_of(flow.start, flow.line), "`start`", list(flow.states))
    for old, new in flow.moved.items():
        yield from fault(new, line_of(new, flow.line), f"`moved: {old}`", list(flow.states))
    for state in flow.states.values():
        for choice in state.choices:
            if choice.copy:
                continue
            yield from fault(choice.go, line_of(choice.go, choice.line), f"the choice “{choice.label}”")
        for arrow in state.next:
            yield from fault(arrow.go, line_of(arrow.go, arrow.line), "`next`")
        if state.after and state.after.go:
            yield from fault(state.after.go, line_of(state.after.go, state.after.line), "`after`")


def _arrows(flow: Flow, state: State) -> Iterator[Finding]:
    taken = bool(state.ask) or not state.waits
    if state.next and not taken:
        yield _at(
            flow,
            state.next[0].line,
            "F018",
            f"`next` of `{state.name}` is never taken, as only choices lead out; remove it, or add `ask:`",
        )
    if state.after and not state.waits and not (state.call and state.after.promises):
        yield _at(
            flow,
            state.after.line,
            "F018",
            f"`after` of `{state.name}` never comes, as the state does not wait; add `ask:` or `choices:`, or drop it",
        )
    always = next((arrow for arrow in state.next if arrow.when is None), None)
    if always is not None and always is not state.next[-1]:
        late = state.next[state.next.index(always) + 1]
        yield _at(
            flow,
            late.line,
            "F003",
            f"this arrow of `{state.name}` is never tried, as the one to `{always.go}` always holds; put that one last",
        )
    if taken and always is None:
        yield from _falls_through(flow, state, state.next)


def _falls_through(flow: Flow, state: State, arrows: tuple[Arrow, ...]) -> Iterator[Finding]:
    if arrows:
        yield _at(
            flow,
            arrows[-1].line,
            "F002",
            f"`next` of `{state.name}` can fall through; end it with an arrow without `when`, as in `- {{go: end}}`",
        )
    elif state.ask or state.call:
        what = f"the answer to `{state.ask}`" if state.ask else f"the end of `{state.call}`"
        yield _at(
            flow, state.line, "F002", f"{what} leads nowhere from `{state.name}`; add `next:` with a state or `end`"
        )


def _question(flow: Flow, state: State, dialogues: Dialogues) -> Iterator[Finding]:
    slot = dialogues.slot(flow, state.ask) if state.ask else None
    if state.ask and not state.retry:
        yield _at(
            flow,
            state.line,
            "F004",
            f"`{state.name}` asks for `{state.ask}` and has no `retry:`; add what is said when an answer does not fit",
        )
    if state.offer and (slot is None or slot.type != "text"):
        yield _at(
            flow,
            line_of(state.offer, state.line),
            "F021",
            f"`offer` of `{state.name}` fills no slot, as only a question of `type: text` takes it; add that `ask:`",
        )
    if state.listen and (slot is None or slot.type != "text"):
        yield _at(
            flow,
            line_of(state.listen[0], state.line),
            "F018",
            f"`listen` of `{state.name}` is never used, as only a question of `type: text` listens; remove it",
        )
    if state.keyboard and state.keyboard not in KEYBOARDS:
        yield _at(
            flow,
            line_of(state.keyboard, state.line),
            "F015",
            f"`keyboard: {state.keyboard}` is unknown; write main or location",
        )
    if state.keyboard == "location" and (slot is None or slot.type != "place"):
        yield _at(
            flow,
            line_of(state.keyboard, state.line),
            "F015",
            f"`{state.name}` shows the location key, and asks for no place; `ask:` for a slot of `type: place`",
        )


def _buttons(flow: Flow, state: State, dialogues: Dialogues) -> Iterator[Finding]:
    seen: dict[str, str | None] = {}
    for choice in state.choices:
        label = bare_text(choice.label)
        line = line_of(choice.label, choice.line)
        if len(label) > MOST_LABEL:
            yield _at(
                flow,
                line,
                "F011",
                f"the label “{choice.label}” has {len(label)} characters; {MOST_LABEL} at most, phones cut the rest",
            )
        # Two choices of one label may stand under different conditions; only one of them is meant to show.
        key = bare(choice.label)
        if not choice.label:
            continue
        if key in seen and (choice.when is None or seen[key] is None or seen[key] == choice.when):
            yield _at(flow, line, "F012", f"`{state.name}` has two choices “{choice.label}”; give one another label")
        seen[key] = choice.when
    if not state.keyboard:
        return
    slot = dialogues.slot(flow, state.ask) if state.ask else None
    hidden = [c.label for c in state.choices if not all(bare(c.label) in bare(text) for text in state.say)]
    if hidden or (slot is not None and slot.type == "scale") or (state.choices and not state.say):
        yield _at(
            flow,
            line_of(state.keyboard, state.line),
            "F014",
            f"Telegram shows either buttons or `keyboard:`, so the buttons of `{state.name}` stay hidden; take "
            "`keyboard:` to another state, or name in `say` what can be typed",
        )


def _calls(flow: Flow, state: State, dialogues: Dialogues) -> Iterator[Finding]:
    if state.call and state.call not in dialogues.flows and state.call not in dialogues.unread:
        hint = near(state.call, {*dialogues.flows, *dialogues.unread}) or "; write its file, or the name of another"
        line = line_of(state.call, state.line)
        yield _at(flow, line, "F009", f"`{state.name}` calls `{state.call}`, and there is no such flow{hint}")
    acts = [(do, state.line) for do in state.do]
    acts += [(do, choice.line) for choice in state.choices for do in choice.do]
    for do, line in acts:
        name = do.partition(" ")[0]
        if name not in dialogues.coaching.actions:
            known = ", ".join(sorted(dialogues.coaching.actions)) or "none"
            yield _at(flow, line_of(do, line), "F010", f"the action `{name}` is unknown; the known ones are {known}")


def _signals(flow: Flow, dialogues: Dialogues) -> Iterator[Finding]:
    used = [(name, line_of(name, flow.line), "handles") for name in flow.handles] if not _exercise(flow) else []
    for state in flow.states.values():
        used += [(name, line_of(name, state.line), "listen") for name in state.listen]
        used += [(name, line_of(name, c.line), "hears") for c in state.choices for name in c.hears]
    for name, line, key in used:
        if not dialogues.knows_signal(name):
            hint = near(name, dialogues.signals) or "; correct it, or write its file in signals/"
            yield _at(flow, line, "F013", f"`{key}: {name}` names a signal that no file of signals/ gives{hint}")


def _exercise(flow: Flow) -> bool:
    """Exercises get their `handles` from the program, so no author can mend them."""
    return flow.name.startswith(PREFIX)
