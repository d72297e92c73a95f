"""Honesty on long use: it says again what it is after seven idle days and in every three hours of talk.

The intervals are those of New York's Art. 47 and Utah's rules for companion programs (`docs/architecture.md`).
"""

from __future__ import annotations

from bot.dialogue.talk import Talk

IDLE = 7 * 24 * 3600.0
EVERY = 3 * 3600.0
PAUSE = 1800.0
"""Seconds of silence after which a talk counts as a new one."""

TEMPLATE = "{% include 'not_a_person.j2' %}"


def settle(talk: Talk) -> None:
    """Say again what this is, where it is due and no crisis and no exercise has the floor."""
    facts, now = talk.tracker.facts, talk.now
    if talk.tracker.seen != now or not talk.bubbles:
        return
    last, said = facts.get("last_seen", now), facts.get("said_what_it_is", now)
    if now - last > PAUSE:
        said = now if now - last < IDLE else said
        facts["said_what_it_is"] = said
    facts.setdefault("said_what_it_is", said)
    facts["last_seen"] = now
    top = talk.tracker.top
    spoke = {name.rpartition(".")[0] for name in talk.names} | ({top.flow} if top else set())
    busy = any(talk.book.flows[flow].kind in ("safety", "soothing") for flow in spoke if flow in talk.book.flows)
    if busy or (now - said < EVERY and now - last < IDLE):
        return
    facts["said_what_it_is"] = now
    talk.bubbles[0].parts.append(talk.book.renderer.text(TEMPLATE, talk.context(None)))
