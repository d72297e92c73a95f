"""The check-in through whole turns with the real dialogues: when it comes, when it does not, and what is said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.coaching import checkin_times, unasked
from bot.dialogue.effects import Log
from bot.dialogue.events import Fired, Tapped, Undelivered
from bot.dialogue.talk import SCALE, Talk
from bot.dialogue.tracker import Frame, Tracker
from tests.coaching.zones import TIMES, ZONES, changes, local_date, utc
from tests.talker import Talker, shelf

HOUR, DAY = 3600.0, 86_400.0
BERLIN = "Europe/Berlin"


def at(text: str, zone: str = BERLIN) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp()


NOON = at("2026-11-22T12:00")
"""A Sunday."""


def wanting(now: float = NOON, /, **person: str) -> Talker:
    """Someone who wants check-ins and has written something."""
    settled = {"adult": "yes", "consent": "yes", "private_phone": "yes", "zone": BERLIN, "checkin": "yes", **person}
    return Talker(Tracker(person=settled), now - 20).says("hello")


def told(talker: Talker) -> list[str]:
    """The check-ins that came by themselves until now, as the texts that followed their timer."""
    pairs = zip(talker.log, talker.log[1:], strict=False)
    return [text for line, text in pairs if line == "> (timer: checkin)" and not text.startswith("> ")]


def pending(talker: Talker) -> str:
    """When the next one is to come, on the wall."""
    planned = datetime.fromtimestamp(talker.tracker.timers["checkin"], ZoneInfo(str(talker.tracker.person["zone"])))
    return planned.strftime("%a %H:%M")


def evening(talker: Talker, times: int = 1) -> Talker:
    """Let time pass until a minute after the next check-in, so many times."""
    for _ in range(times):
        talker.waits(talker.tracker.timers["checkin"] - talker.now + 60)
    return talker


# when it comes


def dates_over(zone: str, clock: str, days: int, begin: float, every: int = 2) -> list[str]:
    """The local dates on which check-ins came, where the person answers every second of them."""
    talker = wanting(begin, zone=zone, checkin_time=clock)
    came = []
    while talker.tracker.timers["checkin"] <= begin + days * DAY:
        talker.now = talker.tracker.timers["checkin"]
        talker.meets(Fired("checkin"), "(timer: checkin)")
        assert talker.stands == "checkin.heavy", f"{zone} {clock}: {talker.log[-3:]}"
        came.append(local_date(zone, talker.now).isoformat())
        if len(came) % every == 0:
            top = talker.tracker.top
            assert top
            talker.now += 10
            talker.meets(Tapped(top.id, top.serial, SCALE + 3), "[3]")
    return came


@pytest.mark.parametrize("clock", TIMES)
@pytest.mark.parametrize("zone", ZONES)
def test_around_the_changes_of_the_clock_each_local_date_has_exactly_one(zone: str, clock: str) -> None:
    for change in changes(zone)[:5:2]:
        begin = utc(change - timedelta(days=2))
        came = dates_over(zone, clock, 4, begin)
        first, last = (datetime.fromisoformat(day).date() for day in (came[0], came[-1]))
        assert came == [(first + timedelta(days=n)).isoformat() for n in range((last - first).days + 1)]
        assert change.isoformat() in came
        assert 3 <= len(came) <= 5


@pytest.mark.parametrize(
    ("days", "hours"), [("daily", [0, 24, 48]), ("fewer", [24, 72, 120]), ("weekly", [0, 168, 336])]
)
def test_how_often(days: str, hours: Sequence[int]) -> None:
    talker = wanting(checkin_days=days)
    for hour in hours:
        assert talker.tracker.timers["checkin"] == at("2026-11-22T20:00") + hour * HOUR
        talker.waits(talker.tracker.timers["checkin"] - talker.now + 60)


@pytest.mark.parametrize(
    "lacking", [{"checkin": "no"}, {"checkin": ""}, {"consent": "no"}, {"adult": "no"}, {"zone": ""}]
)
def test_without_a_wish_a_yes_an_adult_or_a_zone_nothing_comes(lacking: dict[str, str]) -> None:
    talker = wanting(**lacking)
    assert "checkin" not in talker.tracker.timers
    assert told(talker.waits(4 * DAY)) == []


def test_a_minor_gets_none_and_loses_the_one_that_is_due() -> None:
    talker = wanting()
    talker.tracker.facts["under_18"] = True
    assert told(talker.waits(4 * DAY)) == []


def test_a_change_of_the_settings_moves_it_and_nothing_else_does() -> None:
    talker = wanting()
    talker.says("thanks")
    assert pending(talker) == "Sun 20:00"
    talker.tracker.person["checkin_time"] = "19:15"
    assert pending(talker.says("thanks")) == "Sun 19:15"
    talker.tracker.person["zone"] = "America/New_York"
    assert pending(talker.says("thanks")) == "Sun 19:15"
    assert talker.tracker.timers["checkin"] == at("2026-11-22T19:15", "America/New_York")


def test_on_the_date_it_came_a_new_zone_brings_no_second_one() -> None:
    talker = wanting(at("2026-11-22T19:00")).waits(2 * HOUR)
    talker.tracker.person["zone"] = "America/New_York"
    talker.says("thanks").waits(8 * HOUR)
    assert len(told(talker)) == 1
    assert pending(talker) == "Mon 20:00"


def test_who_checked_in_by_command_is_not_asked_again_that_day() -> None:
    talker = wanting().says("/checkin")
    assert pending(talker) == "Mon 20:00"
    assert told(talker.waits(20 * HOUR)) == []
    assert len(told(talker.waits(DAY))) == 1


# downtime and clocks


def fired(talker: Talker, when: float) -> Talker:
    """The process was down; every timer that is due fires at once, at this time."""
    talker.now = when
    for name in [name for name, due in talker.tracker.timers.items() if due <= when]:
        talker.meets(Fired(name), f"(timer: {name})")
    return talker


def test_a_late_one_comes_once_and_says_so() -> None:
    talker = fired(wanting(at("2026-11-22T09:00"), checkin_time="09:30"), at("2026-11-22T15:30"))
    assert talker.names == ["checkin.late", "checkin.heavy"]
    assert pending(talker) == "Mon 09:30"


def test_one_whose_date_is_over_is_dropped_and_nothing_comes_in_a_burst() -> None:
    talker = fired(wanting(), at("2026-11-23T09:00"))
    assert talker.said == []
    assert pending(talker) == "Mon 20:00"
    talker = fired(talker, at("2026-11-26T20:40"))
    assert len(told(talker)) == 1
    assert talker.names == ["checkin.late", "checkin.heavy"]
    assert pending(talker) == "Fri 20:00"


def test_a_late_one_that_would_fall_into_the_quiet_hours_is_dropped() -> None:
    talker = fired(wanting(), at("2026-11-22T22:00"))
    assert talker.said == []
    assert pending(talker) == "Mon 20:00"


def test_in_quiet_hours_only_the_very_time_that_was_chosen_counts() -> None:
    assert fired(wanting(checkin_time="23:30"), at("2026-11-22T23:31")).stands == "checkin.heavy"
    assert fired(wanting(checkin_time="23:30"), at("2026-11-22T23:40")).said == []


@pytest.mark.parametrize("step", [-HOUR, HOUR])
def test_a_clock_that_is_set_by_an_hour_brings_no_second_one(step: float) -> None:
    talker = wanting(at("2026-11-22T19:00"), quiet_from="00:00", quiet_to="00:00").waits(HOUR + 60)
    talker.now += step
    talker.says("thanks")
    fired(talker, talker.now + 1.5 * HOUR)
    assert len(told(talker)) == 1
    assert pending(talker) == "Mon 20:00"


def test_a_clock_that_ran_a_day_ahead_takes_away_no_day_once_the_person_writes() -> None:
    talker = fired(wanting(), at("2026-11-23T12:00"))
    assert told(talker) == []
    assert pending(talker) == "Mon 20:00"
    talker.now = NOON + 60
    talker.says("thanks")
    assert pending(talker) == "Sun 20:00"


def test_a_date_far_ahead_silences_nobody() -> None:
    talker = wanting()
    talker.tracker.facts["checkin_last"] = "2031-01-01"
    talker.says("thanks")
    assert pending(talker) == "Sun 20:00"
    assert len(told(talker.waits(9 * HOUR))) == 1
    assert talker.tracker.facts["checkin_last"] == "2026-11-22"


# crisis, doors, quiet


def test_in_the_day_after_a_crisis_none_comes() -> None:
    talker = wanting().says("he hit me")
    talker.tracker.timers = {name: due for name, due in talker.tracker.timers.items() if name == "checkin"}
    assert told(talker.waits(9 * HOUR)) == []
    assert told(talker.waits(DAY)) != []


@pytest.mark.parametrize(("fact", "timer"), [("ordinary_closed", ""), ("", "follow_up")])
def test_while_a_door_is_closed_or_a_follow_up_is_to_come_none_comes(fact: str, timer: str) -> None:
    talker = wanting()
    talker.tracker.facts.update({fact: talker.now} if fact else {})
    talker.tracker.timers.update({timer: talker.now + 3 * DAY} if timer else {})
    assert told(talker.waits(9 * HOUR)) == []
    assert pending(talker) == "Mon 20:00"


def test_where_there_was_fear_it_tells_nothing_and_asks_of_the_person_alone() -> None:
    talker = wanting(role="betrayed")
    talker.tracker.facts["couple_closed"] = talker.now - 9 * DAY
    talker.waits(9 * HOUR)
    assert talker.names == ["checkin.knock"]
    talker.taps("Now").taps("2")
    assert talker.names == ["checkin.noted", "checkin.ask_self"]
    talker.says("we laughed together at dinner")
    labels = [button.label for button in talker.buttons]
    assert talker.stands == "checkin.kinds"
    assert labels == ["I looked after myself", "I said where my line is", "A step back", "None"]


@pytest.mark.parametrize(
    "person", [{"discreet": "yes"}, {"private_phone": "no"}, {"private_phone": "unsure"}, {"private_phone": ""}]
)
def test_where_somebody_may_look_the_first_message_tells_nothing(person: dict[str, str]) -> None:
    talker = evening(wanting(**person), 3)
    assert talker.stands == "checkin.knock"
    assert len(told(talker)) == 3
    shown = " ".join((*told(talker), *(button.label for button in talker.buttons))).lower()
    assert [word for word in ("heavy", "betray", "partner", "check", "day", "10", "moment") if word in shown] == []


def test_who_blocked_the_bot_gets_none_until_they_write() -> None:
    talker = wanting().meets(Undelivered("blocked"), "(blocked)")
    assert talker.tracker.timers == {}
    assert talker.waits(3 * DAY).tracker.timers == {}
    assert pending(talker.says("hello again")) == "Wed 20:00"


@pytest.mark.parametrize("word", ["stop", "leave me alone", "/stop"])
def test_stop_ends_them_until_they_are_turned_on(word: str) -> None:
    talker = wanting().says(word)
    assert talker.names == ["stop.stopped_checkins", "stop.last"]
    assert told(talker.waits(4 * DAY)) == []
    assert told(talker.says("hi").waits(4 * DAY)) == []
    talker.says("check-ins").taps("Yes please").taps("20:00").taps("Every day")
    assert talker.names == ["checkin_setup.set"]
    assert told(talker.waits(2 * DAY)) != []


def test_erasing_wins_over_one_that_is_due() -> None:
    talker = wanting().says("/erase")
    talker.taps(talker.buttons[0].label)
    fired(talker, NOON + 2 * DAY)
    talker.meets(Fired("checkin"), "(timer: checkin)")
    assert talker.said == []


# unanswered


def test_after_three_unanswered_it_asks_once_and_is_silent_then() -> None:
    talker = evening(wanting(), 3)
    assert len(told(talker)) == 3
    evening(talker)
    assert talker.names == ["checkin.less_often"]
    assert told(talker.waits(20 * DAY))[4:] == []
    talker.says("I'm back")
    assert "checkin" in talker.tracker.timers
    assert len(told(talker.waits(2 * DAY))) == 6


def test_an_answer_counts_and_begins_the_count_anew() -> None:
    talker = wanting()
    for _ in range(3):
        evening(talker, 2).taps("1")
    assert len(told(talker)) == 6
    assert "checkin.less_often" not in talker.names


# snooze, fewer, none


def when(clock: str, **person: str) -> Talker:
    """Someone who was asked at this time and says that it does not suit."""
    talker = wanting(at("2026-11-22T08:00"), checkin_time=clock, **person)
    talker.waits(talker.tracker.timers["checkin"] - talker.now + 1)
    return talker.taps("Not now")


@pytest.mark.parametrize(
    ("clock", "offered"),
    [
        ("17:00", ["In an hour", "Later today", "Tomorrow"]),
        ("19:00", ["In an hour", "Later today", "Tomorrow"]),
        ("20:00", ["Later today", "Tomorrow"]),
        ("20:45", ["Tomorrow"]),
        ("23:30", ["Tomorrow"]),
    ],
)
def test_only_times_outside_the_quiet_hours_and_on_the_date_are_offered(clock: str, offered: list[str]) -> None:
    labels = [button.label for button in when(clock).buttons]
    assert labels == [*offered, "Less often", "Stop these"]


@pytest.mark.parametrize(
    ("label", "minutes"),
    [("In an hour", 60), ("Later today", 180), ("Tomorrow", 24 * 60)],
    ids=["hour", "later", "day"],
)
def test_put_off_it_comes_once_more_and_only_then(label: str, minutes: int) -> None:
    talker = when("15:00").taps(label)
    assert talker.names == ["checkin.put_off"]
    assert talker.tracker.timers["checkin"] == pytest.approx(at("2026-11-22T15:00") + minutes * 60, abs=30)
    talker.says("thanks").waits(12 * HOUR if minutes < 200 else 25 * HOUR)
    assert len(told(talker)) == 2
    assert "late" not in talker.text.lower()


def test_a_busy_talk_puts_it_off_and_it_still_comes_once() -> None:
    talker = wanting(at("2026-11-22T19:55"), checkin_time="20:00")
    talker.says("/settings").waits(6 * 60)
    assert told(talker) == []
    assert talker.tracker.timers["checkin"] == at("2026-11-22T20:30")
    talker.waits(30 * 60)
    assert len(told(talker)) == 1
    assert pending(talker) == "Mon 20:00"


@pytest.mark.parametrize("word", ["fewer", "not so often", "Less often", "fewer check-ins"])
@pytest.mark.parametrize("asked", [True, False])
def test_fewer_in_plain_words_from_anywhere(word: str, asked: bool) -> None:
    talker = wanting().waits(9 * HOUR if asked else 0).says(word)
    assert talker.names == ["checkin_fewer.fewer"]
    assert talker.tracker.person["checkin_days"] == "fewer"
    assert talker.says(word).tracker.person["checkin_days"] == "weekly"
    assert talker.says(word).names == ["checkin_fewer.least"]


@pytest.mark.parametrize("word", ["stop check-ins", "Stop these", "no more check-ins", "stop checkins"])
@pytest.mark.parametrize("asked", [True, False])
def test_none_in_plain_words_from_anywhere(word: str, asked: bool) -> None:
    talker = wanting().waits(9 * HOUR if asked else 0).says(word)
    assert talker.names == ["checkin_stop.off"]
    assert talker.tracker.person["checkin"] == "no"
    assert len(told(talker.waits(5 * DAY))) == asked


# the talk


def test_it_is_answered_with_three_taps_and_a_line() -> None:
    talker = wanting(role="betrayed").waits(9 * HOUR).taps("4").taps("Yes").says("he listened to me").taps("Keep it")
    assert talker.stands == ""
    assert [effect for effect in talker.turn.effects if isinstance(effect, Log)] == [
        Log("attunement", {"words": "he listened to me", "heavy": 4})
    ]


@pytest.mark.parametrize("role", ["betrayed", "betrayer", "both", "unsaid", ""])
def test_each_role_has_ten_questions_and_never_the_same_twice_in_a_row(role: str) -> None:
    state = shelf().book.flows["checkin"].states[f"ask_{role or 'unsaid'}"]
    assert len(set(state.say)) >= 10
    talker, before = wanting(role=role), ""
    for _ in range(12):
        evening(talker).taps("2")
        question = talker.text.rpartition("\n\n")[2]
        assert question in state.say
        assert question != before
        before = question


@pytest.mark.parametrize("number", ["7", "8", "9", "10"])
def test_on_a_heavy_day_nothing_is_asked_and_grounding_is_offered_first(number: str) -> None:
    talker = wanting(role="betrayed").waits(9 * HOUR).taps(number)
    assert talker.names == ["checkin.high"]
    assert talker.buttons[0].label == "Settle me"
    assert "grounding.told" in talker.taps("Settle me").names


def test_a_comparison_is_made_only_with_yesterday_and_only_where_it_got_lighter() -> None:
    talker = wanting().waits(9 * HOUR).taps("5").taps("Skip")
    assert "checkin.lighter" not in talker.names
    assert "checkin.lighter" not in evening(talker).taps("6").taps("Skip").names
    evening(talker).taps("3").taps("Skip")
    assert "checkin.lighter" in talker.names
    assert "6" in talker.text
    assert "3" in talker.text
    assert "checkin.lighter" not in evening(talker, 2).taps("1").taps("Skip").names


def test_a_crisis_in_the_line_comes_before_everything() -> None:
    talker = wanting().waits(9 * HOUR).taps("4").says("I want to die")
    assert talker.names == ["crisis_suicide.question"]
    assert not talker.has(Log)


def test_without_consent_nothing_is_logged_and_nothing_set_up() -> None:
    talker = Talker().says("/checkin")
    assert talker.names == ["checkin.stranger"]
    assert Talker().says("check-ins").names == ["checkin_setup.stranger"]


def test_a_due_that_nobody_waits_for_begins_no_talk() -> None:
    talk = Talk(shelf().book, Tracker(), NOON)
    assert not unasked.due(talk, checkin_times.TIMER)
    assert talk.tracker.facts == {}


def test_a_small_talk_comes_back_to_the_question_and_a_flood_does_not() -> None:
    talker = evening(wanting()).says("thanks")
    assert talker.stands == "checkin.heavy"
    talker.says("I can't breathe")
    assert [frame.flow for frame in talker.tracker.frames] == ["grounding"]
    assert "checkin_over" not in talker.tracker.timers


def test_the_next_morning_a_number_still_counts_and_later_the_question_is_left() -> None:
    talker = evening(wanting()).waits(11 * HOUR).says("4")
    assert talker.names == ["checkin.noted", "checkin.ask_unsaid"]
    assert talker.tracker.facts["checkin_heavy"] == {"day": "2026-11-22", "heavy": 4}
    left = evening(wanting()).waits(13 * HOUR)
    assert left.stands == ""
    assert left.says("I don't know").names == ["lost.here"]


def test_in_a_pause_with_a_stated_return_it_waits_until_after_the_return() -> None:
    talker = wanting(at("2026-11-22T19:30"), role="betrayer")
    until = at("2026-11-22T20:20")
    state = next(
        (flow.name, state.name)
        for flow in shelf().book.flows.values()
        for state in flow.states.values()
        if state.after and state.after.promises and flow.kind == "couple"
    )
    talker.tracker.frames = [Frame(7, *state, serial=70, since=talker.now)]
    talker.tracker.timers["silence:7:70"] = until
    fired(talker, at("2026-11-22T20:00"))
    assert talker.said == []
    assert talker.tracker.timers["checkin"] == until + 900
