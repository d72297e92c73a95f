"""The word that clears the screen, a person's own words for it, and choices that are only typed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.dialogue.book import Book
from bot.dialogue.burst import reopen
from bot.dialogue.events import Said
from bot.dialogue.signals import Signal
from tests.dialogue.small_book import COACHING, FILES, Person

CLEAR = """
flow: clear
kind: safety
keep: 'no'
starts_on: [word.clear, command.clear]
start: gone
states: {gone: {say: Gone., next: end}}
"""
MENU = FILES["menu.yaml"].replace("stop:", "clear: [clear, wipe it], stop:")
PARTS = """
flow: parts
title: the parts
starts_on: [command.ask]
start: which
states:
  which:
    say: Which part?
    choices:
      - {also: [second part, the second], go: second}
      - {label: First, go: first}
      - {also: [third part], when: name, go: third}
  first: {say: One., next: end}
  second: {say: Two., next: end}
  third: {say: Three., next: end}
"""
TALK = FILES["flows/talk.yaml"].replace("command.ask, ", "")


def person(**settings: str) -> Person:
    files = {**FILES, "menu.yaml": MENU, "flows/clear.yaml": CLEAR}
    coaching = replace(
        COACHING,
        own_words=lambda tracker: {tracker.person["own"]: "clear"} if "own" in tracker.person else {},
    )
    return Person(Book.of(files, coaching), **settings)


def parts(**settings: str) -> Person:
    return Person(Book.of({**FILES, "flows/talk.yaml": TALK, "flows/parts.yaml": PARTS}, COACHING), **settings)


@pytest.mark.parametrize("text", ["clear", "CLEAR!", "wipe it."])
def test_the_word_clears_before_any_answer_is_read(text: str) -> None:
    talker = person()
    talker.meets(Said("x", (Signal("absolute_partner"),), ("x",))).says(text)
    assert talker.turn.names[0] == "clear.gone"
    assert talker.tracker.frames[0].slots == {}


def test_it_counts_only_as_the_whole_message_or_as_one_of_a_burst() -> None:
    assert "clear.gone" not in person().says("it is not clear").turn.names
    assert person().meets(Said("he comes\nclear", (), ("he comes", "clear"))).turn.names == ("clear.gone",)


def test_a_crisis_in_the_same_message_wins() -> None:
    burst = Said("I took pills\nclear", (Signal("crisis:taken"),), ("I took pills", "clear"))
    assert person().meets(burst).turn.names == ("taken.call",)
    assert person().says("clear", "crisis:taken").turn.names == ("taken.call",)
    assert person().says("x", "crisis:taken").meets(burst).turn.names == ("taken.call/retry",)


def test_flooding_and_a_stale_talk_do_not_stand_before_it() -> None:
    assert person().says("CLEAR", "flooded").turn.names == ("clear.gone",)
    talker = person().says("x", "absolute_partner").says("clear", after=4000)
    assert talker.turn.names[0] == "clear.gone"


def test_a_word_of_ones_own_is_a_control_word_for_that_person_alone() -> None:
    assert person(own="marmalade").says("Marmalade!").turn.names == ("clear.gone",)
    assert person().says("Marmalade!").turn.names == ("lost.here",)
    assert person(own="marmalade").says("marmalade is nice").turn.names == ("lost.here",)


@pytest.mark.parametrize("text", ["clear", "marmalade"])
def test_it_never_goes_on_with_the_text_before_it(text: str) -> None:
    talker = person(own="marmalade").says("x", "flooded")
    assert reopen(talker.book, talker.tracker, Said(text, (), (text,)), talker.now + 1) is None
    assert reopen(talker.book, talker.tracker, Said("and more", (), ("and more",)), talker.now + 1) is not None


def test_a_choice_without_a_label_has_no_button_and_is_typed() -> None:
    talker = parts().commands("ask")
    assert talker.labels == ["First"]
    assert parts().commands("ask").says("Second part.").text == "Two."
    assert parts().commands("ask").says("the second one please").text == "Two."
    assert parts().commands("ask").says("First").text == "One."
    assert parts().commands("ask").says("1").text == "One."


@pytest.mark.parametrize("text", ["2", "third part", ""])
def test_it_has_no_number_and_its_condition_holds_for_typing_too(text: str) -> None:
    assert parts().commands("ask").says(text).stack == ["parts.which"]


def test_its_condition_lets_it_through() -> None:
    assert parts(name="Ada").commands("ask").says("third part").text == "Three."
