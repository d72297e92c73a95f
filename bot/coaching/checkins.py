"""The check-in: set from the person's settings, held back where it would do harm, and once for each local date.

What is remembered: `checkin_last` (the last local date that had one), `checkin_plan` (what the timer stands for),
`checkin_unanswered`, `checkin_heavy` (the last number) and `checkin_rests` (quiet until the person writes).
"""

from __future__ import annotations

from datetime import date, timedelta

from bot.coaching import quiet_hours
from bot.coaching.checkin_times import TIMER, mark, snoozes, wanted
from bot.coaching.schedule import following, local, planned_on, zone_of
from bot.dialogue.talk import Talk

OVER = "checkin_over"
"""The timer that leaves a check-in which nobody goes on with; nothing is said."""

FLOW = "checkin"

PUNCTUAL = 300.0
"""Seconds within which a check-in counts as coming at the very time that was chosen, quiet hours or not."""

LATE = 1800.0
"""Seconds from which a check-in says that it is late."""

UNANSWERED = 3
"""Check-ins without an answer after which the next asks once whether less often is better, and then nothing comes."""

AFTER_CRISIS = 24 * 3600.0
"""Seconds after a crisis in which the gentle follow-up comes instead of a check-in."""

AFTER_PROMISE = 900.0
"""Seconds that a check-in leaves after a time that the person was told, such as the end of a pause."""

RARER = {"daily": "fewer", "fewer": "weekly", "weekly": "weekly"}


def settle(talk: Talk) -> None:
    """At the end of every turn: the timer stands as the settings want it; a snooze stays while they are the same."""
    tracker, facts = talk.tracker, talk.tracker.facts
    if tracker.seen == talk.now:
        _wake(talk)
    _yield(talk)
    if not wanted(tracker):
        tracker.timers.pop(TIMER, None)
        facts.pop("checkin_plan", None)
        return
    plan, made_of = facts.get("checkin_plan") or {}, mark(tracker)
    # A clock that was set back (`made` lies ahead) counts anew, so that nobody waits for a day that was only shown.
    if TIMER in tracker.timers and plan.get("of") == made_of and plan.get("made", 0) <= talk.now:
        return
    found = following(tracker.person, facts.get("checkin_last"), talk.now)
    if found is None:
        tracker.timers.pop(TIMER, None)
        return
    tracker.timers[TIMER] = found.at
    facts["checkin_plan"] = {"of": made_of, "day": found.day.isoformat(), "at": found.at, "made": talk.now}


def _yield(talk: Talk) -> None:
    """A check-in that a crisis, a flood or the menu interrupted does not come back: nobody owes it an answer then."""
    frames = talk.tracker.frames
    index = next((index for index, frame in enumerate(frames) if frame.flow == FLOW), None)
    if index is None:
        talk.tracker.timers.pop(OVER, None)
        return
    if frames[index] is talk.tracker.top:
        return
    called = talk.state(frames[index]).call
    if not called and talk.flow(frames[index + 1]).kind in ("safety", "soothing"):
        _leave(talk)


def _leave(talk: Talk) -> None:
    for frame in [frame for frame in talk.tracker.frames if frame.flow == FLOW]:
        talk.hush(frame)
        talk.tracker.frames.remove(frame)
    talk.tracker.timers.pop(OVER, None)


def over(talk: Talk) -> None:
    """Leave a check-in that was not gone on with for as long as it stays fresh; else look again later."""
    frame = next((frame for frame in talk.tracker.frames if frame.flow == FLOW), None)
    if frame and talk.now - frame.since >= talk.flow(frame).stale_after:
        _leave(talk)
    elif frame:
        talk.tracker.timers[OVER] = frame.since + talk.flow(frame).stale_after


def _wake(talk: Talk) -> None:
    """The person is here again: what waited for a word of theirs waits no longer."""
    facts = talk.tracker.facts
    if facts.get("blocked") != talk.now:
        facts.pop("blocked", None)
    if facts.get("checkin_rests", talk.now) != talk.now:
        facts.pop("checkin_rests")
        facts.pop("checkin_unanswered", None)


def due(talk: Talk) -> bool:
    """Whether the check-in whose timer is due may come now; where not, `settle` sets the next."""
    tracker, facts, now = talk.tracker, talk.tracker.facts, talk.now
    zone = zone_of(tracker.person.get("zone"))
    if zone is None or not wanted(tracker) or facts.get("ordinary_closed") or "follow_up" in tracker.timers:
        return False
    if abs(now - float(facts.get("crisis_at") or 0)) < AFTER_CRISIS:
        return False
    if (pause := _promised(talk)) is not None:
        tracker.timers[TIMER] = pause + AFTER_PROMISE
        return False
    today, plan = local(zone, now).date(), facts.get("checkin_plan") or {}
    if plan.get("day") == today.isoformat():
        at = float(plan["at"])
        again = facts.get("checkin_last") == plan["day"] and not plan.get("snoozed")
    else:  # its date is over; perhaps today's own time has passed as well, as after days of downtime
        planned = planned_on(tracker.person, today)
        at = now + 1 if planned is None else planned
        again = facts.get("checkin_last") == today.isoformat()
    if again or at > now or (quiet_hours.is_quiet(tracker.person, now) and now - at > PUNCTUAL):
        return False
    late = now - at > LATE and not plan.get("snoozed")
    facts["checkin_came"] = {"at": now, "how": "late" if late else "alone"}
    return True


def _promised(talk: Talk) -> float | None:
    """When the time is over that the person was told, such as the end of a pause; None where they wait for none."""
    times = map(talk.promised, talk.tracker.frames)
    return next((at for at in times if at is not None and at > talk.now), None)


def begin(talk: Talk, _: str) -> None:
    """A check-in begins: today has had its own, and the flow's `came` tells how it came (asked, alone, late, often)."""
    tracker, facts, top = talk.tracker, talk.tracker.facts, talk.tracker.top
    due_now = facts.pop("checkin_came", None) or {}
    came = str(due_now["how"]) if due_now.get("at") == talk.now else "asked"
    zone = zone_of(tracker.person.get("zone"))
    if zone is not None:
        facts["checkin_last"] = local(zone, talk.now).date().isoformat()
    if came != "asked":
        count = int(facts.get("checkin_unanswered") or 0)
        if count >= UNANSWERED:
            came, facts["checkin_rests"] = "often", talk.now
        facts["checkin_unanswered"] = count + 1
    if top:
        top.slots["came"] = came
        tracker.timers[OVER] = talk.now + talk.flow(top).stale_after


def answered(talk: Talk, _: str) -> None:
    """The person answered; a number is kept, and yesterday's comes into the flow's `before`."""
    tracker, facts, top = talk.tracker, talk.tracker.facts, talk.tracker.top
    facts.pop("checkin_unanswered", None)
    heavy = top.slots.get("heavy") if top else None
    if top is None or heavy is None or not facts.get("checkin_last"):
        return
    day, last = date.fromisoformat(facts["checkin_last"]), facts.get("checkin_heavy") or {}
    if last.get("day") == (day - timedelta(days=1)).isoformat():
        top.slots["before"] = last["heavy"]
    if tracker.person.get("consent") == "yes":
        facts["checkin_heavy"] = {"day": day.isoformat(), "heavy": heavy}


def turn_on(talk: Talk, _: str) -> None:
    """The person wants check-ins."""
    talk.tracker.person["checkin"] = "yes"
    for fact in ("checkin_rests", "checkin_unanswered"):
        talk.tracker.facts.pop(fact, None)


def turn_off(talk: Talk, _: str) -> None:
    """No more check-ins until the person turns them on again."""
    talk.tracker.person["checkin"] = "no"
    talk.tracker.facts.pop("checkin_unanswered", None)
    _leave(talk)


def fewer(talk: Talk, _: str) -> None:
    """Less often: three times a week instead of daily, once a week instead of three times."""
    talk.tracker.person["checkin_days"] = RARER.get(str(talk.tracker.person.get("checkin_days")), "fewer")
    for fact in ("checkin_rests", "checkin_unanswered"):
        talk.tracker.facts.pop(fact, None)
    _leave(talk)


def snooze(talk: Talk, until: str) -> None:
    """Ask again in an `hour`, `later` today, or `tomorrow`; only what `snoozes` offers is taken."""
    tracker, facts = talk.tracker, talk.tracker.facts
    at, zone = snoozes(tracker, talk.now).get(until), zone_of(tracker.person.get("zone"))
    answered(talk, "")
    if at is None or zone is None or not wanted(tracker):
        return
    tracker.timers[TIMER] = at
    day = local(zone, at).date().isoformat()
    facts["checkin_plan"] = {"of": mark(tracker), "day": day, "at": at, "made": talk.now, "snoozed": True}
