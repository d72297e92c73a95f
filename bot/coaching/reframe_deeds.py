"""Which deeds may be said to the partner, and how much of what follows the verb (`dialogues/reframes/deeds.yaml`)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.listening.lexicon import strings
from bot.listening.patterns import BadPattern

LONGEST = 75
"""Characters of what follows the verb; a longer clause is left to the theme."""

MOST = 11
"""Words of it."""


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a statement: in lower case and mended, as typed, and whether a comma or the like stands before it."""

    word: str
    typed: str
    pause: bool


_DETERMINERS = frozenset("my our your his her their the a an me us them".split())
_OPENERS = frozenset("i you he she they we it i'm you're he's she's they're it's".split())
_WAYS = frozenset("how what".split())
_NO_END = frozenset(
    "to of the a an my your his their our with and or for as from into than that what how who i'm is are was so very"
    " too more any some because both like about by i at only".split()
)


class Deeds:
    """The verbs, what may follow them, where a clause is cut, what is said more mildly and what is never said."""

    def __init__(
        self,
        done: Mapping[str, frozenset[str]],
        missed: Mapping[str, frozenset[str]],
        said_as: Mapping[str, str],
        completed: Mapping[str, str],
        cut: re.Pattern[str],
        milder: Sequence[tuple[re.Pattern[str], str]],
        unsaid: frozenset[str],
        bare: frozenset[str],
    ) -> None:
        self.verbs = frozenset(done) | frozenset(missed)
        self._done = done
        self._missed = missed
        self._said_as = said_as
        self._completed = completed
        self._cut = cut
        self._milder = milder
        self._unsaid = unsaid
        self._bare = bare

    @classmethod
    def of(cls, file: str, content: Mapping[str, Any]) -> Deeds:
        """Read the file. Raises `BadPattern` that names file and entry."""
        done, missed = (_verbs(file, entry, content) for entry in ("deeds", "missed"))
        cut = "|".join(strings(file, "cut", content.get("cut", [])))
        milder = [_pair(file, "milder", line) for line in strings(file, "milder", content.get("milder", []))]
        unsaid = {word for line in strings(file, "unsaid", content.get("unsaid", [])) for word in line.split()}
        said_as, completed = (
            dict(_pair(file, entry, line) for line in strings(file, entry, content.get(entry, [])))
            for entry in ("said_as", "completed")
        )
        if not done or not missed or not cut:
            raise BadPattern(f"{file}: deeds, missed, cut: expected verbs, and where a clause is cut")
        return cls(
            done,
            missed,
            said_as,
            completed,
            re.compile(rf" (?:{cut})(?= |$).*"),
            [(re.compile(rf"(?<= )(?:{left})(?= |$)"), right) for left, right in milder],
            frozenset(unsaid),
            frozenset(strings(file, "bare", content.get("bare", []))),
        )

    def said(self, verb: str) -> tuple[str, str]:
        """The verb as it is said ("ridicule" is said as "laugh at"), and the words that belong to it."""
        first, _, particle = self._said_as.get(verb, verb).partition(" ")
        return first, particle

    def rest(self, verb: str, tokens: Sequence[Token], *, negated: bool) -> str | None:
        """What follows the verb, without its totality; empty where nothing needs to, None where it can't be said."""
        kept: list[str] = []
        for at, token in enumerate(tokens):
            if token.pause:
                break
            if token.word in _WAYS and token.word in (word.lower() for word in kept):
                break
            follower = tokens[at + 1].word if at + 1 < len(tokens) else ""
            if token.word in ("and", "or") and follower not in _DETERMINERS:
                break
            kept.append("I" + token.word[1:] if token.word.partition("'")[0] == "i" else _cased(token))
        said = self._cut.sub("", " " + " ".join(kept))
        for left, right in self._milder:
            said = left.sub(right, said)
        said = " ".join(said.split())
        words = said.lower().split()
        allowed = (self._missed if negated else self._done).get(verb)
        if allowed is None or (allowed and (words[0] if words else "") not in allowed):
            return None
        if not words:
            return self._completed.get(verb, "")
        cut_short = words[-1] in _NO_END and not (words[-1] in ("into", "about", "like") and "what" in words)
        if len(said) > LONGEST or len(words) > MOST or cut_short or words[0] in _OPENERS - {"it"}:
            return None
        return None if self._unsaid.intersection(words) or f"{verb} {' '.join(words)}" in self._bare else said


def _verbs(file: str, entry: str, content: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    """Verb → the words one of which must follow it; empty where any may."""
    found: dict[str, frozenset[str]] = {}
    for line in strings(file, entry, content.get(entry, [])):
        verbs, _, after = line.partition(":")
        found |= dict.fromkeys(verbs.split(), frozenset(after.split()))
    return found


def _cased(token: Token) -> str:
    """The word as typed; one that only begins with a large letter because of shouting is a small one already."""
    return token.word if token.word != token.typed.lower() or token.typed.isupper() else token.typed


def _pair(file: str, entry: str, line: str) -> tuple[str, str]:
    left, arrow, right = (part.strip() for part in line.partition("=>"))
    if not arrow or not left:
        raise BadPattern(f"{file}: {entry}: {line!r}: expected `this => that`")
    return left, right
