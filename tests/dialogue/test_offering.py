"""What a question shows and takes: offered answers, copies, scripts, pictures, and waits that are worked out."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain

from bot.dialogue.effects import Unbutton
from bot.dialogue.events import Tapped
from bot.dialogue.talk import OFFER, Talk
from tests.dialogue.small_book import Person, small_book

FEELING = """
flow: feel
title: the feeling
kind: ordinary
starts_on: [command.feel]
start: which
slots: {feeling: {type: text, max: '60'}, back_in: {type: scale, high: '9000'}}
states:
  which:
    picture: pacer.4-6
    say: Which is it?
    ask: feeling
    offer: OFFER
    retry: Your own word.
    choices:
      - {label: Skip, go: yours}
    next: yours
  yours:
    say: Yours.
    script: "I felt {{ feeling }}."
    choices:
      - {label: Copy it, copy: "I felt {{ feeling }}."}
      - {label: Keep, go: end}
      - {label: Pause, set: {back_in: "600"}, go: wait}
    after: {wait: 20 s, go: wait}
  wait:
    say: See you.
    choices: [{label: Here, go: end}]
    after: {wait: "{{ back_in or 7 }}", go: back}
  back: {say: Back., next: end}
"""
SHORT = "['sad', 'alone with it']"
LONG = "['sad', 'so alone with it that I cannot tell you how it is']"


def feeling(offer: str = SHORT) -> Person:
    return Person(small_book(flows_feel=FEELING.replace("OFFER", f'"{offer}"'))).commands("feel")


def test_offered_answers_are_buttons_that_fill_the_slot_with_their_text() -> None:
    person = feeling()
    assert person.labels == ["sad", "alone with it", "Skip"]
    person.taps("alone with it")
    assert person.tracker.frames[0].slots == {"feeling": "alone with it"}
    assert person.effects(Unbutton) == [Unbutton()]


def test_an_offered_answer_can_be_typed_by_its_words_or_number_and_own_words_count_too() -> None:
    for typed, kept in (("Sad!", "sad"), ("2", "alone with it"), ("numb", "numb")):
        assert feeling().says(typed).tracker.frames[0].slots["feeling"] == kept


def test_answers_too_long_for_a_button_are_numbered_lines() -> None:
    person = feeling(LONG)
    assert person.text == "Which is it?\n\n1. sad\n2. so alone with it that I cannot tell you how it is"
    assert person.labels == ["1", "2", "Skip"]
    assert person.taps("2").tracker.frames[0].slots["feeling"].startswith("so alone")


def test_a_tap_on_an_answer_that_was_never_offered_is_forged() -> None:
    person = feeling()
    top = person.tracker.frames[0]
    person.meets(Tapped(top.id, top.serial, OFFER + 2))
    assert person.turn.names[0] == "old.old"


def test_the_own_words_stand_in_a_message_of_their_own_with_the_buttons() -> None:
    person = feeling().says("numb")
    assert [say.text for say in person.said] == ["Yours.", "I felt numb."]
    assert [button.label for row in person.said[1].rows for button in row] == ["Copy it", "Keep", "Pause"]
    assert not person.said[0].rows


def test_a_copy_button_copies_and_leads_nowhere() -> None:
    person = feeling().says("numb")
    copy = next(chain(*person.said[1].rows))
    assert copy.copy == "I felt numb."
    assert person.meets(Tapped(copy.frame, copy.serial, copy.choice)).turn.names[0] == "old.old"


def test_a_text_that_no_button_can_copy_shows_none() -> None:
    person = Person(small_book(flows_feel=FEELING.replace("OFFER", SHORT).replace("'60'", "'400'"))).commands("feel")
    person.says("x" * 300)
    assert [button.label for row in person.said[1].rows for button in row] == ["Keep", "Pause"]


def test_a_copy_button_is_no_answer_that_can_be_typed() -> None:
    assert feeling().says("numb").says("copy it").stack == ["feel.yours"]


def test_a_picture_has_its_words_as_caption_and_is_never_edited_by_a_burst() -> None:
    person = feeling()
    assert [(say.picture, say.text) for say in person.said] == [("pacer.4-6", "Which is it?")]
    assert person.tracker.open_reply is None


def test_what_was_said_before_a_picture_stays_a_message_of_its_own() -> None:
    flow = FEELING.replace("start: which", "start: first").replace("OFFER", SHORT)
    flow = flow.replace("states:\n", "states:\n  first: {say: Before., next: which}\n")
    person = Person(small_book(flows_feel=flow)).commands("feel")
    assert [(say.picture, say.text) for say in person.said] == [("", "Before."), ("pacer.4-6", "Which is it?")]


def test_a_wait_is_worked_out_when_the_question_is_posed() -> None:
    person = feeling().says("numb").taps("Pause")
    assert list(person.tracker.timers.values()) == [person.now + 600]
    assert person.fires(after=600).text == "Back."
    assert list(feeling().says("numb").fires(after=20).tracker.timers.values()) == [1_000_000 + 10 + 10 + 20 + 7]


def test_a_worked_out_wait_is_a_promise_that_another_talk_does_not_take_back() -> None:
    person = feeling().says("numb").taps("Pause").commands("ask")
    assert any(name.startswith("silence:") for name in person.tracker.timers)


def test_a_timer_that_moves_on_takes_the_buttons_off_the_message_it_leaves() -> None:
    person = feeling().says("numb")
    handle = person.said[-1].handle
    assert handle
    assert person.fires(after=20).effects(Unbutton) == [Unbutton(handle)]


def test_coaching_may_drop_a_timer_that_is_due() -> None:
    asked: list[str] = []

    def due(_: Talk, name: str) -> bool:
        asked.append(name)
        return False

    book = small_book()
    person = Person(replace(book, coaching=replace(book.coaching, due=due)))
    person.tracker.timers["follow_up"] = person.now
    assert person.fires().said == []
    assert asked == ["follow_up"]
    assert person.tracker.timers == {}


def test_the_last_number_of_a_called_talk_is_known_where_there_was_one_before_it() -> None:
    calm = """
flow: calm
title: calming
kind: soothing
starts_on: [signal.flooded]
start: before
slots: {first: {type: scale}, then: {type: scale}}
states:
  before: {say: How strong?, ask: first, retry: A number., choices: [{label: Enough, go: end}], next: after}
  after: {say: And now?, ask: then, retry: A number., choices: [{label: Enough, go: end}], next: end}
"""
    caller = """
flow: caller
starts_on: [command.calm]
start: run
states:
  run: {call: calm, next: [{when: left_number >= 7, go: high}, {when: left_number != '', go: low}, {go: none}]}
  high: {say: Still {{ left_number }}., next: end}
  low: {say: Down., next: end}
  none: {say: No number., next: end}
""".replace("say: Still {{ left_number }}.", "say: 'Still {{ left_number }}.'")
    book = small_book(flows_calm=calm, flows_caller=caller)
    assert Person(book).commands("calm").says("9").says("8").text == "Still 8."
    assert Person(book).commands("calm").says("9").says("2").text == "Down."
    assert Person(book).commands("calm").says("9").taps("Enough").text == "No number."
