"""What a talk may offer at each step, by words, role and answers so far; and the sentences that are kept."""

from __future__ import annotations

from typing import Any

import pytest

from bot.coaching import sentences
from bot.coaching.reframe_journey import Journey
from bot.dialogue.book import Action
from bot.dialogue.talk import Talk
from bot.dialogue.tracker import Frame, Tracker
from tests.listening.files import listener, themes
from tests.talker import START, Talker


def journey(words: str, role: str = "betrayed", person: dict[str, str] | None = None, **slots: str) -> Journey:
    frame = Frame(1, "reframe", "moment", slots=dict(slots), words=words)
    return Journey.of({"role": role, **(person or {})}, frame, listener(), themes())


@pytest.mark.parametrize("role", ["betrayed", "betrayer", "both", "unsaid", ""])
@pytest.mark.parametrize(
    "words",
    ["You never cared about me", "nothing I do is enough", "he lies all the time", "I hate this", "my ex never paid"],
)
def test_something_is_offered_to_everybody(words: str, role: str) -> None:
    open_ = journey(words, role)
    for name in ("feelings", "needs", "requests"):
        assert 4 <= len(open_.offered(name)) <= 5
        assert not any("{" in text or text != text.strip() for text in open_.offered(name))
    assert open_.sentence()


def test_different_statements_are_offered_different_things() -> None:
    said = [
        "You never cared about me",
        "you lied about everything",
        "you never listen",
        "you always choose her over me",
    ]
    assert len({tuple(journey(words).offered("feelings")) for words in said}) == len(said)
    assert len({tuple(journey(words).offered("requests")) for words in said}) == len(said)


@pytest.mark.parametrize(
    ("words", "about_self"),
    [
        ("You never cared about me", False),
        ("nothing I do is enough", True),
        ("i was never enough for him", True),
        ("I was nothing but a wallet to you", False),
        ("it's all my fault", True),
        ("he came home late", False),
        ("", False),
    ],
)
def test_whom_a_statement_is_about(words: str, about_self: bool) -> None:
    assert journey(words).about_self() is about_self


def test_the_betrayed_one_is_not_offered_what_the_other_is() -> None:
    hurt, did = (journey("nothing I do is ever enough", role).offered("needs") for role in ("betrayed", "betrayer"))
    assert not set(hurt) & set(did)
    assert journey("nothing I do is ever enough", "both").offered("needs") == did


@pytest.mark.parametrize(
    ("person", "slots", "start"),
    [
        ({}, {"moment": "he came home at 2"}, "When you came home at 2, it hurt."),
        ({"partner_pronouns": "she/her"}, {"moment": "he texted her"}, "When he texted you, it hurt."),
        ({"partner_name": "Ana"}, {"moment": "Ana was on the phone"}, "When you were on the phone, it hurt."),
        ({}, {"moment": "my husband left", "need": "him to call"}, "When you left, it hurt. I need you to call."),
        ({}, {"own": "As I say it."}, "As I say it."),
        ({}, {}, "When I look at what happened, it hurts."),
    ],
)
def test_the_sentence_follows_the_answers(person: dict[str, str], slots: dict[str, str], start: str) -> None:
    assert journey("You never cared about me", person=person, **slots).sentence() == start


def test_words_about_oneself_by_the_betrayed_are_said_to_nobody() -> None:
    open_ = journey("i was never enough for him", moment="he chose her", feeling="small", request="I'll call my sister")
    assert open_.whom() is None
    assert open_.sentence() == "When he chose her, I felt small. I'll call my sister."
    assert "you" not in journey("i was never enough for her").sentence().split()


@pytest.mark.parametrize(
    ("words", "slots", "withheld"),
    [
        ("you never listen", {}, False),
        ("he never lets me see my family", {}, True),
        ("you never listen", {"moment": "he threw a plate at the wall"}, True),
        ("you never listen", {"said": "he always takes my money"}, True),
        ("you never listen", {"need": "him to stop hitting me"}, True),
    ],
)
def test_what_tells_of_violence_is_withheld(words: str, slots: dict[str, Any], withheld: bool) -> None:
    assert journey(words, **slots).withheld() is withheld


def test_outside_its_flow_the_journey_is_empty() -> None:
    open_ = Journey.of({}, Frame(1, "menu", "list", words="You never cared about me"), listener(), themes())
    assert open_.sentence() == ""
    assert open_.offered("needs") == []
    assert not open_.withheld()


def with_kept(count: int) -> Talker:
    rows = [{"at": START + n, "text": f"Sentence {n}."} for n in range(count)]
    return Talker(Tracker(person={"consent": "yes", "adult": "yes", "role": "betrayed"}, facts={"kept": rows}))


def to_sentence(talker: Talker) -> Talker:
    for said in ("/reframe you never cared about me", "3", "he left", "sad", "honesty", "nothing today"):
        talker.says(said)
    assert talker.stands == "reframe.sentence"
    return talker


def test_a_kept_sentence_is_kept_once_newest_last_and_at_most_twenty() -> None:
    talker = to_sentence(with_kept(sentences.MOST)).says("keep it")
    rows = talker.tracker.facts["kept"]
    assert len(rows) == sentences.MOST
    assert rows[-1] == {"at": talker.now, "text": "When you left, I felt sad. I need honesty."}
    assert rows[0]["text"] == "Sentence 1."
    to_sentence(talker).says("keep it")
    assert [row["text"] for row in talker.tracker.facts["kept"]].count(
        "When you left, I felt sad. I need honesty."
    ) == 1


def test_without_consent_nothing_is_kept_and_it_is_said() -> None:
    talker = to_sentence(Talker(Tracker(person={"adult": "yes", "consent": "no", "role": "betrayed"}))).says("keep it")
    assert "kept" not in talker.tracker.facts
    assert "24 hours" in talker.text


def test_who_takes_the_consent_back_leaves_no_sentence_behind() -> None:
    talker = with_kept(3)
    talker.tracker.facts["waiting_words"] = {"at": START, "text": "w"}
    talker.tracker.person["consent"] = "no"
    talker.says("hello")
    assert not {"kept", "waiting_words"} & set(talker.tracker.facts)


def test_kept_sentences_are_seen_and_deleted_one_by_one() -> None:
    talker = with_kept(3).says("/sentences")
    assert "Sentence 2." in talker.text
    talker.taps("Older")
    assert "Sentence 1." in talker.text
    talker.taps("Delete it").taps("Delete it")
    assert [row["text"] for row in talker.tracker.facts["kept"]] == ["Sentence 0.", "Sentence 2."]
    talker.says("/sentences").taps("Delete all").taps("Delete all")
    assert "kept" not in talker.tracker.facts
    assert talker.says("/sentences").names == ["kept.none"]


@pytest.mark.parametrize(
    "action", [sentences.keep, sentences.drop, sentences.drop_all, sentences.hold, sentences.take_up]
)
def test_an_action_outside_its_talk_changes_nothing_else(action: Action) -> None:
    talker = with_kept(1).says("/settings")
    before = dict(talker.tracker.facts)
    talk = Talk(talker.shelf.book, talker.tracker, talker.now)
    action(talk, "")
    assert {name: value for name, value in talk.tracker.facts.items() if name != "kept"} == {
        name: value for name, value in before.items() if name != "kept"
    }


def test_the_copy_button_has_the_sentence_and_goes_where_it_is_too_long() -> None:
    talker = to_sentence(with_kept(0))
    copy = next(button for button in talker.buttons if button.label == "Copy it")
    assert copy.copy == "When you left, I felt sad. I need honesty." == talker.said[-1].text
    talker.taps("Change it").taps("I'll write it myself").says("I miss you. " * 30)
    assert all(not button.copy for button in talker.buttons)
    assert "hold the message" in talker.text
    assert talker.said[-1].text == ("I miss you. " * 30).strip()
