"""Nobody who says again and again that there is no danger is held in one place of a crisis flow for good."""

from __future__ import annotations

import pytest

from bot.dialogue.flow import Flow, State
from tests.talker import Talker, shelf
from tests.test_every_state import stand, told

STATES = [
    pytest.param(flow, state, id=f"{flow.name}.{state.name}")
    for flow in shelf().book.flows.values()
    if flow.name.startswith("crisis_")
    for state in flow.states.values()
    if state.waits
]
DENIALS = ("there is no danger", "nothing happened", "no danger", "it was a mistake", "there is no danger")
MOST = 2
"""Times that one place may hold the floor while it is denied."""


@pytest.mark.parametrize("country", ["DE", ""])
@pytest.mark.parametrize(("flow", "state"), STATES)
def test_a_denial_finds_a_way_out(flow: Flow, state: State, country: str) -> None:
    talker: Talker = stand(flow, state, role="betrayer", **({"country": country} if country else {}))
    stood: list[str] = []
    for text in DENIALS:
        talker.says(text)
        stood.append(talker.stands)
        if not talker.stands.startswith("crisis_"):
            break
    assert all(stood.count(place) <= MOST for place in stood if place), told(talker) + str(stood)


def test_three_plain_noes_are_asked_about_and_believed() -> None:
    flow = shelf().book.flows["crisis_fear"]
    talker = stand(flow, flow.states["now"], country="DE")
    for _ in range(3):
        talker.says("no")
    assert talker.stands == "crisis_fear.no_danger", told(talker)
