"""A text that goes on within the window takes its turn together with what came before."""

from __future__ import annotations

from bot.dialogue.burst import WINDOW, reopen
from bot.dialogue.events import Said
from bot.dialogue.signals import Signal
from tests.dialogue.small_book import Person
from tests.talker import Talker


def said(text: str, *signals: str) -> Said:
    return Said(text, tuple(Signal(name) for name in signals), (text,))


def test_a_free_answer_that_goes_on_is_taken_again_as_a_whole() -> None:
    person = Person().commands("ask").says("the night")
    again = reopen(person.book, person.tracker, said("in May"), person.now + 2)
    assert again is not None
    assert again.earlier == "the night"
    person.tracker = again.tracker
    person.meets(Said("the night\nin May", (), ("the night", "in May")), edits=again.edits)
    assert person.text == "You said the night\nin May. Sure?"
    assert person.said[0].edits == again.edits == person.said[0].handle


def test_outside_the_window_it_stands_by_itself() -> None:
    person = Person().commands("ask").says("the night")
    assert reopen(person.book, person.tracker, said("in May"), person.now + WINDOW + 0.1) is None
    assert reopen(person.book, person.tracker, said("in May"), person.now - 60) is None


def test_a_text_that_answers_the_new_question_stands_by_itself() -> None:
    person = Person().says("x", "flooded")
    assert reopen(person.book, person.tracker, said("8"), person.now + 1) is None
    assert reopen(person.book, person.tracker, said("i cannot"), person.now + 1) is None
    assert reopen(person.book, person.tracker, said("he lied again"), person.now + 1) is not None


def test_a_crisis_is_never_an_edit_and_a_crisis_card_is_never_edited_away() -> None:
    person = Person().says("x", "flooded")
    assert reopen(person.book, person.tracker, said("I'll end it", "crisis:suicide"), person.now + 1) is None
    person.says("x", "crisis:suicide")
    assert reopen(person.book, person.tracker, said("sorry"), person.now + 1) is None


def test_control_words_and_keys_stand_by_themselves() -> None:
    person = Person().says("x", "flooded")
    assert reopen(person.book, person.tracker, said("stop"), person.now + 1) is None
    assert reopen(person.book, person.tracker, said("I'm flooded"), person.now + 1) is None
    assert reopen(person.book, person.tracker, said("you never"), person.now + 1) is not None


def test_the_timers_of_the_turn_that_is_taken_again_are_gone() -> None:
    person = Person().says("x", "flooded")
    again = reopen(person.book, person.tracker, said("he lied"), person.now + 1)
    assert again is not None
    assert not again.tracker.timers


def test_an_answer_that_was_kept_is_not_lost_to_what_comes_next() -> None:
    person = Person().commands("ask").says("the night in May")
    assert reopen(person.book, person.tracker, said("I can't breathe", "flooded"), person.now + 1) is None
    person.says("I can't breathe", "flooded", after=1)
    assert person.stack == ["asking.sure", "calm.number"]
    assert person.tracker.frames[0].slots == {"moment": "the night in May"}


def test_what_its_reply_has_settled_is_left_alone() -> None:
    person = Person().says("hm")
    assert person.stack == []
    assert reopen(person.book, person.tracker, said("you never"), person.now + 1) is None
    for first, second in (("thanks", "hello"), ("yes", "ok how do I keep it?"), ("ok", "he lied again")):
        talker = Talker.settled().says(first)
        answer = talker.text
        talker.says(second, after=2)
        assert [say.edits for say in talker.said] == [None]
        assert talker.text != answer


def test_a_question_and_a_courtesy_leave_the_welcome_where_it_stands() -> None:
    for first, second in (("yes", "ok how do I keep it?"), ("hello", "thanks")):
        talker = Talker().says(first)
        assert talker.names == ["welcome.hello"]
        talker.says(second, after=2)
        assert talker.said
        assert all(say.edits is None for say in talker.said)
    assert Talker().says("you").says("there?", after=1).said[0].edits, "one word may end what was begun before"
    kept = Person().commands("ask").says("the night")
    assert reopen(kept.book, kept.tracker, said("when she said why me?"), kept.now + 1), "it goes on with what is kept"


def test_the_same_words_again_come_below_instead_of_an_edit_that_changes_nothing() -> None:
    talker = Talker.settled(role="betrayed").says("he").says("never", after=1)
    (reply,) = talker.said
    assert (reply.edits, reply.anew) == ("r1", False)
    talker.says("cared about me", after=1)
    (again,) = talker.said
    assert again.text == reply.text
    assert (again.edits, again.handle, again.anew) == ("r1", "r1", True)
    talker.taps("8")
    assert talker.toast == ""
