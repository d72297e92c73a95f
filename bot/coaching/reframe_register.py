"""How somebody writes: in few words, or without contractions; a sentence for them is made to sound like it."""

from __future__ import annotations

import re

FEW = 6
"""So many words are a terse statement; with the marks of quick typing twice as many are."""

_QUICK = re.compile(
    r"\b(?:u|ur|urs|dont|doesnt|didnt|cant|wont|isnt|wasnt|arent|im|ive|hes|shes|youre|theyre|thats|idk|abt|tho|bc|cuz"
    r"|aint|r|cos|lol|tbh|smh|nvr)\b",
    re.IGNORECASE,
)
_LONG = {
    "don't": "do not",
    "doesn't": "does not",
    "didn't": "did not",
    "isn't": "is not",
    "aren't": "are not",
    "wasn't": "was not",
    "won't": "will not",
    "wouldn't": "would not",
    "can't": "cannot",
    "I'm": "I am",
    "I've": "I have",
    "it's": "it is",
    "that's": "that is",
}
_CONTRACTED = re.compile(r"\w['’](?:t|m|re|ve|ll|d)\b|\b(?:it|he|she|that|what|there)['’]s\b", re.IGNORECASE)
_WRITTEN_OUT = re.compile(
    r"\b(?:do|does|did|is|are|was|has|have|had|will|would|could) not\b|\bcannot\b|\bi (?:am|have|will)\b"
    r"|\b(?:you|they|we) (?:are|have|will)\b|\b(?:he|she|it) (?:is|has|will)\b",
    re.IGNORECASE,
)
_SHORT = re.compile(r"\b(?:" + "|".join(_LONG) + r")\b")


def is_terse(text: str) -> bool:
    """Whether a statement is made in few words."""
    words = len(text.split())
    return words <= FEW or (words <= 2 * FEW and bool(_QUICK.search(text)))


def like(text: str, sentence: str) -> str:
    """The sentence without contractions where the text has none and writes out what could be one."""
    if _CONTRACTED.search(text) or _QUICK.search(text) or not _WRITTEN_OUT.search(text):
        return sentence
    return _SHORT.sub(lambda match: _LONG[match.group()], sentence)
