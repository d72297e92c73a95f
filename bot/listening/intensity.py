"""How strongly something is said: capitals, drawn-out letters, marks, and words that press."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.listening.normalise import Reading
from bot.listening.patterns import Pattern

QUIET = 0.7
"""What each sign leaves of the way to 1: 0.3 with none, 0.51 with one, 0.66 with two. Ours, to order utterances."""

MOST = 8
"""Signs that count at most."""

_MARKS = re.compile(r"[!?]{2,}|!")
_DRAWN_OUT = re.compile(r"([^\W\d_])\1{2,}")


def intensity(text: str, reading: Reading, pressing: Iterable[Pattern]) -> float:
    """How strongly a text is said, 0.3–1. `pressing` are the words that press ("so", "fucking", "at all")."""
    loud = reading.shouted[2] if reading.shouted else 0
    signs = loud // 2 + len(_MARKS.findall(text)) + len(_DRAWN_OUT.findall(text))
    for sentence in reading.sentences:
        line = (sentence.words, frozenset(sentence.words), f" {' '.join(sentence.words)} ")
        signs += sum(len(pattern.spans(*line)) for pattern in pressing)
    return round(1 - QUIET ** (1 + min(signs, MOST)), 2)
