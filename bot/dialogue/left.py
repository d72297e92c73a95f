"""Talks that were left long ago: they are dropped when the person comes back, so that nobody is asked about them."""

from __future__ import annotations

from bot.dialogue.events import Commanded, Event, Located, Said, Showed, Tapped
from bot.dialogue.talk import Talk
from bot.dialogue.tracker import Frame

LONG_AGO = 24 * 3600.0
"""Seconds after which an ordinary, couple or soothing talk is over; safety talks stay until they are answered."""


def drop_left(talk: Talk, event: Event) -> None:
    """Drop what was left for more than a day, where the person is here again and does not tap the open question.

    A talk stays with the one that called it, and while a time runs in it that the person was told.
    """
    top = talk.tracker.top
    goes_on = isinstance(event, Tapped) and top is not None and event.frame == top.id
    if goes_on or not isinstance(event, Said | Commanded | Tapped | Located | Showed):
        return
    frames = talk.tracker.frames
    if not any(_left(talk, frame) for frame in frames):
        return
    calls = [bool(talk.state(frame).call) and not talk.state(frame).waits for frame in frames]
    stays: list[bool] = []
    for index, frame in enumerate(frames):
        stays.append(not _left(talk, frame) or (index > 0 and calls[index - 1] and stays[index - 1]))
    for index in reversed(range(len(frames) - 1)):
        stays[index] = stays[index] or (calls[index] and stays[index + 1])
    for frame in [frame for frame, stay in zip(frames, stays, strict=True) if not stay]:
        talk.hush(frame)
        frames.remove(frame)


def _left(talk: Talk, frame: Frame) -> bool:
    if talk.flow(frame).kind == "safety" or talk.now - frame.since <= LONG_AGO:
        return False
    return talk.promised(frame) is None
