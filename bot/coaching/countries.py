"""Countries as people name them: "UK", "Deutschland", "USA", a flag, a small typing slip."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.coaching.slips import slips_between

_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
_LEAD_IN = re.compile(
    r"(?:(?:(?:right )?now |currently |at the moment |well |oh |hi |its |it is )*)"
    r"(?:(?:i am|im|we are|were|i live|we live|i am living|im living|living|based|located|staying|both)\s+)*"
    r"(?:(?:in|from|at|here in|the|of)\s+)*"
)
# Names that are also people's names or ordinary words: they count as a whole answer, never inside a sentence.
_ONLY_ALONE = frozenset(
    "us dr oz jordan chad georgia turkey china jersey guinea togo mali cuba israel virginia carolina montana dakota "
    "washington maine swiss czech saudi alba island trinidad britain macedonia persia victoria reunion america".split()
)
# Whole answers that are also codes: "NO" is a refusal far more often than it is Norway.
_NOT_A_CODE = frozenset({"NO"})


def fold(text: str) -> str:
    """Small letters without accents, punctuation or double spaces: "Zürich, CH" → "zurich ch"."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    plain = re.sub(r"['’‘`´.]", "", plain)
    return " ".join(re.sub(r"[^\w]+|_", " ", plain).split())


@dataclass(frozen=True, slots=True)
class Countries:
    """The world's countries; build it with `read`. Codes are ISO 3166-1 alpha-2, upper case.

    `zones` holds the zones where its cities are, those of most people first.
    """

    names: dict[str, str]
    zones: dict[str, tuple[str, ...]]
    _codes: dict[str, str] = field(repr=False)
    _by_name: dict[str, str] = field(repr=False)

    @classmethod
    def read(cls, lines: Iterable[str]) -> Countries:
        """Build from the lines of `countries.tsv`."""
        names: dict[str, str] = {}
        zones: dict[str, tuple[str, ...]] = {}
        codes: dict[str, str] = {}
        by_name: dict[str, str] = {}
        also: list[tuple[str, str]] = []
        for line in lines:
            if not line.strip() or line.startswith("#"):
                continue
            code, three, name, listed, others = line.rstrip("\r\n").split("\t")
            names[code], zones[code] = name, tuple(filter(None, listed.split(",")))
            codes[code] = codes[three] = code
            by_name[fold(name).removeprefix("the ")] = code
            also += ((fold(other).removeprefix("the "), code) for other in others.split(",") if other)
        for other, code in also:
            by_name.setdefault(other, code)
        return cls(names, zones, codes, by_name)

    def country_name(self, code: str) -> str:
        """The name as we say it in a sentence; the code itself where it is unknown."""
        return self.names.get(code, code)

    def country_of(self, text: str) -> str | None:
        """The code of the country that this text names, or None where it names none, or more than one."""
        flag = _flag(text)
        if flag in self.names:
            return flag
        bare = text.strip(" .,!\n\t")
        if bare in self._codes and bare not in _NOT_A_CODE:
            return self._codes[bare]
        for part in (text, *reversed(re.split(r"[,;/()\n]", text))):
            words = fold(part)
            named = self._by_name.get(words) or self._by_name.get(_LEAD_IN.sub("", words, count=1))
            if named:
                return named
        return self._inside(fold(text)) or self._nearly(_LEAD_IN.sub("", fold(text), count=1))

    def _inside(self, words: str) -> str | None:
        """The one country whose name stands within a sentence."""
        padded = f" {words} "
        found = {
            name: code
            for name, code in self._by_name.items()
            if len(name) >= 4 and name not in _ONLY_ALONE and f" {name} " in padded
        }
        # "guinea bissau" holds "guinea", "new mexico" holds "mexico": only the longest names count.
        longest = {c for n, c in found.items() if not any(n != m and f" {n} " in f" {m} " for m in found)}
        return longest.pop() if len(longest) == 1 else None

    def _nearly(self, words: str) -> str | None:
        """The one country that lies a slip or two away."""
        if len(words) < 5:
            return None
        best, codes = 3, set[str]()
        for name, code in self._by_name.items():
            if name[0] != words[0] or len(name) < 5:
                continue
            slips = slips_between(words, name)
            if slips <= (2 if len(name) >= 8 else 1):
                if slips < best:
                    best, codes = slips, set()
                if slips == best:
                    codes.add(code)
        return codes.pop() if len(codes) == 1 else None


def _flag(text: str) -> str:
    """The code that a flag emoji spells, or an empty text. England's, Scotland's and Wales's flags are GB's."""
    letters = [chr(ord(c) - 0x1F1E6 + 65) for c in text if 0x1F1E6 <= ord(c) <= 0x1F1FF]
    if not letters and "\U0001f3f4\U000e0067\U000e0062" in text:
        return "GB"
    return "".join(letters) if len(letters) == 2 else ""
