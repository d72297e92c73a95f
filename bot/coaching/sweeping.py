"""Discreet mode: what was said in it goes from the screen by itself, 12 to 24 hours later.

Telegram lets a bot delete messages younger than 48 hours; a sweep every 12 hours reaches each of them in time even
after 22 hours of downtime.
"""

from __future__ import annotations

from bot.dialogue.effects import Sweep
from bot.dialogue.talk import Talk

TIMER = "sweep"
EVERY = 12 * 3600.0
"""Seconds between two sweeps, and the age from which a message goes."""


def settle(talk: Talk) -> None:
    """At the end of every turn: while messages of the discreet mode may stand in the chat, the timer stands as well.

    Turned off, the mode sweeps once more what was said while it was on.
    """
    tracker, facts = talk.tracker, talk.tracker.facts
    if tracker.person.get("discreet") == "yes" and (talk.bubbles or tracker.seen == talk.now):
        facts["covered_at"] = talk.now
    if facts.get("covered_at") and not facts.get("blocked"):
        tracker.timers.setdefault(TIMER, talk.now + EVERY)
    else:
        tracker.timers.pop(TIMER, None)


def sweep(talk: Talk) -> None:
    """Delete what is older than half a day; after the mode was turned off, all that was said in it."""
    facts = talk.tracker.facts
    on = talk.tracker.person.get("discreet") == "yes"
    covered = float(facts.get("covered_at") or 0)
    before = talk.now - EVERY + 1 if on else covered + 1
    talk.effects.append(Sweep(before))
    if covered < before:
        facts.pop("covered_at", None)
