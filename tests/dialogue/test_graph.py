"""The pictures of flows: well-formed Mermaid, and nothing of the machine left out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.dialogue.book import Book, Coaching
from bot.dialogue.graph import graph_page, mermaid

BASE = Path(__file__).parents[1] / "lint_cases" / "base"
FLOW = """
flow: talk
about: A talk.
starts_on: [command.start]
start: one
slots:
  pain: {type: scale}
states:
  one:
    say: How strong?
    ask: pain
    retry: A number.
    choices:
      - {label: 'No; "that": {{ name }} --> <b> #1 100%', when: not stranger, go: two}
    next:
      - {when: pain > 5, go: two}
      - {go: end}
    after: {wait: 180 s, go: two}
  two:
    call: exercise.look
    next: end
"""


def book() -> Book:
    files = {str(p.relative_to(BASE)): p.read_text("utf-8") for p in BASE.rglob("*") if p.is_file()}
    return Book.of({**files, "flows/talk.yaml": FLOW}, Coaching())


STATE = re.compile(r'    state "([^"]*)" as (s\d+)')
EDGE = re.compile(r"    (\[\*\]|s\d+) --> (\[\*\]|s\d+)(?: : ([^:;\"{}<>%\n]+))?")
ENTITY = re.compile(r"#(?:\d+|[a-z]+);")


def parse(text: str) -> tuple[dict[str, str], list[tuple[str, str, str]], list[tuple[str, str]]]:
    """A strict reading of the part of Mermaid that we write: states by id, edges, and notes; anything else fails."""
    lines = text.splitlines()
    assert lines[:2] == ["stateDiagram-v2", "    direction TB"]
    states: dict[str, str] = {}
    found: list[tuple[str, str, str]] = []
    notes: list[tuple[str, str]] = []
    rest = iter(lines[2:])
    for line in rest:
        plain = ENTITY.sub("§", line)
        state, edge, note = (
            STATE.fullmatch(plain),
            EDGE.fullmatch(plain),
            re.fullmatch(r"    note right of (s\d+)", plain),
        )
        if state:
            assert not found, "a state is named after the first arrow"
            states[state[2]] = state[1]
        elif edge:
            found.append((edge[1], edge[2], edge[3] or ""))
        elif note:
            notes.append((note[1], next(rest).strip()))
            assert next(rest) == "    end note"
        else:
            pytest.fail(f"not Mermaid as we write it: {line!r}")
    for end in [end for edge in found for end in edge[:2] if end != "[*]"] + [name for name, _ in notes]:
        assert end in states
    return states, found, notes


@pytest.mark.parametrize("name", sorted(book().flows))
def test_every_picture_is_well_formed_and_has_every_transition(name):
    whole = book()
    states, found, _ = parse(mermaid(whole, name))
    assert set(states.values()) == set(whole.flows[name].states)
    drawn = sorted((states[a], "end" if b == "[*]" else states[b]) for a, b, _ in found if a != "[*]")
    machine = whole.machines[name]
    assert drawn == sorted(
        (source, transition.dest)
        for event in machine.events.values()
        for source, transitions in event.transitions.items()
        for transition in transitions
    )
    assert [states[b] for a, b, _ in found if a == "[*]"] == [machine.initial]


def test_arrows_tell_what_takes_them():
    states, found, notes = parse(mermaid(book(), "talk"))
    names = {name: short for short, name in states.items()}
    labels = {label for source, _, label in found if source == names["one"]}
    assert labels == {
        "No§ §that§§ §§ name §§ --§ §b§ §1 100§ [not stranger]",
        "pain [pain § 5]",
        "pain",
        "after 3 min",
    }
    assert notes == [(names["two"], "calls exercise.look")]
    assert (names["two"], "[*]", "") in found


def test_conditions_stand_at_their_own_arrow():
    text = mermaid(book(), "talk")
    assert re.search(r"s1 --> s2 : pain \[pain #gt; 5\]", text)
    assert re.search(r"s1 --> \[\*\] : pain$", text, re.MULTILINE)


def test_the_page_has_every_flow_and_balanced_fences():
    whole = book()
    page = graph_page(whole)
    assert re.findall(r"^## (.+)$", page, re.MULTILINE) == sorted(whole.flows)
    assert page.count("```mermaid\n") == len(whole.flows) == page.count("\n```\n")
    assert "Starts on `command.start`." in page


def test_an_unknown_flow_is_a_key_error():
    with pytest.raises(KeyError):
        mermaid(book(), "nowhere")
