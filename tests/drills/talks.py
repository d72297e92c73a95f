"""Talks that people hold in the drills: what they do, and words that the one answer to it must hold."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count


@dataclass(frozen=True, slots=True)
class Step:
    """One act, a `text` that is typed or a button to `tap`, and a part of the one message that answers it."""

    answer: str
    text: str = ""
    tap: str = ""


def pain_first(luck: random.Random) -> Iterator[Step]:
    """Someone who has never typed /start, flooded again and again; each number comes back in the answer to it."""
    yield Step("0 to 10?", luck.choice(("I can't breathe, he lied again", "I'm panicking, I can't calm down")))
    for round_ in count():
        before, after = luck.choice("78"), luck.choice("0123")
        if round_:
            yield Step("0 to 10?", luck.choice(("I'm flooded", "/ground")))
        yield Step(f"{before}. ", before)
        yield from exercise()
        yield Step(after, after)
        yield Step("", tap="Not now")


def exercise() -> Iterator[Step]:
    """The five senses, tapped through; its first step came with the answer before."""
    for number in range(2, 6):
        yield Step(f"Step {number} of 5", tap="Next")
    yield Step("0 to 10?", tap="Next")


def newcomer(luck: random.Random) -> Iterator[Step]:
    """Someone who goes through the welcome, half by taps and half by typing, and then looks around.

    Most of these steps check no words: the next one only fits where this one was taken right.
    """

    def answers(step: Step, typed: str) -> Step:
        return Step(step.answer, text=typed) if luck.random() < 0.5 else step

    yield Step("", "/start")
    yield answers(Step("", tap="I'm 18 or older"), "yes")
    yield answers(Step("", tap="Yes, I agree"), "I agree")
    yield answers(Step("", tap="It's private"), "private")
    yield answers(Step("", tap="Both"), "both")
    yield Step("", "Germany")
    yield Step("Once a day", tap="Yes")
    yield Step("I'm flooded", tap="Not now")
    for _ in count():
        number = luck.choice("78")
        yield Step("", "/help")
        yield Step("", tap="Nothing now")
        yield Step("Country: Germany", "/settings")
        yield Step("", tap="Done")
        yield Step("0 to 10?", "/ground")
        yield Step(f"{number}. ", number)
        yield Step("", "stop")
