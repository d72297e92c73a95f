"""Actions on what is kept of a person: consent, single settings, the open talks, and everything at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.coaching.safety import TIMERS
from bot.dialogue.effects import Erase, Export
from bot.dialogue.talk import Talk
from bot.listening.named import Named

KEPT_FOR_STRANGERS = 24 * 3600.0
"""Seconds that the words of someone who has not agreed are kept."""


KEPT_FOR_SAFETY = frozenset({"country", "adult", "private_phone", "discreet", "clear_word"})
"""Settings of someone who has not agreed that outlive their words: without them a chat that was quiet would ring."""


def named(person: Mapping[str, Any]) -> Named | None:
    """The partner as this person names them in their settings, for whatever listens; None without a name."""
    return Named.of(person.get("partner_name"), person.get("partner_pronouns"))


def give_consent(talk: Talk, _: str) -> None:
    """The person agreed, explicitly."""
    talk.tracker.person["consent"] = "yes"
    talk.tracker.facts["consented_at"] = talk.now
    talk.tracker.timers.pop("forget", None)


def withdraw_consent(talk: Talk, _: str) -> None:
    """The person took their consent back: live help only from here on."""
    talk.tracker.person["consent"] = "no"
    talk.tracker.facts.pop("consented_at", None)


def clear(talk: Talk, name: str) -> None:
    """Forget one setting."""
    talk.tracker.person.pop(name, None)


def export(talk: Talk, _: str) -> None:
    """Send the person everything that is stored of them."""
    talk.effects.append(Export())


def erase(talk: Talk, _: str) -> None:
    """Destroy everything that is stored of the person."""
    talk.effects.append(Erase())


def stop(talk: Talk, _: str) -> None:
    """Leave every open talk but the one that says so, quiet every timer that is not safety's, end the check-ins."""
    talk.drop_below()
    if talk.tracker.person.get("checkin") == "yes":
        talk.tracker.person["checkin"] = "no"
    for name in [name for name in talk.tracker.timers if name not in TIMERS]:
        del talk.tracker.timers[name]


def leave(talk: Talk, _: str) -> None:
    """Drop the talks that wait below this one."""
    talk.drop_below()


def leave_and_read(talk: Talk, slot: str) -> None:
    """Drop the talks below, and read the words that came between them fresh, or those in this slot of the flow."""
    top = talk.tracker.top
    typed = str(top.slots.get(slot) or "") if top else ""
    talk.drop_below()
    talk.reread = typed or (top.words if top else "")
    talk.reread_signal = top.signal if top and not typed else ""


def again(talk: Talk, _: str) -> None:
    """Go on with the talk below: its question is fresh again, however long it lay open."""
    frames = talk.tracker.frames
    if len(frames) > 1:
        frames[-2].since = talk.now


def answer(talk: Talk, _: str) -> None:
    """Go on with the talk below, and take the words that came meanwhile as the answer to its question."""
    again(talk, "")
    talk.answer = talk.tracker.top.words if talk.tracker.top else None


def forget(talk: Talk, _: str) -> None:
    """Delete the words of someone who has not agreed; what keeps them safe stays: doors, numbers, discretion."""
    talk.drop_below()
    talk.tracker.person = {name: kept for name, kept in talk.tracker.person.items() if name in KEPT_FOR_SAFETY}
    talk.tracker.open_reply = None


def settle(talk: Talk) -> None:
    """At the end of every turn: words of someone who has not agreed are deleted a day after the last of them."""
    if talk.tracker.person.get("consent") == "yes":
        talk.tracker.timers.pop("forget", None)
    elif talk.tracker.seen == talk.now:
        talk.tracker.timers["forget"] = talk.now + KEPT_FOR_STRANGERS
