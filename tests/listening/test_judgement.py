"""Phrases and model together: which has the word when, what comes along, and what is only hinted at."""

from __future__ import annotations

import pytest

from bot.dialogue.signals import Signal
from bot.listening.classifier import Guess
from bot.listening.judgement import SHORT, Judge, Model, Weights, judge

TOLD = {"me": 0.1, "partner": 0.8, "other": 0.3, "now": 0.9, "past": 0.1, "plain": 0.2, "quoted": 0.7}
PLAIN = Weights(model=1.0, strong=3.0, weak=1.0, base=0.0, least=0.5)
CRISES = ("crisis:suicide", "crisis:self_harm", "crisis:taken", "crisis:violence", "crisis:harm_others", "crisis:child")
WEIGHTS = dict.fromkeys((*CRISES, "shame"), PLAIN)


class Reader:
    """A model that gives every label the same chance, and notes what it read."""

    def __init__(self, chance: float = 0.9) -> None:
        self.chance = chance
        self.read: list[str] = []

    def guess(self, text: str) -> dict[str, Guess]:
        self.read.append(text)
        return {name: Guess(name, self.chance, lambda: (0, 1), TOLD) for name in WEIGHTS}


def model(reader: Reader) -> Model:
    return Model(reader, WEIGHTS, crisis=0.5, hint=0.2)  # type: ignore[arg-type]


def heard(phrases: dict[str, float], *, short: bool = False, **chances: float) -> dict[str, Signal]:
    given = {
        name.replace("__", ":"): Guess(name.replace("__", ":"), p, lambda: (3, 7), TOLD) for name, p in chances.items()
    }
    given |= {name: Guess(name, 0.01, lambda: (0, 1), TOLD) for name in WEIGHTS if name not in given}
    return judge(
        {name: Signal(name, score, 1, 2) for name, score in phrases.items()}, given, model(Reader()), short=short
    )


def test_the_model_alone_is_enough_where_it_is_sure_and_shows_its_words() -> None:
    found = heard({}, shame=0.8)["shame"]
    assert (found.start, found.end, round(found.score, 2)) == (3, 7, 0.8)
    assert not heard({}, shame=0.4)


def test_a_phrase_shows_its_own_words_and_helps_a_model_that_doubts() -> None:
    found = heard({"shame": 0.9}, shame=0.2)["shame"]
    assert (found.start, found.end) == (1, 2)
    assert found.score == pytest.approx(0.83, abs=0.01)


def test_a_weak_phrase_helps_less_than_a_strong_one() -> None:
    assert "shame" in heard({"shame": 0.9}, shame=0.1)
    assert "shame" not in heard({"shame": 0.6}, shame=0.1)


def test_a_phrase_yields_to_a_model_that_is_certain_of_the_contrary() -> None:
    assert "shame" not in heard({"shame": 0.9}, shame=0.01)


def test_what_a_strong_phrase_says_of_a_danger_stands_in_few_words_and_where_the_model_does_not_exclude_it() -> None:
    assert heard({"crisis:violence": 0.9}, short=True, crisis__violence=0.001).keys() == {"crisis:violence"}
    assert heard({"crisis:violence": 0.9}, crisis__violence=0.06).keys() == {"crisis:violence"}
    assert heard({"crisis:violence": 0.9}, crisis__violence=0.001) == {}
    assert heard({"crisis:violence": 0.6}, short=True, crisis__violence=0.001) == {}


def test_few_words_are_counted_in_the_text() -> None:
    judge_of = Judge(lambda: model(Reader(0.001)))
    phrases = {"crisis:violence": Signal("crisis:violence", 0.9, 0, 5)}
    assert "crisis:violence" in judge_of("word " * SHORT, phrases)
    assert "crisis:violence" not in judge_of("word " * (SHORT + 1), phrases)


@pytest.mark.parametrize("doubt", ["hint:life", "fear_denied", "life_denied"])
def test_where_a_phrase_doubts_the_model_must_have_no_doubt(doubt: str) -> None:
    assert heard({doubt: 0.9}, crisis__suicide=0.9).keys() == {doubt, "hint:life"}
    assert heard({doubt: 0.9}, crisis__suicide=0.99).keys() == {doubt, "crisis:suicide"}
    assert "crisis:suicide" in heard({doubt: 0.9, "crisis:suicide": 0.9}, crisis__suicide=0.5)


def test_anger_at_a_thing_is_no_violence_and_hides_nothing_else() -> None:
    anger = {"anger_at_things": 0.9}
    assert heard(anger, crisis__harm_others=0.99, crisis__violence=0.99).keys() == {"anger_at_things"}
    assert "crisis:suicide" in heard(anger, crisis__harm_others=0.9, crisis__suicide=0.9)
    assert "crisis:violence" in heard({**anger, "crisis:violence": 0.9}, crisis__violence=0.9)


def test_a_body_in_flood_is_heard_in_a_few_words_whatever_else_is_said() -> None:
    flooded = {**WEIGHTS, "flooded": PLAIN}

    class Calm(Reader):
        def guess(self, text: str) -> dict[str, Guess]:
            return {name: Guess(name, 0.001, lambda: (0, 1), TOLD) for name in flooded}

    listening = Judge(lambda: model(Calm())._replace(weights=flooded))
    text = "I can't breathe, and the heron by the canal wore a coat of many odd colours today"
    assert "flooded" in listening(text, {"flooded": Signal("flooded", 0.9, 0, 15)})
    long = "the dress was so tight that I can't breathe in it at all"
    assert "flooded" not in listening(long, {"flooded": Signal("flooded", 0.9, 28, 43)})


def test_dangers_of_different_kinds_add_up_and_the_likeliest_is_named() -> None:
    assert heard({}, crisis__suicide=0.35, crisis__self_harm=0.4).keys() == {"crisis:self_harm"}
    assert heard({}, crisis__suicide=0.35, crisis__taken=0.4).keys() == {"hint:life"}


def test_what_only_phrases_know_stays_as_it_is() -> None:
    assert heard({"driving": 0.6})["driving"] == Signal("driving", 0.6, 1, 2)


def test_own_violence_and_a_child_at_risk_are_violence_too_and_what_was_taken_is_about_life() -> None:
    assert heard({}, crisis__harm_others=0.9).keys() == {"crisis:harm_others", "crisis:violence"}
    assert heard({}, crisis__child=0.9).keys() == {"crisis:child", "crisis:violence"}
    assert heard({}, crisis__taken=0.9).keys() == {"crisis:taken", "crisis:suicide"}
    assert heard({}, crisis__taken=0.9, crisis__self_harm=0.9).keys() == {"crisis:taken", "crisis:self_harm"}


def test_it_tells_whose_it_is_when_and_how_it_is_said() -> None:
    found = heard({}, crisis__suicide=0.9)["crisis:suicide"]
    assert (found.about, found.when, found.said) == ("partner", "now", "quoted")


def test_what_is_nearly_sure_is_hinted_at_and_not_beside_a_crisis() -> None:
    assert heard({}, crisis__suicide=0.3).keys() == {"hint:life"}
    assert heard({}, crisis__child=0.3).keys() == {"hint:harm"}
    assert heard({}, crisis__suicide=0.1) == {}
    assert heard({}, crisis__suicide=0.3, crisis__violence=0.9).keys() == {"crisis:violence"}


def test_the_same_words_are_read_once_and_not_kept() -> None:
    reader = Reader()
    listening = Judge(lambda: model(reader))
    for text in ("one", "two", "one", "\ud800"):
        assert "shame" in listening(text, {})
        assert listening.sure(text, {})["shame"] == pytest.approx(0.9)
    assert reader.read == ["one", "two", "\ud800"]
    assert "one" not in repr(vars(listening)["_lately"].keys())
