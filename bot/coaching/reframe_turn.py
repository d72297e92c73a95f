"""Turns what was told about the partner into what is said to them: "he wasn't home" becomes "you weren't home"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.coaching.reframe_verbs import follows_have, is_adverb, mended, with_you
from bot.coaching.reframe_whom import KIND, MARK, OBJECTS, OTHERS, SUBJECTS, Whom, owns

_PIECE = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|\s+|[^\w\s]+|_+")
_JOINING = frozenset("and but or then plus".split())
_SELVES = frozenset("himself herself themselves themself".split())
_BEFORE_HE = frozenset("was is has does wasn't isn't hasn't doesn't".split())
_I = {"i": "I", "i'm": "I'm", "i've": "I've", "i'd": "I'd", "i'll": "I'll"}


_TYPED = re.compile(r"\b(?:u(?! ?-?turn)|ur|urs|urself)\b(?!['’.]\w)", re.IGNORECASE)
_ARE = re.compile(r"(?<=\byou) r\b|(?<=\bthey) r\b|(?<=\bwe) r\b", re.IGNORECASE)
_IS_YOU_ARE = re.compile(r"\s+(?:a|an|the|not|so|always|never|just|still|such|\w+ing)\b", re.IGNORECASE)
_MEANT = {"u": "you", "ur": "your", "urs": "yours", "urself": "yourself"}


def spelled(text: str) -> str:
    """The same words with "u", "ur" and "r" written out, where they are pronouns and "are": "u r lying"."""

    def written(match: re.Match[str]) -> str:
        typed = match.group()
        word = "you're" if typed.lower() == "ur" and _IS_YOU_ARE.match(text, match.end()) else _MEANT[typed.lower()]
        return word.capitalize() if typed[0].isupper() and not text[: match.start()].strip() else word

    return _ARE.sub(" are", _TYPED.sub(written, text))


class Words:
    """A text in pieces: its words (lower case, apostrophes mended) and where each of them stands."""

    def __init__(self, text: str) -> None:
        self.pieces: list[str] = _PIECE.findall(text)
        self.places = [i for i, piece in enumerate(self.pieces) if piece[0].isalnum()]
        self.words: list[str] = [mended(self.pieces[i]) for i in self.places]

    def pause_before(self, at: int) -> bool:
        """Whether a comma or the like stands before this word."""
        before = self.pieces[self.places[at] - 1] if self.places[at] else " "
        return at > 0 and (not before.isspace() or (self.places[at] > 1 and self.pieces[self.places[at] - 2] == ","))

    def put(self, at: int, word: str) -> None:
        """Write another word at this place."""
        self.pieces[self.places[at]] = word

    def text(self) -> str:
        """The text again."""
        return "".join(self.pieces)


def tidy(text: str) -> str:
    """The same words with "i" as "I" and left-out apostrophes: "i didnt know" → "I didn't know"."""
    text_ = Words(spelled(text))
    for at, word in enumerate(text_.words):
        _tidy_one(text_, at, word)
    return text_.text()


def _tidy_one(text: Words, at: int, word: str) -> None:
    typed = text.pieces[text.places[at]]
    if word in _I:
        text.put(at, _I[word])
    elif word != typed.lower().replace("’", "'"):
        text.put(at, word.capitalize() if typed[0].isupper() else word)


def to_you(text: str, whom: Whom) -> str | None:
    """The text as it is said to the partner: "he" → "you", "his" → "your", with the verbs that belong to them.

    Whoever else is named stays. None where it is not sure who is meant.
    """
    marked, told = whom.mark(spelled(text))
    words = Words(marked)
    kind = whom.kind_in(words.words, told)
    if kind is None:
        return None
    ours = {form for form, pronoun in KIND.items() if pronoun == kind} | {MARK, f"{MARK}'s"}
    awaits, sure, subject = False, True, ""
    for at, word in enumerate(words.words):
        following = words.words[at + 1] if at + 1 < len(words.words) else ""
        if word in ours:
            said = _you(words.words, at, following)
            if said is None:
                return None
            words.put(at, said)
            if word in SUBJECTS or word == MARK:
                awaits, sure, subject = True, word == MARK, "partner"
            continue
        _tidy_one(words, at, word)
        if word in SUBJECTS or word in OTHERS:
            awaits, subject = False, "other"
        elif word in _JOINING:
            awaits, sure = subject == "partner", True
        elif not awaits and subject == "partner" and words.pause_before(at):
            awaits, sure = not is_adverb(word), True
        if awaits and word not in _JOINING and not is_adverb(word):
            verb = with_you(word, known=sure)
            if verb:
                words.put(at, verb)
            awaits = False
    return words.text()


def _you(words: Sequence[str], at: int, following: str) -> str | None:
    """The form of "you" for one form of the partner."""
    word = words[at]
    if word in SUBJECTS or word == MARK:
        if word in SUBJECTS and at and words[at - 1] in _BEFORE_HE:
            return None
        ending = word.partition("'")[2]
        if ending == "s":
            return "you've" if follows_have(_past_adverbs(words, at + 1)) else "you're"
        return f"you'{ending}" if ending else "you"
    if word == f"{MARK}'s":
        ahead = _past_adverbs(words, at + 1)
        return "you've" if ahead in ("been", "got") else "you're" if ahead in ("a", "the", "home", "not") else "your"
    if word in _SELVES:
        return "yourself"
    if word == "her":
        mine = owns(words, at)
        return None if mine is None else "your" if mine else "you"
    if word in OBJECTS:
        return "you"
    if word in ("hers", "theirs") or (word == "his" and (not following or following in ("and", "or", "was", "is"))):
        return "yours"
    return "your"


def _past_adverbs(words: Sequence[str], at: int) -> str:
    return next((word for word in words[at:] if not is_adverb(word) or word == "not"), "")
