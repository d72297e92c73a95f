"""Bursts: "you" / "never" / "cared" are one utterance and one reply.

Texts that wait in the inbox together are joined by `app`. Here is the other half: where a text goes on within the
window of an utterance that was answered already, the turn is taken again on the whole, and the reply is edited.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.dialogue.answers import Choose, Fill
from bot.dialogue.book import Book
from bot.dialogue.effects import Say
from bot.dialogue.events import Said
from bot.dialogue.moves import Begin
from bot.dialogue.policy import decide
from bot.dialogue.slots import bare
from bot.dialogue.talk import Talk
from bot.dialogue.tracker import OpenReply, Tracker

WINDOW = 3.0
"""Seconds in which a further text goes on with the utterance before it."""

WHOLE_QUESTION = 3
"""Words from which a text with a question mark is a question of its own."""


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
    about something else than the answer that was kept just before it. So it does beside an answer that was kept none
    where the earlier words were settled by their reply ("thanks"), and where it is a question or a courtesy itself.
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
    if not reply.kept and (tracker.top is None or _asks(said.text) or _is_courtesy(book, said)):
        return None
    before = Tracker.of(reply.before)
    before.open_reply = reply  # by it the engine sees whether the words of the reply change at all
    return Reopened(before, reply.text, reply.handle)


def rewritten(reply: OpenReply | None, say: Say, edits: str) -> Say:
    """The message that stands in for a reply: an edit, or below what was written on where nobody would see a change."""
    return replace(say, edits=edits, anew=reply is not None and reply.said == say.text)


def _asks(text: str) -> bool:
    """Whether a text is a question of its own; one or two words may be the end of one that was begun before."""
    return text.rstrip().endswith("?") and len(text.split()) >= WHOLE_QUESTION


def _is_courtesy(book: Book, said: Said) -> bool:
    """Whether what was heard first in a text is answered and over ("thanks"): a passing flow, and nothing to go on."""
    flows = (book.starts.get(f"signal.{signal.name}") for signal in said.signals)
    first = next(filter(None, flows), None)
    return first is not None and not book.flows[first].keep
