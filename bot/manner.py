"""The manner in which a turn's messages are shown: the pictures' theme, and what discreet mode covers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.coaching.safety import FEAR
from bot.coaching.schedule import local, zone_of
from bot.dialogue.events import Commanded, Event, Said
from bot.dialogue.tracker import Tracker
from bot.telegram.look import Look

LIGHT_FROM, DARK_FROM = 7, 19
"""Hours of the local day between which pictures are light where nothing was chosen."""


def look(before: Tracker, after: Tracker, event: Event, now: float) -> Look:
    """How the messages of a turn look to the person whose tracker it moved from `before` to `after`."""
    person = after.person
    was = before.person.get("discreet") == "yes"
    discreet = person.get("discreet") == "yes"
    return Look(theme(person, now), discreet, not laid_open(after, event), bare=discreet and not was)


def laid_open(tracker: Tracker, event: Event) -> bool:
    """Whether the answer stays uncovered in discreet mode, too.

    It does where somebody has just written of a danger to their own life: a number that is needed now must be read
    without one more tap. It does not where fear of another was ever named and not taken back, nor where the bot writes
    by itself: there the greater danger is who looks.
    """
    if not isinstance(event, Said | Commanded) or tracker.facts.get("couple_closed"):
        return False
    crises = {signal.name for signal in event.signals if signal.is_crisis}
    return bool(crises) and not crises & FEAR


def theme(person: Mapping[str, Any], now: float) -> str:
    """`light` or `dark`: what the person chose, else by the hour where they are; dark where that is not known."""
    chosen = person.get("pictures")
    if chosen in ("light", "dark"):
        return str(chosen)
    zone = zone_of(person.get("zone"))
    return "light" if zone and LIGHT_FROM <= local(zone, now).hour < DARK_FROM else "dark"
