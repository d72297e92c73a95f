"""Reading the dialogue files for the linter: every fault of grammar is gathered, not only the first file's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from bot.dialogue.book import Coaching, shared_templates
from bot.dialogue.exercise import PREFIX, exercise_flow
from bot.dialogue.flow import Flow, Slot
from bot.dialogue.lint_finding import Dialogues, Finding
from bot.dialogue.lint_shape import EXERCISE, EXERCISE_WORDS, FLOW, MENU, PERSON, TALK, shape_faults
from bot.dialogue.parse import parse_flow, parse_slots
from bot.dialogue.script import Mapped, ScriptError, line_of, parse_yaml

NEEDED = {
    "menu.yaml": (),
    "person.yaml": ("slots",),
    "shared/talk.yaml": ("back", "retry", "doubled"),
    "voice.yaml": (),
    "helplines.yaml": ("countries",),
}
"""Files that must exist, and keys that must stand in them."""


def read(files: Mapping[str, str], coaching: Coaching, signals: frozenset[str]) -> tuple[Dialogues, list[Finding]]:
    """Read what can be read; the findings say what cannot."""
    findings: list[Finding] = []
    scripts = _scripts(files, findings)
    flows, unread = _flows(files, scripts, findings)
    heard = {str(s["signal"]) for p, s in scripts.items() if p.startswith("signals/") and "signal" in s}
    dialogues = Dialogues(
        files=files,
        coaching=coaching,
        scripts=scripts,
        flows=flows,
        unread=frozenset(unread),
        person=_person(scripts, findings),
        shared=shared_templates(files),
        signals=signals | heard,
        all_signals=all(p in scripts for p in files if p.startswith("signals/") and p.endswith(".yaml")),
    )
    return dialogues, findings


def _scripts(files: Mapping[str, str], findings: list[Finding]) -> dict[str, Any]:
    scripts: dict[str, Any] = {}
    for path in sorted(files):
        if not path.endswith(".yaml"):
            continue
        try:
            script = parse_yaml(files[path], path)
        except ScriptError as error:
            findings.append(_finding(error))
            continue
        if isinstance(script, Mapped) or path == "voice.yaml":
            scripts[path] = script
        else:
            findings.append(Finding(path, 1, "E004", "the file must be written as `key: value` lines"))
    for path, shape in (("menu.yaml", MENU), ("shared/talk.yaml", TALK)):
        if path in scripts:
            findings.extend(shape_faults(scripts[path], shape, path, "the file"))
    findings.extend(_lacking_keys(scripts.get("menu.yaml", Mapped())))
    for path, keys in NEEDED.items():
        if path not in files:
            findings.append(
                Finding(path, 1, "E004", "this file is missing; the bot needs it, write it or bring it back")
            )
        missing = [key for key in keys if path in scripts and key not in scripts[path]]
        findings.extend(Finding(path, 1, "E004", f"`{key}:` is missing here; add it") for key in missing)
    return scripts


def _lacking_keys(menu: Any) -> Iterator[Finding]:
    """Keys that the rows of the menu lack."""
    for block, keys in (("keyboard", ("name", "label")), ("commands", ("command", "about"))):
        for row in menu.get(block) or ():
            for key in keys:
                if isinstance(row, Mapped) and not row.get(key):
                    yield Finding("menu.yaml", line_of(row), "E004", f"a row of `{block}:` needs `{key}:`; add it")


def _flows(
    files: Mapping[str, str], scripts: Mapping[str, Any], findings: list[Finding]
) -> tuple[dict[str, Flow], list[str]]:
    flows: dict[str, Flow] = {}
    unread: list[str] = []
    words = _exercise_words(files, scripts, findings)
    for path in sorted(files):
        folder, _, name = path.partition("/")
        if folder not in ("flows", "exercises") or not path.endswith(".yaml"):
            continue
        unread.append(PurePosixPath(name).stem if folder == "flows" else PREFIX + PurePosixPath(name).stem)
        if path not in scripts or (folder == "exercises" and words is None):
            continue
        flow = _flow(scripts[path], path, words, findings)
        if flow is None:
            continue
        if flow.name in flows:
            other = flows[flow.name].file
            findings.append(
                Finding(path, line_of(flow), "E006", f"a flow named `{flow.name}` stands in {other} too; rename one")
            )
            continue
        unread.pop()
        flows[flow.name] = flow
    return flows, unread


def _flow(script: Any, path: str, words: Any, findings: list[Finding]) -> Flow | None:
    exercise = path.startswith("exercises/")
    faults = list(shape_faults(script, EXERCISE if exercise else FLOW, path, "the file"))
    findings.extend(faults)
    if faults:
        return None
    try:
        return exercise_flow(script, path, words) if exercise else parse_flow(script, path)
    except ScriptError as error:
        findings.append(_finding(error))
    except ValueError as error:
        findings.append(Finding(path, 1, "E005", f"{error}; write `seconds:` as a whole number"))
    return None


def _exercise_words(files: Mapping[str, str], scripts: Mapping[str, Any], findings: list[Finding]) -> Any:
    """The words all exercises share, or None where they cannot be used (which is a finding if there is an exercise)."""
    path = "shared/exercise.yaml"
    if not any(file.startswith("exercises/") for file in files):
        return None
    if path not in files:
        findings.append(Finding(path, 1, "E004", "this file is missing; the exercises need it, bring it back"))
    if path not in scripts:
        return None
    script = scripts[path]
    faults = list(shape_faults(script, EXERCISE_WORDS, path, "the file"))
    for name, shape in EXERCISE_WORDS.items():
        if name not in script:
            faults.append(Finding(path, 1, "E004", f"`{name}:` is missing here; add it"))
        elif isinstance(shape, dict) and isinstance(script[name], Mapped) and not {"label", "do"} & set(script[name]):
            faults.append(Finding(path, line_of(script[name]), "E004", f"`{name}:` needs `label:`; add it"))
    findings.extend(faults)
    return None if faults else script


def _person(scripts: Mapping[str, Any], findings: list[Finding]) -> Mapping[str, Slot]:
    path = "person.yaml"
    if path not in scripts:
        return {}
    faults = list(shape_faults(scripts[path], PERSON, path, "the file"))
    findings.extend(faults)
    try:
        return {} if faults else parse_slots(scripts[path].get("slots") or {}, path)
    except ScriptError as error:
        findings.append(_finding(error))
        return {}


def _finding(error: ScriptError) -> Finding:
    return Finding(error.file, error.line, error.code, error.message)
