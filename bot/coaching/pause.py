"""A pause with a stated return: what a person types for its end, as an instant that the bot keeps.

A body that is flooded needs about twenty minutes to come down, so that is the shortest; a pause that is to stay a pause
ends within a day (Gottman, a clinical rule, grade C; docs/evidence.md).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from typing import Any
from zoneinfo import ZoneInfo

from bot.coaching.clock import leaves_half_open, parse_time, plain_words
from bot.coaching.schedule import clock_time, instant, local, zone_of
from bot.dialogue.talk import Talk
from bot.dialogue.tracker import Frame, Tracker

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0

SHORTEST, LONGEST = 20 * MINUTE, DAY
"""Seconds that a pause lasts at least and at most."""

GRACE = MINUTE
"""Seconds by which a time that is named may miss the bounds: nobody counts them when they say “at nine”."""

NEXT_DAY = 2 * HOUR
"""Seconds by which “tomorrow at 8” may be longer than a day: early in the morning it is the first hour there is."""

MORNING, EVENING = "09:00", "20:00"
"""What “tomorrow” and “tonight” mean where no hour is said."""

DAWN = 4
"""The hour until which a night counts with the day before it."""

FLOW = "pause"
"""The flow that keeps the time; its slot `back_at` holds the instant, in whole Unix seconds."""

_NUMBERS = {
    word: number
    for number, words in enumerate("zero a|an|one two three four five six seven eight nine ten".split())
    for word in words.split("|")
} | {"fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90}
_N = rf"(?P<{{}}>\d{{{{1,3}}}}(?:[.,]\d+)?|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})"
_HOURS, _MINUTES = r"(?:hours?|hrs?|h|stunden?)", r"(?:minutes?|mins?|m|minuten?)"
_LEAD_IN = re.compile(
    r"(?:(?:i'm|im|i|am|will|be|i'll|back|come|in|for|after|about|around|maybe|say|give|me|let's|make|it|need|another|make"
    r"|to|of|the|only|just|roughly|ca\.?|more like|like|ok|okay)\s+)*"
)
_TAIL = re.compile(r"\s+(?:please|pls|from now|or so|max|maybe|i think|should do|will do|is enough|only|then|ok)$")
_LENGTHS = (
    (re.compile(r"(?:a\s+)?half (?:an? |of an )?hour|half hour"), 30 * MINUTE),
    (re.compile(r"(?:a\s+)?quarter (?:of )?an hour"), 15 * MINUTE),
    (re.compile(r"three quarters of an hour|3/4 h(?:our)?"), 45 * MINUTE),
    (re.compile(r"(?:an|one|1) hour and a half|(?:one|1) and a half hours?"), 90 * MINUTE),
    (re.compile(r"(?:a )?couple (?:of )?hours"), 2 * HOUR),
    (re.compile(r"(?:an?|one) (?:whole |full )?day|tomorrow same time|same time tomorrow|24 ?h(?:ours)?"), DAY),
)
_DAYS = re.compile(_N.format("n") + r" (?:days?|weeks?)", re.ASCII)
_BARE = re.compile(_N.format("n"), re.ASCII)
_LENGTH = re.compile(
    rf"(?:{_N.format('hours')} ?(?:of )?{_HOURS})?(?:(?:,? and)? ?{_N.format('minutes')} ?{_MINUTES}?)?", re.ASCII
)
_DAY = re.compile(r"\b(tomorrow|tmrw|tmr|tomorow|today|tonight|tonite|this evening|this afternoon|this morning)\b")
_NEXT_DAY = re.compile(r"\b(?:tomorrow|tomorow|tmrw|tmr)\b")
_AT = re.compile(r"^(?:(?:at|by|around|about|until|till|in the|in|on|back)\s+|(?:at|by|until|till|in the|in)$)+")
_PARTS = {"morning": MORNING, "noon": "12:00", "midday": "12:00", "afternoon": "15:00", "evening": EVENING}
_PARTS |= {"night": EVENING, "tonight": EVENING, "midnight": "00:00"}


@dataclass(frozen=True, slots=True)
class Return:
    """When the pause ends (Unix seconds), or why it cannot: `unclear`, `short`, `long`, or `zone` (no clock known)."""

    at: float = 0.0
    why: str = ""


def parse_return(text: str, now: float, zone: ZoneInfo | None) -> Return:
    """Read a typed end of a pause: a length ("half an hour"), or with a known zone a time ("at 9", "tomorrow 8")."""
    words = _TAIL.sub("", plain_words(text))
    words = words[_LEAD_IN.match(words).end() :] if _LEAD_IN.match(words) else words  # type: ignore[union-attr]
    seconds = _length(words, zone is not None)
    if seconds is not None:
        at = now + seconds
        return _bounded(ceil(at / MINUTE) * MINUTE if zone else at, now, slack=MINUTE)
    if not _names_time(words):
        return Return(why="unclear")
    if zone is None:
        return Return(why="zone")
    at_clock = _clock(words, now, zone)
    if at_clock is None:
        return Return(why="unclear")
    if not _NEXT_DAY.search(words):
        return _bounded(at_clock, now, slack=GRACE)
    if _without_day(words) in ("", "morning"):
        return _bounded(min(at_clock, now + LONGEST), now, slack=GRACE)
    return _bounded(at_clock, now, slack=GRACE, over=NEXT_DAY)


def _bounded(at: float, now: float, *, slack: float, over: float = 0.0) -> Return:
    if at < now + SHORTEST - slack:
        return Return(why="short")
    return Return(why="long") if at > now + LONGEST + max(slack, over) else Return(at)


def _length(words: str, clock_known: bool) -> float | None:
    """The seconds of a length; a bare number is minutes from 13 on, hours up to 4, else a time if a clock is known."""
    for pattern, seconds in _LENGTHS:
        if pattern.fullmatch(words):
            return seconds
    if bare := _BARE.fullmatch(words):
        number = _number(bare["n"])
        if number > 12:
            return number * MINUTE
        return number * HOUR if number <= 4 or not clock_known else None
    if days := _DAYS.fullmatch(words):
        return _number(days["n"]) * (7 * DAY if "week" in words else DAY)
    match = _LENGTH.fullmatch(words)
    if not match or not words:
        return None
    return _number(match["hours"]) * HOUR + _number(match["minutes"]) * MINUTE


def _number(typed: str | None) -> float:
    if typed is None:
        return 0.0
    return float(_NUMBERS[typed]) if typed in _NUMBERS else float(typed.replace(",", "."))


def _names_time(words: str) -> bool:
    rest = _without_day(words)
    return parse_time(rest) is not None or rest in _PARTS or (not rest and bool(_DAY.search(words)))


def _without_day(words: str) -> str:
    rest = " ".join(_DAY.sub(" ", words).split())
    return re.sub(
        r"^(?:(?:at|by|around|about|until|till|in the|in|on|back)\s+|(?:at|by|until|till|in the|in)$)+", "", rest
    )


def _clock(words: str, now: float, zone: ZoneInfo) -> float | None:
    """The instant that a time of day means: the next one to come, unless a day is named."""
    named = _DAY.search(words)
    rest = _without_day(words)
    today = local(zone, now).date()
    said = named[1] if named else ""
    if said.startswith(("tom", "tmr")):
        # In the small hours “tomorrow” is the day that comes after sleep.
        days_on = 0 if local(zone, now).hour < DAWN else 1
        return _on(today + timedelta(days=days_on), rest or "morning", zone)
    if said in ("tonight", "tonite", "this evening", "this afternoon"):
        part = "afternoon" if said == "this afternoon" else "evening"
        if rest:
            return _on(today, f"{rest} {part}" if parse_time(f"{rest} {part}") else rest, zone)
        return max(_on(today, part, zone) or 0.0, ceil((now + HOUR) / HOUR) * HOUR)
    days = [today] if said == "today" else [today, today + timedelta(days=1)]
    times = [_on(day, rest, zone) for day in days]
    if rest not in _PARTS and leaves_half_open(rest):
        times += [_on(day, rest, zone, later=True) for day in days]
    return min((at for at in times if at is not None and at > now), default=None)


def _on(day: date, words: str, zone: ZoneInfo, *, later: bool = False) -> float | None:
    """A time of day on this date; `later` means the other half of the day."""
    if words in _PARTS:
        return instant(zone, day, clock_time(_PARTS[words], MORNING))
    found = parse_time(words)
    if found is None:
        return None
    hour = (found[0] + 12) % 24 if later else found[0]
    return instant(zone, day, clock_time(f"{hour:02}:{found[1]:02}", MORNING))


def until(talk: Talk, slot: str) -> None:
    """Read the end of the pause that stands in a slot: keeps `back_at`, or says in `why` what is missing."""
    frame = talk.tracker.top
    if frame is None:
        return
    found = parse_return(str(frame.slots.get(slot) or ""), talk.now, zone_of(talk.tracker.person.get("zone")))
    frame.slots["why"] = found.why
    if not found.why:
        frame.slots.pop("why")
        frame.slots["back_at"] = str(int(found.at))


def extend(talk: Talk, _: str) -> None:
    """Twenty minutes more, from now; `extended` remembers that it was done."""
    frame = talk.tracker.top
    if frame is not None:
        frame.slots["asked"], frame.slots["extended"] = f"{SHORTEST / MINUTE:.0f} min", "yes"
        until(talk, "asked")


def over(talk: Talk, _: str) -> None:
    """The pause ended, or was taken back: nothing waits any more."""
    if talk.tracker.top:
        talk.tracker.top.slots.pop("back_at", None)


def stand_alone(talk: Talk, _: str) -> None:
    """Let go of the talks that only called this one, so that beginning one of them anew leaves the pause as it is."""
    frames = talk.tracker.frames
    while len(frames) > 1 and talk.state(frames[-2]).call:
        talk.hush(frames.pop(-2))


def back_at(frame: Frame | None) -> float | None:
    """When the pause of this frame ends, or None."""
    kept = str(frame.slots.get("back_at") or "") if frame else ""
    return float(kept) if kept.isdigit() else None


def context(tracker: Tracker, frame: Frame | None, now: float) -> Mapping[str, Any]:
    """What a text may say of a pause: `back_in` seconds, `back_clock` ("21:40"), `back_tomorrow`, and `pausing`."""
    ends = [back_at(open_) for open_ in tracker.frames if open_.flow == FLOW]
    running = [end for end in ends if end and end > now]
    at = back_at(frame) or next(iter(running), None)
    zone = zone_of(tracker.person.get("zone"))
    there = local(zone, at) if zone and at else None
    return {
        "back_in": max(0, ceil(at - now)) if at else 0,
        "back_clock": there.strftime("%H:%M") if there else "",
        "back_tomorrow": bool(there and zone and there.date() > local(zone, now).date()),
        "pausing": bool(running),
    }
