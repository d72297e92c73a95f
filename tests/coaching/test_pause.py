"""A pause with a stated return: what is typed, as an exact instant where clocks change, and what is said of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.coaching import pause
from bot.coaching.clock import leaves_half_open
from bot.coaching.pause import DAY, GRACE, HOUR, LONGEST, MINUTE, SHORTEST, Return, parse_return
from bot.dialogue.talk import Talk
from bot.dialogue.tracker import Frame, Tracker
from tests.talker import shelf

BERLIN = ZoneInfo("Europe/Berlin")
EVENING = datetime(2026, 11, 22, 20, 10, 15, tzinfo=BERLIN).timestamp()
ZONES = (
    "Europe/Berlin America/New_York Australia/Sydney America/Santiago Africa/Cairo Asia/Kolkata"
    " Pacific/Auckland Asia/Tokyo America/Sao_Paulo"
).split()

LENGTHS = {
    "20": 20,
    "20 minutes": 20,
    "twenty": 20,
    "in 20 min": 20,
    "45m": 45,
    "half an hour": 30,
    "an hour": 60,
    "1h": 60,
    "1 hour 20": 80,
    "an hour and a half": 90,
    "1.5 hours": 90,
    "1h30": 90,
    "a couple of hours": 120,
    "I'm back in two hours": 120,
    "give me 30 please": 30,
    "about 3 hrs": 180,
    "4": 240,
    "24 hours": 1440,
    "a day": 1440,
}

TIMES = {
    "at 9": "22 21:00",
    "9": "22 21:00",
    "9pm": "22 21:00",
    "9:30": "22 21:30",
    "21:30": "22 21:30",
    "until 22:00": "22 22:00",
    "half past ten": "22 22:30",
    "09:30": "23 09:30",
    "tomorrow 8": "23 08:00",
    "8 tomorrow": "23 08:00",
    "tomorrow at 8": "23 08:00",
    "tomorrow": "23 09:00",
    "tomorrow morning": "23 09:00",
    "in the morning": "23 09:00",
    "7 in the morning": "23 07:00",
    "tonight at 10": "22 22:00",
    "tonight": "22 22:00",
    "12": "23 00:00",
    "midnight": "23 00:00",
    "noon": "23 12:00",
}

REFUSED = {
    "5 minutes": "short",
    "quarter of an hour": "short",
    "20:15": "short",
    "2 days": "long",
    "a week": "long",
    "30 hours": "long",
    "tomorrow 11 pm": "long",
    "later": "unclear",
    "never": "unclear",
    "after dinner": "unclear",
    "today at 3": "unclear",
    "I did it 20 times": "unclear",
    "25:00": "unclear",
    "-5": "unclear",
    "": "unclear",
    "x" * 60: "unclear",
    "\u202e👍\x00": "unclear",
}


@pytest.mark.parametrize(("typed", "minutes"), LENGTHS.items())
def test_a_length_counts_from_now_and_needs_no_clock(typed: str, minutes: int) -> None:
    assert parse_return(typed, EVENING, None) == Return(EVENING + minutes * MINUTE)


@pytest.mark.parametrize(("typed", "minutes"), LENGTHS.items())
def test_with_a_clock_it_ends_at_the_minute_that_is_named(typed: str, minutes: int) -> None:
    at = parse_return(typed, EVENING, BERLIN).at
    assert at % MINUTE == 0
    assert 0 <= at - (EVENING + minutes * MINUTE) < MINUTE


@pytest.mark.parametrize(("typed", "there"), TIMES.items())
def test_a_time_is_the_next_one_on_their_own_clock(typed: str, there: str) -> None:
    at = parse_return(typed, EVENING, BERLIN).at
    assert datetime.fromtimestamp(at, BERLIN).strftime("%d %H:%M") == there


@pytest.mark.parametrize(("typed", "why"), REFUSED.items())
def test_what_cannot_be_kept_says_why(typed: str, why: str) -> None:
    assert parse_return(typed, EVENING, BERLIN) == Return(why=why)


@pytest.mark.parametrize("typed", ["at 9", "21:30", "tomorrow 8", "tonight"])
def test_without_a_clock_a_time_is_asked_for_as_a_length(typed: str) -> None:
    assert parse_return(typed, EVENING, None) == Return(why="zone")


def test_in_the_small_hours_tomorrow_is_the_day_after_sleep() -> None:
    night = datetime(2026, 11, 23, 2, 5, tzinfo=BERLIN).timestamp()
    assert (
        datetime.fromtimestamp(parse_return("tomorrow 8", night, BERLIN).at, BERLIN).strftime("%d %H:%M") == "23 08:00"
    )


@pytest.mark.parametrize(
    ("typed", "before", "at"),
    [
        ("02:30", "2026-03-28T22:00+00:00", "2026-03-29T01:00+00:00"),  # skipped: the first instant after the gap
        ("02:30", "2026-10-24T22:00+00:00", "2026-10-25T00:30+00:00"),  # twice: the first
        ("8 hours", "2026-10-24T20:00+00:00", "2026-10-25T04:00+00:00"),  # a length is a length
    ],
)
def test_the_nights_on_which_clocks_change(typed: str, before: str, at: str) -> None:
    now = datetime.fromisoformat(before).timestamp()
    assert parse_return(typed, now, BERLIN).at == datetime.fromisoformat(at).timestamp()


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(ZONES),
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)),  # noqa: DTZ001
    st.integers(0, 23),
    st.integers(0, 59),
)
def test_a_typed_time_is_in_the_future_within_a_day_and_shows_on_the_clock(
    name: str, moment: datetime, hour: int, minute: int
) -> None:
    zone = ZoneInfo(name)
    now = moment.replace(tzinfo=UTC).timestamp()
    typed = f"{hour:02}:{minute:02}"
    found = parse_return(typed, now, zone)
    if found.why:
        assert found.why in ("short", "long")
        return
    assert now + SHORTEST - GRACE <= found.at <= now + LONGEST + GRACE
    there = datetime.fromtimestamp(found.at, zone)
    hours = {hour, (hour + 12) % 24} if leaves_half_open(typed) else {hour}
    if there.hour not in hours or there.minute != minute:
        offsets = {(there + timedelta(hours=h)).utcoffset() for h in (-3, 3)}
        assert len(offsets) == 2, "only a time that the clock skips may show as another one"


# what the flow does with it


def talk(asked: str, zone: str = "Europe/Berlin", **slots: str) -> Talk:
    frame = Frame(1, "pause", "how_long", {"asked": asked, **slots})
    return Talk(shelf().book, Tracker(person={"zone": zone} if zone else {}, frames=[frame]), EVENING)


def slots_of(talk: Talk) -> dict[str, object]:
    top = talk.tracker.top
    assert top
    return top.slots


def test_an_end_that_can_be_kept_is_kept() -> None:
    pausing = talk("half an hour", why="short")
    pause.until(pausing, "asked")
    assert slots_of(pausing) == {"asked": "half an hour", "back_at": str(int(EVENING) + 1845)}


def test_one_that_cannot_leaves_the_earlier_end_as_it_is() -> None:
    pausing = talk("later", back_at="5")
    pause.until(pausing, "asked")
    assert slots_of(pausing) == {"asked": "later", "back_at": "5", "why": "unclear"}


def test_a_pause_is_made_longer_by_twenty_minutes_from_now() -> None:
    pausing = talk("an hour", zone="", back_at="5")
    pause.extend(pausing, "")
    assert slots_of(pausing)["extended"] == "yes"
    assert slots_of(pausing)["back_at"] == str(int(EVENING + SHORTEST))


def test_what_is_over_has_no_end_any_more() -> None:
    pausing = talk("an hour", back_at=str(int(EVENING + HOUR)))
    assert pause.context(pausing.tracker, pausing.tracker.top, EVENING)["pausing"] is True
    pause.over(pausing, "")
    assert pause.context(pausing.tracker, pausing.tracker.top, EVENING) == {
        "back_in": 0,
        "back_clock": "",
        "back_tomorrow": False,
        "pausing": False,
    }


def test_the_words_of_another_talk_know_the_pause_below() -> None:
    pausing = talk("an hour", back_at=str(int(EVENING + HOUR)))
    words = pause.context(pausing.tracker, Frame(2, "stop", "door"), EVENING)
    assert words == {"back_in": 3600, "back_clock": "21:10", "back_tomorrow": False, "pausing": True}


def test_the_next_day_is_called_tomorrow() -> None:
    pausing = talk("", back_at=str(int(EVENING + DAY / 2)))
    assert pause.context(pausing.tracker, pausing.tracker.top, EVENING)["back_tomorrow"] is True


def test_only_the_talks_that_called_the_pause_are_let_go() -> None:
    frames = [
        Frame(1, "hurt", "partner"),
        Frame(2, "menu", "lean_in"),
        Frame(3, "lean_in", "take_pause"),
        Frame(4, "pause", "how_long"),
    ]
    tracker = Tracker(frames=frames, timers={"silence:1:1": 1.0, "silence:3:3": 1.0})
    pause.stand_alone(Talk(shelf().book, tracker, EVENING), "")
    assert [frame.flow for frame in tracker.frames] == ["hurt", "pause"]
    assert set(tracker.timers) == {"silence:1:1"}


@pytest.mark.parametrize(
    ("seconds", "zone", "said"),
    [
        (1200, "", "in 20 minutes"),
        (60, "", "in 1 minute"),
        (3600, "", "in an hour"),
        (7200, "", "in 2 hours"),
        (5400, "", "in 1 hour and 30 minutes"),
        (7260, "", "in 2 hours and 1 minute"),
        (3600, "Europe/Berlin", "at 21:10"),
        (12 * 3600, "Europe/Berlin", "tomorrow at 08:10"),
    ],
)
def test_the_end_is_told_as_a_person_would(seconds: int, zone: str, said: str) -> None:
    pausing = talk("", zone=zone, back_at=str(int(EVENING) + seconds))
    context = pause.context(pausing.tracker, pausing.tracker.top, int(EVENING))
    assert shelf().book.renderer.text("{% include 'back_when.j2' %}", context) == said


@pytest.mark.parametrize("typed", ["tomorrow", "tomorrow morning", "tomorrow 8", "tomorrow at 8:30"])
def test_early_in_the_morning_tomorrow_is_within_reach(typed: str) -> None:
    early = datetime(2027, 1, 15, 6, 30, tzinfo=BERLIN).timestamp()
    found = parse_return(typed, early, BERLIN)
    assert not found.why
    assert 23 * 60 * MINUTE < found.at - early <= 26 * 60 * MINUTE


def test_a_bare_tomorrow_is_a_day_at_most() -> None:
    early = datetime(2027, 1, 15, 6, 30, tzinfo=BERLIN).timestamp()
    assert parse_return("tomorrow", early, BERLIN).at - early == 24 * 60 * MINUTE
    assert parse_return("tomorrow 11", early, BERLIN).why == "long"
