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


@pytest.mark.parametrize(
    ("words", "theme"),
    [
        ("its all my fault he cheated", "all_my_fault"),
        ("everything is always my fault with you", "blamed"),
        ("everything was a lie. our whole marriage", "lived_a_lie"),
        ("you promised you would never lie to me again", "promises_broken"),
        ("you always put her first", "not_chosen"),
        ("they never choose me", "not_chosen"),
        ("everything he ever said to me was a lie", "lied_to"),
        ("he always tells me to get over it", "rushed"),
    ],
)
def test_what_is_said_finds_its_theme_and_its_flow(words: str, theme: str) -> None:
    assert journey(words).theme.name == theme
    assert Talker.settled(role="betrayed").says(words).stands == "reframe.strength"


@pytest.mark.parametrize(
    ("moment", "again"),
    [
        ("when i was in hospital u didnt even come", False),
        ("you never came to the hospital", True),
        ("he always looks away", True),
        ("he came home at 2", False),
    ],
)
def test_a_moment_is_a_totality_again_only_with_a_word_that_says_so(moment: str, again: bool) -> None:
    assert journey("You never cared about me", moment=moment).still_absolute() is again


@pytest.mark.parametrize("words", ["Tom always lies", "tom never loved me", "Tom never once came with me"])
def test_the_name_of_the_partner_is_heard(words: str) -> None:
    named = {"role": "betrayed", "partner_name": "Tom", "partner_pronouns": "he/him"}
    assert Talker.settled(**named).says(words).stands == "reframe.strength"


def test_the_name_tells_no_pronoun() -> None:
    open_ = journey("Tom always lies", person={"partner_name": "Tom"}, moment="Tom came home at 2", feeling="sad")
    assert open_.sentence() == "When you came home at 2, I felt sad."
    assert journey("Tom always lies", person={"partner_name": "Tom"}).whom() is not None


def at_moment() -> Talker:
    return Talker.settled(role="betrayed").says("you never cared about me").says("5")


def test_a_bare_number_is_no_moment() -> None:
    talker = at_moment().says("6")
    assert talker.stands == "reframe.moment"
    assert talker.names == ["reframe.moment/retry"]


def test_what_was_typed_after_a_long_time_is_offered_as_the_answer() -> None:
    talker = at_moment().waits(2.5 * 3600).says("last tuesday he forgot me").says("go on")
    assert talker.stands == "stale.held"
    assert "last tuesday he forgot me" in talker.text
    talker.taps("Yes, take it")
    assert talker.stands == "reframe.feeling"
    assert talker.tracker.top
    assert talker.tracker.top.slots["moment"] == "last tuesday he forgot me"


def test_what_was_typed_after_a_long_time_may_be_left() -> None:
    talker = at_moment().waits(2.5 * 3600).says("last tuesday he forgot me").says("go on").taps("No, ask me again")
    assert talker.stands == "reframe.moment"
    assert talker.tracker.top
    assert "moment" not in talker.tracker.top.slots


def test_what_is_no_answer_is_not_offered_as_one() -> None:
    talker = Talker.settled(role="betrayed").says("you never cared about me").waits(2.5 * 3600)
    assert talker.says("the sky is grey").says("go on").stands == "reframe.strength"


@pytest.mark.parametrize("felt", ["i want to puke", "SAD AND ALONE AND SICK"])
def test_a_feeling_of_the_body_is_an_answer_and_no_flood(felt: str) -> None:
    talker = at_moment().says("he forgot me").says(felt)
    assert talker.stands == "reframe.need"
    assert talker.says("TO BE SEEN FOR ONCE IN MY LIFE").stands == "reframe.request"


@pytest.mark.parametrize("call", ["I'm flooded", "settle me first", "i can't breathe", "can you help me calm down"])
def test_a_call_for_help_at_the_feeling_is_met(call: str) -> None:
    talker = at_moment().says("he forgot me").says(call)
    assert talker.stands.split(".")[0] in ("grounding", "soothe")


@pytest.mark.parametrize("state", ["sentence", "change"])
def test_a_flood_at_the_sentence_is_met(state: str) -> None:
    talker = to_sentence(with_kept(0))
    if state == "change":
        talker.taps("Change it")
    assert talker.says("i can't breathe, my chest is tight").stands.startswith("grounding.")


def test_a_refusal_in_the_grounding_asks_nothing_more_and_holds_the_words() -> None:
    talker = at_moment()
    frame = talker.tracker.frames[-1]
    frame.state, frame.serial = "settle", 0
    grounding = Frame(frame.id + 1, "grounding", "no_questions", serial=talker.tracker.last_serial, since=talker.now)
    talker.tracker.frames.append(grounding)
    talker.says("nothing")
    assert talker.stands == ""
    assert talker.names == ["grounding.leave", "reframe.held"]
    assert talker.tracker.facts["waiting_words"]["text"] == "you never cared about me"
