"""Texts as thumbs type them: the same utterance with the slips, gaps and company that it has at night."""

from __future__ import annotations

import random
import re

_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_NEAR = {c: row[max(0, i - 1) : i] + row[i + 1 : i + 2] for row in _KEYS for i, c in enumerate(row)}
_SHORT = {"you": "u", "are": "r", "your": "ur", "because": "cuz", "about": "abt", "please": "pls", "people": "ppl"}


def as_typed(text: str, chance: random.Random) -> str:
    """One way in which a hurried person might have typed `text`."""
    way = chance.random()
    if way < 0.35:
        return text
    if way < 0.6:
        return re.sub(r"['’,]", "", text)
    if way < 0.7:
        return re.sub(r"[^\w\s]", "", text)
    if way < 0.78:
        return " ".join(_SHORT.get(word, word) for word in text.split(" "))
    if way < 0.84:
        return re.sub(r"([.,!?])", r" \1", text)
    return _slipped(text, chance)


def _slipped(text: str, chance: random.Random) -> str:
    words = text.split(" ")
    for _ in range(1 + len(words) // 15):
        place = chance.randrange(len(words))
        word = words[place]
        if len(word) < 4 or not word.isalpha():
            continue
        i = chance.randrange(1, len(word) - 1)
        kind = chance.random()
        if kind < 0.35:
            word = word[:i] + word[i + 1] + word[i] + word[i + 2 :]
        elif kind < 0.65:
            word = word[:i] + word[i + 1 :]
        elif kind < 0.85:
            word = word[:i] + (_NEAR.get(word[i].lower()) or word[i])[0] + word[i + 1 :]
        else:
            word = word[:i] + word[i] + word[i:]
        words[place] = word
    return " ".join(words)
