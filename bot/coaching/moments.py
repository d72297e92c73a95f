"""Moments: what is worth keeping of a day, in which words it shows, and how long it stays."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bot.dialogue.effects import Forget, Log
from bot.dialogue.signals import Signal
from bot.dialogue.talk import Talk

KINDS = ("reconnection", "attunement", "vulnerability", "accountability", "self_care", "boundary", "setback")
"""Every kind of moment; what is heard as several is taken as the last of these first: a step back is not smoothed."""

ALONE = frozenset({"self_care", "boundary", "setback"})
"""The kinds that are about the person alone: all that is offered where there is fear of the other."""

SIGNAL = "moment:"
DAY = 24 * 3600.0
TIMER = "retention"
SOON = 60.0
USUAL_DAYS = 365
ALWAYS = "always"


def kind_of(signals: Iterable[Signal], *, alone: bool = False) -> str:
    """The kind of moment that was heard in a line, or empty; with `alone` only what is about the person alone."""
    heard = {signal.name.removeprefix(SIGNAL) for signal in signals if signal.name.startswith(SIGNAL)}
    return next((kind for kind in reversed(KINDS) if kind in heard and (not alone or kind in ALONE)), "")


def log(talk: Talk, kind: str) -> None:
    """Keep a moment of this kind, or of the one in the flow's slot `kind`, with the person's line and number.

    Nothing is kept of someone who has not agreed, and nothing that is no kind of moment.
    """
    top = talk.tracker.top
    slots: dict[str, Any] = top.slots if top else {}
    kind = kind or str(slots.get("kind") or "")
    if kind not in KINDS or talk.tracker.person.get("consent") != "yes":
        return
    talk.effects.append(Log(kind, {"words": str(slots.get("line") or ""), "heavy": slots.get("heavy")}))


def settle(talk: Talk) -> None:
    """At the end of every turn: while something may be kept, the timer stands that deletes what has grown old."""
    facts, timers, person = talk.tracker.facts, talk.tracker.timers, talk.tracker.person
    if any(isinstance(effect, Log) for effect in talk.effects):
        facts["moment_at"] = talk.now
    if days_of(person.get("retention")) is None or not (facts.get("moment_at") or facts.get("kept")):
        timers.pop(TIMER, None)
        facts.pop("retention_of", None)
        return
    changed = facts.get("retention_of", person.get("retention")) != person.get("retention")
    facts["retention_of"] = person.get("retention")
    if changed:
        timers[TIMER] = talk.now + SOON
    else:
        timers.setdefault(TIMER, talk.now + DAY)


def forget_old(talk: Talk) -> None:
    """Delete the moments and kept sentences that are older than the person wants them kept."""
    facts = talk.tracker.facts
    days = days_of(talk.tracker.person.get("retention"))
    if days is None:
        return
    before = talk.now - days * DAY
    talk.effects.append(Forget(before))
    kept = [sentence for sentence in facts.get("kept") or () if float(sentence["at"]) >= before]
    facts["kept"] = kept
    if not kept:
        del facts["kept"]
    if float(facts.get("moment_at") or 0) < before:
        facts.pop("moment_at", None)


def days_of(retention: Any) -> int | None:
    """How many days things are kept; None where they stay until the person deletes them."""
    if retention == ALWAYS:
        return None
    return int(retention) if str(retention or "").isdigit() else USUAL_DAYS
