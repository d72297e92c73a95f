"""What the partner does, out of an absolute statement: "he never, ever takes my side" → "he doesn't take my side".

Only what can be seen or heard (`dialogues/reframes/deeds.yaml`) and only where the grammar is sure; else there is no
deed, and the theme's words are said. The totality goes, the deed and whoever does it stay as they were typed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.coaching.reframe_deeds import Deeds, Token
from bot.coaching.reframe_forms import base_of_ing, base_of_past, base_of_present, past, third
from bot.coaching.reframe_moment import plain
from bot.coaching.reframe_turn import spelled
from bot.coaching.reframe_verbs import Tense, follows_have, is_adverb, mended

_TOKEN = re.compile(r"(?P<pause>[^\w\s]*)\s*(?P<word>[^\W_]+(?:['’-][^\W_]+)*(?:(?<=s)['’](?=\s))?)")
_LEADS = frozenset("and but because so then now that cause cos plus swear fact honestly like".split())
_PRONOUNS = {"you": "you", "he": "third", "she": "third", "they": "you"}
_SPOUSES = frozenset(
    "husband hubby boyfriend bf fiance fiancé wife wifey girlfriend gf fiancee fiancée partner".split()
)
_ENDINGS = {"s": "is", "re": "are", "ve": "have", "ll": "will", "d": "would"}
_KINDS = {
    **dict.fromkeys("is are isn't aren't ain't".split(), "be"),
    **dict.fromkeys("have has haven't hasn't".split(), "have"),
    **dict.fromkeys("do does don't doesn't".split(), "do"),
    **dict.fromkeys("did didn't".split(), "did"),
    **dict.fromkeys("will won't".split(), "will"),
    **dict.fromkeys("would wouldn't".split(), "would"),
    **dict.fromkeys("can't cannot".split(), "can"),
}
_FEW = frozenset("hardly barely rarely seldom".split())
_LIMITS = frozenset("only merely mostly".split())
_SKIPPED = frozenset("always ever constantly forever endlessly continually once even all absolutely".split())
_UNCHANGED = frozenset("put let shut read quit cut hit split set".split())


@dataclass(frozen=True, slots=True)
class Deed:
    """A clause that may follow "When": the words, and their tense."""

    words: str
    tense: Tense


def deed_of(text: str, deeds: Deeds) -> Deed | None:
    """The first deed of the partner in a sentence; None where there is none that can be said with certainty."""
    line = spelled(plain(text))
    if "?" in text or any(mark in line for mark in '"“”‘@#/\\<>|{}[]'):
        return None
    tokens = [Token(mended(m["word"]), m["word"], bool(m["pause"]) and m.start() > 0) for m in _TOKEN.finditer(line)]
    for at in range(len(tokens)):
        before = tokens[at - 1].word if at and not tokens[at].pause else ""
        if before == "all" or not before or before in _LEADS:
            found = _clause(tokens, at, deeds, after_all=before == "all")
            if found:
                return found
    return None


def _clause(tokens: Sequence[Token], at: int, deeds: Deeds, *, after_all: bool) -> Deed | None:
    subject, person, helper, at = _subject(tokens, at)
    if not subject:
        return None
    negated, few = 0, ""
    while at < len(tokens):
        word = tokens[at].word
        if word in _LIMITS or (tokens[at].pause and word not in ("ever", "never", "not")):
            return None
        if word in ("not", "never"):
            negated += 1
        elif word in _KINDS and not (helper and word == "do"):
            helper = helper if helper == "do" and word == "is" else word
            negated += word.endswith("n't") or word == "cannot"
            if after_all and word == "is":
                return _finish(tokens, _past_to(tokens, at + 1), subject, person, deeds)
        elif word in _FEW:
            few = word
        elif not (word in _SKIPPED or is_adverb(word)):
            break
        at += 1
    if at >= len(tokens) or negated > 1 or after_all:
        return None
    kind = _KINDS.get(helper, "")
    word, following = tokens[at].word, tokens[at + 1].word if at + 1 < len(tokens) else ""
    if kind == "do" and word == "nothing" and following == "but":
        return _finish(tokens, _past_to(tokens, at + 2), subject, person, deeds)
    ahead = at + 2 if following == "on" else at + 1
    ing = base_of_ing(tokens[ahead].word, deeds.verbs) if ahead < len(tokens) else None
    if ing and (word in ("keep", "keeps") or (word in ("stop", "stops") and negated)):
        verb, at, negated = f"+{ing}", ahead, 0
    else:
        verb = _verb(kind, word, person, negated=bool(negated), known=deeds.verbs, helper=helper)
    if not verb and word in ("refuse", "refuses", "refused") and following == "to" and not negated:
        return _refusal(tokens, at + 2, subject, person, past_=word == "refused", deeds=deeds)
    if not verb:
        return None
    return _said(tokens, at + 1, subject, person, verb, few, deeds)


def _verb(kind: str, word: str, person: str, *, negated: bool, known: frozenset[str], helper: str) -> str:
    """How the verb is said: its plain form behind a sign, "+" it is done, "-" it isn't, "<" and "~" the same in the
    past, "!" won't, "%" wouldn't; empty where that is not sure.
    """
    present = base_of_present(word, known)
    ing, was = base_of_ing(word, known), base_of_past(word, known)
    if kind == "be":
        if ing and ing in known:
            return ("-" if negated else "+") + ing
        kind = "have" if helper == "is" and was and follows_have(word) else "none"
    if kind == "have":
        base = was if was in known else present[0] if present and present[0] in _UNCHANGED else ""
        return (("-" if negated else "<") + base) if base else ""
    if kind in ("do", "did", "will", "would"):
        signs = {"do": ("", "-"), "did": ("", "~"), "will": ("+", "!"), "would": ("", "%")}[kind]
        sign = signs[negated]
        return sign + present[0] if present and not present[1] and sign else ""
    if kind:
        return ""
    if present and (present[1] or person == "you" or negated):
        return ("-" if negated else "+") + present[0]
    return (("~" if negated else "<") + was) if was and was in known and was not in _UNCHANGED else ""


def _subject(tokens: Sequence[Token], at: int) -> tuple[str, str, str, int]:
    """Who does it, as typed; their person, the helping verb that hangs on them, and where the next word stands."""
    first, _, ending = tokens[at].word.partition("'")
    if first in _PRONOUNS and (not ending or ending in _ENDINGS):
        return first, _PRONOUNS[first], _ENDINGS.get(ending, ""), at + 1
    if first in ("my", "our") and at + 1 < len(tokens):
        noun, _, ending = tokens[at + 1].word.partition("'")
        if noun in _SPOUSES and (not ending or ending == "s"):
            return f"my {noun}", "third", _ENDINGS.get(ending, ""), at + 2
    return "", "", "", at


def _past_to(tokens: Sequence[Token], at: int) -> int:
    return at + 1 if at < len(tokens) and tokens[at].word == "to" else at


def _finish(tokens: Sequence[Token], at: int, subject: str, person: str, deeds: Deeds) -> Deed | None:
    """The deed behind "all he does is" and "does nothing but"."""
    present = base_of_present(tokens[at].word, deeds.verbs) if at < len(tokens) else None
    ing = base_of_ing(tokens[at].word, deeds.verbs) if at < len(tokens) else None
    base = present[0] if present else ing
    return _said(tokens, at + 1, subject, person, f"+{base}", "", deeds) if base in deeds.verbs else None


def _refusal(tokens: Sequence[Token], at: int, subject: str, person: str, *, past_: bool, deeds: Deeds) -> Deed | None:
    while at < len(tokens) and is_adverb(tokens[at].word):
        at += 1
    base = tokens[at].word if at < len(tokens) else ""
    rest = deeds.rest(base, tokens[at + 1 :], negated=True) if base in deeds.verbs else None
    if rest is None:
        return None
    verb = "refused" if past_ else "refuse" if person == "you" else "refuses"
    return Deed(" ".join(f"{subject} {verb} to {base} {rest}".split()), "past" if past_ else "present")


def _said(
    tokens: Sequence[Token], at: int, subject: str, person: str, verb: str, few: str, deeds: Deeds
) -> Deed | None:
    sign, base = verb[0], verb[1:]
    rest = deeds.rest(base, tokens[at:], negated=bool(few) or sign not in "+<")
    if rest is None or (sign == "%" and any(token.word == "if" for token in tokens[at:])):
        return None
    base, particle = deeds.said(base)
    rest = f"{particle} {rest}".strip()
    dont = "don't" if person == "you" else "doesn't"
    said = {
        "+": base if person == "you" else third(base),
        "-": f"{dont} {base}",
        "<": past(base),
        "~": f"didn't {base}",
        "!": f"won't {base}",
        "%": f"wouldn't {base}",
    }[sign]
    tense: Tense = "past" if sign in "<~%" else "present"
    return Deed(" ".join(f"{subject} {few} {said} {rest}".split()), tense)
