"""Whether a phrase is denied: "I'm not suicidal", "no plans to kill myself", "without hurting myself".

Reading goes back from the phrase, inside its clause, over small linking words only. So "I'm not fine, I want to
die" and "he doesn't care that I want to die" stay what they are: a denial of one thing never silences another.
"""

from __future__ import annotations

from collections.abc import Sequence

REACH = 8
"""How many words before a phrase are looked at."""

NEGATORS = frozenset(
    {"not", "never", "without", "no", "nobody", "neither", "nor", "hardly", "denies", "denied", "deny"}
)

_LINKS = frozenset(
    "i am a an the to want wanting wanted going planning plan plans thinking think thought thoughts about of"
    " feeling feel felt"
    " trying try tried having have has had any be been being really actually ever saying say would will currently"
    " intention"
    " intending intent intend desire longer even gonna do m in my he she they you we s is are was were did does or and"
    " myself at all physically considering".split()
)
_OPENERS = frozenset(
    {"only", "just", "sure", "stop", "help", "know", "care", "lie", "lying", "going to lie", "kidding"}
)


def denied(words: Sequence[str], start: int, breaks: frozenset[int]) -> bool:
    """Whether the phrase that begins at `words[start]` is denied by what stands before it in its clause."""
    if start in breaks:
        return False
    at = start - 1
    floor = max(0, start - REACH)
    while at >= floor:
        word = words[at]
        if word in NEGATORS:
            return not _opens(words, at)
        if word not in _LINKS or at in breaks:
            return False
        at -= 1
    return False


def _opens(words: Sequence[str], at: int) -> bool:
    """Whether the negator at `at` denies nothing: "why not …", "not only …", "no one", "nobody cares"."""
    after = words[at + 1] if at + 1 < len(words) else ""
    if words[at] == "nobody" and after not in {"has", "have", "had", "s", "is", "was", "got", "gets", "hits"}:
        return True
    if after in _OPENERS or (words[at] == "no" and after in {"one", "wonder", "doubt", "reason", "point"}):
        return True
    if after == "going" and words[at + 2 : at + 4] == ("to", "lie"):
        return True
    return "why" in words[max(0, at - 3) : at]
