"""What cannot be taken back is never done on half a word."""

from __future__ import annotations

import pytest

from bot.dialogue.effects import Erase
from bot.dialogue.events import Said
from bot.dialogue.flow import Flow, State
from bot.dialogue.tracker import Tracker
from tests.talker import Talker
from tests.test_every_state import STATES, stand, told

GRAVE = {"data.erase", "consent.give", "safety.mark_minor", "safety.open_ordinary", "safety.open_couple"}
"""What is not done on half a word: a choice that does one of these is taken by a whole word alone."""


@pytest.mark.parametrize(
    ("flow", "state"),
    [p for p in STATES if isinstance(p.values[1], State) and any(GRAVE & set(c.do) for c in p.values[1].choices)],
)
@pytest.mark.parametrize("more", ["{}, wait, what happens then?", "{} he did it again", "{} and only today"])
def test_a_grave_choice_is_never_taken_by_the_beginning_of_a_sentence(flow: Flow, state: State, more: str) -> None:
    grave = [choice for choice in state.choices if GRAVE & set(choice.do)]
    for word in [word for choice in grave for word in choice.also if word.isalpha()]:
        talker = stand(flow, state)
        before = Tracker.of(talker.tracker.plain())
        talker.says(more.format(word))
        assert not talker.has(Erase), told(talker)
        for name in ("under_18", "consented_at"):
            assert talker.tracker.facts.get(name) == before.facts.get(name), f"{more.format(word)!r}\n{told(talker)}"
        assert not {"ask_again", "ask_fear_again"} & set(talker.tracker.timers), (
            f"{more.format(word)!r}\n{told(talker)}"
        )


def in_one_go(talker: Talker, *parts: str) -> Talker:
    """Several messages that waited in the inbox together."""
    talker.now += 20
    whole = "\n".join(parts)
    return talker.meets(Said(whole, talker.shelf.listener.listen(whole), parts), whole)


def test_yes_wait_no_deletes_nothing() -> None:
    talker = in_one_go(Talker.settled().says("/erase"), "yes", "wait no")
    assert not talker.has(Erase), told(talker)


def test_no_one_would_care_is_no_no() -> None:
    talker = in_one_go(Talker.settled(country="DE").says("i want to die"), "no", "one would care")
    assert "crisis_suicide.not_thinking" not in talker.names, told(talker)
