"""Bursts: "you" / "never" / "cared" are one utterance and one reply.

Texts that wait in the inbox together are joined by `app`. Here is the other half: where a text goes on within the
window of an utterance that was answered already, the turn is taken again on the whole, and the reply is edited.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.dialogue.answers import Choose, Fill
from bot.dialogue.book import Book
from bot.dialogue.events import Said
from bot.dialogue.policy import Begin, decide
from bot.dialogue.slots import bare
from bot.dialogue.talk import Talk
from bot.dialogue.tracker import Tracker

WINDOW = 3.0
"""Seconds in which a further text goes on with the utterance before it."""


@dataclass(frozen=True, slots=True)
class Reopened:
    """An utterance taken up again: the tracker as it stood before it, its earlier words, and the reply to edit."""

    tracker: Tracker
    earlier: str
    edits: str


def reopen(book: Book, tracker: Tracker, said: Said, now: float) -> Reopened | None:
    """Whether this text goes on with the last utterance; None where it stands by itself.

    It stands by itself outside the window, with a crisis signal (a new message rings, an edit does not), as a control
    word or a key of the keyboard, where it alone answers the open question with more than free text, and where it is
    about something else than the answer that was kept just before it.
    """
    reply = tracker.open_reply
    if reply is None or not 0 <= now - reply.at <= WINDOW or any(signal.is_crisis for signal in said.signals):
        return None
    typed = bare(said.text)
    if book.control(tracker, typed) or typed in book.menu.keyboard:
        return None
    move = decide(Talk(book, tracker.copy(), now), said)
    if isinstance(move, Choose) or (isinstance(move, Fill) and not isinstance(move.value, str)):
        return None
    if reply.kept and isinstance(move, Begin):
        return None
    return Reopened(Tracker.of(reply.before), reply.text, reply.handle)
