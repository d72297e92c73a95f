"""Rules about Jinja2: syntax, includes, and names that nobody declared (T001–T003)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from jinja2 import DictLoader, Environment, TemplateSyntaxError, meta, nodes

from bot.dialogue.flow import Flow
from bot.dialogue.lint_finding import Dialogues, Finding, conditions, spoken
from bot.dialogue.lint_flows import near
from bot.dialogue.render import Renderer
from bot.dialogue.script import Mapped, line_of, texts
from bot.dialogue.talk import ENGINE_NAMES


@dataclass(frozen=True, slots=True)
class Names:
    """What one template asks of its context, what it includes, and includes that do not exist or are not fixed."""

    free: frozenset[str]
    missing: frozenset[str] = frozenset()


@lru_cache(maxsize=2)
def _renderer(shared: tuple[tuple[str, str], ...]) -> Renderer:
    return Renderer(dict(shared))


def renderer(shared: Mapping[str, str]) -> Renderer:
    """The engine's renderer over these shared texts, made once, as its compiled texts are kept with it."""
    return _renderer(tuple(sorted(shared.items())))


def environment(shared: Mapping[str, str]) -> Environment:
    """The environment in which the engine renders."""
    return renderer(shared).env


@lru_cache(maxsize=4096)
def syntax_fault(env: Environment, source: str, *, condition: bool = False) -> tuple[str, int] | None:
    """What Jinja2 cannot read and on which line of the text (from 1), or None."""
    try:
        if condition:
            env.compile_expression(source)
        else:
            env.compile(source)
    except TemplateSyntaxError as error:
        return (error.message or "it cannot be read", error.lineno)
    return None


def names_of(source: str, dialogues: Dialogues, *, condition: bool = False) -> Names:
    """The free names of a readable text or condition, with those of what it includes."""
    return _names(environment(dialogues.shared), "{{ (" + source + "\n) }}" if condition else source, ())


@lru_cache(maxsize=4096)
def _names(env: Environment, source: str, within: tuple[str, ...]) -> Names:
    tree = env.parse(source)
    shared = env.loader.mapping if isinstance(env.loader, DictLoader) else {}
    free = set(meta.find_undeclared_variables(tree)) - set(env.globals)
    # A name that the including template sets (a loop's `line`) is there for the included one as well.
    own = {name.name for name in tree.find_all(nodes.Name) if name.ctx in ("store", "param")}
    missing: set[str] = set()
    for name in meta.find_referenced_templates(tree):
        if name is None or name not in shared or name in within:
            missing.add(name or "")
        elif syntax_fault(env, shared[name]) is None:
            inner = _names(env, shared[name], (*within, name))
            free |= inner.free - own
            missing |= inner.missing
    return Names(frozenset(free), frozenset(missing))


def names_without_slots(dialogues: Dialogues) -> frozenset[str]:
    """The names that the engine and coaching give to every text."""
    return ENGINE_NAMES | dialogues.coaching.context_names


def allowed(flow: Flow, dialogues: Dialogues) -> frozenset[str]:
    """Every name that a text of this flow may use."""
    return names_without_slots(dialogues) | set(flow.slots) | set(dialogues.person)


def templates(flow: Flow) -> Iterator[tuple[str, int, bool]]:
    """Every text and condition of a flow as (source, line, whether it is a condition)."""
    for part in spoken(flow):
        yield part.text, part.line, False
    for condition in conditions(flow):
        yield condition.source, condition.line, True
    for state in flow.states.values():
        for choice in state.choices:
            for value in (*choice.set.values(), choice.copy):
                if "{" in value:
                    yield value, choice.line, False
        for value in (state.picture, state.after.wait if state.after else ""):
            if "{" in value:
                yield value, state.line, False


def names_in(flow: Flow, dialogues: Dialogues) -> set[str]:
    """Every name that the readable texts and conditions of a flow use."""
    env = environment(dialogues.shared)
    used: set[str] = set()
    for source, _, condition in templates(flow):
        if syntax_fault(env, source, condition=condition) is None:
            used |= names_of(source, dialogues, condition=condition).free
    return used


def template_faults(dialogues: Dialogues) -> Iterator[Finding]:
    """All rules of this module over every flow and shared text."""
    for name in sorted(dialogues.shared):
        if name.endswith(".j2"):
            yield from _shared(name, dialogues)
    for flow in dialogues.flows.values():
        names = allowed(flow, dialogues)
        for source, line, condition in templates(flow):
            yield from _check(source, flow.file, line, names, dialogues, condition=condition)
    talk = dialogues.scripts.get("shared/talk.yaml", Mapped())
    for key, names in (("back", frozenset({"flow_below"})), ("retry", names_without_slots(dialogues))):
        for source in texts(talk.get(key)):
            yield from _check(source, "shared/talk.yaml", line_of(source), names, dialogues)


def _shared(name: str, dialogues: Dialogues) -> Iterator[Finding]:
    """A shared text by itself: its names depend on who includes it, so only syntax and includes."""
    file, source = f"shared/{name}", dialogues.shared[name]
    env = environment(dialogues.shared)
    fault = syntax_fault(env, source)
    if fault:
        yield Finding(file, fault[1], "T001", f"Jinja2 cannot read this text: {fault[0]}; correct the tag")
        return
    for missing in sorted(_names(env, source, (name,)).missing):
        yield Finding(file, _line_in(source, missing), "T002", _no_include(missing, dialogues))


def _check(
    source: str, file: str, line: int, names: frozenset[str], dialogues: Dialogues, *, condition: bool = False
) -> Iterator[Finding]:
    first = dialogues.line_at(file, source, otherwise=line)
    what = "condition" if condition else "text"
    fault = syntax_fault(environment(dialogues.shared), source, condition=condition)
    if fault:
        message = f"Jinja2 cannot read this {what}: {fault[0]}; correct the tag"
        yield Finding(file, first + fault[1] - 1, "T001", message)
        return
    found = names_of(source, dialogues, condition=condition)
    for missing in sorted(found.missing):
        yield Finding(file, first + _line_in(source, missing) - 1, "T002", _no_include(missing, dialogues))
    for name in sorted(found.free - names):
        hint = near(name, set(names)) or "; declare it as a slot, or correct it"
        where = "" if re.search(rf"\b{re.escape(name)}\b", source) else " (in a text that it includes)"
        message = f"nothing here is called `{name}`{where}{hint}"
        yield Finding(file, first + _line_in(source, name) - 1, "T003", message)


def _line_in(source: str, word: str) -> int:
    """The line of a text on which a word stands first, or 1."""
    match = re.search(rf"\b{re.escape(word)}\b", source) if word else None
    return source.count("\n", 0, match.start()) + 1 if match else 1


def _no_include(name: str, dialogues: Dialogues) -> str:
    if not name:
        return "`include` needs the plain name of a file, in quotes"
    if name in dialogues.shared:
        return f"`{name}` includes itself; take one of the two `include` lines out"
    return f"there is no shared/{name}{near(name, set(dialogues.shared)) or '; write it, or correct the name'}"
