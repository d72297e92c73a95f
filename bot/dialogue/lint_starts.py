"""Rules about where flows start, and about the menu that starts them (F007, F008, F019, F020)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.dialogue.flow import Flow
from bot.dialogue.lint_finding import Dialogues, Finding
from bot.dialogue.lint_flows import near
from bot.dialogue.script import Mapped, line_of

POLICY = frozenset(
    "stranger lost stale closed_ordinary closed_couple unreadable old_button forged_button stumbled group"
    " undelivered_unknown".split()
)
"""The policy's own starting points, see `bot.dialogue.policy`."""

SHAPE = re.compile(r"(signal|command|keyboard|word|policy|timer)\.(\S+)")
MOST = {"description": 512, "short_description": 120}
"""Telegram's limits for the texts of an empty chat and of the bot's page; 256 for the line of a command."""


@dataclass(frozen=True, slots=True)
class MenuNames:
    """What `menu.yaml` names: commands, keys of the keyboard and control words, each with its line."""

    commands: Mapping[str, int]
    keyboard: Mapping[str, int]
    words: Mapping[str, int]

    @classmethod
    def of(cls, script: Any) -> MenuNames:
        """Read the names of a parsed menu."""
        return cls(
            {str(row["command"]): line_of(row) for row in script.get("commands") or ()},
            {str(row["name"]): line_of(row) for row in script.get("keyboard") or ()},
            {str(name): line_of(name) for name in script.get("words") or ()},
        )


def start_faults(dialogues: Dialogues) -> Iterator[Finding]:
    """All rules of this module."""
    script = dialogues.scripts.get("menu.yaml", Mapped())
    menu = MenuNames.of(script)
    taken: dict[str, Flow] = {}
    for flow in dialogues.flows.values():
        for point in flow.starts_on:
            line = line_of(point, flow.line)
            if point in taken:
                other = taken[point]
                message = f"`{point}` starts `{other.name}` ({other.file}) too; leave it to one of the two"
                yield Finding(flow.file, line, "F007", message)
            taken.setdefault(point, flow)
            wrong = _wrong(point, menu, dialogues)
            if wrong:
                yield Finding(flow.file, line, "F008", f"`{point}` {wrong}")
    if not dialogues.unread:
        yield from _leads_nowhere(menu, taken)
    yield from _telegram(script)


def _wrong(point: str, menu: MenuNames, dialogues: Dialogues) -> str:
    """What is wrong with a starting point, with its cure; empty where nothing is."""
    match = SHAPE.fullmatch(point)
    if not match:
        return "is no starting point; write signal., command., keyboard., word., policy. or timer. with a name"
    sort, name = match[1], match[2]
    if sort == "signal":
        if dialogues.knows_signal(name):
            return ""
        hint = near(name, dialogues.signals) or "; correct it, or write its file in signals/"
        return f"names a signal that no file of signals/ gives{hint}"
    if sort == "timer":
        return "" if re.fullmatch(r"[a-z_]+", name) else "is no timer's name; use small letters and `_`"
    known: Any = {"command": menu.commands, "keyboard": menu.keyboard, "word": menu.words, "policy": POLICY}[sort]
    own = name.partition(":")[0] if sort == "command" else name
    if own in known:
        return ""
    where = (
        f"the policy knows {', '.join(sorted(POLICY))}" if sort == "policy" else "add it to menu.yaml, or correct it"
    )
    return f"is unknown{near(own, set(known)) or '; ' + where}"


def _leads_nowhere(menu: MenuNames, taken: Mapping[str, Flow]) -> Iterator[Finding]:
    """What the menu offers and no flow answers; the bot promises only what it does."""
    for sort, names in (("command", menu.commands), ("keyboard", menu.keyboard), ("word", menu.words)):
        for name, line in names.items():
            if f"{sort}.{name}" not in taken:
                message = f"no flow starts on `{sort}.{name}`; add it to `starts_on:` of a flow, or remove it here"
                yield Finding("menu.yaml", line, "F019", message)


def _telegram(script: Any) -> Iterator[Finding]:
    for key, most in MOST.items():
        text = script.get(key, "")
        if isinstance(text, str) and len(text.strip()) > most:
            message = f"`{key}` has {len(text.strip())} characters; Telegram takes {most}, shorten it"
            yield Finding("menu.yaml", line_of(text), "F020", message)
    for row in script.get("commands") or ():
        name, about = str(row["command"]), str(row["about"])
        if not re.fullmatch(r"[a-z0-9_]{1,32}", name):
            message = f"`{name}` is no command for Telegram; 1 to 32 of a–z, 0–9 and `_`, without the slash"
            yield Finding("menu.yaml", line_of(row), "F020", message)
        if not 1 <= len(about) <= 256:
            message = f"`about` of /{name} has {len(about)} characters; Telegram takes 1 to 256"
            yield Finding("menu.yaml", line_of(row), "F020", message)
