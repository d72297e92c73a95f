"""How much the utterances are like each other: sentence skeletons, and near-duplicates between two sets."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

OFTEN = 5
"""How often one skeleton may occur in the teaching text."""

NEAR = 0.6
"""The share of words in common (Jaccard, of word pairs and words) from which two texts count as near-duplicates."""

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d+|[.,!?;:…]")
_KEPT = frozenset(
    """a about after again against all am an and any anyone anything are as at be because been before being both but
    by can can't cannot cant could couldn't did didn't didnt do does doesn't doesnt doing don't dont down each
    either else enough even ever every everyone everything for from get had hadn't has hasn't have haven't
    having he he'd he'll he's her here hers herself him himself his how i i'd i'll i'm i've if im in into is
    isn't isnt it it's its itself ive just like many maybe me mine more most much my myself neither never no
    nobody none nor not nothing now of off on once one only or other our ours out over own perhaps really she
    she'd she'll she's should shouldn't so some somebody someone something still such than that that's thats
    the their theirs them themselves then there there's these they they'd they'll they're they've this those
    through to too u under until up us very was wasn't wasnt we we'd we'll we're we've were weren't what
    what's when whenever where whether which while who whom whose why will with without won't wont would
    wouldn't yes yet you you'd you'll you're you've your yours yourself always constantly""".split()
)


def skeleton(text: str) -> str:
    """The text with its content words masked: small words and marks stay, everything else is `_`."""
    words = (word.lower().replace("’", "'") for word in _WORD.findall(text))
    return " ".join(word if word in _KEPT or not word[0].isalnum() else "_" for word in words)


def worn(texts: Iterable[str]) -> list[tuple[str, int]]:
    """The skeletons that occur more than `OFTEN` times, the commonest first."""
    return [(bones, times) for bones, times in Counter(map(skeleton, texts)).most_common() if times > OFTEN]


def traits(text: str) -> frozenset[str]:
    """What two texts are compared by: their words, and each two that follow one another."""
    words = [word.lower() for word in _WORD.findall(text) if word[0].isalnum()]
    return frozenset(words) | {f"{a} {b}" for a, b in pairwise(words)}


def near_duplicates(texts: Sequence[str], among: Sequence[str]) -> list[tuple[str, str, float]]:
    """The texts that have a near-duplicate among others: text, its nearest one, and how near (0–1)."""
    known = [(other, traits(other)) for other in among]
    found = []
    for text in texts:
        own = traits(text)
        nearest, best = "", 0.0
        for other, theirs in known:
            if min(len(own), len(theirs)) < NEAR * max(len(own), len(theirs)):
                continue
            near = len(own & theirs) / len(own | theirs)
            if near > best:
                nearest, best = other, near
        if best >= NEAR:
            found.append((text, nearest, best))
    return found
