"""Rules about the words themselves: the voice and the length of a message (F005, F006, W001, W002)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.dialogue.exercise import PREFIX
from bot.dialogue.flow import Flow
from bot.dialogue.lint_finding import Dialogues, Finding, bare_text, spoken
from bot.dialogue.script import Listed, Mapped, Text, line_of, texts

MOST_TEXT = 700
"""Characters of one wording: about one screen of a phone."""

MOST_FIRST = 240
"""Characters that somebody who is flooded can read at once."""

_HIDDEN = re.compile(
    r"\{%-?\s*block\s+(?:script|quote)\w*\s*-?%\}.*?\{%-?\s*endblock.*?%\}|\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|“[^”]*”",
    re.DOTALL,
)
"""What the voice rules do not read: Jinja's tags, and the person's own words (in “…”, a block `script` or `quote`)."""


@dataclass(frozen=True, slots=True)
class Forbidden:
    """A phrase that the voice forbids, why, and what to write instead."""

    phrase: str
    pattern: re.Pattern[str]
    why: str
    cure: str


def word_faults(dialogues: Dialogues) -> Iterator[Finding]:
    """All rules of this module."""
    for flow in dialogues.flows.values():
        yield from _long(flow, dialogues)
        if "signal.flooded" in flow.starts_on:
            yield from _long_first(flow)
    forbidden, faults = _voice(dialogues.scripts.get("voice.yaml"))
    yield from faults
    for file, text, line in _written(dialogues):
        yield from _unvoiced(file, text, line, forbidden, dialogues)


def _long(flow: Flow, dialogues: Dialogues) -> Iterator[Finding]:
    for part in spoken(flow):
        length = len(bare_text(part.text))
        if length > MOST_TEXT:
            line = dialogues.line_at(flow.file, part.text, otherwise=part.line)
            message = f"a text of `{part.state.name}` has {length} characters; {MOST_TEXT} at most, split or shorten it"
            yield Finding(flow.file, line, "F005", message)


def _long_first(flow: Flow) -> Iterator[Finding]:
    """The longest first message: what is said from the start until the flow waits."""
    waiting: list[tuple[str, int, frozenset[str]]] = [(flow.start, 0, frozenset())]
    told: set[str] = set()
    while waiting:
        name, before, passed = waiting.pop()
        state = flow.states.get(name)
        if state is None or name in passed or name in told:
            continue
        length = before + max((len(bare_text(text)) for text in state.say), default=0)
        if length > MOST_FIRST:
            told.add(name)
            message = f"the first message to somebody who is flooded has {length} characters; {MOST_FIRST} at most"
            yield Finding(flow.file, state.line, "F006", message + f", shorten `say` of `{name}`")
        elif not state.waits and not state.call:
            waiting += [(arrow.go, length, passed | {name}) for arrow in state.next]


def _voice(script: Any) -> tuple[list[Forbidden], list[Finding]]:
    """The phrases of `voice.yaml`: a list of `{phrase, why, cure}`, or such lists under headings."""
    rows = script if isinstance(script, Listed) else []
    if isinstance(script, Mapped):
        rows = [row for value in script.values() if isinstance(value, Listed) for row in value]
    forbidden: list[Forbidden] = []
    faults: list[Finding] = []
    for row in rows:
        lacking = [k for k in ("phrase", "why", "cure") if not (isinstance(row, Mapped) and row.get(k))]
        if lacking:
            message = f"a forbidden phrase needs {' and '.join(f'`{key}:`' for key in lacking)}; add it"
            faults.append(Finding("voice.yaml", line_of(row), "W002", message))
            continue
        phrases = texts(row["phrase"])
        forbidden += [Forbidden(phrase, _pattern(phrase), str(row["why"]), str(row["cure"])) for phrase in phrases]
    return forbidden, faults


def _pattern(phrase: str) -> re.Pattern[str]:
    words = r"\s+".join(re.sub(r"['’]", "['’]", re.escape(word)) for word in phrase.split())
    return re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)


def _written(dialogues: Dialogues) -> Iterator[tuple[str, str, int]]:
    """Every text in the bot's voice, as (file, text, line)."""
    for flow in dialogues.flows.values():
        if flow.title:
            yield flow.file, flow.title, flow.line
        if not flow.name.startswith(PREFIX):
            for part in spoken(flow):
                if part.key != "script":  # the person's own words keep their own voice
                    yield flow.file, part.text, part.line
    for name, text in sorted(dialogues.shared.items()):
        if name.endswith(".j2"):
            yield f"shared/{name}", Text(text, 1), 1
    for file, script in sorted(dialogues.scripts.items()):
        keys: tuple[str, ...] = ()
        if file.startswith("exercises/"):
            keys = ("cautions", "steps", "done")
        elif file.startswith("guards/"):
            keys = ("why", "instead")
        elif file in ("shared/talk.yaml", "shared/exercise.yaml", "menu.yaml"):
            keys = tuple(key for key in script if key != "words")
        for key in keys:
            for text in _texts_within(script.get(key)):
                yield file, text, line_of(text)


def _texts_within(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapped):
        for key, inner in value.items():
            # What a person may type is not in the bot's voice.
            if key not in ("also", "command", "name", "seconds"):
                yield from _texts_within(inner)
    elif isinstance(value, Listed):
        for inner in value:
            yield from _texts_within(inner)


def _unvoiced(file: str, text: str, line: int, forbidden: list[Forbidden], dialogues: Dialogues) -> Iterator[Finding]:
    plain = _HIDDEN.sub(lambda match: re.sub(r"[^\n]", "\0", match[0]), text)
    for rule in forbidden:
        for match in rule.pattern.finditer(plain):
            at = dialogues.line_at(file, text, match.start(), otherwise=line)
            message = f"the voice does not say “{rule.phrase}”: {rule.why.rstrip('.')}; {rule.cure}"
            yield Finding(file, at, "W001", message)
