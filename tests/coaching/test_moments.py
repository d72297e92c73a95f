"""Moments: which kind a line tells of, what is kept of it, and how long."""

from __future__ import annotations

import pytest

from bot.coaching import moments
from bot.dialogue.effects import Forget, Log
from bot.dialogue.signals import Signal
from bot.dialogue.talk import Talk
from bot.dialogue.tracker import Frame, Tracker
from tests.talker import Talker, shelf

NOW = 1_800_000_000.0
DAY = 86_400.0


def talk(now: float = NOW, **facts: object) -> Talk:
    slots = {"line": "we laughed", "heavy": 4, "kind": "reconnection"}
    frame = Frame(1, "checkin", "keep", slots, serial=1, since=now)
    return Talk(shelf().book, Tracker(person={"consent": "yes"}, facts=dict(facts), frames=[frame]), now)


@pytest.mark.parametrize("kind", moments.KINDS)
def test_each_kind_is_heard_by_its_own_examples_and_is_a_kind_of_the_flow(kind: str) -> None:
    assert moments.kind_of([Signal(f"moment:{kind}")]) == kind
    choices = shelf().book.flows["checkin"].states["kinds"].choices
    assert kind in {choice.set.get("kind") for choice in choices}
    assert not any(point == f"signal.moment:{kind}" for point in shelf().book.starts)


def test_no_moment_is_none_and_of_several_a_step_back_counts() -> None:
    assert moments.kind_of([]) == moments.kind_of([Signal("flooded")]) == ""
    both = [Signal("moment:reconnection"), Signal("moment:setback")]
    assert moments.kind_of(both) == moments.kind_of(both[::-1]) == "setback"


def test_where_there_is_fear_only_what_is_about_the_person_alone_is_heard() -> None:
    both = [Signal("moment:reconnection"), Signal("moment:self_care")]
    assert moments.kind_of(both, alone=True) == "self_care"
    assert moments.kind_of(both[:1], alone=True) == ""


@pytest.mark.parametrize(("argument", "kind"), [("", "reconnection"), ("boundary", "boundary")])
def test_a_moment_is_kept_with_the_line_and_the_number(argument: str, kind: str) -> None:
    turn = talk()
    moments.log(turn, argument)
    assert turn.effects == [Log(kind, {"words": "we laughed", "heavy": 4})]


def test_nothing_is_kept_without_consent_nor_what_is_no_kind() -> None:
    turn = talk()
    moments.log(turn, "nonsense")
    turn.tracker.person["consent"] = "no"
    moments.log(turn, "reconnection")
    assert turn.effects == []


def test_the_timer_that_deletes_stands_only_while_something_is_kept() -> None:
    turn = talk()
    moments.settle(turn)
    assert moments.TIMER not in turn.tracker.timers
    moments.log(turn, "")
    moments.settle(turn)
    assert turn.tracker.timers[moments.TIMER] == NOW + DAY
    turn.tracker.person["retention"] = moments.ALWAYS
    moments.settle(turn)
    assert moments.TIMER not in turn.tracker.timers


def test_a_shorter_time_takes_effect_within_a_minute() -> None:
    turn = talk(moment_at=NOW)
    moments.settle(turn)
    turn.tracker.person["retention"] = "30"
    moments.settle(turn)
    assert turn.tracker.timers[moments.TIMER] == NOW + 60


@pytest.mark.parametrize(("retention", "days"), [("", 365), ("30", 30), ("90", 90), ("365", 365), ("soon", 365)])
def test_what_is_older_than_the_person_wants_is_deleted(retention: str, days: int) -> None:
    kept = [{"at": NOW - (days + 1) * DAY, "text": "old"}, {"at": NOW - (days - 1) * DAY, "text": "new"}]
    turn = talk(moment_at=NOW - (days + 1) * DAY, kept=kept)
    turn.tracker.person["retention"] = retention
    moments.forget_old(turn)
    assert turn.effects == [Forget(NOW - days * DAY)]
    assert [sentence["text"] for sentence in turn.tracker.facts["kept"]] == ["new"]
    assert "moment_at" not in turn.tracker.facts
    assert len(kept) == 2, "the stored list is never changed in place"


def test_always_deletes_nothing() -> None:
    turn = talk(moment_at=0.0, kept=[{"at": 0.0, "text": "old"}])
    turn.tracker.person["retention"] = moments.ALWAYS
    moments.forget_old(turn)
    assert turn.effects == []
    assert turn.tracker.facts["kept"]


def test_once_all_is_deleted_the_timer_is_gone() -> None:
    talker = Talker.settled(retention="30")
    talker.tracker.facts["kept"] = [{"at": talker.now, "text": "I feel alone"}]
    talker.says("thanks")
    talker.waits(29 * DAY)
    assert talker.tracker.facts["kept"]
    talker.waits(3 * DAY)
    assert "kept" not in talker.tracker.facts
    assert moments.TIMER not in talker.tracker.timers


def test_a_moment_that_is_shouted_is_still_a_shout() -> None:
    heard = {signal.name for signal in shelf().listener.listen("SHE KEPT HER WORD TO ME TODAY")}
    assert {"moment:accountability", "flooded"} <= heard
