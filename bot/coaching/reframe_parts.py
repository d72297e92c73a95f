"""The feeling, the need and the request, as a person typed or picked them, each made to fit its frame.

Every function gives the name of a frame (`dialogues/reframes/sentence.yaml`), its verb and the words for it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.coaching.reframe_moment import clause_tense, is_time, plain, quotable
from bot.coaching.reframe_turn import Words, tidy, to_you
from bot.coaching.reframe_verbs import AUXILIARIES, BASES, Tense, is_adverb
from bot.coaching.reframe_whom import Whom

LONGEST = 200
"""Characters of a part that is taken into a frame; a longer one is quoted."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part ready for its frame."""

    frame: str
    words: str
    verb: str = ""


_SHRUG = re.compile(r"^(?:i )?(?:don'?t|do not) know.*$|^(?:idk|dunno|skip|not sure|no idea|-+)$", re.IGNORECASE)
_NOTHING = frozenset("nothing none no".split())
_FELT = re.compile(
    r"^(?:(?:and|well|so|just|mostly|probably|maybe)\b,? )*"
    r"(?:it (?:made|makes) me (?:feel )?"
    r"|(?:i(?:'m| am|'ve been| was| have been)?|im) (?:just |really )?(?:feel|felt|feeling) "
    r"|(?:feel|felt|feeling) |(?:i am|i'm|im|i was) (?=\w))(?:that (?=like))?",
    re.IGNORECASE,
)
_NOUNS = frozenset(
    "pain rage sadness emptiness loss coldness shock loneliness fear panic grief hurt knot weight pressure hole".split()
)


def feeling(text: str, whom: Whom | None, tense: Tense) -> Part | None:
    """What was felt: "like trash", "i felt betrayed and stupid", "my heart broke"; None where nothing was told."""
    line = _line(text)
    if not line:
        return None
    verb = "felt" if tense == "past" else "feel"
    said = _FELT.sub("", line, count=1) or line
    if _too_much(said) or is_time(said):
        return Part("feel_quote", said, verb)
    turned = _turned(said, whom)
    if turned is None:
        return Part("feel_quote", said, verb)
    turned = _low(turned)
    words = Words(turned).words
    if not words:
        return Part("feel_quote", said, verb)
    if words[0] in ("a", "an"):
        return Part("feel", turned if _NOUNS & set(words) else f"like {turned}", verb)
    if clause_tense(turned):
        ours = words[0] in ("you", "you're", "you've", "your", "he", "she", "they")
        if tense == "past":
            turned = re.sub(r"^I want(?= to )", "I wanted", turned, flags=re.IGNORECASE)
        return Part("feel", f"that {turned}", verb) if ours else Part("feel_whole", _capital(turned))
    return Part("feel", turned, verb)


_NEEDED = re.compile(
    r"^(?:(?:well|so|just|maybe|probably|and|honestly)\b,? )*(?:(?:what )?(?:i|we) (?:just |really |only )*)?"
    r"(?P<verb>need|want|would like|wish|deserve|hope|needed|wanted)(?: is)?"
    r"(?: for(?= (?:him|her|them|you|my|us)\b))? ",
    re.IGNORECASE,
)
_OUGHT = re.compile(r"^you (?:just |really )?(?:should|need to|have to|must|ought to|could|would) (.+)$")
_ABLE = re.compile(r"^(?:that )?you (?:can|could|will|would) (?!not\b)(.+)$")
_WAYS = frozenset("why what how who where when whether".split())
_STATES = frozenset("be feel know see hear understand have get believe".split())
_TO_THEM = re.compile(r"\b(?:me|us|to me|with me|lying|cheating|contact|seeing|drinking|talking to)\b")


_FEELINGS = frozenset(
    "used sick sad angry numb lonely alone lost hurt scared afraid broken empty ashamed stupid small tired invisible"
    " worthless jealous betrayed humiliated devastated exhausted rejected abandoned unloved unwanted disgusted furious"
    " confused crushed guilty anxious worried replaced ignored cheated mad dirty ugly hopeless helpless heartbroken"
    " desperate bitter frightened terrified cold shattered destroyed drained forgotten foolish".split()
)


def _state(words: list[str]) -> str:
    """The frame of a need that is a state: a feeling is felt, and "respected" only quoted; empty for all else."""
    told = [word for word in words if not is_adverb(word) and word not in ("very", "and", "too", "like")]
    if told and _FEELINGS.issuperset(told):
        return "feel"
    return "need_quote" if len(words) == 1 and words[0].endswith("ed") and words[0] not in BASES else ""


def need(text: str, whom: Whom | None, verb: str = "need") -> Part | None:
    """What is needed: "to be told the truth", "that you stay", "him to listen to me"; None where nothing was told."""
    line = _line(text)
    if not line or line.lower() in _NOTHING:
        return None
    match = _NEEDED.match(line)
    if match and Words(line[match.end() :]).words:
        verb = {"needed": "need", "wanted": "want"}.get(match["verb"].lower(), match["verb"].lower())
        line = line[match.end() :]
    line = re.sub(r"^for (?=(?:him|her|them|you|my|us)\b)", "", line, flags=re.IGNORECASE)
    said = None if _too_much(line) or "?" in line else _turned(line, whom)
    if said is None:
        return Part("need_quote", line, verb)
    said = _low(said)
    words = Words(said).words
    first, rest = next(iter(words), ""), said.partition(" ")[2]
    if not first:
        return Part("need_quote", line, verb)
    if state := _state(words):
        return Part(state, said, "feel" if state == "feel" else verb)
    if verb == "wish" or (verb == "hope" and first not in ("to", "for")):
        return Part("need", said, verb)
    if match := _OUGHT.match(said):
        return Part("need", f"you to {match[1]}", verb)
    if first == "that" or clause_tense(said):
        return Part("need_is", said if first == "that" else f"that {said}", verb)
    if first.endswith("ing") and first not in ("nothing", "something", "everything", "anything") and first[:-3]:
        return Part("need_is", said, verb)
    if first == "not" and len(words) > 1 and words[1] in BASES and rest:
        return Part("need", f"not to {rest}", verb)
    if first in _STATES and len(words) > 1:
        return Part("need", f"to {said}", verb)
    if first in BASES and (first == "stop" or (_TO_THEM.search(said) and words[1:2] != ["from"])) and whom:
        return Part("need", f"you to {said}", verb)
    return Part("need", said, verb)


_ASKED = re.compile(
    r"^(?:please |will you|would you|can you|could you|can we|could we|shall we|may i|do you|are you|would it)",
    re.IGNORECASE,
)


def request(text: str, whom: Whom | None, *, deed: bool = False) -> Part | None:
    """What is asked for, in one sentence; None where nothing is asked. With `deed` it is what one will do oneself."""
    line = re.sub(r"^for (?=(?:him|her|them|you|my)\b)", "", _line(text, keep="?!"), flags=re.IGNORECASE)
    if not line or line.lower() in _NOTHING:
        return None
    said = None if len(line) > LONGEST or "\n" in text.strip() else _turned(line, whom)
    if said is None:
        return Part("ask_quote", line)
    several = re.split(r"(?<=[.!?])\s+", said.strip())
    if len(several) == 2:
        return Part("ask", " ".join(_sentence(one) for one in several))
    bare = said.rstrip("?!. ")
    words = Words(bare).words
    first, rest = next(iter(words), ""), bare.partition(" ")[2]
    if not first:
        return Part("ask_quote", line)
    if first in BASES and said.endswith("?") and not _ASKED.match(bare) and first not in AUXILIARIES and not deed:
        return Part("ask_deed", _low(bare))
    if _ASKED.match(bare) or said.endswith("?"):
        stop = "." if first == "please" and not said.endswith("?") else "?"
        return Part("ask", _capital(bare) + stop)
    if deed:
        own = _deed(bare, words)
        return Part("will", own) if own else Part("ask", _sentence(said))
    if words[0] in _WAYS:
        return Part("ask_quote", line)
    if match := _OUGHT.match(_low(bare)) or _ABLE.match(_low(bare)):
        return Part("ask_deed", match[1])
    if first == "not" and words[1:2] and words[1] in BASES and rest:
        return Part("ask_you", f"not to {rest}")
    if first == "to" and len(words) > 1:
        return Part("ask_to" if words[1] == "be" else "ask_you", _low(bare))
    if first == "you" and words[1:2] == ["to"] and rest:
        return Part("ask_you", rest)
    if first == "that" or (first == "you" and clause_tense(bare)):
        return Part("ask_that", _low(bare).removeprefix("that "))
    if clause_tense(_low(bare)) or first in ("i", "i'd", "i'm", "let's", "if", "maybe", "it", "we", "just"):
        return Part("ask", _sentence(said))
    if first in BASES or is_adverb(first):
        return Part("ask_deed", _low(bare))
    if first.endswith("ing") or first in AUXILIARIES:
        return Part("ask_quote", line)
    return Part("ask_for", _low(bare))


def _deed(bare: str, words: list[str]) -> str:
    """What one will do oneself, as it follows "I'll"; empty where it is a sentence already."""
    for lead in ("i will ", "i'll ", "ill ", "i want to ", "i can ", "i could ", "i'm going to ", "to "):
        if bare.lower().startswith(lead):
            return bare[len(lead) :]
    return _low(bare) if words[0] in BASES or words[0] == "not" or is_adverb(words[0]) else ""


def _line(text: str, keep: str = "") -> str:
    line = quotable(plain(text)) + ("?" if keep and text.rstrip().endswith("?") else "")
    return "" if _SHRUG.match(line) or not any(c.isalnum() for c in line) else line


def _too_much(line: str) -> bool:
    return len(line) > LONGEST or bool(re.search(r"[.!?…;:]\s|[‘\[\]{}<>]", line))


def _turned(line: str, whom: Whom | None) -> str | None:
    return to_you(line, whom) if whom else tidy(line)


def _low(said: str) -> str:
    first = next(iter(Words(said).words), "")
    return said if first.partition("'")[0] == "i" else said[:1].lower() + said[1:]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _sentence(said: str) -> str:
    return _capital(said if said.endswith(("?", "!")) else said.rstrip(". ") + ".")
