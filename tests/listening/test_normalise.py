from __future__ import annotations

import pytest

from tests.listening.files import listener


def read(text: str) -> str:
    return " . ".join(" ".join(s.words) for s in listener().lexicon.normaliser.read(text).sentences)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("u never cared abt me", "you never cared about me"),
        ("I can’t", "i can not"),
        ("cant", "i can not"[2:]),
        ("he's gone", "he s gone"),
        ("hes gone", "he s gone"),
        ("your always late", "you are always late"),
        ("your phone", "your phone"),
        ("ill do anything", "i will do anything"),
        ("I am mentally ill", "i am mentally ill"),
        ("urge 2 cut", "urge to cut"),
        ("took 2 pills", "took 2 pills"),
        ("me husband hit me", "my husband hit me"),
        ("he keeps sayin it", "he keeps saying it"),
        ("he is in again", "he is in again"),
        ("noooo", "no"),
        ("I'm gonna kms", "i am going to kill myself"),
        ("sui\u200bcide", "suicide"),
        ("k1ll", "kill"),
        ("não quero", "nao quero"),
        ("死にたい", "死 に た い"),
        ("Stop. Go!", "stop . go"),
        ("that's it 😂", "that s it lol"),
        ("hopless", "hopeless"),
        ("", ""),
        ("🪿", ""),
    ],
)
def test_normal_form(typed: str, meant: str) -> None:
    assert read(typed) == meant


def test_offsets_lead_back_to_what_was_typed() -> None:
    text = "  I’m… sooo tired"
    sentence = listener().lexicon.normaliser.read(text).sentences[0]
    assert [text[a:b] for a, b in zip(sentence.starts, sentence.ends, strict=True)] == ["I’m", "I’m", "sooo", "tired"]
    assert sentence.words == ("i", "am", "so", "tired")
    assert sentence.breaks == {2}


def test_shouting_is_the_longest_run_of_capitals() -> None:
    read_ = listener().lexicon.normaliser.read
    shouted = read_("ok I CAN'T DO THIS ANYMORE ok").shouted
    assert shouted is not None
    assert shouted[2] == 5
    assert read_("quiet words").shouted is None
