"""The script: their own words alone, in the order in which they can be heard."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coaching import lean_in
from bot.coaching.lean_in import PARTS, joined
from bot.dialogue.talk import Talk
from bot.dialogue.tracker import Frame, Tracker
from tests.talker import shelf

KNOWLEDGE = shelf().knowledge


def talk(**slots: str) -> Talk:
    return Talk(shelf().book, Tracker(frames=[Frame(1, "lines", "own", dict(slots))]), 0.0)


def slots_of(talk: Talk) -> dict[str, object]:
    top = talk.tracker.top
    assert top
    return top.slots


@pytest.mark.parametrize(
    ("parts", "script"),
    [
        (["you cried", "i lied to you"], "You cried. I lied to you."),
        (["You cried.", "I lied!"], "You cried. I lied!"),
        (["  you\n cried ,", ""], "You cried."),
        (["since then i'm the one you check", "and I'll stay"], "Since then I'm the one you check. And I'll stay."),
        (["you asked: “why?”"], "You asked: “why?”"),
        (["iPhone in hand, i lied"], "IPhone in hand, I lied."),
        (["", "  ", "—"], ""),
        ([], ""),
    ],
)
def test_the_parts_become_one_text(parts: list[str], script: str) -> None:
    assert joined(parts) == script


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=40), max_size=5))
def test_no_word_is_added_and_none_is_lost(parts: list[str]) -> None:
    typed = re.findall(r"\w+", " ".join(parts).casefold())
    assert [word.casefold() for word in re.findall(r"\w+", joined(parts).casefold())] == typed


def test_the_order_is_the_scripts_and_not_the_one_of_writing() -> None:
    slots = {"offer": "e e", "own": "b b", "acknowledge": "a a", "stay": "d d", "impact": "c c", "draft": "z z"}
    assert lean_in.script(Frame(1, "lines", "script", slots)) == "A a. B b. C c. D d. E e."
    assert lean_in.script(None) == ""


def test_a_line_goes_into_the_part_that_was_asked_for() -> None:
    writing = talk(draft="I lied to you")
    lean_in.ask_for(writing, "own")
    lean_in.take(writing, "")
    assert slots_of(writing) == {"draft": "I lied to you", "part": "own", "own": "I lied to you"}
    lean_in.leave_out(writing, "")
    assert "own" not in slots_of(writing)


@pytest.mark.parametrize("draft", ["...", "👍", "ok", "fuck", "  ", "!!! ???"])
def test_what_is_no_line_is_not_taken(draft: str) -> None:
    writing = talk(draft=draft, part="own", own="I lied to you")
    lean_in.take(writing, "")
    assert slots_of(writing) == {"part": "own", "own": "I lied to you"}


def test_an_unknown_part_is_never_asked_for() -> None:
    writing = talk(draft="I lied")
    lean_in.ask_for(writing, "guard")
    lean_in.take(writing, "")
    assert not set(slots_of(writing)) & set(PARTS)


def test_the_guard_reads_the_line_that_was_typed_last() -> None:
    guards = KNOWLEDGE.guards
    assert lean_in.guard(Frame(1, "lines", "read", {"draft": "it was just sex"}), guards).name == "minimising"
    assert not lean_in.guard(Frame(1, "lines", "read", {"own": "it was just sex"}), guards)
    assert not lean_in.guard(None, guards)


@pytest.mark.parametrize(
    ("draft", "floods"),
    [
        ("I can't breathe, I can't do this", True),
        ("You told me you can't breathe at night", False),
        ("I lied to you about the hotel", False),
        ("", False),
    ],
)
def test_a_flood_in_the_one_who_writes_is_no_line(draft: str, floods: bool) -> None:
    assert lean_in.floods(Frame(1, "lines", "read", {"draft": draft}), KNOWLEDGE.listener) is floods
