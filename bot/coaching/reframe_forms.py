"""The forms of English verbs: "taking", "took" and "taken" are "take", and "take" is "takes" and "took"."""

from __future__ import annotations

from bot.coaching.reframe_verbs import BASES, IRREGULAR, base_of_third

_ROWS = tuple(tuple(row.split()) for row in IRREGULAR.split(";"))
_PAST = {row[0]: row[1] for row in _ROWS}
_FROM_PAST = {row[1]: row[0] for row in reversed(_ROWS)}
_FROM_PARTICIPLE = {row[-1]: row[0] for row in reversed(_ROWS)} | {"been": "be", "learnt": "learn"}
_DOUBLED = frozenset(
    "nag drop stop chat flirt grab hug plan beg snap slam skip swap swipe drag tap brag hit put shut let".split()
)
_VOWELS = "aeiou"


def third(base: str) -> str:
    """The verb with he or she: "take" → "takes", "watch" → "watches", "deny" → "denies"."""
    if base in ("have", "do", "go"):
        return {"have": "has", "do": "does", "go": "goes"}[base]
    if base.endswith("y") and base[-2:-1] not in _VOWELS:
        return base[:-1] + "ies"
    return base + ("es" if base.endswith(("s", "sh", "ch", "x", "z")) else "s")


def past(base: str) -> str:
    """The past of a verb: "take" → "took", "nag" → "nagged", "deny" → "denied"."""
    if base in _PAST:
        return _PAST[base]
    if base.endswith("e"):
        return base + "d"
    if base.endswith("y") and base[-2:-1] not in _VOWELS:
        return base[:-1] + "ied"
    return base + (base[-1] if base in _DOUBLED else "") + "ed"


def base_of_ing(word: str, known: frozenset[str] = BASES) -> str | None:
    """The plain form of "taking", "nagging", "lying"; None where it is no verb that is known."""
    if not word.endswith(("ing", "in'")) or len(word) < 5:
        return None
    return _known_stem(word[:-3], known) or (word[:-4] + "ie" if word.endswith("ying") and word[:-4] else None)


def base_of_past(word: str, known: frozenset[str] = BASES) -> str | None:
    """The plain form of "took", "taken", "nagged"; None where it is no past of a verb that is known."""
    base = _FROM_PAST.get(word) or _FROM_PARTICIPLE.get(word)
    if base or not word.endswith("ed") or len(word) < 5:
        return base
    return _known_stem(word[:-2], known) or (word[:-3] + "y" if word.endswith("ied") else None)


def base_of_present(word: str, known: frozenset[str] = BASES) -> tuple[str, bool] | None:
    """The plain form of a verb in the present, and whether it has the ending of he and she."""
    if word in known:
        return word, False
    base = {"does": "do", "goes": "go", "has": "have"}.get(word) or base_of_third(word)
    for one in (base, word[:-1] if word.endswith("s") else None):
        if one and one in known:
            return one, True
    return None


def _known_stem(stem: str, known: frozenset[str]) -> str | None:
    undoubled = stem[:-1] if len(stem) > 2 and stem[-1] == stem[-2] else ""
    return next((one for one in (stem, stem + "e", undoubled) if one in known), None)
