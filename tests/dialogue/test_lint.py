"""Every rule of the linter has a failing example, a mended one and an entry in `docs/lint.md`."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot.dialogue.book import Book, Coaching
from bot.dialogue.lint import Finding, lint, states_lock
from bot.dialogue.lint_reading import read

ROOT = Path(__file__).parents[2]
CASES = ROOT / "tests" / "lint_cases"
SOURCES = [
    *(ROOT / "bot" / "dialogue").glob("lint*.py"),
    *(ROOT / "bot/dialogue" / n for n in ("script.py", "parse.py")),
]
TODAY = date(2026, 7, 1)
COACHING = Coaching(
    actions={"safety.close_ordinary": lambda talk, _: None, "person.clear": lambda talk, _: None},
    context_names=frozenset({"here", "clock"}),
)
US = SimpleNamespace(known=True, country="the United States", emergency="911", suicide=(), violence=())
NOWHERE = SimpleNamespace(known=False, country="", emergency="", suicide=(), violence=())
SAMPLES = [{"_name": "US", "here": US, "clock": "20:14"}, {"_name": "no country", "here": NOWHERE, "clock": ""}]


def texts_of(folder: Path) -> dict[str, str]:
    return {str(p.relative_to(folder)): p.read_text("utf-8") for p in sorted(folder.rglob("*")) if p.is_file()}


def files_of(overlay: dict[str, str]) -> dict[str, str]:
    """The clean base with a case laid over it; a case that says nothing of released states gets a fitting record."""
    files = {**texts_of(CASES / "base"), **overlay}
    if "states.lock" in overlay:
        return {**files, "states.lock": "exercise.look step_1\nexercise.look paused_1\n" + overlay["states.lock"]}
    readable, _ = read(files, COACHING, frozenset())
    return {**files, "states.lock": states_lock(readable.flows)}


def check(overlay: dict[str, str], **how) -> list[Finding]:
    return lint(files_of(overlay), COACHING, samples=SAMPLES, today=TODAY, **how)


def case_names() -> list[str]:
    return sorted(path.name for path in CASES.iterdir() if path.name != "base")


def codes_in_source() -> set[str]:
    return {code for path in SOURCES for code in re.findall(r'"([A-Z]\d{3})"', path.read_text("utf-8"))}


def test_the_base_of_all_cases_is_clean():
    assert check({}) == []


@pytest.mark.parametrize("name", case_names())
def test_a_failing_example_gives_its_code_on_the_marked_lines(name):
    overlay = texts_of(CASES / name / "fails")
    findings = check(overlay)
    code = name[:4]
    assert {finding.code for finding in findings} == {code}, "\n".join(map(str, findings))
    marked = {
        (file, number)
        for file, text in overlay.items()
        for number, line in enumerate(text.splitlines(), 1)
        if f"#! {code}" in line
    }
    if marked and "states.lock" not in {file for file, _ in marked}:
        assert {(finding.file, finding.line) for finding in findings} == marked, "\n".join(map(str, findings))


@pytest.mark.parametrize("name", case_names())
def test_the_mended_example_passes(name):
    assert list(map(str, check(texts_of(CASES / name / "passes")))) == []


def test_every_code_has_a_case_and_every_case_a_code():
    assert {name[:4] for name in case_names()} == codes_in_source()


def test_every_code_has_an_entry_in_the_page_and_every_entry_a_code():
    page = (ROOT / "docs" / "lint.md").read_text("utf-8")
    entries = re.findall(r"^### ([A-Z]\d{3}) ", page, re.MULTILINE)
    assert [entry for entry, count in Counter(entries).items() if count > 1] == []
    assert set(entries) == codes_in_source()
    for entry in re.split(r"^### ", page, flags=re.MULTILINE)[1:]:
        for part in ("**What**", "**Why**", "**Cure**"):
            assert part in entry, f"{entry[:4]} lacks {part}"


@pytest.mark.parametrize("name", case_names())
def test_every_message_names_the_cure(name):
    for finding in check(texts_of(CASES / name / "fails")):
        assert re.search(r"[;,] |known: ", finding.message), finding
        assert str(finding).startswith(f"{finding.file}:{finding.line}: {finding.code} ")


def test_faults_of_grammar_are_told_for_all_files():
    findings = check({"flows/a.yaml": "flow: [", "flows/b.yaml": "flow: b\nflow: b\n", "flows/c.yaml": "- a list\n"})
    assert [(f.file, f.code) for f in findings] == [
        ("flows/a.yaml", "E001"),
        ("flows/b.yaml", "E002"),
        ("flows/c.yaml", "E004"),
    ]


@pytest.mark.parametrize("file", ["menu.yaml", "person.yaml", "shared/talk.yaml", "voice.yaml", "helplines.yaml"])
def test_a_missing_file_is_told(file):
    files = files_of({})
    del files[file]
    assert (file, "E004") in {(finding.file, finding.code) for finding in lint(files, COACHING)}


@pytest.mark.parametrize(
    "body",
    [
        "",
        "a",
        "flow: a",
        "flow: a\nmoved: [b]",
        "flow: a\nstart: b\nstates: c",
        "flow: a\nstart: b\nstates: {b: }",
        "flow: a\nstart: [b]\nstates: {b: {say: {c: d}}}",
        "flow: a\nstart: b\nstates: {b: {choices: [[c]]}}",
        "flow: a\nstart: b\nstates: {b: {next: [[c]]}}",
        "flow: a\nstart: b\nstates: {b: {choices: c, after: d}}",
    ],
)
def test_odd_files_are_findings_and_never_a_crash(body):
    findings = check({"flows/a.yaml": body, "exercises/b.yaml": body})
    assert {finding.code for finding in findings} == {"E004"} or {finding.code for finding in findings} <= {
        "E003",
        "E004",
    }
    assert {finding.file for finding in findings} == {"flows/a.yaml", "exercises/b.yaml"}


def test_an_unread_flow_is_not_called_unknown_by_the_flows_that_call_it():
    caller = "flow: a\nstart: one\nstarts_on: [timer.a]\nstates:\n  one: {call: b, next: end}\n"
    findings = check({"flows/a.yaml": caller, "flows/b.yaml": "flow: b\nflow: b\n"})
    assert {finding.code for finding in findings} == {"E002"}


def test_a_fault_deep_in_a_text_is_told_on_its_own_line():
    said = "    say: |-\n      Come.\n\n      {{ nmae }} you should.\n    next: end\n"
    text = "flow: a\nstart: one\nstarts_on: [timer.a]\nstates:\n  one:\n" + said
    findings = check({"flows/a.yaml": text})
    assert {(finding.code, finding.line) for finding in findings} == {("T003", 9), ("W001", 9)}
    assert "did you mean `name`?" in str(findings)


def test_stale_lines_are_a_warning_and_for_a_release_an_error():
    overlay = texts_of(CASES / "H004_stale" / "fails")
    assert [finding.severity for finding in check(overlay)] == ["warning"]
    assert [finding.severity for finding in check(overlay, release=True)] == ["error"]
    assert lint(files_of(overlay), COACHING, samples=SAMPLES) == []


def test_an_unverified_emergency_number_is_an_error_as_it_would_be_shown():
    lines = (CASES / "base" / "helplines.yaml").read_text("utf-8").replace("official", "unverified")
    assert [(f.code, f.severity) for f in check({"helplines.yaml": lines})] == [("H003", "error")]


def test_the_record_of_states_holds_what_lint_asks_for():
    head = "flow: a\nstart: one\nstarts_on: [timer.a]\nmoved: {old: two}\n"
    two = "  two:\n    say: Well?\n    choices:\n      - {label: Go, go: end}\n"
    files = files_of({"flows/a.yaml": head + "states:\n  one: {call: hello, next: two}\n" + two})
    flows = Book.of(files, COACHING).flows
    record = states_lock(flows)
    assert {"a one call", "a two", "a old", "exercise.look step_1"} <= set(record.splitlines())
    assert "hello hello" not in record
    assert lint({**files, "states.lock": record}, COACHING) == []
    without = {**files, "states.lock": record, "flows/a.yaml": files["flows/a.yaml"].replace("moved: {old: two}\n", "")}
    assert [finding.code for finding in lint(without, COACHING)] == ["M001"]


def test_a_slot_that_is_surely_filled_is_rendered_filled():
    text = (
        "flow: a\nstart: one\nstarts_on: [timer.a]\nslots:\n  said: {type: text}\nstates:\n"
        "  one: {say: Well?, ask: said, retry: Well?, next: two}\n"
        "  two: {say: '{{ said|truncate(9) }} {{ said.upper() }}', next: end}\n"
    )
    assert check({"flows/a.yaml": text}) == []
    early = text.replace("start: one", "start: two")
    assert "T008" in {finding.code for finding in check({"flows/a.yaml": early})}


def test_signals_of_the_program_may_be_named_besides_those_of_files():
    text = "flow: a\nstart: one\nstarts_on: [signal.tired]\nstates:\n  one: {say: Rest., next: end}\n"
    assert [finding.code for finding in check({"flows/a.yaml": text})] == ["F008"]
    assert check({"flows/a.yaml": text}, signals={"tired"}) == []
