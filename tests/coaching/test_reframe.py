from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.coaching.reframe import reframe
from bot.coaching.reframe_themes import Themes
from bot.dialogue.signals import Signal
from bot.listening import BadPattern
from tests.listening.files import lines, listener, parsed, themes

TABLE = (Path(__file__).parent / "statements.txt").read_text(encoding="utf-8").splitlines()
KINDS = {"p": "absolute_partner", "s": "all_or_nothing_self"}
ROWS = [
    (*row.split("|", 1), becomes.removeprefix("  => ")) for row, becomes in zip(TABLE[3::2], TABLE[4::2], strict=True)
]
READS = [line.split(" => ") for content in parsed("reframes").values() for line in lines(content.get("reads", ""))]


def turned(text: str) -> str | None:
    return reframe(text, listener().listen(text), themes())


@pytest.mark.parametrize(("said", "becomes"), READS, ids=[said for said, _ in READS])
def test_the_examples_beside_the_themes(said: str, becomes: str) -> None:
    assert turned(said) == becomes


def of_row(about: str, text: str) -> str | None:
    return reframe(text, (Signal(KINDS[about], 0.9, 0, len(text)),), themes())


@pytest.mark.parametrize(("about", "said", "becomes"), ROWS, ids=[said for _, said, _ in ROWS])
def test_the_table_of_statements(about: str, said: str, becomes: str) -> None:
    assert (of_row(about, said) or "-") == becomes


def test_statements_get_sentences_of_their_own() -> None:
    sentences = [becomes for _, _, becomes in ROWS if becomes != "-"]
    assert len(set(sentences)) >= 0.95 * len(sentences)
    generic = [themes().last(about).openings for about in ("partner", "self")]
    openings = {template.render() for found in generic for _, template in found}
    assert sum(sentence.startswith(tuple(openings)) for sentence in sentences) <= 0.08 * len(sentences)


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


TOTAL = re.compile(
    r"\b(always|never|ever|every|everything|everyone|nothing|nobody|constantly|totally|completely|all the time|whole)\b"
)
BLAME = re.compile(r"\b(maybe|perhaps|it seems|overreact\w*|exaggerat\w*|your fault|liar|narcissist|should|but)\b")
ADDRESS = re.compile(r"\b(you|your|yours|yourself|you're)\b")
BROKEN = re.compile(
    r"\b(he|she) (don't|do|have|are|were)\b|\b(you|they) (doesn't|has|is|was)\b|\bwhen when\b"
    r"|\b(\w+) \4\b|\b(i|im|dont)\b| ,|,,|  "
)


def test_what_holds_for_every_sentence() -> None:
    for sentence in {becomes for _, becomes in READS} | {becomes for _, _, becomes in ROWS if becomes != "-"}:
        assert sentence.endswith("."), sentence
        assert sentence.count(".") == 1, sentence
        assert sentence.startswith("When "), sentence
        assert len(sentence) <= 220, sentence
        opening, _, heart = sentence.rpartition(", and I ")[0].partition(", ")
        assert not TOTAL.search(sentence.lower()), sentence
        assert not BLAME.search(sentence.lower()), sentence
        assert not ADDRESS.search(sentence.lower().removeprefix(opening.lower())), sentence
        assert re.search(r"\b(I|it|me|my)\b", heart), sentence
        assert re.search(r"\bI (need|want)\b", sentence), sentence
        assert not BROKEN.search(sentence), sentence


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("You never listen to me", "When you don't listen to me"),
        ("He never listens to me", "When he doesn't listen to me"),
        ("My wife never listens to me", "When my wife doesn't listen to me"),
        ("My partner never listens to me", "When my partner doesn't listen to me"),
        ("She's always cheating on me", "When she cheats on me"),
        ("My partner is always cheating on me", "When my partner cheats on me"),
    ],
)
def test_the_partner_stays_who_it_was(text: str, wanted: str) -> None:
    assert (turned(text) or "").startswith(wanted)


@pytest.mark.parametrize(
    ("text", "opening"),
    [
        ("you never listen when i talk about my mother", "When I talk about my mother and you don't listen to me,"),
        ("You never listen when I cry like an idiot", "When you don't listen to me,"),
        ("When I cry you never listen", "When I try to tell you something and it doesn't land,"),
        ("YOU NEVER LISTEN WHEN I TALK", "When I talk and you don't listen to me,"),
        ("You walk out every time I cry", "When I cry and you walk out,"),
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
