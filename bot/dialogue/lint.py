"""The linter: what is wrong with the files of `dialogues/`, with `file:line`, a code and the cure.

It reads and never rewrites. Every code has a page entry in `docs/lint.md`, a failing example and a mended one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from bot.dialogue.book import Coaching
from bot.dialogue.lint_examples import signal_faults
from bot.dialogue.lint_exercises import exercise_faults
from bot.dialogue.lint_finding import Finding
from bot.dialogue.lint_flows import flow_faults
from bot.dialogue.lint_helplines import helpline_faults
from bot.dialogue.lint_openings import opening_faults
from bot.dialogue.lint_reach import reach_faults
from bot.dialogue.lint_reading import read
from bot.dialogue.lint_renames import rename_faults, states_lock
from bot.dialogue.lint_rendering import Sample, rendering_faults
from bot.dialogue.lint_slots import slot_faults
from bot.dialogue.lint_starts import start_faults
from bot.dialogue.lint_templates import template_faults
from bot.dialogue.lint_words import word_faults

__all__ = ["Finding", "lint", "states_lock"]

GROUND = ("menu.yaml", "person.yaml", "shared/exercise.yaml")
"""Files that the other rules rest on: while one of them cannot be read, only faults of grammar are told."""


def lint(
    files: Mapping[str, str],
    coaching: Coaching,
    *,
    samples: Sequence[Sample] = (),
    signals: Collection[str] = (),
    today: date | None = None,
    release: bool = False,
) -> list[Finding]:
    """Check the texts of the files of `dialogues/`, by their path within it, and return what is wrong, in file order.

    `samples` are whole contexts to render every text with: all that `coaching.context` gives, the person's slots where
    they matter, and `_name`, which a finding quotes; flow slots are filled here. Without samples nothing is rendered.
    `signals` are heard without a file of `signals/`. `today` finds stale help lines: a warning, or an
    error for a release.
    """
    dialogues, findings = read(files, coaching, frozenset(signals))
    if not any(finding.file in GROUND for finding in findings):
        for rule in (
            flow_faults,
            start_faults,
            reach_faults,
            template_faults,
            slot_faults,
            word_faults,
            signal_faults,
            exercise_faults,
            rename_faults,
        ):
            findings.extend(rule(dialogues))
        findings.extend(rendering_faults(dialogues, samples))
        findings.extend(opening_faults(dialogues, samples))
        findings.extend(helpline_faults(dialogues, today, release=release))
    return sorted(set(findings))
