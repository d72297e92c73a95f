"""A person's name for their partner, heard as "he" or "she" is: "Tom never loved me" reads "he never loved me".

Only the words that are read change; every place stays where it was typed.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

LONGEST = 40
"""Characters of a name that is looked for."""

_NO_NAMES = frozenset(
    "a i u r he she they it you we me him her them us my his your our the an and or but not no yes so is was".split()
)
"""What is never taken for a name, whatever stands in the settings."""

ORDINARY = frozenset(
    "angel april art august autumn baby basil bear bill bob bud buddy cash chance chase chuck cliff daisy dale dawn"
    " dean dear dick dolly don drew earnest eve faith frank gene glen grace guy hank harmony harry hazel heath heather"
    " holly honey hope hunter ivy jack jade jay jewel joy june lance liberty lily love mark marina"
    " mason max may mercy miles misty nick norm olive pat patience pearl penny pierce peg poppy queen randy"
    " rain ray reed rich river rob robin rocky rod rose ruby rusty sage sandy sky sonny stew storm sue summer sunny"
    " sweetheart teddy terry tiger trip ty van victor violet wade ward will winter woody babe daddy papa mama hubby"
    " husband wife partner boyfriend girlfriend ex man bf gf boss king".split()
)
"""Names that are words as well: they are meant only with a capital, and not where a sentence merely begins so."""

_BEFORE_HIM = frozenset("to with for at of about from by on than without like against near after before".split())
_AFTER_HIM = frozenset(
    "to for with and or but because since when while if at on in about from i we you he she they it my me the a an any"
    " anymore so as again anyway too either now ever tonight today yesterday".split()
)
_BEFORE_HE = frozenset(
    "and but when whenever because cause cuz that if since so then what why how while where did does do is was has had"
    " would will could can should today yesterday tonight now well ok okay yes no says think".split()
)
_POSSESSED = frozenset(
    "always never still just been not lying cheating a an the going gone done got so really only constantly nothing"
    " being such".split()
)
_SPOUSES = frozenset("husband wife partner boyfriend girlfriend spouse fiance fiancee ex bf gf hubby".split())
_NOT_CALLED = frozenset(
    "you u your ur i he she they it we this that there my his our their the a an in of to for not be have".split()
)
_DONE = frozenset(
    "always never said says told lied lies cheated cheats kissed left doesn't doesnt didn't didnt wasn't isn't".split()
)
_NEVER_SMALL = frozenset(
    "will may hope love faith grace joy patience chance mercy harmony liberty honey art bear summer winter baby king"
    " storm boss babe man".split()
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_BOUNDARY = re.compile(r"[.!?;:…,\n()\-–—]\W*$")

Kind = Literal["name", "own", "is", "will", "would"]
"""What a place says: the name, "Tom's phone" (`own`), "Tom's lying" (`is`), "Tom'll" (`will`), "Tom'd" (`would`)."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a name was typed, and what stands around it (lower case; empty beyond a stop or at the ends)."""

    start: int
    end: int
    kind: Kind
    before: str
    after: str
    addressed: bool


@dataclass(frozen=True, slots=True)
class Named:
    """The partner's name as one person's settings have it, and the pronoun it is heard as.

    A name takes the verb of one person, so that it is heard as "he" wherever it is not "she".
    """

    name: str
    pronoun: Literal["he", "she"] = "he"
    told: bool = False
    """Whether the settings say that it is "he" or "she"."""

    @classmethod
    def of(cls, name: object, pronouns: object = "") -> Named | None:
        """From the settings; None where there is no name that can be looked for."""
        line = " ".join(str(name or "").split())[:LONGEST]
        folded = line.lower()
        if folded in _NO_NAMES or not any(c.isalpha() for c in line) or (len(line) == 1 and not line.isupper()):
            return None
        said = re.match(r"\W*(he|him|she|her)\b", str(pronouns or "").lower())
        return cls(line, "she" if said and said[1] in ("she", "her") else "he", bool(said))

    def places(self, text: str) -> tuple[Place, ...]:
        """Every place where the name stands for the partner, in order."""
        expression = _expression(self.name)
        ordinary = len(self.name) == 1 or self.name.lower() in ORDINARY
        found = (self._place(text, match, ordinary) for match in expression.finditer(text))
        return tuple(place for place in found if place)

    def _place(self, text: str, match: re.Match[str], ordinary: bool) -> Place | None:
        start, end = match.span()
        groups = match.groupdict()
        bare = bool(groups.get("bare"))
        typed, ending = match["name"], "s" if bare or match["own"] else (match["ending"] or "").lower()
        before = _before(text, start)
        follows = _WORD.match(text, _skip(text, end))
        after = follows.group().lower().replace("’", "'") if follows else ""
        if ordinary and not self._called(text, typed, before, after, bare):
            return None
        comma = text[end : end + 1] == ","
        first = not text[:start].strip() or text[:start].rstrip().endswith((".", "!", "?", "\n", "…"))
        last = not text[end:].strip(" .!?…\n") and text[:start].rstrip().endswith(",")
        addressed = not ending and ((first and (comma or after in ("you", "u", "your", "ur"))) or last)
        return Place(start, end, _kind(ending, after), before, after, addressed)

    def _called(self, text: str, typed: str, before: str, after: str, bare: bool) -> bool:
        """Whether a name that is a word as well is meant as the name here."""
        if bare:
            return False
        if not typed[:1].isupper():
            return after in _DONE and len(self.name) > 1 and self.name.lower() not in _NEVER_SMALL
        loud = typed.isupper() and len(typed) > 1
        if loud and sum(word.isupper() for word in text.split()) > 1:
            return False
        return bool(before) or (bool(after) and after not in _NOT_CALLED)

    def words(self, place: Place) -> tuple[str, ...]:
        """The words that are read at a place; none where the partner is only addressed, or named beside "my wife"."""
        if place.addressed:
            return ()
        if place.before in _SPOUSES:
            return ("s",) if place.kind in ("own", "is") else ()
        if place.kind == "own":
            return ("her",) if self.pronoun == "she" else ("his",)
        if place.kind != "name":
            return (self.pronoun, {"is": "s", "will": "will"}.get(place.kind, "would"))
        return ("her" if self.pronoun == "she" else "him",) if _is_object(place) else (self.pronoun,)


def _is_object(place: Place) -> bool:
    if not place.before or place.before in _BEFORE_HE:
        return False
    return place.before in _BEFORE_HIM or not place.after or place.after in _AFTER_HIM


def _kind(ending: str, after: str) -> Kind:
    if ending == "ll":
        return "will"
    if ending == "d":
        return "would"
    if not ending:
        return "name"
    doing = after.endswith("ing") and after not in ("thing", "ring", "wedding", "clothing")
    return "is" if doing or after in _POSSESSED else "own"


def _before(text: str, start: int) -> str:
    """The word before a place; empty where a stop or a comma lies between."""
    ahead = text[max(0, start - 40) : start]
    if _BOUNDARY.search(ahead):
        return ""
    words: list[str] = _WORD.findall(ahead)
    return words[-1].lower().replace("’", "'") if words else ""


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t":
        at += 1
    return at


@lru_cache(maxsize=512)
def _expression(name: str) -> re.Pattern[str]:
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    spellings = "|".join(r"\s+".join(map(re.escape, each.split())) for each in dict.fromkeys((name, plain)))
    bare = "|(?P<bare>s)" if len(name) > 2 and name[-1].isalpha() and name[-1] not in "sS" else ""
    ending = rf"(?:['’ʼ`´](?P<ending>s|ll|d){bare}|(?P<own>['’](?!\w)))?"
    return re.compile(rf"(?<![\w'’@#])(?P<name>{spellings}){ending}(?!\w)", re.IGNORECASE)
