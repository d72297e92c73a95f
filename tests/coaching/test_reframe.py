from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.coaching.reframe import reframe
from bot.coaching.reframe_themes import Themes
from bot.dialogue.signals import Signal
from bot.listening import BadPattern
from tests.listening.files import lines, listener, parsed, themes

READS = [line.split(" => ") for content in parsed("reframes").values() for line in lines(content.get("reads", ""))]


def turned(text: str) -> str | None:
    return reframe(text, listener().listen(text), themes())


@pytest.mark.parametrize(("said", "becomes"), READS, ids=[said for said, _ in READS])
def test_the_examples_beside_the_themes(said: str, becomes: str) -> None:
    assert turned(said) == becomes


def test_every_theme_has_an_example() -> None:
    for content in parsed("reframes").values():
        if "theme" in content:
            assert lines(content["reads"]), content["theme"]


@pytest.mark.parametrize(
    "text",
    [
        "he never lets me see my family",
        "you always take my money",
        "he always throws things",
        "She always checks my phone",
        "You always threaten to leave with the kids",
        "he always hits me when he drinks",
        "You never let me leave the house",
        "he constantly follows me",
        "I always have to ask his permission, he never gives it",
        "you always make me feel afraid",
        "He always forces me into it",
        "You never cared about me. I want to die.",
        "You never listen and I'm scared of you",
        "he always kicks the dog and you never listen",
        "She always pushes me and she never says sorry",
    ],
)
def test_violence_threat_and_control_are_never_made_softer(text: str) -> None:
    assert turned(text) is None


@pytest.mark.parametrize(
    "name", ["crisis:suicide", "crisis:self_harm", "crisis:violence", "crisis:taken", "crisis:child"]
)
def test_any_crisis_signal_withholds_it(name: str) -> None:
    signals = (Signal("absolute_partner", 0.9, 0, 24), Signal(name, 0.6, 0, 5))
    assert reframe("You never cared about me", signals, themes()) is None


@pytest.mark.parametrize("text", ["", "We had dinner", "I can't breathe", "Thank you", "I'm so ashamed of what I did"])
def test_other_statements_are_left_alone(text: str) -> None:
    assert turned(text) is None


@pytest.mark.parametrize("text", [said for said, _ in READS])
def test_it_is_one_sentence_in_the_first_person_that_hedges_and_blames_nothing(text: str) -> None:
    sentence = turned(text)
    assert sentence is not None
    assert sentence.endswith(".")
    assert sentence.count(".") == 1
    assert " I " in sentence or " I'm " in sentence
    lower = f" {sentence.lower()} "
    for word in (
        " maybe ",
        "it seems",
        "perhaps",
        "overreact",
        "exaggerat",
        "your fault",
        " always ",
        " never ",
        "liar",
        " should ",
    ):
        assert word not in lower


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("You never listen to me", "I need you to stay"),
        ("He never listens to me", "I need him to stay"),
        ("My wife never listens to me", "I need her to stay"),
        ("My partner never listens to me", "I need them to stay"),
        ("She's always cheating on me", "what she sees"),
        ("My partner is always cheating on me", "what they see it"),
    ],
)
def test_the_partner_stays_who_it_was(text: str, wanted: str) -> None:
    assert wanted in (turned(text) or "")


@pytest.mark.parametrize(
    ("text", "opening"),
    [
        ("you never listen when i talk about my mother", "When I talk about my mother,"),
        ("You never listen when I cry like an idiot", "When I try to tell you something and it doesn't land,"),
        ("When I cry you never listen", "When I try to tell you something and it doesn't land,"),
        ("YOU NEVER LISTEN WHEN I TALK", "When I talk,"),
    ],
)
def test_the_own_words_open_it_where_they_can_stand_alone(text: str, opening: str) -> None:
    assert (turned(text) or "").startswith(opening)


@given(st.text(st.characters(), max_size=80))
@settings(max_examples=100, deadline=None)
def test_any_text_behind_a_statement_is_taken(text: str) -> None:
    whole = "You never cared about me when I " + text
    result = reframe(whole, (Signal("absolute_partner", 0.9, 0, 3),), themes())
    assert result is None or result.startswith("When ")


THEME = {"theme": "t", "about": "partner", "opening": "When,", "sentences": "{{ opening }} I feel."}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"sentences": "{{ openning }} I feel."}, "x.yaml: sentences: .*openning"),
        ({"sentences": "{{ opening I feel."}, "x.yaml: sentences: "),
        ({"sentences": ""}, "x.yaml: sentences: expected at least one"),
        ({"about": "dog"}, "x.yaml: about: "),
        ({"opening": "When"}, "x.yaml: opening: "),
        ({"rank": "first"}, "x.yaml: rank: "),
        ({"patterns": "(a"}, "x.yaml: patterns: "),
        ({"pattern": "a"}, "x.yaml: pattern: unknown key"),
        ({"theme": ""}, "x.yaml: theme: "),
        ({}, "no theme about 'self'"),
    ],
)
def test_a_bad_theme_is_named_with_its_entry(change: dict[str, str], message: str) -> None:
    with pytest.raises(BadPattern, match=message):
        Themes.compile({"x.yaml": THEME | change}, listener().lexicon)
