"""Which exercise is offered next: by the place, the number, what helped this person before and what did not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.coaching.soothing import sitting
from bot.dialogue.script import texts
from bot.dialogue.tracker import Frame, Tracker
from bot.listening import Listener

FAILED = 2
"""Times in a row without help, after which an exercise is not offered by itself any more."""

MOST_HELPED = 3
"""Times of help that count; beyond them the place and the number decide again."""

HANDS = frozenset({"touch", "muscles", "fingers", "cold"})
"""Kinds that go first where the person said that their hands helped."""

UNKNOWN = 8
"""The distress (0–10) that is taken for somebody who cannot name a number."""


@dataclass(frozen=True, slots=True)
class Exercise:
    """What the choice rests on.

    `label` and `about` are for the person; `kind` is the part of a person that it uses; `places` are where it can be
    done (none: everywhere); `fits` are signals that it is made for; `low` to `high` the distress (0–10) it suits;
    `order` goes first where nothing else decides.
    """

    name: str
    title: str
    label: str
    about: str = ""
    kind: str = ""
    breath: bool = False
    places: tuple[str, ...] = ()
    fits: tuple[str, ...] = ()
    low: int = 0
    high: int = 10
    order: int = 99


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a text may use, as `soothing.suggested` and so on.

    `suggested` are names, best first; `labels` and `lines` tell each exercise by its name. `picked` is the one that
    was picked last: its name, its `title`, the times it `helped`, whether it is `breath`, and whether it was `left`
    because of that. `breath_off`: none with breath is offered. `someone`: somebody near helped before.
    """

    suggested: tuple[str, ...]
    labels: Mapping[str, str] = field(compare=False)
    lines: Mapping[str, str] = field(compare=False)
    picked: str = ""
    title: str = ""
    helped: int = 0
    breath: bool = False
    left: bool = False
    breath_off: bool = False
    someone: bool = False


@dataclass(frozen=True, slots=True)
class Exercises:
    """Every exercise by its name, in their own order."""

    known: Mapping[str, Exercise] = field(default_factory=dict)
    listener: Listener | None = field(default=None, compare=False)

    @classmethod
    def of(cls, scripts: Mapping[str, Any], listener: Listener | None = None) -> Exercises:
        """Read the parsed files of `dialogues/exercises/`, by their path."""
        found = sorted(map(_exercise, scripts.values()), key=lambda exercise: (exercise.order, exercise.name))
        return cls({exercise.name: exercise for exercise in found}, listener)

    def suggested(self, facts: Mapping[str, Any], frames: Sequence[Frame], now: float) -> tuple[str, ...]:
        """The exercises to offer by themselves, best first; the first two are of different kinds.

        None that failed twice in a row, was not enough in this sitting, or is breath where breath made it
        worse; breath goes last where something did not help. Of the open talks the last place and the last number
        count. Empty where nothing is left: then people are better than one more exercise.
        """
        tried = sitting(facts, now).get("tried", ())
        helped = facts.get("helped", {})
        past = {self.known[name].kind for name in tried if name in self.known}
        number, heard = _number(frames), self._heard(frames)

        def rank(exercise: Exercise) -> tuple[bool, bool, int, bool, bool, int]:
            times = helped.get(exercise.name, 0) + (helped.get("hands", 0) if exercise.kind in HANDS else 0)
            return (
                exercise.breath and bool(tried),
                exercise.kind in past,
                -min(times, MOST_HELPED),
                not exercise.low <= number <= exercise.high,
                not heard.intersection(exercise.fits),
                exercise.order,
            )

        ranked = sorted(self._allowed(facts, tried, _place(frames)), key=rank)
        second = next((e for e in ranked if e.kind != ranked[0].kind), None)
        if second:
            ranked = [ranked[0], second, *(e for e in ranked[1:] if e is not second)]
        return tuple(exercise.name for exercise in ranked)

    def _heard(self, frames: Sequence[Frame]) -> set[str]:
        """The signals of the open talks: what began each, or, where a command did, what its words tell of."""
        words = {frame.words for frame in frames if frame.words and not frame.signal and self.listener}
        told = {signal.name for text in words if self.listener for signal in self.listener.listen(text)}
        return {frame.signal for frame in frames} | told

    def _allowed(self, facts: Mapping[str, Any], tried: Sequence[str], place: str) -> list[Exercise]:
        failed, worse, breath_off = facts.get("failed", {}), facts.get("worse", ()), self.breath_off(facts)
        return [
            exercise
            for exercise in self.known.values()
            if exercise.name not in tried
            and exercise.name not in worse
            and failed.get(exercise.name, 0) < FAILED
            and not (exercise.breath and breath_off)
            and (not place or not exercise.places or place in exercise.places)
        ]

    def breath_off(self, facts: Mapping[str, Any]) -> bool:
        """Whether an exercise with breath made it worse, and has not helped since."""
        return any(name in self.known and self.known[name].breath for name in facts.get("worse", ()))

    def outlook(self, tracker: Tracker, now: float) -> Outlook:
        """What a text may use of all this, at a time in Unix seconds."""
        facts = tracker.facts
        kept, helped = sitting(facts, now), facts.get("helped", {})
        picked = self.known.get(kept.get("picked", ""))
        return Outlook(
            suggested=self.suggested(facts, tracker.frames, now),
            labels={name: exercise.label for name, exercise in self.known.items()},
            lines={name: exercise.about for name, exercise in self.known.items()},
            picked=picked.name if picked else "",
            title=picked.title if picked else "",
            helped=helped.get(picked.name, 0) if picked else 0,
            breath=picked is not None and picked.breath,
            left=bool(kept.get("left")),
            breath_off=self.breath_off(facts),
            someone=bool(helped.get("someone")),
        )


def _place(frames: Sequence[Frame]) -> str:
    return next((str(frame.slots["whereabouts"]) for frame in reversed(frames) if frame.slots.get("whereabouts")), "")


def _number(frames: Sequence[Frame]) -> int:
    """The last distress that was told in the open talks."""
    for frame in reversed(frames):
        for slot in ("distress_last", "distress_after", "distress_before"):
            if isinstance(frame.slots.get(slot), int):
                return int(frame.slots[slot])
    return UNKNOWN


def _exercise(script: Any) -> Exercise:
    return Exercise(
        name=str(script["exercise"]),
        title=str(script["title"]),
        label=str(script.get("label") or script["title"]),
        about=str(script.get("about", "")),
        kind=str(script.get("kind", "")),
        breath=script["without_breath"] == "false",
        places=texts(script.get("places")),
        fits=texts(script.get("fits")),
        low=int(script.get("low", "0")),
        high=int(script.get("high", "10")),
        order=int(script.get("order", "99")),
    )
