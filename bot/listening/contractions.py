"""English contractions, opened: `can't` is `can not`, `he's` is `he s` (which patterns read as "he is" or "he has")."""

from __future__ import annotations

_WHOLE = {
    "can't": ("can", "not"),
    "won't": ("will", "not"),
    "shan't": ("shall", "not"),
    "ain't": ("is", "not"),
    "y'all": ("you", "all"),
    "c'mon": ("come", "on"),
    "ma'am": ("madam",),
    "o'clock": ("oclock",),
}
_ENDINGS = {"m": "am", "re": "are", "ve": "have", "ll": "will", "s": "s", "d": "d"}

_AFTER_YOUR = frozenset(
    "a an always never not just such so too constantly being lying making doing going the only nothing still wrong"
    " right"
    " killing hurting driving selfish cruel cold heartless pathetic disgusting evil stupid crazy sick welcome".split()
)
_BEFORE_ILL = frozenset(
    "am is are was were be been being feel feeling felt fall falling fell get getting got gets mentally so very"
    " really too"
    " seriously chronically terminally critically physically s m look looks looked become becomes became speak wish the"
    " an of for and or".split()
)
_AFTER_ILL = frozenset(
    "and or with so today for from people health person child mother father of in at because".split()
)


_WANTING = frozenset(
    "urge urges want wants wanted need needs needed going goin trying tryin tried have has had used about ready got"
    " able tempted like love hard nothing how talk listen spoke speak lied back due said say happened".split()
)
_MINE = frozenset(
    "husband wife missus boyfriend girlfriend bf gf partner fella bloke mum mam mom dad da ma nan brother sister son"
    " daughter kids lad head arm arms leg legs wrist wrists face heart chest hands phone own life mate mates stomach"
    " throat eyes clothes car keys ex".split()
)


def contraction(token: str) -> tuple[str, ...] | None:
    """The words of a contraction with a plain apostrophe, or None where it is none."""
    if token in _WHOLE:
        return _WHOLE[token]
    stem, _, ending = token.rpartition("'")
    if not stem.isalpha() or not stem.isascii():
        return None
    if ending == "t" and stem.endswith("n") and len(stem) > 2:
        return (stem[:-1], "not")
    if ending in _ENDINGS:
        return (stem, _ENDINGS[ending])
    return None


def your_is_you_are(following: str) -> bool:
    """Whether "your" was typed for "you're", judged by the next word ("your always on your phone")."""
    return following in _AFTER_YOUR


def ill_is_i_will(before: str, following: str) -> bool:
    """Whether "ill" was typed for "I'll", judged by its neighbours ("ill do anything", but "mentally ill")."""
    return bool(following) and before not in _BEFORE_ILL and following not in _AFTER_ILL


def two_is_to(before: str, following: str) -> bool:
    """Whether "2" was typed for "to", judged by its neighbours ("urge 2 cut", but "took 2 pills")."""
    return bool(following) and before in _WANTING


def me_is_my(following: str) -> bool:
    """Whether "me" was said for "my", judged by the next word ("me husband", "me head")."""
    return following in _MINE
