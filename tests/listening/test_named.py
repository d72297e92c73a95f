"""The partner's name is heard as "he" or "she", and an ordinary word that looks like it is not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.listening.named import Named
from tests.listening.files import listener


def read(text: str, name: str, pronouns: str = "") -> str:
    sentences = listener().lexicon.normaliser.read(text, named=Named.of(name, pronouns)).sentences
    return " / ".join(" ".join(sentence.words) for sentence in sentences)


@pytest.mark.parametrize(
    ("text", "name", "pronouns", "expected"),
    [
        ("Tom always lies", "Tom", "he/him", "he always lies"),
        ("tom never loved me", "Tom", "he/him", "he never loved me"),
        ("TOM hit me", "Tom", "", "he hit me"),
        ("Ana never loved me", "Ana", "she/her", "she never loved me"),
        ("Tom's phone", "Tom", "he/him", "his phone"),
        ("toms phone", "Tom", "he/him", "his phone"),
        ("Tom’s lying again", "Tom", "he/him", "he s lying again"),
        ("Ana's phone", "Ana", "she/her", "her phone"),
        ("James' phone", "James", "he/him", "his phone"),
        ("I can't trust Tom", "Tom", "he/him", "i can not trust him"),
        ("I can't trust Tom anymore", "Tom", "he/him", "i can not trust him any more"),
        ("I told Tom I know", "Tom", "he/him", "i told him i know"),
        ("I know Tom lied", "Tom", "he/him", "i know he lied"),
        ("my husband Tom lied", "Tom", "he/him", "my husband lied"),
        ("Tom, you never cared", "Tom", "he/him", "you never cared"),
        ("you never cared, Tom", "Tom", "he/him", "you never cared"),
        ("Anna Maria never listens", "Anna Maria", "she", "she never listens"),
        ("jurgen lies", "Jürgen", "he", "he lies"),
        ("tomorrow he comes", "Tom", "he", "tomorrow he comes"),
        ("Will never loved me", "Will", "he", "he never loved me"),
        ("I hate Will", "Will", "he", "i hate him"),
        ("will you ever stop", "Will", "he", "will you ever stop"),
        ("Will you ever stop", "Will", "he", "will you ever stop"),
        ("he will never change", "Will", "he", "he will never change"),
        ("WILL HE EVER STOP", "Will", "he", "will he ever stop"),
        ("mark my words", "Mark", "he", "mark my words"),
        ("Mark my words", "Mark", "he", "mark my words"),
        ("mark never listens", "Mark", "he", "he never listens"),
        ("I hope so", "Hope", "she", "i hope so"),
        ("hope never dies", "Hope", "she", "hope never dies"),
        ("I saw him", "him", "he", "i saw him"),
        ("I am a fool", "A", "he", "i am a fool"),
        ("j lied", "J", "he", "j lied"),
        ("J lied", "J", "he", "he lied"),
    ],
)
def test_what_a_name_is_read_as(text: str, name: str, pronouns: str, expected: str) -> None:
    assert read(text, name, pronouns) == expected


@pytest.mark.parametrize(
    ("text", "signal"),
    [
        ("Tom always lies", "absolute_partner"),
        ("Tom never loved me", "absolute_partner"),
        ("Tom doesn't care about me", "absolute_partner"),
        ("tom hit me last night", "crisis:violence"),
        ("I'm afraid of Tom", "crisis:violence"),
    ],
)
def test_what_is_heard_with_the_name_alone(text: str, signal: str) -> None:
    plain = {found.name for found in listener().listen(text)}
    heard = {found.name: found for found in listener().listen(text, Named.of("Tom", "he/him"))}
    assert signal in heard
    assert signal not in plain


def test_places_stay_on_what_was_typed() -> None:
    text = "Yesterday Tom never even looked at me"
    found = next(s for s in listener().listen(text, Named.of("tom")) if s.name == "absolute_partner")
    assert text[found.start : found.end].startswith("Tom never")


def test_what_is_no_name_is_looked_for_nowhere() -> None:
    assert [Named.of(name) for name in (None, "", "  ", "he", "I", "x", "!!", "😀")] == [None] * 8


@given(st.text(max_size=60), st.text(max_size=12))
@settings(max_examples=150, deadline=None)
def test_any_characters_are_taken(text: str, name: str) -> None:
    for found in listener().listen(f"{text} {name} never loved me {name}", Named.of(name)):
        assert 0 <= found.start <= found.end <= len(text) + 2 * len(name) + 17
