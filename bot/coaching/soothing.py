"""Soothing: what is remembered of exercises, and what a talk may do with them.

What is remembered are plain facts: `helped` and `failed` (exercise → times), `worse` (exercises that made it worse) and
`soothing` (what was picked and started in this sitting). Without consent they go when the talk is over.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.dialogue.talk import Talk

SITTING = 1800.0
"""Seconds after the last exercise in which another one is still the same sitting."""

FACTS = ("helped", "failed", "worse", "soothing")


def sitting(facts: Mapping[str, Any], now: float) -> dict[str, Any]:
    """What was picked and tried in this sitting; empty where the last exercise was long ago."""
    kept = facts.get("soothing")
    return dict(kept) if kept and now - kept.get("at", 0.0) < SITTING else {}


def pick(talk: Talk, argument: str) -> None:
    """Pick an exercise by its name, or the first or second that is suggested (`1`, `2`; none means 1)."""
    name = argument
    if not argument or argument.isdigit():
        suggested = talk.context(talk.tracker.top)["soothing"].suggested
        index = int(argument or 1) - 1
        name = suggested[min(index, len(suggested) - 1)] if suggested else ""
    _note(talk, picked=name, left=False)


def start(talk: Talk, name: str) -> None:
    """An exercise begins; what is said of help from here on is about this one."""
    _note(talk, picked=name, ran=name, left=False)


def helped(talk: Talk, what: str) -> None:
    """It helped: the exercise that ran last, or what the person named (`hands`, `someone`)."""
    _count_help(talk, what or _last(talk))


def lower(talk: Talk, _: str) -> None:
    """It helped and it is still high: counted as help, and another one comes next."""
    _count_help(talk, _last(talk))
    _tried(talk)


def failed(talk: Talk, _: str) -> None:
    """It did not help: counted until it helps again."""
    name = _last(talk)
    if name:
        counts = talk.tracker.facts.get("failed", {})
        talk.tracker.facts["failed"] = {**counts, name: counts.get(name, 0) + 1}
        _tried(talk)


def worse(talk: Talk, _: str) -> None:
    """It made it worse: never offered by itself again, and no other with breath either if it was one."""
    failed(talk, "")
    name = _last(talk)
    if name:
        others = [other for other in talk.tracker.facts.get("worse", ()) if other != name]
        talk.tracker.facts["worse"] = [*others, name]
        _note(talk, left=True)


def settle(talk: Talk) -> None:
    """At the end of every turn: of somebody who has not agreed nothing of this is kept beyond the open talk."""
    if talk.tracker.person.get("consent") != "yes" and not talk.tracker.frames:
        for name in FACTS:
            talk.tracker.facts.pop(name, None)


def _count_help(talk: Talk, name: str) -> None:
    if name:
        facts = talk.tracker.facts
        counts = facts.get("helped", {})
        facts["helped"] = {**counts, name: counts.get(name, 0) + 1}
        facts["failed"] = {other: times for other, times in facts.get("failed", {}).items() if other != name}
        facts["worse"] = [other for other in facts.get("worse", ()) if other != name]


def _last(talk: Talk) -> str:
    """The exercise that ran last, however long ago."""
    return str((talk.tracker.facts.get("soothing") or {}).get("ran", ""))


def _tried(talk: Talk) -> None:
    """The exercise that ran last is not suggested again in this sitting."""
    name = _last(talk)
    if name:
        before = sitting(talk.tracker.facts, talk.now).get("tried", ())
        _note(talk, ran=name, tried=[*(other for other in before if other != name), name])


def _note(talk: Talk, **changed: Any) -> None:
    """Change what is kept of this sitting; the facts of the tracker before stay as they were."""
    talk.tracker.facts["soothing"] = {**sitting(talk.tracker.facts, talk.now), "at": talk.now, **changed}
