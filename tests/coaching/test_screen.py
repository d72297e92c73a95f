"""Clearing the screen: from any state, in silence, and without anything being lost."""

from __future__ import annotations

import pytest

from bot.coaching import screen
from bot.dialogue.effects import Say, Sweep
from bot.dialogue.flow import Flow, State
from bot.dialogue.policy import CLEAR
from bot.dialogue.slots import bare
from bot.dialogue.talk import Talk
from bot.dialogue.tracker import Frame, Tracker
from tests.talker import Talker, shelf
from tests.test_every_state import STATES, stand, told

NOW = 1_800_000_000.0
BOOK = shelf().book
WORDS = [word for word, name in BOOK.menu.words.items() if name == CLEAR]


def talk(frames: list[Frame] | None = None, timers: dict[str, float] | None = None, **person: str) -> Talk:
    return Talk(BOOK, Tracker(person=dict(person), frames=frames or [], timers=timers or {}), NOW)


def test_everything_goes_and_the_talks_stay_without_their_silence_timers() -> None:
    frames = [Frame(1, "hurt", "moment", serial=1, since=NOW), Frame(2, "clear", "clearing")]
    one = talk(frames, {"silence:1:1": NOW + 5, "follow_up": NOW + 9, "checkin": NOW + 9})
    screen.clear(one, "")
    assert one.effects == [Sweep(None)]
    assert [frame.flow for frame in one.tracker.frames] == ["hurt"]
    assert set(one.tracker.timers) == {"follow_up", "checkin"}


def test_another_flow_is_not_dropped_and_nothing_open_raises_nothing() -> None:
    one = talk([Frame(1, "hurt", "moment", serial=1, since=NOW)])
    screen.clear(one, "")
    assert [frame.flow for frame in one.tracker.frames] == ["hurt"]
    screen.clear(talk(), "")


@pytest.mark.parametrize(("flow", "state"), STATES)
def test_it_works_from_every_state_says_nothing_and_loses_nothing(flow: Flow, state: State) -> None:
    for typed in ("clear", "WIPE THIS!", "/clear", "Marmalade"):
        talker = stand(flow, state, clear_word="marmalade")
        frames = [frame.plain() for frame in talker.tracker.frames if talker.shelf.book.flows[frame.flow].keep]
        person, facts = dict(talker.tracker.person), {k: v for k, v in talker.tracker.facts.items() if k != "crisis_at"}
        talker.says(typed)
        assert talker.turn.effects == (Sweep(None),), told(talker)
        assert [frame.plain() for frame in talker.tracker.frames] == frames, told(talker)
        assert (talker.tracker.person, talker.tracker.facts) == (person, facts)
        assert not [name for name in talker.tracker.timers if name.startswith("silence:")]


@pytest.mark.parametrize(("flow", "state"), STATES)
def test_nothing_is_said_again_until_the_person_writes(flow: Flow, state: State) -> None:
    talker = stand(flow, state, country="DE").says("clear")
    for _ in range(6):
        talker.waits(3 * 3600)
        assert not [effect for effect in talker.turn.effects if isinstance(effect, Say)], told(talker)


def test_a_crisis_card_still_comes_after_it() -> None:
    talker = Talker.settled(country="DE").says("clear").says("i took all my pills")
    assert talker.names == ["crisis_taken.call"]


def test_no_question_takes_one_of_the_words_as_its_answer() -> None:
    for flow in BOOK.flows.values():
        for state in flow.states.values():
            for choice in state.choices:
                shadowed = {bare(word) for word in (choice.label, *choice.also)} & set(WORDS)
                assert not shadowed, f"{flow.name}.{state.name}: {shadowed} would clear the screen"


@pytest.mark.parametrize("word", WORDS)
def test_none_of_the_words_is_heard_as_anything_else(word: str) -> None:
    assert not shelf().listener.listen(word), word


@pytest.mark.parametrize(
    ("word", "why"),
    [
        ("Marmalade", ""),
        ("blue teapot", ""),
        ("ÜBERMORGEN", ""),
        ("tea", "short"),
        ("🧹🧹🧹🧹", "short"),
        ("....", "short"),
        ("a word that nobody types", "long"),
        ("extraordinarilylongone", "long"),
        ("yes please", "taken"),
        ("nothing", "taken"),
        ("stop it", "taken"),
        ("I'm flooded", "taken"),
        ("settings", "taken"),
        ("i was betrayed", "taken"),
        ("seven", "taken"),
        ("8 or so", "taken"),
        ("midnight", "taken"),
        ("germany", "taken"),
        ("Marie", "taken"),
    ],
)
def test_a_word_that_is_typed_for_something_else_is_not_taken(word: str, why: str) -> None:
    assert screen.trouble(talk(name="marie"), word) == why


def test_a_word_is_kept_and_one_with_trouble_leaves_the_earlier_one() -> None:
    one = talk([Frame(1, "clear_word", "weigh", {"word": " Blue Teapot "})])
    screen.choose_word(one, "")
    assert one.tracker.person["clear_word"] == "Blue Teapot"
    assert screen.own_words(one.tracker) == {"blue teapot": "clear"}
    one.tracker.frames[0].slots["word"] = "yes"
    screen.choose_word(one, "")
    assert one.tracker.person["clear_word"] == "Blue Teapot"
    assert one.tracker.frames[0].slots["trouble"] == "short"


def test_a_stranger_has_no_word_of_their_own() -> None:
    assert screen.own_words(Tracker()) == {}
