"""The script of somebody who stays: their own words alone, in the order in which they can be heard.

Nothing is added but capitals and full stops: an apology known to be machine-written reads as insincere (grade B). The
order is acknowledge, own, name the impact, stay, offer (responsibility first, repair second: Lewicki, 755 people, grade
B; the steps of attachment injury resolution, grade C). Sources: docs/evidence.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.coaching.draft_check import NONE_FOUND, Finding, Guards
from bot.dialogue.talk import Talk
from bot.dialogue.tracker import Frame
from bot.listening import Listener
from bot.listening.named import Named

PARTS = ("acknowledge", "own", "impact", "stay", "offer")
"""The slots of the flow that hold a part of the script, in its order."""

ABOUT_LINES = frozenset({"hurt", "reframe", "repair"})
"""Flows that call this one for its lines: whoever comes from there wants to stay."""

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
    parts = [str(frame.slots[name]) for name in PARTS if frame.slots.get(name)] if frame else []
    return joined(parts)


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


def guard(frame: Frame | None, guards: Guards, partner: Named | None = None) -> Finding:
    """The first finding in the line that was typed last; the empty one where there is none."""
    draft = _draft(frame)
    return guards.first(draft, partner) if draft else NONE_FOUND


def floods(frame: Frame | None, listener: Listener, partner: Named | None = None) -> bool:
    """Whether the line that was typed last is no line for the other, but tells of a flood in the one who writes."""
    draft = _draft(frame)
    flooded = any(signal.name == "flooded" for signal in listener.listen(draft, partner)) if draft else False
    return flooded and not _TO_THEM.search(draft)


def _draft(frame: Frame | None) -> str:
    return str(frame.slots.get("draft") or "") if frame else ""


def note_call(talk: Talk, _: str) -> None:
    """Note in `called` that a talk about lines called this one; a talk that it merely interrupts does not count."""
    frames = talk.tracker.frames
    if len(frames) > 1 and frames[-2].flow in ABOUT_LINES and talk.state(frames[-2]).call == frames[-1].flow:
        frames[-1].slots["called"] = "yes"
