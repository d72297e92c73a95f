"""The person's own sentence: a table of what was told and what it becomes, and what must hold for any words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.coaching.reframe_sentence import Frames, Told
from bot.coaching.reframe_turn import Words, to_you
from bot.coaching.reframe_whom import Whom
from bot.listening import BadPattern
from tests.listening.files import parsed, themes

FRAMES = themes().frames
OPENING = "When I look at what happened,"
TABLE = (Path(__file__).parent / "sentences.txt").read_text(encoding="utf-8").splitlines()
ROWS = [
    (row.replace("\\n", "\n").split("|"), becomes.removeprefix("  => "))
    for row, becomes in zip(TABLE[3::2], TABLE[4::2], strict=True)
]
ABSOLUTE = frozenset(
    "absolutely all always complete completely constant constantly definitely entire ever every everyone everything"
    " full must never nothing totally whole".split()
)
SMALL = frozenset(
    "when whenever every time that this one once the moment was it for me think just well probably because idk i him"
    " his himself she her he they their them you your partner my husband wife bf tom will ana and single"
    " wifes toms doesnt wasnt hasnt tries".split()
)


def sentence(row: list[str]) -> str:
    pronoun, name, *told = row
    return FRAMES.sentence(Told(*told), Whom(pronoun, (name,) if name else ()), OPENING)


def letters(text: str) -> str:
    return re.sub(r"[^a-z0-9 ]", "", " ".join(text.lower().split()))


def test_the_table_is_large() -> None:
    assert len(ROWS) >= 150


@pytest.mark.parametrize(("row", "becomes"), ROWS, ids=["|".join(row) for row, _ in ROWS])
def test_what_was_told_becomes(row: list[str], becomes: str) -> None:
    assert sentence(row) == becomes


@pytest.mark.parametrize("row", [row for row, _ in ROWS], ids=["|".join(row) for row, _ in ROWS])
def test_what_holds_for_every_row(row: list[str]) -> None:
    said = sentence(row)
    typed = letters(" ".join(row[2:])).split()
    assert said[-1] in ".?!”", said
    assert said[:1].isupper(), said
    assert said.count("“") == said.count("”")
    assert "when when" not in said.lower()
    assert ".." not in said
    assert "  " not in said
    assert ",." not in said
    ours = [word for word in letters(said).split() if word not in typed]
    assert "but" not in ours
    assert not ABSOLUTE.intersection(ours), said
    # Of the moment no word is lost that tells something: a verb may have lost the ending of the third person.
    kept = letters(said)
    for word in letters(row[2].replace("https://example.org", "")).split():
        if word not in SMALL and len(word) > 2 and word not in ("has", "hes", "shes", "does", "goes"):
            assert word[: max(3, len(word) - 2)] in kept, (word, said)


@pytest.mark.parametrize(
    ("told", "becomes"),
    [
        (
            Told("she cried on the stairs", "ashamed", "to answer what she asks", "sit with her tonight"),
            "When you cried on the stairs, I felt ashamed. I want to answer what you ask. I'll sit with you tonight.",
        ),
        (
            Told("she looked at me like a stranger", "like a failure", "to stay", "I'll be home at six"),
            "When you looked at me like a stranger, I felt like a failure. I want to stay. I'll be home at six.",
        ),
        (Told("", "ashamed", "forgiveness", "listen"), f"{OPENING} I feel ashamed. I need forgiveness. I'll listen."),
        (Told("", "", "", "can I sit with her?"), f"{OPENING} it hurts. Can I sit with you?"),
    ],
)
def test_with_a_deed_the_last_part_is_what_one_will_do_oneself(told: Told, becomes: str) -> None:
    assert FRAMES.sentence(told, Whom("she"), OPENING, deed=True) == becomes


@pytest.mark.parametrize(
    ("told", "becomes"),
    [
        (
            Told("he chose her", "small", "to remember who i am", "call my sister"),
            "When he chose her, I felt small. I need to remember who I am. I'll call my sister.",
        ),
        (Told("he told his friend he was tired of me", "compared"), "When he told his friend he was tired of me, "),
        (Told("you left me", "small"), "When you left me, I felt small."),
    ],
)
def test_said_to_nobody_the_names_stay_as_they_are(told: Told, becomes: str) -> None:
    assert FRAMES.sentence(told, None, OPENING, deed=True).startswith(becomes)


@pytest.mark.parametrize("moment", ["x " * 200, "he left. " * 60, "he came home and " * 20 + "left"])
def test_a_long_moment_is_quoted_and_not_cut(moment: str) -> None:
    said = FRAMES.sentence(Told(moment, "sad"), Whom("he"), OPENING)
    assert said.startswith("The moment I mean: “")
    assert " ".join(moment.split()).rstrip(". ") in said


@pytest.mark.parametrize(
    "moment",
    [
        "she texted him and he laughed",
        "i saw her with him",
        "he kissed him",
        "she was in our bed",
        "he told his brother he was leaving",
        "they were kissing in the car",
        "she called him at night",
    ],
)
def test_with_nobody_known_a_doubtful_you_is_never_said(moment: str) -> None:
    assert "you" not in Words(FRAMES.sentence(Told(moment, "sad"), Whom(), OPENING)).words


@pytest.mark.parametrize(
    ("said", "whom", "becomes"),
    [
        ("he's been here and he's tired", Whom("he"), "you've been here and you're tired"),
        ("he'd said he'll come", Whom("he"), "you'd said you'll come"),
        ("he hurt himself and his car", Whom("he"), "you hurt yourself and your car"),
        ("that bag is hers", Whom("she"), "that bag is yours"),
        ("it was his", Whom("he"), "it was yours"),
        ("he was there, was drunk", Whom("he"), "you were there, were drunk"),
        ("he rarely looks up and hardly says a word", Whom("he"), "you rarely look up and hardly say a word"),
        ("her phone is new", Whom("he"), "her phone is new"),
        ("my girlfriend isnt here", Whom(), "you aren't here"),
        ("who does he think he is", Whom("he"), None),
    ],
)
def test_the_grammar_of_you(said: str, whom: Whom, becomes: str | None) -> None:
    assert to_you(said, whom) == becomes


@pytest.mark.parametrize(
    ("pronouns", "name", "said", "pronoun"),
    [
        ("he/him", "", "", "he"),
        ("She", "Ana", "he never listens", "she"),
        ("they/them", "", "", "they"),
        ("", "", "he never helps her", "he"),
        ("", "", "my wife never looks at him", "she"),
        ("", "", "you never cared", ""),
        ("ask me", "", "", ""),
    ],
)
def test_whom_the_words_are_about(pronouns: str, name: str, said: str, pronoun: str) -> None:
    assert Whom.of(pronouns, name, said.split()).pronoun == pronoun


WORDS = st.lists(
    st.sampled_from(
        "he she i you they we him her his my phone left was is at home and when that never . , ? ! “ ” \" ' Tom saw"
        " texts looks 😭 …".split()
    ),
    max_size=14,
).map(" ".join)


@given(WORDS, WORDS, WORDS, WORDS, st.sampled_from(["", "he", "she", "they"]), st.booleans())
@settings(max_examples=300, deadline=None)
def test_any_words_make_a_closed_sentence(
    moment: str, feeling: str, need: str, request: str, pronoun: str, deed: bool
) -> None:
    for whom in (Whom(pronoun, ("Tom",)), None):
        said = FRAMES.sentence(Told(moment, feeling, need, request), whom, OPENING, deed=deed)
        assert said[-1] in ".?!”"
        assert said.count("“") == said.count("”")
        assert "partnerzz" not in said


@example(moment="'\x850", other="")
@given(st.text(max_size=60), st.text(max_size=40))
@settings(max_examples=150, deadline=None)
def test_any_characters_are_taken(moment: str, other: str) -> None:
    FRAMES.sentence(Told(moment, other, other, other), Whom("he", ("Ana",)), OPENING)


TOKENS = (
    "he she they you i when yesterday last night , . ! ? ' \" “ ” … - that a the not never 7 for of felt like to be"
    " need want will would can please don't his her my Tom's ( ; and but which who u ur \u200b \x85"
).split(" ")


@given(*(st.lists(st.sampled_from(TOKENS), max_size=7) for _ in range(4)), st.sampled_from(["", " "]), st.booleans())
@settings(max_examples=250, deadline=None)
def test_any_order_of_words_is_taken(
    moment: list[str], feeling: list[str], need: list[str], request: list[str], gap: str, deed: bool
) -> None:
    told = Told(*(gap.join(words) for words in (moment, feeling, need, request)))
    for whom in (Whom("he", ("Tom",)), None):
        FRAMES.sentence(told, whom, OPENING, deed=deed)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"frames": {}}, "s.yaml: frames: expected exactly"),
        ({"frames": "x"}, "s.yaml: frames: expected exactly"),
        ({"quote": "{{ words "}, "s.yaml: frames: quote: "),
        ({"need": "{{ wrods }}"}, "s.yaml: frames: need: .*wrods"),
    ],
)
def test_a_bad_frame_is_named(change: dict[str, object], message: str) -> None:
    content = dict(parsed("reframes")["sentence.yaml"])
    content = {**content, **change} if "frames" in change else {**content, "frames": {**content["frames"], **change}}
    with pytest.raises(BadPattern, match=message):
        Frames.of("s.yaml", content)
