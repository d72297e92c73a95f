"""Times of day as people type them: "8pm", "20:15", "half past 8", "noon"."""

from __future__ import annotations

import re

_HOURS = {
    word: hour
    for hour, word in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())
}
_NAMED = {"noon": (12, 0), "midday": (12, 0), "midnight": (0, 0)}
_HOUR = rf"(?P<hour>\d{{1,2}}|{'|'.join(_HOURS)})"
_PART = (
    r"(?:\s*(?P<half>[ap])\.?\s?m\b\.?|\s*(?:o'?clock|uhr|hrs?|hours|h)\b"
    r"|\s+(?:in the\s+|at\s+)?(?P<part>morning|afternoon|evening|night|tonight))*"
)
_LEAD_IN = re.compile(r"(?:(?:at|around|about|maybe|ca\.?|around about|say|it is|it's|its)\s+)*")
_DIGITAL = re.compile(rf"{_HOUR}(?:\s*[:.h]\s*(?P<minute>[0-5]\d))?{_PART}", re.ASCII)
_MILITARY = re.compile(r"(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)(?:\s*(?:hrs?|hours|h))?", re.ASCII)
_SPOKEN = re.compile(rf"(?P<how>half|quarter|\d{{1,2}}) ?(?P<side>past|to|after|before)? {_HOUR}{_PART}", re.ASCII)


def parse_time(text: str) -> tuple[int, int] | None:
    """The time of day (hour 0–23, minute 0–59) that a text names, or None. A bare "8" is 8 in the morning."""
    words = plain_words(text)
    words = words[_LEAD_IN.match(words).end() :]  # type: ignore[union-attr]  # it always matches, if only nothing
    if words in _NAMED:
        return _NAMED[words]
    if match := _MILITARY.fullmatch(words):
        return int(match["hour"]), int(match["minute"])
    if match := _DIGITAL.fullmatch(words):
        hour = _hour(match)
        return None if hour is None else (hour, int(match["minute"] or 0))
    if match := _SPOKEN.fullmatch(words):
        return _spoken(match)
    return None


def plain_words(text: str) -> str:
    """A typed time without case, doubled spaces and the marks around it."""
    return " ".join(text.casefold().replace("’", "'").strip(" .!,").split())


def leaves_half_open(text: str) -> bool:
    """Whether a typed time may mean the morning or the evening: "9", "half past 8", and not "9 pm", "09:30", "21"."""
    words = plain_words(text)
    if re.search(r"[ap]\.?\s?m\b|morning|afternoon|evening|night|noon|midday|\b0\d|\d{4}", words):
        return False
    hours = [int(number) for number in re.findall(r"(?<![:.\d])\d{1,2}(?!\d)", words)] or [0]
    return max(hours) <= 12 or bool(re.search(r"past|to |after|before", words) and hours[-1] <= 12)


def _spoken(match: re.Match[str]) -> tuple[int, int] | None:
    """ "half past 8", "quarter to nine", "20 past 7"; "half 8" is 8:30, as the British say it."""
    hour = _hour(match)
    how, side = match["how"], match["side"]
    minutes = {"half": 30, "quarter": 15}.get(how) or (int(how) if how.isdigit() else 0)
    if hour is None or minutes > 59 or (side is None and how != "half"):
        return None
    if side in ("to", "before"):
        return (hour - 1) % 24, 60 - minutes
    return hour, minutes


def _hour(match: re.Match[str]) -> int | None:
    """The hour on the 24-hour clock, or None where the parts contradict one another ("13pm", "25:00")."""
    said = match["hour"]
    hour = _HOURS[said] if said in _HOURS else int(said)
    half, part = match["half"], match["part"]
    if hour > 23 or (half and not 1 <= hour <= 12):
        return None
    if half:
        return hour % 12 + (12 if half == "p" else 0)
    if part in ("afternoon", "evening") and 1 <= hour < 12:
        return hour + 12
    if part in ("night", "tonight"):
        return 0 if hour == 12 else hour + 12 if 5 <= hour < 12 else hour
    return hour
