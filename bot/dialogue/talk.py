"""The working copy of one turn: the tracker as it changes, what is said, and the effects that gather.

Actions (`do:`) get a `Talk` and may use everything here; the engine moves it through the flows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.dialogue.book import Book
from bot.dialogue.effects import Button, Effect, Say
from bot.dialogue.flow import After, Choice, Flow, Slot, State
from bot.dialogue.render import UNSET, Later, Names, YesNo
from bot.dialogue.tracker import SILENCE_TIMER, Frame, Tracker

SCALE = 100
"""Buttons of a scale carry `SCALE + value`, so that they never meet the index of a choice."""

OFFER = 500
"""Buttons of an offered answer carry `OFFER + index`."""

LONGEST_COPY = 256
"""Characters that Telegram copies for a button at most."""

ENGINE_NAMES = frozenset(
    "words flow_below answers_below left_at left_number stranger signal language".split(),
)
"""The names that a text may use without anybody registering them."""


FEWEST_WORDS = 3
"""Words from which a text may be the answer to a question for free text that was asked long before."""


@dataclass(slots=True)
class Bubble:
    """A message in the making; `keyboard` closes it, as Telegram takes one kind of markup a message.

    One that is `alone` holds the person's own words, and takes no others.
    """

    parts: list[str]
    keyboard: str | None = None
    rows: tuple[tuple[Button, ...], ...] = ()
    picture: str = ""
    alone: bool = False


class Talk:
    """One turn of one person's talk, at the time `now` (Unix seconds)."""

    def __init__(self, book: Book, tracker: Tracker, now: float) -> None:
        self.book = book
        self.tracker = tracker
        self.now = now
        self.effects: list[Effect] = []
        self.bubbles: list[Bubble] = []
        self.names: list[str] = []
        self.reread: str | None = None
        self.answer: str | None = None
        self.left = ""
        self.left_number: Any = UNSET
        self.reread_signal = ""

    # what is said

    def context(self, frame: Frame | None) -> Names:
        """Every name that a text of this frame may use, with its value."""
        return Names(lambda: self._names(frame))

    def _names(self, frame: Frame | None) -> dict[str, Any]:
        tracker, book = self.tracker, self.book
        names: dict[str, Any] = {}
        if frame:
            flow = book.flows[frame.flow]
            for slots, values in ((book.person, tracker.person), (flow.slots, frame.slots)):
                for name, slot in slots.items():
                    value = values.get(name)
                    names[name] = UNSET if value is None else YesNo(value) if slot.type == "yes_no" else value
        else:
            names.update({name: tracker.person.get(name, UNSET) for name in book.person})
        names["words"] = frame.words if frame else ""
        names["signal"] = frame.signal if frame else ""
        names["flow_below"] = self._title_below(frame)
        names["left_at"] = self.left
        names["left_number"] = self.left_number
        names["answers_below"] = Later(lambda: self.answer_below(frame) is not None)
        names["stranger"] = tracker.person.get("consent") != "yes"
        names["language"] = tracker.facts.get("language", "")
        names.update(book.coaching.context(tracker, frame, self.now))
        return names

    def last_number(self, frame: Frame) -> Any:
        """The last number that a talk was told, where it was told one before that to compare with; else unset."""
        slots = self.flow(frame).slots
        told = [value for name, value in frame.slots.items() if name in slots and slots[name].type == "scale"]
        return told[-1] if len(told) > 1 else UNSET

    def answer_below(self, frame: Frame | None) -> Any:
        """What the words of a talk on top would be as an answer to the question that waits below it, or None."""
        frames = self.tracker.frames
        below = frames[-2] if len(frames) > 1 and frame is frames[-1] else None
        state = self.state(below) if below and below.serial else None
        if not below or not state or not state.ask or not frame or not frame.words:
            return None
        slot = self.slot_of(below, state.ask)
        if slot.type == "text" and len(frame.words.split()) < FEWEST_WORDS:
            return None  # "hm" answers nothing
        return self.read(slot, frame.words)

    def read(self, slot: Slot, text: str) -> Any:
        """What a text says as an answer that this slot keeps, or None."""
        return self.book.readers[slot.type](slot, text, self.tracker.person)

    def _title_below(self, frame: Frame | None) -> str:
        frames = self.tracker.frames
        index = next((i for i, other in enumerate(frames) if frame and other.id == frame.id), len(frames))
        for below in reversed(frames[:index]):
            title = self.book.flows[below.flow].title
            if title:
                return title
        return ""

    def pick(self, place: str, wordings: tuple[str, ...], *, in_order: bool = False) -> str:
        """The next wording for a place: never the one that was used there last."""
        if not wordings:
            return ""
        last = self.tracker.wordings.get(place)
        if in_order:
            index = 0 if last is None else (last + 1) % len(wordings)
        else:
            index = self.tracker.turn % len(wordings)
            if index == last:
                index = (index + 1) % len(wordings)
        if len(wordings) > 1:
            self.tracker.wordings[place] = index
        return wordings[index]

    def say(self, text: str) -> None:
        """Add a paragraph to what is said in this turn."""
        if not text:
            return
        if not self.bubbles or self.bubbles[-1].keyboard or self.bubbles[-1].alone:
            self.bubbles.append(Bubble([]))
        self.bubbles[-1].parts.append(text)

    def show(self, frame: Frame, picture: str) -> None:
        """Begin a message that shows a picture; what is said next is its caption."""
        name = self.book.renderer.text(picture, self.context(frame)) if picture else ""
        if name:
            self.bubbles.append(Bubble([], picture=name))

    def quote(self, frame: Frame, script: str) -> None:
        """Show the person's own words as a message of their own, which is easily copied."""
        text = self.book.renderer.text(script, self.context(frame)) if script else ""
        if text:
            self.bubbles.append(Bubble([text], alone=True))

    def say_of(self, frame: Frame, place: str, wordings: tuple[str, ...], *, in_order: bool = False) -> None:
        """Say one of these wordings, rendered for the frame."""
        source = self.pick(f"{frame.flow}.{frame.state}.{place}", wordings, in_order=in_order)
        if source:
            self.names.append(f"{frame.flow}.{frame.state}" + ("" if place == "say" else f"/{place}"))
            self.say(self.book.renderer.text(source, self.context(frame)))

    # what is kept

    def slot_of(self, frame: Frame, name: str) -> Slot:
        """The declared slot of this name; the linter holds that it exists."""
        slot = self.book.slot(self.book.flows[frame.flow], name)
        if slot is None:
            raise LookupError(f"slot `{name}` of flow `{frame.flow}` is not declared")
        return slot

    def keep(self, frame: Frame, name: str, value: Any) -> None:
        """Keep an answer in the flow's slot of that name, or else in the person's."""
        slot = self.slot_of(frame, name)
        if slot.type == "scale" and isinstance(value, str):
            value = int(value)
        own = name in self.book.flows[frame.flow].slots
        (frame.slots if own else self.tracker.person)[name] = value

    def holds(self, frame: Frame, condition: str) -> bool:
        """Whether a condition holds for the frame now."""
        return self.book.renderer.holds(condition, self.context(frame))

    def act(self, do: tuple[str, ...]) -> None:
        """Run actions in order."""
        for line in do:
            name, _, argument = line.partition(" ")
            self.book.coaching.actions[name](self, argument.strip())

    # the stack

    def flow(self, frame: Frame) -> Flow:
        """The flow of a frame."""
        return self.book.flows[frame.flow]

    def state(self, frame: Frame) -> State:
        """The state that a frame stands in. Raises LookupError where the flow does not have it (any more)."""
        flow = self.flow(frame)
        name = flow.moved.get(frame.state, frame.state)
        if name not in flow.states:
            raise LookupError(f"flow `{flow.name}` has no state `{frame.state}`; give it a `moved:` line")
        frame.state = name
        return flow.states[name]

    def stale(self, frame: Frame) -> bool:
        """Whether the frame was left so long ago that the next text is read fresh."""
        return self.now - frame.since > self.flow(frame).stale_after

    def drop(self, index: int) -> None:
        """Drop the frames from `index` upward, with their timers."""
        for frame in self.tracker.frames[index:]:
            self.hush(frame)
        del self.tracker.frames[index:]

    def drop_below(self) -> None:
        """Drop every frame but the one that has the floor."""
        top = self.tracker.top
        for frame in self.tracker.frames[:-1]:
            self.hush(frame)
        self.tracker.frames = [top] if top else []

    def hush(self, frame: Frame) -> float | None:
        """Take back the silence timer of a frame's question; returns when it would have been due, if there was one."""
        name = self._silence(frame)
        return self.tracker.timers.pop(name) if name else None

    def waits_until(self, frame: Frame) -> float | None:
        """When the silence timer of a frame is due, if one runs."""
        name = self._silence(frame)
        return self.tracker.timers[name] if name else None

    def promised(self, frame: Frame) -> float | None:
        """The time that a person was told in this frame ("back in twenty minutes"), while it runs."""
        after = self.state(frame).after
        return self.waits_until(frame) if after and after.promises else None

    def _silence(self, frame: Frame) -> str | None:
        # A question that was asked anew has a new number; the timer may still bear the old one.
        return next((name for name in self.tracker.timers if name.startswith(f"{SILENCE_TIMER}{frame.id}:")), None)

    def shown(self, frame: Frame, state: State, *, unseen: bool = False) -> list[tuple[int, str]]:
        """The choices that are offered now, as (index, rendered label); with `unseen` also those that are typed."""
        context = self.context(frame)
        renderer = self.book.renderer
        return [
            (index, renderer.text(choice.label, context))
            for index, choice in enumerate(state.choices)
            if (choice.label or unseen)
            and (not choice.when or renderer.holds(choice.when, context))
            and self._copies(choice, context)
        ]

    def _copies(self, choice: Choice, context: Names) -> bool:
        """Whether a choice has nothing to copy, or a text that a button can take."""
        return not choice.copy or 0 < len(self.book.renderer.text(choice.copy, context)) <= LONGEST_COPY

    def copied(self, frame: Frame, choice: Choice) -> str:
        """What the button of this choice copies, or empty."""
        return self.book.renderer.text(choice.copy, self.context(frame)) if choice.copy else ""

    def offered(self, frame: Frame, state: State) -> list[str]:
        """The answers that a question offers beside the person's own words."""
        found = self.book.renderer.value(state.offer, self.context(frame)) if state.offer else ()
        return [str(text) for text in found or ()]

    def wait(self, frame: Frame, after: After) -> float:
        """The seconds after which silence brings something."""
        return (
            max(1.0, float(self.book.renderer.text(after.wait, self.context(frame)))) if after.wait else after.seconds
        )

    def messages(self) -> list[Say]:
        """What was said, as effects."""
        return [
            Say("\n\n".join(bubble.parts), rows=bubble.rows, keyboard=bubble.keyboard, picture=bubble.picture)
            for bubble in self.bubbles
            if bubble.parts or bubble.picture
        ]
