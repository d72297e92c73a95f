"""Safety: the doors that close on a crisis or on fear, and when a question is asked again.

The doors are facts in the tracker, so that no flow can forget them. They close at once and open only by the person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.coaching import quiet_hours
from bot.dialogue.policy import HINTS
from bot.dialogue.signals import Signal
from bot.dialogue.talk import Talk
from bot.listening import Listener

HOUR = 3600.0
FOLLOW_UP = 20 * HOUR
"""A follow-up comes within 24 hours of a yes; at 20 it also comes before a stranger's words are deleted."""

WITHIN = 23.75 * HOUR
"""How long after a yes the follow-up comes at the latest, whatever the quiet hours say."""

SOONEST = 2 * HOUR
"""How soon after a yes the follow-up may come, where the quiet hours bring it forward."""

ASK_AGAIN = 20 * HOUR
FEAR_AGAIN = 7 * 24 * HOUR
REOPEN = 24 * HOUR
"""How long the couple door stays closed at least, once fear was named."""

FEAR = frozenset({"crisis:violence", "crisis:harm_others", "crisis:child"})
"""Signals on which couple techniques are withheld until the person, alone, says that they are not afraid."""

MEANT = 24 * HOUR
"""How long "it was a way of speaking" holds before the gentle question may come again."""

MEANT_AT = dict(zip(HINTS, ("meant_at", "meant_harm_at"), strict=True))
"""The fact that keeps when it was said, by hint: who means no death may still be afraid of somebody."""

ABOUT_LIFE = frozenset(
    "crisis_suicide crisis_self_harm crisis_plan crisis_taken closed_ordinary follow_up ask_again safer".split()
)
"""Flows whose open question is answered by "no, I'm not thinking of ending my life"."""

CHECKED = "checked_on"
"""The signal of a partner who checks phone, messages or place, without rage, threat or confinement."""

ASKING = frozenset({"follow_up", "ask_again", "ask_fear_again"})
"""Timers that ask after a crisis; none of them is asked for, so all of them know the quiet hours."""

DELETING = frozenset({"forget", "retention", "sweep"})
"""Timers that delete and say nothing."""

TIMERS = ASKING | DELETING
"""Timers that a "stop" does not quiet."""


def close_ordinary(talk: Talk, _: str) -> None:
    """Close ordinary coaching until the person says that they are safer, and follow up within a day."""
    facts = talk.tracker.facts
    facts["was_closed"] = bool(facts.get("ordinary_closed"))
    facts["ordinary_closed"] = facts["crisis_at"] = talk.now
    talk.tracker.timers.pop("ask_again", None)
    talk.tracker.timers["follow_up"] = quiet_hours.around(
        talk.tracker.person, talk.now + FOLLOW_UP, earliest=talk.now + SOONEST, latest=talk.now + WITHIN
    )


def not_mine(talk: Talk, _: str) -> None:
    """It was about somebody else: what was closed for it opens again, unless it was closed before."""
    if not talk.tracker.facts.get("was_closed"):
        talk.tracker.facts.pop("ordinary_closed", None)
        talk.tracker.timers.pop("follow_up", None)


def open_ordinary(talk: Talk, _: str) -> None:
    """The person says that they are safer: ordinary coaching is open again; asked once more, later."""
    talk.tracker.facts.pop("ordinary_closed", None)
    talk.tracker.timers.pop("follow_up", None)
    talk.tracker.timers["ask_again"] = _awake(talk, ASK_AGAIN)


def ask_again(talk: Talk, _: str) -> None:
    """A no was accepted; the question comes again later, gently."""
    talk.tracker.timers["ask_again"] = _awake(talk, ASK_AGAIN)


def close_couple(talk: Talk, _: str) -> None:
    """Fear, violence or control: couple techniques are off, from the first moment on."""
    talk.tracker.facts["couple_closed"] = talk.now
    talk.tracker.facts.pop("asks_fear_again", None)
    talk.tracker.timers.pop("ask_fear_again", None)


def hold_couple(talk: Talk, _: str) -> None:
    """While the later question about fear is open, couple techniques are off; fear was not named anew."""
    talk.tracker.facts["couple_closed"] = talk.now


def ask_fear_later(talk: Talk, _: str) -> None:
    """The later question was not answered: it comes once more, in a week."""
    talk.tracker.timers["ask_fear_again"] = _awake(talk, FEAR_AGAIN)


def heard(talk: Talk, signals: Sequence[Signal]) -> Sequence[Signal]:
    """Words of fear, violence or control close the couple door at once, whatever flow has the floor.

    When a crisis was last heard is kept, so that nothing ordinary comes by itself in the day after it. Whoever said
    within a day that it was a way of speaking is not asked again: hints of that kind are left out of what goes on.
    """
    if any(signal.is_crisis for signal in signals):
        talk.tracker.facts["crisis_at"] = talk.now
    if any(signal.name in FEAR for signal in signals):
        close_couple(talk, "")
    return [signal for signal in signals if not meant_lately(talk.tracker.facts, talk.now, signal.name)]


def meant(talk: Talk, hint: str) -> None:
    """It was a way of speaking (`harm`: of the other's anger): taken at their word, and not asked again for a day."""
    talk.tracker.facts[MEANT_AT[f"hint:{hint or 'life'}"]] = talk.now


def meant_lately(facts: Mapping[str, object], now: float, hint: str) -> bool:
    """Whether hints of this kind were a way of speaking within the last day; no other signal ever is."""
    at = facts.get(MEANT_AT.get(hint, ""))
    return isinstance(at, int | float) and now - at < MEANT


def open_couple(talk: Talk, _: str) -> None:
    """The person, alone, says that they are not afraid: couple techniques are on, and it is asked once more later."""
    facts = talk.tracker.facts
    facts.pop("couple_closed", None)
    if not facts.get("asks_fear_again"):
        facts["asks_fear_again"] = True
        talk.tracker.timers["ask_fear_again"] = _awake(talk, FEAR_AGAIN)


def leave_crisis(talk: Talk, _: str) -> None:
    """The all-clear answers what a crisis about one's life had asked: those talks end; all others wait as they did."""
    frames = talk.tracker.frames
    for frame in [frame for frame in frames[:-1] if frame.flow in ABOUT_LIFE]:
        talk.hush(frame)
        frames.remove(frame)


def mark_minor(talk: Talk, _: str) -> None:
    """Under 18: no coaching, and crisis help as for everybody."""
    talk.tracker.facts["under_18"] = True
    talk.tracker.person["adult"] = "no"


def may_reopen(facts: dict[str, object], now: float) -> bool:
    """Whether the couple door may be opened by the person now (24 hours after it closed)."""
    closed = facts.get("couple_closed")
    return isinstance(closed, int | float) and now - closed >= REOPEN


def only_checked(words: str, listener: Listener) -> bool:
    """Whether words tell of being checked on (phone, messages, place), and of no other sign of fear or control."""
    rest = words
    while found := next((signal for signal in listener.listen(rest) if signal.name == CHECKED), None):
        rest = f"{rest[: found.start]} {rest[found.end :]}"
    return rest != words and not any(signal.is_crisis for signal in listener.listen(rest))


def _awake(talk: Talk, seconds: float) -> float:
    """So many seconds from now, or the end of the quiet hours that this lies in."""
    return quiet_hours.end(talk.tracker.person, talk.now + seconds)
