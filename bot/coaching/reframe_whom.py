"""Who the partner is in what somebody typed: the pronoun and the names that mean them, and when that is not sure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.coaching.reframe_verbs import is_verb
from bot.listening.named import Named

MARK = "partnerzz"
"""Stands for "my husband", "my wife", the partner's name, while a text is worked on."""

SUBJECTS = {"he": "he", "she": "she", "they": "they", "he's": "he", "she's": "she", "they're": "they"}
SUBJECTS |= {f"{pronoun}'{end}": pronoun for pronoun in ("he", "she", "they") for end in ("d", "ll", "ve")}
OBJECTS = {"him": "he", "her": "she", "them": "they"}
KIND = {
    **SUBJECTS,
    **OBJECTS,
    **dict.fromkeys(("his", "himself"), "he"),
    **dict.fromkeys(("hers", "herself"), "she"),
    **dict.fromkeys(("their", "theirs", "themselves", "themself"), "they"),
}
"""Every form of the third person, and which pronoun it belongs to."""

OTHERS = frozenset("i we you it i'm i've i'd i'll we're you're it's who which nobody everyone someone".split())
"""Other words that can be the subject of a verb."""

_SPOUSES = {
    **dict.fromkeys(("husband", "hubby", "boyfriend", "bf", "fiance", "fiancé", "fella", "man"), "he"),
    **dict.fromkeys(("wife", "wifey", "missus", "girlfriend", "gf", "fiancee", "fiancée"), "she"),
    **dict.fromkeys(("partner", "spouse", "so", "other half", "significant other", "better half"), ""),
}
_NAMED = "|".join(sorted(_SPOUSES, key=len, reverse=True))
_MINE = re.compile(rf"\bmy\s+(?:own\s+|dear\s+|lovely\s+)?({_NAMED})(['’]?s)?\b", re.IGNORECASE)
_FIRST = re.compile(
    r"^(husband|hubby|wife|wifey|boyfriend|girlfriend|bf|gf|partner|spouse)(['’]s)?\b(?=\s)", re.IGNORECASE
)
_MALE = frozenset("brother father dad son man guy boy uncle bloke lad boyfriend husband grandfather".split())
_FEMALE = frozenset("sister mother mom mum daughter woman girl lady aunt girlfriend wife grandmother mistress".split())
_ANYONE = frozenset(
    "friend coworker colleague boss neighbour neighbor therapist kid child baby someone somebody ex person stranger"
    " doctor lawyer roommate cousin mate anybody anyone partner spouse".split()
)
_RIVAL = frozenset("bed naked affair mistress lover number nudes profile hotel".split())
"""With these words and no known pronoun, a "she" may be somebody else."""


@dataclass(frozen=True, slots=True)
class Whom:
    """The partner as this person names them: `he`, `she`, `they`, or empty where that is not known; and their names."""

    pronoun: str = ""
    names: tuple[str, ...] = ()

    @classmethod
    def of(cls, pronouns: str, name: str, said: Sequence[str]) -> Whom:
        """From the settings (both may be empty), or else from the words of a statement about them."""
        first = re.match(r"\W*(he|him|she|her|they|them)\b", pronouns.lower())
        order = (KIND[first[1]] if first else "",)
        nouns = tuple(_SPOUSES[w] for w in said if _SPOUSES.get(w))
        kind = next(
            (k for k in (*order, *nouns, *(SUBJECTS.get(w, "") for w in said), *(KIND.get(w, "") for w in said)) if k),
            "",
        )
        return cls(kind, (name.strip(),) if name.strip() else ())

    def mark(self, text: str) -> tuple[str, str]:
        """The text with every mention of the partner by noun or name marked, and the pronoun that such a noun tells."""
        told: list[str] = []

        def marked(match: re.Match[str]) -> str:
            told.append(_SPOUSES.get(match[1].lower(), ""))
            return MARK + ("'s" if match[2] else "")

        text = _FIRST.sub(marked, _MINE.sub(marked, text))
        for name in self.names:
            named = Named.of(name)
            for place in reversed(named.places(text) if named else ()):
                ending = {"own": "'s", "is": "'s", "will": "'ll", "would": "'d"}.get(place.kind, "")
                text = text[: place.start] + MARK + ending + text[place.end :]
        return text, next((kind for kind in told if kind), "")

    def kind_in(self, words: Sequence[str], told: str) -> str | None:
        """Which pronoun is the partner's among these words (lower case, marked).

        Empty where there is nothing to turn, None where it is not sure enough to say "you".
        """
        heard = {KIND[word] for word in words if word in KIND}
        named = any(word.startswith(MARK) for word in words)
        spoken = next((i for i, word in enumerate(words) if word in ("you", "your", "you're", "you've")), None)
        if spoken is not None:
            third = next((i for i, word in enumerate(words) if KIND.get(word) in ("he", "she") or word == MARK), None)
            return "" if not named and (third is None or spoken < third) else None
        kind = told or self.pronoun
        if not kind and heard:
            kinds = heard - {"they"}
            if not kinds:
                return "they" if named else None
            if len(kinds) > 1:
                return None
            kind = next(iter(kinds))
            first = next(word for word in words if word in KIND)
            if not named and (first not in SUBJECTS or _RIVAL.intersection(words)):
                return None
        if kind == "they" and {"both", "together", "other"} & set(words):
            return None
        return None if kind and _doubtful(words, kind) else kind


def _doubtful(words: Sequence[str], kind: str) -> bool:
    """Whether the partner's pronoun may mean somebody else here: "he told his friend he …", "she kissed her"."""
    rivals = _ANYONE | {"he": _MALE, "she": _FEMALE, "they": frozenset[str]()}[kind]
    subject = ""
    rival = False
    for at, word in enumerate(words):
        mine = KIND.get(word) == kind or word == MARK
        if rival and mine:
            return True
        following = words[at + 1] if at + 1 < len(words) else ""
        if mine and subject == kind and word in OBJECTS and not (word == "her" and owns(words, at)):
            return True
        if mine and word == MARK and subject == kind and not is_verb(following):
            return True
        if word in SUBJECTS or word in OTHERS or word == MARK:
            subject = kind if mine else word
        rival = rival or word in rivals or word.removesuffix("'s") in rivals
    return False


_AFTER_HER = frozenset(
    "and or but to in on at with for from about of by the a an that this when while because if was is had has i "
    "we he they me again there here out up down off back away then so too not yesterday today tonight last every "
    "after before like as alone happy sad angry crazy mad first instead over into until all everything nothing "
    "anything why what how where who once twice".split()
)
_GIVING = frozenset("gave give sent told showed asked bought brought offered paid promised made called texted".split())
_SENSING = frozenset(
    "saw see seeing heard hear hearing let letting made make making watch watched watching help helped felt".split()
)
_THINGS = frozenset("call look text message smile lie love touch move kiss hug work talk walk play help laugh".split())
_NO_DEED = frozenset("thing things ring morning evening feeling feelings wedding clothing earring".split())


def owns(words: Sequence[str], at: int) -> bool | None:
    """Whether the "her" at this place is a "your" (her phone) or a "you" (told her); None where it is not clear."""
    before = words[at - 1] if at else ""
    after = words[at + 1] if at + 1 < len(words) else ""
    if not after or after in _AFTER_HER or (after.endswith("ing") and len(after) > 4 and after not in _NO_DEED):
        return False
    if before in _SENSING and is_verb(after) and after not in ("phone", "face", "hand", "name", "post"):
        return None if after in _THINGS - {"laugh", "smile"} else False
    return None if before in _GIVING else True
