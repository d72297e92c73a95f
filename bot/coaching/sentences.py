"""The sentences that a person keeps: a short list among the tracker's facts, seen and deleted by them alone."""

from __future__ import annotations

from typing import Any

from bot.coaching.reframe_journey import FLOW
from bot.dialogue.talk import Talk
from bot.dialogue.tracker import Frame, Tracker

MOST = 20
"""Sentences that are kept; with a further one the oldest goes."""

NAMES = frozenset(("kept", "kept_here", "waiting_words"))
"""`kept`: how many are kept. `kept_here`: the one that the flow `kept` shows (its slot `place`, 0 is the newest).
`waiting_words`: words that were too hot for a sentence, kept for later."""


def context(tracker: Tracker, frame: Frame | None) -> dict[str, Any]:
    """The names above, for one frame."""
    texts = [str(row["text"]) for row in _rows(tracker)]
    place = int(frame.slots.get("place") or 0) if frame else 0
    waiting = tracker.facts.get("waiting_words")
    return {
        "kept": len(texts),
        "kept_here": texts[-1 - place] if place < len(texts) else "",
        "waiting_words": str(waiting["text"]) if isinstance(waiting, dict) else "",
    }


def keep(talk: Talk, _: str) -> None:
    """Keep the sentence that the talk has made, newest last; nothing is kept of somebody who has not agreed."""
    frame, tracker = talk.tracker.top, talk.tracker
    text = str(talk.context(frame).get("sentence") or "") if frame else ""
    if not text or tracker.person.get("consent") != "yes":
        return
    rows = [row for row in _rows(tracker) if row["text"] != text]
    tracker.facts["kept"] = [*rows, {"at": talk.now, "text": text}][-MOST:]


def drop(talk: Talk, _: str) -> None:
    """Delete the kept sentence that is shown."""
    frame, rows = talk.tracker.top, _rows(talk.tracker)
    index = len(rows) - 1 - int(frame.slots.get("place") or 0) if frame else -1
    if 0 <= index < len(rows):
        _store(talk, [*rows[:index], *rows[index + 1 :]])


def drop_all(talk: Talk, _: str) -> None:
    """Delete every kept sentence."""
    _store(talk, [])


def hold(talk: Talk, _: str) -> None:
    """Keep the words that were too hot for a sentence, so that they can be offered on a calmer day."""
    frame = talk.tracker.top
    text = str(frame.slots.get("said") or frame.words) if frame and frame.flow == FLOW else ""
    if text and talk.tracker.person.get("consent") == "yes":
        talk.tracker.facts["waiting_words"] = {"at": talk.now, "text": text}


def take_up(talk: Talk, _: str) -> None:
    """The words that waited are taken up again, or left: they wait no more."""
    talk.tracker.facts.pop("waiting_words", None)


def settle(talk: Talk) -> None:
    """At the end of every turn: of somebody who took their consent back, no sentence stays."""
    if talk.tracker.person.get("consent") == "no":
        for fact in ("kept", "waiting_words"):
            talk.tracker.facts.pop(fact, None)


def _rows(tracker: Tracker) -> list[dict[str, Any]]:
    rows = tracker.facts.get("kept")
    return list(rows) if isinstance(rows, list) else []


def _store(talk: Talk, rows: list[dict[str, Any]]) -> None:
    if rows:
        talk.tracker.facts["kept"] = rows
    else:
        talk.tracker.facts.pop("kept", None)
