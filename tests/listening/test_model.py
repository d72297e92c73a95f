"""The model as it is shipped, together with the phrases: what it must hear, and that nothing breaks it."""

from __future__ import annotations

import hashlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.bookshelf import MODEL
from bot.coaching.reading import read_line
from bot.dialogue.signals import Signal
from tests.talker import shelf

LISTENER = shelf().listener


def heard(text: str) -> dict[str, Signal]:
    return {signal.name: signal for signal in LISTENER.listen(text)}


def test_the_card_names_these_very_files_and_their_licence() -> None:
    card = json.loads((MODEL / "card.json").read_text(encoding="utf-8"))
    assert hashlib.sha256((MODEL / "network.onnx").read_bytes()).hexdigest() == card["sha256"]["network"]
    assert "Apache-2.0" in card["base"]
    assert set(card["weights"]) == set(card["labels"])


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Everyone would be better off without me.", "crisis:suicide"),
        ("i dont see the point of waking up tomorrow", "crisis:suicide"),
        ("I cut my legs again last night", "crisis:self_harm"),
        ("He threw a plate at my head yesterday", "crisis:violence"),
        ("i slapped her and i am scared of my own hands", "crisis:harm_others"),
        ("my stepdad hits my little brother", "crisis:child"),
        ("i took all of them ten minutes ago", "crisis:taken"),
        ("I throw up everything I eat and he doesn't know", "handoff:eating"),
        ("can I stop my antidepressants from one day to the next", "handoff:medication"),
        ("I drink a bottle of wine every night to get through", "handoff:alcohol"),
        ("my heart is pounding and i cant catch my breath", "flooded"),
        ("She finds fault with whatever I do, day in, day out", "absolute_partner"),
        ("whatever i touch turns to rubbish", "all_or_nothing_self"),
        ("I have let nobody near me for weeks and I don't pick up the phone", "withdrawal"),
        ("i disgust myself", "shame"),
        ("That is not what I said and you know it", "defensive"),
        ("What do I have to do so that she takes me back?", "urge_to_fix"),
        ("We talked it through last night and I feel lighter, thank you", "calm_repair"),
    ],
)
def test_it_hears(text: str, label: str) -> None:
    assert label in heard(text)


@pytest.mark.parametrize(
    "text",
    [
        "dying of laughter over here",
        "He has never laid a hand on me.",
        "I would never hurt myself.",
        "my mum will kill me when she sees the bill",
        "My grandfather took his own life before I was born.",
        "The film ends with a murder and I still slept well.",
        "We have two children and a dog.",
        "can you send me the recipe",
        "8",
        "👍",
    ],
)
def test_it_raises_no_alarm(text: str) -> None:
    assert not [name for name in heard(text) if name.startswith("crisis:")]


def test_a_disclosure_in_the_middle_of_a_long_message_is_found_where_it_stands() -> None:
    before = "We went to the market on Saturday and bought two chairs for the kitchen. " * 9
    after = " Then we had soup and watched the news, and the neighbours came by with their dog." * 9
    told = "Last night he put his hands around my throat."
    signal = heard(before + told + after)["crisis:violence"]
    assert len(before) <= signal.start < signal.end <= len(before) + len(told)


def test_it_tells_whose_danger_it_is() -> None:
    assert heard("My sister told me that she wants to kill herself")["crisis:suicide"].about == "other"
    assert heard("I want to kill myself")["crisis:suicide"].about == "me"


ODD = ["", " ", "\ud800", "\x00", "a" * 10_000, "die " * 2_500, "😭" * 3_000, "\u202e" * 3, "!" * 999]


@pytest.mark.parametrize("text", ODD)
def test_odd_texts_get_a_defined_answer(text: str) -> None:
    assert all(0 <= signal.start <= signal.end <= len(text) for signal in LISTENER.listen(text))
    assert set(LISTENER.sure(text)) in (set(), set(json.loads((MODEL / "card.json").read_text())["labels"]))


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=120))
def test_no_text_raises(text: str) -> None:
    for signal in LISTENER.listen(text):
        assert 0.0 <= signal.score <= 1.0


def test_read_tells_of_a_crisis_whose_it_is_when_and_how_it_is_said() -> None:
    line = json.dumps({"id": 1, "text": "My brother said he is going to kill himself tonight"})
    found = read_line(line, LISTENER, shelf().knowledge.themes)
    told = next(entry for entry in found["heard"] if entry["signal"] == "crisis:suicide")
    assert (told["about"], told["when"]) == ("other", "now")
    assert "kill himself" in told["words"]
    assert found["scores"]["flooded"] > 0  # scores are told of what was not heard, too


def test_a_bare_number_and_a_buttons_own_words_need_no_model() -> None:
    judge, LISTENER.judge = LISTENER.judge, None
    try:
        for text in ("7", "7/10", "👍"):
            assert LISTENER.listen(text) == ()
    finally:
        LISTENER.judge = judge
    read: list[str] = []

    class Counting:
        def __call__(self, text: str, phrases: dict[str, Signal]) -> dict[str, Signal]:
            read.append(text)
            return phrases

    LISTENER.judge = Counting()  # type: ignore[assignment]
    try:
        for text in ("7", "7/10", "👍", "Not now", "not now!", "not now, he is here"):
            LISTENER.listen(text)
    finally:
        LISTENER.judge = judge
    assert read == ["not now, he is here"]
