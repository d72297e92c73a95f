"""One signal file, compiled: what gives the signal, what only looks like it, and what silences it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.listening.lexicon import Lexicon, strings
from bot.listening.patterns import BadPattern, Pattern

STRONG, WEAK = 0.9, 0.6
"""Scores of `patterns:` and of `weaker:`; ours, to order signals, not probabilities."""

_KEYS = frozenset(
    "signal importance also negation patterns weaker languages except quiet_when still_when quiet_when_anywhere"
    " shouting"
    " yes no about".split()
)


@dataclass(frozen=True, eq=False)
class Clue:
    """One pattern that gives a signal, with its score and, for a pattern in another language, that language."""

    pattern: Pattern
    score: float
    rules: Rules
    language: str | None = None


@dataclass(frozen=True, eq=False)
class Rules:
    """All of one signal file. `also` are signals that come with it; `shouting` the least words in capitals, or 0."""

    signal: str
    importance: int
    also: tuple[str, ...]
    negation: bool
    excepted: tuple[Pattern, ...]
    quiet: tuple[Pattern, ...]
    quiet_anywhere: tuple[Pattern, ...]
    still: tuple[Pattern, ...]
    shouting: int


def compile_rules(file: str, content: Mapping[str, Any], lexicon: Lexicon) -> tuple[Rules, list[Clue]]:
    """Compile a parsed signal file. Raises `BadPattern` naming file and entry."""
    for key in content:
        if key not in _KEYS:
            raise BadPattern(f"{file}: {key}: unknown key; the known ones are {', '.join(sorted(_KEYS))}")
    signal = content.get("signal")
    if not isinstance(signal, str) or not signal.strip():
        raise BadPattern(f"{file}: signal: expected the name of a signal")
    negation = content.get("negation", "matters")
    if negation not in ("matters", "ignored"):
        raise BadPattern(f"{file}: negation: expected `matters` or `ignored`, found {negation!r}")

    def several(key: str, over_not: bool = True) -> tuple[Pattern, ...]:
        return lexicon.patterns(file, key, content.get(key, []), over_not)

    rules = Rules(
        signal=signal,
        importance=_number(file, "importance", content.get("importance", "10")),
        also=tuple(strings(file, "also", content.get("also", []))),
        negation=negation == "matters",
        excepted=several("except"),
        quiet=several("quiet_when"),
        quiet_anywhere=several("quiet_when_anywhere"),
        still=several("still_when"),
        shouting=_number(file, "shouting", content.get("shouting", "0")),
    )
    clues = [Clue(pattern, STRONG, rules) for pattern in several("patterns", negation == "ignored")]
    clues += [Clue(pattern, WEAK, rules) for pattern in several("weaker", negation == "ignored")]
    languages = content.get("languages", {})
    if not isinstance(languages, Mapping):
        raise BadPattern(f"{file}: languages: expected language codes with a list under each")
    for code, phrases in languages.items():
        clues += [
            Clue(pattern, STRONG, rules, str(code)) for pattern in lexicon.patterns(file, f"languages, {code}", phrases)
        ]
    if not clues and not rules.shouting:
        raise BadPattern(f"{file}: patterns: expected at least one pattern")
    return rules, clues


def _number(file: str, entry: str, value: Any) -> int:
    if isinstance(value, str) and value.isdigit():
        return int(value)
    raise BadPattern(f"{file}: {entry}: expected a whole number, found {value!r}")
