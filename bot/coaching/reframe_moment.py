"""The one moment, as a person typed it, as the opening of a sentence: "he came home at 2" → "When you came home at 2,".

Where a clause cannot be made of it with certainty, the very words are quoted instead.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from bot.coaching.reframe_turn import Words, tidy, to_you
from bot.coaching.reframe_verbs import AUXILIARIES, BASES, Tense, is_adverb, is_past, is_third, is_verb, tense_of
from bot.coaching.reframe_whom import Whom

Shape = Literal["when", "after", "think", "that", "told", "quote"]
"""How a moment opens the sentence: "When …,", "Yesterday, when …,", "When I think of …,", "When I think that …,", a
sentence of its own, or a quotation."""

LONGEST = 170
"""Characters of a moment that is taken into a clause; a longer one is quoted."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment ready for its frame: the words, for `after` the time before them, and the tense of the feeling."""

    shape: Shape
    words: str
    tense: Tense = "present"
    time: str = ""


_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_SPAN = r"(?:second|minute|hour|day|week|month|year)s?"
_PART = r"(?:morning|afternoon|evening|night)"
_TIME = (
    rf"(?:yesterday|today|tonight|once|one (?:day|night|time|evening|morning)|{_PART}s?"
    rf"|this (?:{_PART}|week|weekend|month|year|summer|winter|spring|autumn)"
    rf"|last (?:night|week|weekend|month|year|summer|winter|spring|autumn|fall|christmas|time|{_DAY})"
    rf"|(?:on )?(?:{_DAY}s?|christmas(?: eve| day)?|new year'?s eve|(?:my|our|your) (?:birthday|anniversary))"
    rf"|the (?:other|next|same|first|last) (?:day|night|morning|evening|week|time)"
    r"|in (?:19|20)\d\d|(?:in|last) (?:january|february|march|april|may|june|july|august|september|october"
    r"|november|december)"
    rf"|(?:a|an|one|two|three|four|five|six|ten|\d+|a few|a couple of|some) {_SPAN} ago"
    r"|at (?:\d{1,2}(?:[:.]\d\d)? ?(?:am|pm)?|noon|midnight|night|dinner|lunch|breakfast|work|home|christmas)"
    r"|(?:at|during|after|before|in) (?:dinner|lunch|breakfast|bed|(?:the|our|my|your) \w+))"
)
_TIMES = re.compile(rf"(?:{_TIME}(?: {_PART})?,? ?\b)+(?:when )?", re.IGNORECASE)
_FILLER = re.compile(
    r"^(?:[\s.…,;:*•>-]+|(?:well|um+|uh+|ok|okay|yeah|honestly|idk|hmm+|oh|so|and|just|probably|maybe|like|basically)\b,?\s+"
    r"|(?:i (?:think|guess|suppose)|i'?d say)(?: that)?\s+|(?:for me )?(?:it was|it is|it's|that was|that would be)\s+"
    r"(?=when|the |that |how |\w+ing\b)|(?:the )?(?:one |worst )?moment (?:is|was)\s+|because\s+)",
    re.IGNORECASE,
)
_EMPTY = frozenset(("", "idk", "well", "um", "ok", "okay", "i don't know", "i dont know", "hmm", "yeah", "oh", "lol"))
_WHEN = re.compile(
    r"^(?:(?:the|that|this|one) (?:one )?(?:time|moment) (?:when |that |where )?(?=(?:i|he|she|they|you|we|my)\b)"
    r"|i remember when |when |whenever |(?:every|each|any) (?:single )?time (?:that )?)",
    re.IGNORECASE,
)
_SAYING = re.compile(
    r"\b(?:said|says|told \w+|shouted|yelled|texted|wrote|goes|went|was like)"
    r"(?:[,:]| (?:i|i'm|im)\b(?! (?:was|wasn'?t|should|had|could|would|looked|needed|deserved|made|did)))",
    re.IGNORECASE,
)
_UNTURNED = re.compile(
    r"[?:;()\[\]{}<>/\\|*_=@#\"“”„«»]|https?|\b(?:always|never|constantly|all the time)\b", re.IGNORECASE
)
_STATE = re.compile(r"(?:you|i|we|it)(?:'ve|'re|'m| are| am| is| have(?! to)| haven't| aren't)\b", re.IGNORECASE)
_SPLICE = re.compile(r",? (?:when|whenever) |, (?:then )?(?:you|i|we|it|he|she|they)\b", re.IGNORECASE)
_END = re.compile(r"(?:[\s.,;:…!*)(~^-]|[^\w\s\"'“”‘’?$€£%])+$")
_OPENERS = frozenset("i he she they you we it nobody everyone someone everybody there".split())
_OWNERS = frozenset("the that those this his her my our their your a an all these".split())
_THINGS = frozenset(
    "messages texts calls looks lies smiles names posts phones plans words works dates moves promises kisses".split()
)
_RELATIVES = frozenset("that who which when where with from on of about".split())
_BARE = frozenset(
    "christmas dinner breakfast lunch messages texts pictures photos easter thanksgiving holidays bedtime".split()
)
_WAYS = frozenset("how what where why who".split())


def plain(text: str) -> str:
    """One line without outer quotes, trailing dots and pictures; shouting in small letters."""
    line = " ".join(text.split())
    letters = [c for c in line if c.isalpha()]
    if len(letters) >= 5 and sum(c.isupper() for c in letters) > 0.7 * len(letters):
        line = line.lower()
    return _END.sub("", line).strip()


def moment_of(text: str, whom: Whom | None, rough: frozenset[str] = frozenset()) -> Moment | None:
    """The moment ready for its frame; None where nothing was told.

    `whom` is the partner who is spoken to, or None where the sentence is spoken to nobody and names stay as they are.
    Words in `rough` are quoted and not taken over.
    """
    line = plain(text)
    if not any(c.isalnum() for c in line):
        return None
    parts = [part for part in re.split(r"(?<=[.!…])\s+|\n+", "\n".join(map(plain, _lines(text)))) if _says(part)]
    found = _turned(line, parts, whom, rough)
    return found or Moment("quote", quotable(text), "past" if _any_past(line) else "present")


def _says(part: str) -> bool:
    """Whether a part of a moment says more than "idk" or "well"."""
    return bool(Words(part).words) and plain(part).lower() not in _EMPTY


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def _turned(line: str, parts: list[str], whom: Whom | None, rough: frozenset[str]) -> Moment | None:
    if len(line) > LONGEST or len(parts) > 3 or _UNTURNED.search(line) or _SAYING.search(line):
        return None
    if rough.intersection(Words(line).words) or not _latin(line):
        return None
    if len(parts) == 1:
        return _one(parts[0], whom)
    found = [_one(part, whom) for part in parts]
    if any(one is None or one.shape not in ("when", "told", "after") for one in found):
        return None
    told = ". ".join(_capital(f"{one.time} {one.words}".strip()) for one in found if one)
    return Moment("told", told, next((one.tense for one in found if one), "past"))


def _one(part: str, whom: Whom | None) -> Moment | None:
    """One sentence of a moment, or None where it can only be quoted."""
    line = plain(part)
    while (match := _FILLER.match(line)) and match.end() < len(line):
        line = line[match.end() :]
    lead = _WHEN.match(line)
    line = line[lead.end() :] if lead else line
    said = to_you(line, whom) if whom else tidy(line)
    if said is None:
        return None
    theirs = whom is not None and Words(said).words != Words(tidy(line)).words
    time = _TIMES.match(said)
    rest = said[time.end() :] if time else said
    if time and not rest.strip():
        return Moment("think", _lowered(said))
    tense = clause_tense(rest)
    if not tense:
        return None if lead else _thing(_lowered(said))
    pieces = Words(rest)
    first = next(iter(pieces.words), "")
    if _runs_on(pieces):
        return None
    if tense == "present" and not lead and not (theirs and first in ("you", "you're", "you've", "your")) and whom:
        return None
    rest = _lowered(rest)
    when = time.group().strip(" ,").removesuffix(" when").strip(" ,") if time else ""
    if _SPLICE.search(rest) or (not lead and _STATE.match(rest)):
        return Moment("told", _capital(f"{when} {rest}".strip()), tense)
    return Moment("after" if when else "when", rest, tense, when)


_HEARD = frozenset(
    "say says said tell tells told know knows knew think thought find found hear heard see saw feel felt realise"
    " realised realize realized learn learned learnt notice noticed guess guessed hope hoped promise promised"
    " swear swore admit admitted asked ask wish wished believe believed remember remembered texted wrote claimed"
    " pretended sure out".split()
)
_LINKS = frozenset(
    "that when while because since if as before after until where what how why who which whom and or but than whenever"
    " time way day night moment so the like".split()
)


def _runs_on(text: Words) -> bool:
    """Whether a second clause follows without a comma: "she called you left dinner"."""
    verbs, words = 0, text.words
    for at, word in enumerate(words):
        following = next((w for w in words[at + 1 : at + 4] if not is_adverb(w)), "")
        begins = word in ("i", "he", "she", "they", "you", "we") and tense_of(following, word) == "past"
        linked = words[at - 1] in _LINKS or words[at - 2] in ("the", "a", "an", "that") or text.pause_before(at)
        if at and verbs and begins and not linked and not _HEARD.intersection(words[:at]):
            return True
        verbs += is_past(word) or word in AUXILIARIES or word in BASES
    return False


def is_time(text: str) -> bool:
    """Whether a text begins with a time and tells nothing but when or where: "last summer in spain"."""
    time = _TIMES.match(text + " ")
    rest = Words(text[time.end() :]).words if time else []
    return bool(time) and (not rest or rest[0] in ("in", "at", "on", "with"))


def clause_tense(text: str) -> Tense | None:
    """The tense of a text that is a clause of its own (a subject, and a verb that goes with it), else None."""
    words = Words(text).words
    if len(words) < 2:
        return None
    first, ending = words[0].partition("'")[::2]
    if first in _OPENERS:
        if ending:
            return "past" if ending == "d" else "present"
        at = next((i for i, word in enumerate(words[1:], 1) if not is_adverb(word)), 0)
        if at and words[at] == "and":
            at = next((i for i, word in enumerate(words) if i > at + 1 and is_verb(word)), 0)
        return tense_of(words[at], first) if at and is_verb(words[at]) else None
    if first not in _OWNERS or first == "that":
        return None
    for at in range(2, min(6, len(words))):
        if words[at].partition("'")[0] in _OPENERS or words[at] in _OWNERS or words[at] in _RELATIVES:
            return None
        if is_past(words[at]) or (is_third(words[at]) and words[at] not in _THINGS) or words[at] in AUXILIARIES:
            return tense_of(words[at], "he")
    return None


def _thing(said: str) -> Moment | None:
    """A moment that is no clause: "the texts", "seeing you with her", "how you looked at me", "that you lied"."""
    words = Words(said).words
    first, after = next(iter(words), ""), said.partition(" ")[2]
    if not first:
        return None
    if first == "that" and after and clause_tense(after):
        return Moment("that", after)
    if first in _WAYS:
        rest = said.split(" ", 1)[-1]
        if words[1:2] and words[1] in AUXILIARIES and words[0] != "who":
            return None  # "why did you do this" is a question, and asked as one
        return Moment("think", said) if clause_tense(rest) or clause_tense(rest.split(" ", 1)[-1]) else None
    deed = words[1] if first == "not" and len(words) > 1 else first
    if deed.endswith("ing") and deed[:-3] and deed not in ("nothing", "everything", "something", "anything", "ring"):
        return Moment("think", said)
    if first in _OWNERS and len(words) > 1:
        return Moment("think", re.sub(r"^((?:the|that) \w+),? when ", r"\1 ", said))
    known = any(is_verb(word) or word.partition("'")[0] in _OPENERS for word in words)
    return Moment("think", said) if first in _BARE and not known and len(words) <= 7 else None


def _any_past(line: str) -> bool:
    return any(tense_of(word, "he") == "past" and word not in BASES for word in Words(line).words)


def quotable(text: str) -> str:
    """The very words in one line, with inner quotation marks as single ones."""
    line = " ".join(text.split())
    line = re.sub(r"^[\"“”„«»\s]+|[\"“”„«»\s]+$", "", line) if line[:1] in '"“”„«»' else line
    marks = [c for c in line if c in '"“”„«»']
    if len(marks) % 2:
        line = re.sub(r"[\"“”„«»]", "", line)
    for index in range(len(marks) if len(marks) % 2 == 0 else 0):
        line = re.sub(r"[\"“”„«»]", "’" if index % 2 else "‘", line, count=1)
    return re.sub(r"[\s.…,;:]+$", "", line)


def _latin(line: str) -> bool:
    return all(c.isascii() or not c.isalpha() or c < "\u0250" for c in line)


def _lowered(said: str) -> str:
    """The first letter small, where it is only large because a sentence began there."""
    first = next(iter(Words(said).words), "")
    keeps = first.partition("'")[0] == "i" or re.fullmatch(_DAY + "s?", first) or first == "christmas"
    known = first.partition("'")[0] in _OPENERS | _OWNERS | _WAYS or is_verb(first) or first.endswith("ing")
    return said if keeps or not (known or _TIMES.match(said)) else said[:1].lower() + said[1:]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
