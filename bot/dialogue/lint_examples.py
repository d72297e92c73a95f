"""Rules about signal files: every file shows by examples what it means (S001, S002)."""

from __future__ import annotations

from collections.abc import Iterator

from bot.dialogue.lint_finding import Dialogues, Finding
from bot.dialogue.lint_flows import near
from bot.dialogue.script import line_of, texts

SHARED_WORDS = {"words", "spellings", "often_mistyped"}
"""Files of `signals/` with nothing but these keys give no signal of their own."""


def signal_faults(dialogues: Dialogues) -> Iterator[Finding]:
    """Every file that gives a signal shows what it means by examples; they are tests."""
    for file, script in sorted(dialogues.scripts.items()):
        if not file.startswith("signals/") or set(script) <= SHARED_WORDS:
            continue
        if not script.get("signal"):
            yield Finding(file, 1, "S002", "`signal:` is missing; name the signal that this file gives")
        for key in ("yes", "no"):
            if not any(text.strip() for text in texts(script.get(key))):
                meant = "sentences that give the signal" if key == "yes" else "sentences that only look like it"
                line = line_of(script["signal"]) if script.get("signal") else 1
                yield Finding(file, line, "S001", f"there are no `{key}:` examples; add {meant}, one a line")
        for name in texts(script.get("also")):
            if not dialogues.knows_signal(name):
                hint = near(name, dialogues.signals) or "; correct it, or write its file"
                yield Finding(file, line_of(name), "S002", f"`also: {name}` names a signal that no file gives{hint}")
