"""What is kept of a person: consent, single settings, the open talks, and everything at once."""

from __future__ import annotations

import pytest

from bot.coaching import person
from bot.dialogue.effects import Erase, Export
from bot.dialogue.talk import Talk
from bot.dialogue.tracker import Frame, OpenReply, Tracker
from tests.talker import shelf

NOW = 1_800_000_000.0
DAY = 86_400.0


@pytest.fixture
def talk() -> Talk:
    frames = [
        Frame(1, "lean_in", "wait_20", serial=1, since=NOW),
        Frame(2, "grounding", "feet", serial=2, since=NOW - 3600),
        Frame(3, "stop", "stopped", since=NOW, words="he lied again"),
    ]
    timers = {
        "silence:1:1": NOW + 60,
        "silence:2:2": NOW + 9,
        "follow_up": NOW + DAY,
        "ask_again": NOW + DAY,
        "mine": NOW,
    }
    return Talk(shelf().book, Tracker(frames=frames, timers=timers, seen=NOW), NOW)


def test_consent_is_kept_with_its_time_and_ends_the_forgetting(talk: Talk) -> None:
    talk.tracker.timers["forget"] = NOW + DAY
    person.give_consent(talk, "")
    assert talk.tracker.person["consent"] == "yes"
    assert talk.tracker.facts["consented_at"] == NOW
    assert "forget" not in talk.tracker.timers


def test_consent_that_is_taken_back_starts_the_forgetting(talk: Talk) -> None:
    person.give_consent(talk, "")
    person.withdraw_consent(talk, "")
    person.settle(talk)
    assert talk.tracker.person["consent"] == "no"
    assert "consented_at" not in talk.tracker.facts
    assert talk.tracker.timers["forget"] == NOW + DAY


def test_one_setting_is_forgotten_and_the_others_stay(talk: Talk) -> None:
    talk.tracker.person.update(name="Ada", country="DE")
    person.clear(talk, "country")
    person.clear(talk, "zone")
    assert talk.tracker.person == {"name": "Ada"}


def test_stop_leaves_the_talk_that_says_so_and_the_timers_of_safety(talk: Talk) -> None:
    talk.tracker.timers["forget"] = NOW + DAY
    person.stop(talk, "")
    assert [frame.flow for frame in talk.tracker.frames] == ["stop"]
    assert set(talk.tracker.timers) == {"follow_up", "ask_again", "forget"}


@pytest.mark.parametrize(("before", "after"), [("yes", "no"), ("no", "no"), (None, None)])
def test_stop_ends_the_check_ins_of_who_had_them(talk: Talk, before: str | None, after: str | None) -> None:
    talk.tracker.timers.update(retention=NOW + DAY, sweep=NOW + DAY)
    if before:
        talk.tracker.person["checkin"] = before
    person.stop(talk, "")
    assert talk.tracker.person.get("checkin") == after
    assert {"retention", "sweep"} <= set(talk.tracker.timers)


def test_leaving_drops_what_lies_below_with_its_timers_alone(talk: Talk) -> None:
    person.leave(talk, "")
    assert [frame.flow for frame in talk.tracker.frames] == ["stop"]
    assert set(talk.tracker.timers) == {"follow_up", "ask_again", "mine"}
    assert talk.reread is None


def test_leaving_and_reading_keeps_the_words_to_read(talk: Talk) -> None:
    person.leave_and_read(talk, "")
    assert talk.reread == "he lied again"


def test_leaving_with_nothing_open_raises_nothing() -> None:
    talk = Talk(shelf().book, Tracker(), NOW)
    person.leave_and_read(talk, "")
    person.again(talk, "")
    person.stop(talk, "")
    assert talk.reread == ""
    assert talk.tracker.frames == []


def test_going_on_makes_the_question_below_fresh_and_no_other(talk: Talk) -> None:
    person.again(talk, "")
    assert [frame.since for frame in talk.tracker.frames] == [NOW, NOW, NOW]
    talk.tracker.frames[0].since = NOW - 5
    person.again(talk, "")
    assert talk.tracker.frames[0].since == NOW - 5


def test_a_copy_and_the_end_are_effects_and_no_change(talk: Talk) -> None:
    before = talk.tracker.plain()
    person.export(talk, "")
    person.erase(talk, "")
    assert talk.effects == [Export(), Erase()]
    assert talk.tracker.plain() == before


def test_forgetting_drops_words_and_keeps_what_safety_needs(talk: Talk) -> None:
    tracker = talk.tracker
    tracker.person.update(name="Ada", country="DE", adult="yes", role="betrayed", zone="Europe/Berlin")
    tracker.facts.update(ordinary_closed=NOW, couple_closed=NOW, under_18=True)
    tracker.open_reply = OpenReply(NOW, "he lied again", "r1", {})
    person.forget(talk, "")
    assert tracker.person == {"country": "DE", "adult": "yes"}
    assert set(tracker.facts) >= {"ordinary_closed", "couple_closed", "under_18"}
    assert tracker.open_reply is None
    assert "he lied again" not in str([frame.plain() for frame in tracker.frames[:-1]])


@pytest.mark.parametrize("consent", [None, "no"])
def test_words_of_someone_who_has_not_agreed_are_deleted_a_day_after_the_last(consent: str | None) -> None:
    tracker = Tracker(person={"consent": consent} if consent else {}, seen=NOW, timers={"forget": NOW + 5})
    person.settle(Talk(shelf().book, tracker, NOW))
    assert tracker.timers == {"forget": NOW + DAY}


def test_a_timer_of_ours_puts_the_deletion_off_no_further() -> None:
    tracker = Tracker(seen=NOW - 100, timers={"forget": NOW + 5})
    person.settle(Talk(shelf().book, tracker, NOW))
    assert tracker.timers == {"forget": NOW + 5}


def test_nothing_is_forgotten_of_someone_who_agreed() -> None:
    tracker = Tracker(person={"consent": "yes"}, seen=NOW, timers={"forget": NOW + 5})
    person.settle(Talk(shelf().book, tracker, NOW))
    assert tracker.timers == {}
