"""Clearing the screen: one word empties the chat at once, without a question and without an answer.

Somebody may be looking. So nothing is said, nothing comes by itself until the person writes, and nothing is lost: open
talks stay where they are. Timers by name (the check-in, what follows a crisis) go on; what they say tells nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.dialogue.effects import Sweep
from bot.dialogue.flow import Slot
from bot.dialogue.policy import CLEAR
from bot.dialogue.slots import READERS, bare
from bot.dialogue.talk import Talk
from bot.dialogue.tracker import SILENCE_TIMER, Tracker

FLOW = "clear"
"""The flow that the word starts: it leaves no trace among the open talks."""

SHORTEST, LONGEST = 4, 20
"""Characters of a word of one's own: shorter ones are typed by chance, longer ones are not typed in a hurry."""

MOST_WORDS = 3


def clear(talk: Talk, _: str) -> None:
    """Delete the chat's messages and say nothing; every open question waits for the person, without its timer."""
    tracker = talk.tracker
    for name in [name for name in tracker.timers if name.startswith(SILENCE_TIMER)]:
        del tracker.timers[name]
    if tracker.top and tracker.top.flow == FLOW:
        # The frame goes before it ends, so that the talk below is not asked again.
        talk.drop(len(tracker.frames) - 1)
    talk.effects.append(Sweep(None))


def choose_word(talk: Talk, _: str) -> None:
    """Keep the word that the running flow asked for (slot `word`) as the person's own, or say why not (`trouble`)."""
    top = talk.tracker.top
    word = str(top.slots.get("word", "")).strip() if top else ""
    if not top or not word:
        return
    top.slots["trouble"] = trouble(talk, word)
    if not top.slots["trouble"]:
        talk.tracker.person["clear_word"] = word


def trouble(talk: Talk, word: str) -> str:
    """Why a word cannot clear the screen (`short`, `long`, `taken` as an answer to a question); empty where it can."""
    plain = bare(word)
    if len(plain) < SHORTEST:
        return "short"
    if len(word) > LONGEST or len(plain.split()) > MOST_WORDS:
        return "long"
    return "taken" if plain in set(_answers(talk)) or _is_read(talk, word) else ""


def own_words(tracker: Tracker) -> Mapping[str, str]:
    """The person's own word for clearing the screen, by its bare form."""
    word = bare(str(tracker.person.get("clear_word") or ""))
    return {word: CLEAR} if word else {}


def _answers(talk: Talk) -> Iterator[str]:
    """Everything that some question takes as an answer, some key says, or the person goes by."""
    book = talk.book
    yield from (*book.menu.words, *book.menu.keyboard, *book.menu.commands)
    yield from (bare(str(value)) for value in talk.tracker.person.values())
    for flow in book.flows.values():
        for state in flow.states.values():
            for choice in state.choices:
                yield from (bare(text) for text in (choice.label, *choice.also))


def _is_read(talk: Talk, word: str) -> bool:
    """Whether a question for a number, a yes or no, a time or a country would take the word."""
    readers = {**READERS, **talk.book.readers}
    kinds = ("scale", "yes_no", "time", "country")
    return any(readers[kind](Slot(kind, kind), word, {}) is not None for kind in kinds if kind in readers)
