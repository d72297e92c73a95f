"""The normal form of an utterance: plain lower-case words in sentences, each with its place in the original text.

"U NEVER cared abt me!!" becomes the words `you never cared about me`. Contractions are opened (`can't` and `cant`"
" are both
`can not`), so that a pattern is written once. Every word keeps the offsets of what was typed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.listening.contractions import contraction, ill_is_i_will, me_is_my, two_is_to, your_is_you_are
from bot.listening.named import Named

LONGEST_WORD = 40
"""A longer run of letters is no word; it is kept as it is and not looked at closely."""

_INVISIBLE = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe0e\ufe0f\ufeff"
_APOSTROPHES = "'’‘ʼ`´＇"
_MARKS = "\u0300-\u036f\u064b-\u065f\u0670\u0900-\u0dff\u0e31-\u0e4e"
_TOKEN = re.compile(
    rf"(?P<word>\w[\w{_INVISIBLE}{_APOSTROPHES}{_MARKS}*@$]*)"
    r"|(?P<picture>[\u2600-\u27bf\U0001f300-\U0001faff])"
    r"|(?P<stop>(?:[.!?;…。！？।؟؛]+))"
    r"|(?P<pause>[,:()\n\r\u2013\u2014،、，]+|\s-+\s)"
)
_CLEAN = re.compile(rf"[{_INVISIBLE}{_APOSTROPHES}\u0300-\u036f\u064b-\u065f\u0670\u0640*]")
_INVISIBLE_ONLY = re.compile(f"[{_INVISIBLE}\u0640]")
_ELONGATED = re.compile(r"(\w)\1{2,}")
_TWICE = re.compile(r"(\w)\1")
_PICTOGRAPHIC = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_LEET = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s"})


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence in normal form.

    `words[i]` was typed at `starts[i]:ends[i]` of the utterance. `breaks` holds each i where a comma, a dash or a
    new line stands before word i. `asked` tells that it ends with a question mark.
    """

    words: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    breaks: frozenset[int] = frozenset()
    asked: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """An utterance in normal form: its sentences, its raw lower-case words, and the span that is shouted in
    capitals.
    """

    sentences: tuple[Sentence, ...]
    raw: tuple[str, ...]
    shouted: tuple[int, int, int] | None
    """Start, end and number of words of the longest run of words in capitals."""


class Normaliser:
    """Turns text into normal form; `spellings` maps what is typed (`u`, `abt`, `🤣`) to the words that are meant."""

    def __init__(self, spellings: Mapping[str, Sequence[str]], fuzzy: Sequence[str] = ()) -> None:
        self._spellings = {typed: tuple(words) for typed, words in spellings.items()}
        self._fuzzy: dict[str, str] = {}
        for word in fuzzy:
            for variant in _deletions(word):
                self._fuzzy.setdefault(variant, word)
        self._fuzzy.update((word, word) for word in fuzzy)
        self._known: set[str] = {*fuzzy, "your", "ill"}
        self._written: dict[str, tuple[str, ...]] = {}

    def know(self, words: Sequence[str]) -> None:
        """Take `words` as spelled correctly, so that "sooo" is read as "so" and "k1ll" as "kill"."""
        self._known.update(words)

    def words(self, text: str) -> tuple[str, ...]:
        """The normal words of what an author wrote: pauses left out, nothing mended."""
        found = self._written.get(text)
        if found is None:
            found = tuple(word for sentence in self.read(text, mend=False).sentences for word in sentence.words)
            self._written[text] = found
        return found

    def read(self, text: str, mend: bool = True, named: Named | None = None) -> Reading:
        """Read `text` into sentences, mending slips of the finger. Never raises, whatever the characters.

        The name of the partner (`named`) is read as "he" or "she".
        """
        places = named.places(text) if named else ()
        sentences: list[Sentence] = []
        raw: list[str] = []
        words: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        breaks: set[int] = set()
        loud = _Loudness()

        def close(asked: bool) -> None:
            if words:
                sentences.append(
                    Sentence(tuple(words), tuple(starts), tuple(ends), frozenset(b for b in breaks if b), asked)
                )
            words.clear()
            starts.clear()
            ends.clear()
            breaks.clear()

        for match in _TOKEN.finditer(text):
            kind, token = match.lastgroup, match.group()
            start, end = match.span()
            place = next((p for p in places if p.start < end and start < p.end), None)
            if place and named:
                for word in named.words(place) if start <= place.start else ():
                    words.append(word)
                    starts.append(place.start)
                    ends.append(place.end)
            elif kind == "word":
                lower = token.lower()
                loud.hear(token, start, end)
                raw.append(lower)
                for word in self._normal(lower, words[-1] if words else "", text, end, mend):
                    words.append(word)
                    starts.append(start)
                    ends.append(end)
            elif kind == "stop":
                if token in ("...", "…", ".."):
                    breaks.add(len(words))
                else:
                    close("?" in token or "؟" in token or "？" in token)
            elif kind == "pause":
                breaks.add(len(words))
            else:
                for word in self._spellings.get(token, ()):
                    words.append(word)
                    starts.append(start)
                    ends.append(end)
        close(False)
        return Reading(tuple(sentences), tuple(raw), loud.longest())

    def _normal(self, token: str, before: str, text: str, end: int, mend: bool) -> tuple[str, ...]:
        if token in ("your", "ur") and your_is_you_are(_next_word(text, end)):
            return ("you", "are")
        if mend and token == "2" and two_is_to(before, _next_word(text, end)):
            return ("to",)
        if mend and token == "me" and me_is_my(_next_word(text, end)):
            return ("my",)
        if token in self._spellings:
            return self._spellings[token]
        if token.isascii() and token.isalpha():
            if token == "ill" and ill_is_i_will(before, _next_word(text, end)):
                return ("i", "will")
            if token in self._known:
                return (token,)
            return self._repaired(token) if mend else (token,)
        return self._unusual(token, mend)

    def _repaired(self, token: str) -> tuple[str, ...]:
        """The word that a plain run of letters stands for: elongation taken back, one slip of the finger mended."""
        if len(token) > LONGEST_WORD:
            return (token,)
        if _ELONGATED.search(token):
            twice = _ELONGATED.sub(r"\1\1", token)
            once = _TWICE.sub(r"\1", twice)
            for candidate in (twice, once, _ELONGATED.sub(r"\1", token)):
                if candidate in self._spellings:
                    return self._spellings[candidate]
                if candidate in self._known:
                    return (candidate,)
            token = _ELONGATED.sub(r"\1", token)
        if token.endswith("in") and token + "g" in self._known:
            return (token + "g",)
        if len(token) > 5 and self._fuzzy:
            meant = self._fuzzy.get(token)
            if meant is None:
                meant = next((self._fuzzy[v] for v in _shorter(token) if v in self._fuzzy), None)
            if meant is not None and abs(len(meant) - len(token)) <= 1:
                return (meant,)
        return (token,)

    def _unusual(self, token: str, mend: bool) -> tuple[str, ...]:
        """Apostrophes, accents, digits among letters, invisible characters, scripts without spaces."""
        if len(token) > LONGEST_WORD:
            token = token[:LONGEST_WORD]
        token = _INVISIBLE_ONLY.sub("", token).strip("*@$_")
        for mark in _APOSTROPHES[1:]:
            token = token.replace(mark, "'")
        token = token.strip("'")
        if token in self._spellings:
            return self._spellings[token]
        if "'" in token:
            opened = contraction(token)
            if opened is not None:
                return opened
            return tuple(word for part in token.split("'") if part for word in self._unusual(part, mend))
        if not token.isascii():
            token = _CLEAN.sub("", unicodedata.normalize("NFKD", token)).lower()
            token = unicodedata.normalize("NFC", token).replace("ı", "i").replace("ł", "l").replace("ß", "ss")
            if _PICTOGRAPHIC.search(token):
                return tuple(token)
            if token in self._spellings:
                return self._spellings[token]
        if not token:
            return ()
        if token.isascii() and not token.isalpha() and not token.isdigit() and len(token) > 1:
            plain = token.translate(_LEET).replace("*", "")
            if plain in self._spellings:
                return self._spellings[plain]
            if plain in self._known:
                return (plain,)
            return tuple(part for part in re.split(r"[_*@$]+", token) if part)
        if mend and token.isascii() and token.isalpha() and token not in self._known:
            return self._repaired(token)
        return (token,)


class _Loudness:
    """Follows runs of words typed in capitals."""

    def __init__(self) -> None:
        self._best = (0, 0, 0)
        self._run = (0, 0, 0)
        self._letters = 0

    def hear(self, token: str, start: int, end: int) -> None:
        if token.isupper():
            first, _, count = self._run
            self._run = (first if count else start, end, count + 1)
            self._letters += end - start
            if count + 1 > self._best[2] and self._letters >= 2 * (count + 1):
                self._best = self._run
        elif not token.isdigit():
            self._run = (0, 0, 0)
            self._letters = 0

    def longest(self) -> tuple[int, int, int] | None:
        return self._best if self._best[2] else None


_NEXT = re.compile(r"[ \t]*([A-Za-z]+)")


def _next_word(text: str, end: int) -> str:
    match = _NEXT.match(text, end, end + 24)
    return match.group(1).lower() if match else ""


def _deletions(word: str) -> list[str]:
    """Every spelling of `word` with one letter left out or two neighbours exchanged."""
    swapped = [word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1)]
    return list(_shorter(word)) + swapped


def _shorter(word: str) -> tuple[str, ...]:
    return tuple(word[:i] + word[i + 1 :] for i in range(len(word)))
