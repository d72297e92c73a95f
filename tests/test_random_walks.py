"""Random walks through every flow: whatever comes in whatever order, nothing raises and every turn says something."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from bot.dialogue.engine import MOST_FRAMES
from bot.dialogue.events import Commanded, Tapped
from bot.dialogue.flow import Flow
from tests.talker import START, Talker
from tests.test_every_state import FLOWS, ODD, SHRUGS, shown, stand, told

TYPED = (
    *ODD,
    *SHRUGS,
    "yes",
    "7",
    "done",
    "I CANT DO THIS",
    "Berlin",
    "Germany",
    "nothing i do is ever enough",
    "thank you",
)
"""What a random walk types."""

DOORS: tuple[dict[str, float | bool], ...] = (
    {},
    {"ordinary_closed": START},
    {"couple_closed": START},
    {"under_18": True},
)


def walk(flow: Flow, seed: int) -> Iterator[Talker]:
    """Thirty taps, texts, commands and silences from a flow's start, the same for the same seed."""
    dice = random.Random(f"{flow.name} {seed}")
    first = flow.states[flow.start]
    start = stand(flow, first, role=dice.choice(["betrayed", "betrayer", "both", "unsaid"]))
    tracker = start.tracker
    tracker.facts.update(DOORS[seed % len(DOORS)])
    talker = Talker(tracker)
    if first.waits:
        talker.buttons = list(shown(talker))
    else:
        tracker.frames = []
        if flow.starts_on and flow.starts_on[0].startswith("command."):
            talker.meets(Commanded(flow.starts_on[0].partition(".")[2]), "a command")
    for _ in range(30):
        silent = False
        match dice.randrange(8):
            case 0 | 1 | 2 if talker.buttons and talker.tracker.frames:
                button = dice.choice(talker.buttons)
                talker.meets(Tapped(button.frame, button.serial, button.choice), f"[{button.label}]")
                silent = talker.toast != ""
            case 3 | 4 | 5:
                talker.says(dice.choice(TYPED), after=dice.choice([4.0, 20.0, 700.0]))
            case 6:
                talker.says(dice.choice(["/ground", "/leanin", "/help", "/start", "/settings", "menu", "back"]))
            case _:
                talker.waits(dice.choice([130.0, 2000.0, 90_000.0]))
                silent = True
        assert silent or talker.text, told(talker)
        yield talker


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("flow", FLOWS)
def test_a_random_walk_raises_nothing_and_stays_within_bounds(flow: Flow, seed: int) -> None:
    for talker in walk(flow, seed):
        names = [frame.flow for frame in talker.tracker.frames]
        assert len(names) <= MOST_FRAMES, names
        assert len(set(names)) == len(names), f"a flow stands twice: {names}\n{told(talker)}"
