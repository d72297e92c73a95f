"""Answers: what a person typed, tapped or shared, turned into the value of a slot."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from bot.dialogue.flow import Slot

SlotReader = Callable[[Slot, str, Mapping[str, Any]], Any]
"""Reads a typed answer, knowing the person's settings; None where the text is no answer to this slot."""

LONGEST_LABEL = 40
"""Characters of the texts whose bare form is remembered: labels and their other words, not what people confide."""

_APOSTROPHES = re.compile(r"[‘’ʼ`´']")

_NUMBER_WORDS = {
    word: number
    for number, words in enumerate(
        ("zero none nothing", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    )
    for word in words.split()
}
_NUMBER = re.compile(
    r"(?<![\w.,])(\d{1,3})(?:[.,](\d+))?(?![\w]"
    r"|\s*(?:years?|days?|weeks?|months?|hours?|minutes?|nights?|kids|children|women|men|people|am|pm)\b)",
    re.IGNORECASE,
)
"""A number in figures that counts nothing: "3 years of lies" tells no strength."""

_ABOUT = frozenset(
    "a an about maybe like around roughly approximately almost nearly id say its it is i im am at think guess probably"
    " out of or to now still right solid good strong just say really all at well um uh hmm the perhaps".split()
)
"""Words that may stand beside a number word in an answer."""

_YES = frozenset("yes y yeah yep yup yea ya sure ok okay correct right true absolutely definitely".split())
_NO = frozenset("no n nope nah not never wrong false".split())


_NO_GOES_ON = frozenset("one body way idea matter more longer point reason hope use".split())
"""Words after which a leading "no" is no answer: "no one cares", "no way out", "no reason to go on"."""


@lru_cache(maxsize=8192)
def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w]+", " ", _APOSTROPHES.sub("", text.casefold())).split())


def bare(text: str) -> str:
    """A text without case, punctuation and doubled spaces, so that a typed label is known again."""
    return _plain(text) if len(text) <= LONGEST_LABEL else _plain.__wrapped__(text)


def read_scale(slot: Slot, text: str) -> int | None:
    """The first number of the text: `8`, `an 8`, `8/10`, `7.5` (rounded up); a bare `100` is the most.

    A number word counts where nothing else is said ("about eight", "seven out of ten"); "not one day" is no number.
    """
    match = _NUMBER.search(text)
    if match:
        number = int(match[1]) + (1 if match[2] and match[2][0] >= "5" else 0)
        if len(bare(text).split()) > 8:
            return None
        if number > slot.high and len(bare(text).split()) <= 2:
            return slot.high
        return number if slot.low <= number <= slot.high else None
    words = bare(text).split()
    if _ABOUT.issuperset(word for word in words if word not in _NUMBER_WORDS):
        numbers = (_NUMBER_WORDS[word] for word in words if word in _NUMBER_WORDS)
        return next((number for number in numbers if slot.low <= number <= slot.high), None)
    return None


def free_text(slot: Slot, text: str) -> str | None:
    """The text itself, up to the slot's `max` characters; empty text is no answer, nor one without a letter to a
    question for words.
    """
    kept = text.strip()
    told = any(c.isalpha() for c in kept) if slot.worded else bool(kept)
    return kept[: slot.max] if told else None


def read_yes_no(text: str) -> str | None:
    """`yes` or `no` by the first word."""
    first = bare(text).split()[:1]
    if first and first[0] in _YES:
        return "yes"
    return "no" if first and first[0] in _NO else None


READERS: Mapping[str, SlotReader] = {
    "text": lambda slot, text, person: free_text(slot, text),
    "scale": lambda slot, text, person: read_scale(slot, text),
    "yes_no": lambda slot, text, person: read_yes_no(text),
}
"""The slot types that need no knowledge of the world; `app` adds `country`, `place` and `time`."""


def is_whole(text: str, label: str, also: Sequence[str]) -> bool:
    """Whether a typed text is a choice's label, or one of its other words, and nothing else."""
    typed = bare(text)
    return bool(typed) and any(typed == bare(word) for word in (label, *also))


def begins_with(text: str, label: str, also: Sequence[str], *, free: bool) -> bool:
    """Whether a typed text begins with a choice's label or one of its other words.

    Beside a question for free text (`free`) only a leading yes counts, since "no …" may begin anything.
    """
    typed = bare(text)
    plain = (bare(word) for word in (label, *also))
    return any(word and (not free or word in _YES) and _begins(typed, word) for word in plain)


def _begins(typed: str, plain: str) -> bool:
    if not typed.startswith(plain + " "):
        return False
    following = typed[len(plain) + 1 :].split()
    return "but" not in following and not (plain == "no" and following[0] in _NO_GOES_ON)
