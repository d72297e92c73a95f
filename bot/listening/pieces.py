"""Word pieces: a text as numbers of a vocabulary, each with its place in what was typed.

The algorithm is BERT's (lower case, accents off, punctuation apart, then the longest known piece first). It stands
here because the library that is well kept brings a client for a model hub along, which has no place in this bot;
`make train` holds the two side by side.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

LONGEST_WORD = 100
"""A longer run of letters is one unknown piece."""

SAME = 4
"""How often one piece may follow itself; a screen full of stars says no more than a few."""

_MARKS = {"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "“": '"', "”": '"', "…": "."}
_Letter = tuple[str, int]
"""A character in normal form, and the offset of the one that was typed."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece: its number in the vocabulary, where it was typed (end exclusive), and whether it ends a sentence."""

    number: int
    start: int
    end: int
    stops: bool = False


class Pieces:
    """Cuts texts into pieces of a fixed vocabulary. `pictures` maps an emoji to the words that it stands for."""

    def __init__(self, vocabulary: Sequence[str], pictures: Mapping[str, str] | None = None) -> None:
        self._number = {piece: number for number, piece in enumerate(vocabulary)}
        self._pictures = dict(pictures or {})
        self.start, self.end, self.padding, self._unknown = (
            self._number[name] for name in ("[CLS]", "[SEP]", "[PAD]", "[UNK]")
        )

    def of(self, text: str) -> list[Piece]:
        """The pieces of `text`, without those that mark start and end. Never raises, whatever the characters."""
        found: list[Piece] = []
        for word in _words(self._letters(text)):
            cut = self._cut(word)
            if len(cut) == 1 and all(piece.number == cut[0].number for piece in found[-SAME:]) and len(found) >= SAME:
                continue
            found += cut
        return found

    def _letters(self, text: str) -> Iterator[_Letter]:
        for offset, typed in enumerate(text):
            picture = self._pictures.get(typed)
            if picture is not None:
                yield from ((character, offset) for character in f" {picture} ")
                continue
            for character in _MARKS.get(typed) or unicodedata.normalize("NFD", typed.lower()):
                kind = unicodedata.category(character)
                if kind in ("Mn", "Cf", "Cs", "Co", "Cn") or (kind == "Cc" and not character.isspace()):
                    continue
                yield character, offset

    def _cut(self, word: Sequence[_Letter]) -> list[Piece]:
        whole = "".join(character for character, _ in word)
        if whole not in self._number:
            word = self._shortened(word)
            whole = "".join(character for character, _ in word)
        first, last = word[0][1], word[-1][1] + 1
        if len(whole) > LONGEST_WORD:
            return [Piece(self._unknown, first, last)]
        found: list[Piece] = []
        start = 0
        while start < len(whole):
            ahead = "##" if start else ""
            end = len(whole)
            while end > start and ahead + whole[start:end] not in self._number:
                end -= 1
            if end == start:
                return [Piece(self._unknown, first, last)]
            number = self._number[ahead + whole[start:end]]
            found.append(Piece(number, word[start][1], word[end - 1][1] + 1, whole in ".!?"))
            start = end
        return found

    def _shortened(self, word: Sequence[_Letter]) -> Sequence[_Letter]:
        """A word drawn out ("nooooo", "pleeease") as the known word it stands for, else with each run cut to two."""
        twice = [
            letter for i, letter in enumerate(word) if not (i > 1 and letter[0] == word[i - 1][0] == word[i - 2][0])
        ]
        if len(twice) == len(word):
            return word
        once = [letter for i, letter in enumerate(twice) if not (i and letter[0] == twice[i - 1][0])]
        for tried in (once, twice):
            if "".join(character for character, _ in tried) in self._number:
                return tried
        return twice


def _words(letters: Iterator[_Letter]) -> Iterator[list[_Letter]]:
    word: list[_Letter] = []
    for letter in letters:
        character = letter[0]
        apart = _stands_apart(character)
        if (character.isspace() or apart) and word:
            yield word
            word = []
        if apart:
            yield [letter]
        elif not character.isspace():
            word.append(letter)
    if word:
        yield word


def _stands_apart(character: str) -> bool:
    """Punctuation, and the scripts that are written without spaces: each of their characters is a word."""
    if character.isascii():
        return not character.isalnum() and not character.isspace()
    return unicodedata.category(character).startswith("P") or "\u3400" <= character <= "\u9fff"
