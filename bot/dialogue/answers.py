"""What a text means to the question that is open: one of its choices, or the value of its slot.

A choice is taken as a whole message first, and only then by its first words; what cannot be taken back
(`Coaching.grave`: erasing, agreeing) is taken as a whole message only. Of a burst the whole and its last message count.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.dialogue.events import Said
from bot.dialogue.flow import Choice, State
from bot.dialogue.slots import bare, begins_with, is_whole
from bot.dialogue.talk import Talk
from bot.dialogue.tracker import Frame


@dataclass(frozen=True, slots=True)
class Choose:
    """Take a choice of the question that is open."""

    index: int


@dataclass(frozen=True, slots=True)
class Fill:
    """Answer the question that is open with a value."""

    value: Any


def whole_choice(talk: Talk, frame: Frame, said: Said) -> Choose | None:
    """The choice whose label, other words or number are the whole message, however it is shouted."""
    state = talk.state(frame)
    # What has a label is counted; a choice that is only typed stands behind, wherever it was written.
    shown = sorted(talk.shown(frame, state, unseen=True), key=lambda choice: not choice[1])
    for text in _said_last(said):
        typed = bare(text)
        for number, (index, label) in enumerate(shown, 1):
            if state.choices[index].copy:
                continue
            if is_whole(text, label, state.choices[index].also) or (label and not state.ask and typed == str(number)):
                return Choose(index)
    return None


def leading_choice(talk: Talk, frame: Frame, said: Said) -> Choose | None:
    """The choice that the message begins with, or that one of its signals means."""
    state = talk.state(frame)
    shown = [(index, label) for index, label in talk.shown(frame, state, unseen=True) if not state.choices[index].copy]
    free = bool(state.ask) and talk.slot_of(frame, str(state.ask)).type == "text"
    for text in _said_last(said):
        for index, label in shown:
            choice = state.choices[index]
            if begins_with(text, label, choice.also, free=free) and not _grave(talk, frame, choice):
                return Choose(index)
    heard = {signal.name for signal in said.signals}
    return next((Choose(index) for index, _ in shown if heard.intersection(state.choices[index].hears)), None)


def filled(talk: Talk, frame: Frame, state: State, said: Said) -> Fill | None:
    """The value that the message gives the slot that is asked for; of a burst any message may hold it."""
    if not state.ask:
        return None
    slot = talk.slot_of(frame, state.ask)
    offered = talk.offered(frame, state)
    for text in _said_last(said):
        typed = bare(text)
        for number, answer in enumerate(offered, 1):
            if typed in (bare(answer), str(number)):
                return Fill(answer)
    for text in (said.text, *reversed(said.parts)):
        value = talk.read(slot, text)
        if value is not None:
            return Fill(value)
    return None


def _said_last(said: Said) -> Iterator[str]:
    yield said.text
    if len(said.parts) > 1:
        yield said.parts[-1]


def _grave(talk: Talk, frame: Frame, choice: Choice) -> bool:
    """Whether the choice does what cannot be taken back, at once or in the state that it leads to."""
    target = talk.flow(frame).states.get(choice.go)
    done = (*choice.do, *(target.do if target else ()))
    return any(action.partition(" ")[0] in talk.book.coaching.grave for action in done)
