"""Rules about exercises: evidence, breath, time, and a first line that can be read on a locked phone (X001–X006)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from bot.dialogue.exercise import PREFIX
from bot.dialogue.flow import Flow
from bot.dialogue.lint_finding import Dialogues, Finding, bare_text, spoken
from bot.dialogue.lint_words import MOST_FIRST
from bot.dialogue.script import line_of, texts

GRADES = ("A", "B", "C")

SHORTEST, LONGEST = 5, 180
"""Seconds of a step: shorter ones overtake the reader, longer ones look as if nothing came any more."""

MOST_LINE = 120
"""Characters of a notification's first lines on a locked phone."""

_HOLD = re.compile(
    r"\bhold(?:s|ing)?(?: (?:in|on to))?(?: (?:your|the|that|this|a|one|each|every))?"
    r"(?: (?:deep|full|long|big|next))? breath"
    r"|\bstop(?:ping)? breathing\b|\bkeep (?:your|the) (?:air|breath) in\b|\bbreathe? in[^.\n]{0,24}\bhold\b",
    re.IGNORECASE,
)
_ANY_HOLD = re.compile(r"\b(hold|holds|holding)\b", re.IGNORECASE)
_BREATH = re.compile(r"\b(breath\w*|inhal\w*|exhal\w*|sigh\w*|(?:in|out) through your (?:nose|mouth))\b", re.IGNORECASE)


def exercise_faults(dialogues: Dialogues) -> Iterator[Finding]:
    """All rules of this module; that nobody is told to hold their breath is held for every flow."""
    for flow in dialogues.flows.values():
        exercise = flow.name.startswith(PREFIX)
        script = dialogues.scripts[flow.file]
        if not exercise:
            for part in spoken(flow):
                yield from _held(flow, part.text, dialogues.line_at(flow.file, part.text, otherwise=part.line))
            continue
        yield from _evidence(flow, script)
        yield from _breath(flow, script, dialogues)
        yield from _steps(flow, script, dialogues)


def _evidence(flow: Flow, script: Any) -> Iterator[Finding]:
    """Every exercise says how good its evidence is."""
    if script["grade"] not in GRADES:
        message = f"`grade: {script['grade']}` is unknown; write A (its own trials), B (near trials) or C (practice)"
        yield Finding(flow.file, line_of(script["grade"]), "X001", message)


def _held(flow: Flow, text: str, line: int, *, breath: bool = False) -> Iterator[Finding]:
    found = _HOLD.search(text) or (_ANY_HOLD.search(text) if breath else None)
    if found:
        message = f"“{found[0]}” asks to hold the breath, which panic and pregnancy forbid; let it flow instead"
        yield Finding(flow.file, line, "X003", message)


def _breath(flow: Flow, script: Any, dialogues: Dialogues) -> Iterator[Finding]:
    """None holds the breath, and what says that it does without breath has no word of it."""
    without = script["without_breath"] == "true"
    said = [(text, line_of(text)) for step in script["steps"] for text in texts(step.get("say"))]
    said += [(text, line_of(text)) for key in ("cautions", "done") for text in texts(script.get(key))]
    for text, line in said:
        at = dialogues.line_at(flow.file, text, otherwise=line)
        held = list(_held(flow, text, at, breath=not without))
        yield from held
        named = _BREATH.search(text)
        if without and named and not held:
            message = f"“{named[0]}” stands in an exercise `without_breath: true`; take it out, or write false"
            yield Finding(flow.file, at, "X004", message)


def _steps(flow: Flow, script: Any, dialogues: Dialogues) -> Iterator[Finding]:
    """A first message that is short, first lines that a locked phone shows whole, and times to keep up with."""
    first = flow.states[flow.start]
    longest = max((len(bare_text(text)) for text in first.say), default=0)
    if longest > MOST_FIRST:
        message = (
            f"the first step has {longest} characters with its cautions; {MOST_FIRST} at most, shorten or split it"
        )
        yield Finding(flow.file, first.line, "X002", message)
    for number, step in enumerate(script["steps"], 1):
        seconds = int(step["seconds"])
        if not SHORTEST <= seconds <= LONGEST:
            message = f"`seconds: {seconds}` is no time for a step; write {SHORTEST} to {LONGEST}, or split the step"
            yield Finding(flow.file, line_of(step["seconds"]), "X005", message)
        heads = [text.partition("\n")[0] for text in flow.states[f"step_{number}"].say]
        long = next((head for head in heads if len(head) > MOST_LINE), "")
        # A first step of one long line is told by its length already.
        if long and not (number == 1 and longest > MOST_FIRST):
            line = dialogues.line_at(flow.file, texts(step["say"])[0], otherwise=line_of(step))
            message = (
                f"the first line of step {number} has {len(long)} characters, and a locked phone shows "
                f"{MOST_LINE}; break the line after what is to be done"
            )
            yield Finding(flow.file, line, "X006", message)
