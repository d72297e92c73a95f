"""Everything that coaching lends to the dialogue engine: actions, slot readers, and the words of the context."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.coaching import (
    checkin_times,
    checkins,
    honesty,
    lean_in,
    moments,
    pause,
    person,
    quiet_hours,
    safety,
    screen,
    sentences,
    soothing,
    told_number,
    unasked,
)
from bot.coaching.clock import parse_time
from bot.coaching.draft_check import Guards
from bot.coaching.exercises import Exercises
from bot.coaching.helplines import Helplines
from bot.coaching.places import Places
from bot.coaching.reframe import reframe
from bot.coaching.reframe_journey import NAMES as JOURNEY_NAMES
from bot.coaching.reframe_journey import Journey
from bot.coaching.reframe_themes import Themes
from bot.coaching.schedule import clock_face
from bot.dialogue.book import Action, Coaching
from bot.dialogue.flow import Slot
from bot.dialogue.render import Later
from bot.dialogue.talk import Talk
from bot.dialogue.tracker import Frame, Tracker
from bot.listening import Listener

ACTIONS: Mapping[str, Action] = {
    "safety.close_ordinary": safety.close_ordinary,
    "safety.open_ordinary": safety.open_ordinary,
    "safety.not_mine": safety.not_mine,
    "safety.meant": safety.meant,
    "safety.leave_crisis": safety.leave_crisis,
    "safety.ask_again": safety.ask_again,
    "safety.close_couple": safety.close_couple,
    "safety.hold_couple": safety.hold_couple,
    "safety.ask_fear_later": safety.ask_fear_later,
    "safety.open_couple": safety.open_couple,
    "safety.mark_minor": safety.mark_minor,
    "consent.give": person.give_consent,
    "consent.withdraw": person.withdraw_consent,
    "person.clear": person.clear,
    "data.export": person.export,
    "data.erase": person.erase,
    "talk.stop": person.stop,
    "talk.leave": person.leave,
    "talk.leave_and_read": person.leave_and_read,
    "talk.again": person.again,
    "talk.answer": person.answer,
    "talk.forget": person.forget,
    "lean_in.note_call": lean_in.note_call,
    "lean_in.ask_for": lean_in.ask_for,
    "lean_in.take": lean_in.take,
    "lean_in.ask_once": lean_in.ask_once,
    "lean_in.leave_out": lean_in.leave_out,
    "pause.until": pause.until,
    "pause.extend": pause.extend,
    "pause.over": pause.over,
    "pause.stand_alone": pause.stand_alone,
    "soothing.pick": soothing.pick,
    "soothing.start": soothing.start,
    "soothing.take_number": told_number.take,
    "soothing.helped": soothing.helped,
    "soothing.lower": soothing.lower,
    "soothing.failed": soothing.failed,
    "soothing.worse": soothing.worse,
    "checkin.begin": checkins.begin,
    "checkin.answered": checkins.answered,
    "checkin.snooze": checkins.snooze,
    "checkin.fewer": checkins.fewer,
    "checkin.on": checkins.turn_on,
    "checkin.off": checkins.turn_off,
    "moments.log": moments.log,
    "screen.clear": screen.clear,
    "screen.choose_word": screen.choose_word,
    "sentences.keep": sentences.keep,
    "sentences.drop": sentences.drop,
    "sentences.drop_all": sentences.drop_all,
    "sentences.hold": sentences.hold,
    "sentences.take_up": sentences.take_up,
}

GRAVE = frozenset(
    "data.erase consent.give consent.withdraw safety.mark_minor safety.open_ordinary safety.open_couple".split()
)
"""Actions that cannot be taken back, or that open a door: only a whole message or a tap leads to them."""

TOLD = {"told_betrayed": "betrayed", "told_betrayer": "betrayer"}
"""The role by the signal that tells of it."""

NAMES = (
    JOURNEY_NAMES
    | sentences.NAMES
    | frozenset(
        "clock clock_guess zone_guess here softer ordinary_closed couple_closed couple_may_reopen under_18 soothing"
        " checkin_next checkin_snoozes checkin_in_quiet quiet_hours moment_heard"
        " only_checked guard draft_floods own_script back_in back_clock back_tomorrow pausing told_number"
        " role_told".split()
    )
)
"""The names that the context below adds to every text."""


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What coaching looks things up in."""

    helplines: Helplines
    places: Places
    listener: Listener
    themes: Themes
    exercises: Exercises
    guards: Guards

    def coaching(self) -> Coaching:
        """The whole of it, as the engine takes it."""
        return Coaching(
            actions=ACTIONS,
            readers={"country": self.country, "place": self.place, "time": _time},
            context=self.context,
            context_names=NAMES,
            grave=GRAVE,
            heard=safety.heard,
            settle=_settle,
            due=unasked.due,
            own_words=screen.own_words,
        )

    def country(self, _: Slot, text: str, __: Mapping[str, Any]) -> str | None:
        """A typed country as its ISO code."""
        return self.places.country_of(text)

    def place(self, _: Slot, text: str, person: Mapping[str, Any]) -> str | None:
        """A typed city as its time zone; one in the person's country is meant before all others."""
        cities = self.places.city_zone(text, person.get("country"))
        return cities[0].zone if cities else None

    def context(self, tracker: Tracker, frame: Frame | None, now: float) -> dict[str, Any]:
        """The words that coaching adds to a text; those that cost something are worked out where they are used."""
        facts, settings = tracker.facts, tracker.person
        moment = datetime.fromtimestamp(now, UTC)
        country = settings.get("country")
        words = frame.words if frame else ""
        return {
            "here": Later(lambda: self.helplines.here(country, moment.date())),
            "clock": clock_face(settings.get("zone"), now),
            "zone_guess": Later(lambda: self.zone_guess(country, moment)),
            "clock_guess": Later(lambda: clock_face(self.zone_guess(country, moment), now)),
            "softer": Later(lambda: self.softer(words, settings)),
            "ordinary_closed": bool(facts.get("ordinary_closed")),
            "couple_closed": bool(facts.get("couple_closed")),
            "couple_may_reopen": safety.may_reopen(facts, now),
            "under_18": bool(facts.get("under_18")),
            "only_checked": Later(lambda: safety.only_checked(words, self.listener)),
            "guard": Later(lambda: lean_in.guard(frame, self.guards, person.named(settings))),
            "draft_floods": Later(lambda: lean_in.floods(frame, self.listener, person.named(settings))),
            "own_script": lean_in.script(frame),
            **pause.context(tracker, frame, now),
            "told_number": told_number.told(tracker, frame),
            "role_told": Later(lambda: self.role(words, settings)),
            "soothing": Later(lambda: self.exercises.outlook(tracker, now)),
            "checkin_next": Later(lambda: checkin_times.next_of(tracker, now)),
            "checkin_snoozes": Later(lambda: checkin_times.snoozes(tracker, now)),
            "checkin_in_quiet": Later(lambda: checkin_times.in_quiet_hours(settings)),
            "quiet_hours": quiet_hours.spoken(settings),
            **Journey.of(settings, frame, self.listener, self.themes).context(),
            **sentences.context(tracker, frame),
            "moment_heard": Later(lambda: self.moment(str(frame.slots.get("line") or "") if frame else "", tracker)),
        }

    def softer(self, words: str, settings: Mapping[str, Any]) -> str | None:
        """The reframe of what somebody wrote, or None."""
        partner = person.named(settings)
        return reframe(words, self.listener.listen(words, partner), self.themes, partner) if words else None

    def role(self, words: str, settings: Mapping[str, Any]) -> str:
        """The role that somebody's words tell of, or empty; also where they tell of both."""
        heard = {signal.name for signal in self.listener.listen(words, person.named(settings))} if words else set()
        told = heard & TOLD.keys()
        return TOLD[told.pop()] if len(told) == 1 else ""

    def moment(self, line: str, tracker: Tracker) -> str:
        """The kind of moment that a line tells of, or empty."""
        alone = bool(tracker.facts.get("couple_closed"))
        signals = self.listener.listen(line, person.named(tracker.person)) if line else ()
        return moments.kind_of(signals, alone=alone)

    def zone_guess(self, country: str | None, moment: datetime) -> str:
        """The country's time zone where all its clocks agree, else empty."""
        clocks = self.places.clocks_of_country(country, moment) if country else ()
        return clocks[0] if len(clocks) == 1 else ""


def _time(_: Slot, text: str, __: Mapping[str, Any]) -> str | None:
    found = parse_time(text)
    return f"{found[0]:02}:{found[1]:02}" if found else None


def _settle(talk: Talk) -> None:
    honesty.settle(talk)
    person.settle(talk)
    soothing.settle(talk)
    sentences.settle(talk)
    unasked.settle(talk)


def samples(knowledge: Knowledge, now: float) -> list[dict[str, Any]]:
    """Contexts for the linter to render every text with: each country of the helplines and none, each role and door."""
    settled = {"consent": "yes", "adult": "yes", "country": "DE", "zone": "Europe/Berlin", "name": "Ada"}
    trackers = {f"country {code}": Tracker(person={"country": code}) for code in sorted(knowledge.helplines.countries)}
    trackers["country unknown"] = Tracker()
    for role in ("betrayed", "betrayer", "both", "unsaid"):
        trackers[f"role {role}"] = Tracker(person={"role": role, **settled})
    for fact in ("ordinary_closed", "couple_closed", "under_18"):
        trackers[fact] = Tracker(facts={fact: now - safety.REOPEN})
    return [_sample(knowledge, name, tracker, now) for name, tracker in trackers.items()]


def _sample(knowledge: Knowledge, name: str, tracker: Tracker, now: float) -> dict[str, Any]:
    frame = Frame(1, "", "", words="You never cared about me.", signal="absolute_partner")
    engine = {
        "words": frame.words,
        "signal": frame.signal,
        "flow_below": "",
        "answers_below": False,
        "left_at": "",
        "left_number": 4,
        "language": "",
    }
    stranger = tracker.person.get("consent") != "yes"
    return {"_name": name, **tracker.person, **engine, "stranger": stranger, **knowledge.context(tracker, frame, now)}
