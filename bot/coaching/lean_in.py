"""The script of somebody who stays: their own words alone, in the order in which they can be heard.

Nothing is added but capitals and full stops: an apology that another hand has written is not believed (grade S,
docs/evidence). The order is acknowledge, own, name the impact, stay, offer (after Lewicki 2016, grade S, and the steps
of attachment injury resolution, grade C).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.coaching.draft_check import NONE_FOUND, Finding, Guards
from bot.dialogue.talk import Talk
from bot.dialogue.tracker import Frame
from bot.listening import Listener

PARTS = ("acknowledge", "own", "impact", "stay", "offer")
"""The slots of the flow that hold a part of the script, in its order."""

FEWEST_WORDS = 2
"""Words that a line has at least: “I lied.”"""

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_TO_THEM = re.compile(r"\b(?:you|your|yours|u|ur)\b", re.IGNORECASE)
_LONE_I = re.compile(r"\bi(?=$|[\s,;:.!?]|['’](?:m|ve|ll|d)\b)")
_SENTENCE = re.compile(r"""(^["“(]?|[.!?…]["”)]?\s["“(]?)(\w)""")
_ENDS = (".", "!", "?", "…", ".”", "!”", "?”", '."', '!"', '?"')
_TRAILING = " \t\n,;:-–—"


def joined(parts: Iterable[str]) -> str:
    """The parts as one text: spaces evened, each beginning large and ending with a full stop; no word added or lost."""
    return " ".join(filter(None, (_mended(part) for part in parts)))


def _mended(part: str) -> str:
    text = " ".join(part.split())
    if not text.rstrip(_TRAILING):
        return ""
    if not text.endswith(_ENDS):
        text = text.rstrip(_TRAILING) + "."
    text = _LONE_I.sub("I", text)
    return _SENTENCE.sub(lambda match: match[1] + match[2].upper(), text)


def script(frame: Frame | None) -> str:
    """The script as far as it stands in this frame."""
    return joined(str(frame.slots.get(name) or "") for name in PARTS) if frame else ""


def ask_for(talk: Talk, part: str) -> None:
    """Note which part of the script is asked for now."""
    if talk.tracker.top and part in PARTS:
        talk.tracker.top.slots["part"] = part


def take(talk: Talk, _: str) -> None:
    """Put what was typed (`draft`) into the part that was asked for; a single word is no line, and is dropped."""
    slots = talk.tracker.top.slots if talk.tracker.top else {}
    if len(_WORD.findall(str(slots.get("draft") or ""))) < FEWEST_WORDS:
        slots.pop("draft", None)
    elif slots.get("part") in PARTS:
        slots[slots["part"]] = slots["draft"]


def ask_once(talk: Talk, _: str) -> None:
    """Remember that the question about their life was asked in this talk."""
    if talk.tracker.top:
        talk.tracker.top.slots["asked"] = "yes"


def leave_out(talk: Talk, _: str) -> None:
    """Leave the part that is asked for out of the script."""
    slots = talk.tracker.top.slots if talk.tracker.top else {}
    if slots.get("part") in PARTS:
        slots.pop(slots["part"], None)


def guard(frame: Frame | None, guards: Guards) -> Finding:
    """The first finding in the line that was typed last; the empty one where there is none."""
    draft = _draft(frame)
    return guards.first(draft) if draft else NONE_FOUND


def floods(frame: Frame | None, listener: Listener) -> bool:
    """Whether the line that was typed last is no line for the other, but tells of a flood in the one who writes."""
    draft = _draft(frame)
    flooded = any(signal.name == "flooded" for signal in listener.listen(draft)) if draft else False
    return flooded and not _TO_THEM.search(draft)


def _draft(frame: Frame | None) -> str:
    return str(frame.slots.get("draft") or "") if frame else ""
