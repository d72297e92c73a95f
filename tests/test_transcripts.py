"""Golden transcripts: recorded talks that assert the names of what is said; snapshots beside them hold the words.

A transcript is a YAML file in a folder of `tests/transcripts/` named after the risk that it guards. `expect` lists the
names of what was said in the turn, `stands` where the talk stands afterwards; `docs/transcripts.md` has the rest.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from bot.dialogue.effects import Button
from bot.dialogue.parse import seconds
from bot.dialogue.script import parse_yaml, texts
from bot.dialogue.tracker import Tracker
from tests.talker import Talker

FOLDER = Path(__file__).parent / "transcripts"
FILES = sorted(FOLDER.rglob("*.yaml"))
ACTS = {"says", "taps", "waits", "shares", "shows", "taps_old"}
CHECKS = {"expect", "stands", "toast", "facts", "no_facts", "timers", "person", "contains", "lacks", "after", "within"}


def play(path: Path) -> Talker:
    """Play a transcript and check each of its steps."""
    script = parse_yaml(path.read_text(encoding="utf-8"), path.name)
    assert set(script) <= {"transcript", "person", "facts", "talk"}, f"{path.name}: unknown key"
    facts = {
        name: float(value) if value[:1].isdigit() else value for name, value in (script.get("facts") or {}).items()
    }
    talker = Talker(Tracker(person=dict(script.get("person") or {}), facts=facts))
    seen: dict[str, Button] = {}
    for step in script["talk"]:
        where = f"{path.name}:{step.line}"
        assert set(step) <= ACTS | CHECKS, f"{where}: unknown key in {sorted(step)}"
        act(talker, step, seen)
        for button in talker.buttons:
            seen.setdefault(button.label, button)
        check(talker, step, where)
    return talker


def act(talker: Talker, step: Any, seen: dict[str, Button]) -> None:
    """Do what one step says."""
    after = {"after": float(seconds(step["after"], "after"))} if "after" in step else {}
    if "says" in step:
        talker.says(str(step["says"]), **after)
    elif "taps" in step:
        talker.taps(str(step["taps"]), **after)
    elif "taps_old" in step:
        talker.taps_again(seen[step["taps_old"]])
    elif "waits" in step:
        talker.turn = type(talker.turn)(talker.tracker)
        talker.waits(seconds(step["waits"], "waits"))
    elif "shares" in step:
        talker.shares(str(step["shares"]) or None)
    elif "shows" in step:
        talker.shows(str(step["shows"]))


def check(talker: Talker, step: Any, where: str) -> None:
    """Hold one step to what it expects."""
    tracker = talker.tracker
    if "expect" in step:
        assert talker.names == list(texts(step["expect"])), f"{where}\n" + "\n".join(talker.log[-6:])
    if "stands" in step:
        assert talker.stands == step["stands"], where
    if "toast" in step:
        assert talker.toast == step["toast"], where
    for name in texts(step.get("facts")):
        assert tracker.facts.get(name), f"{where}: fact {name} is not set"
    for name in texts(step.get("no_facts")):
        assert not tracker.facts.get(name), f"{where}: fact {name} is set"
    for name in texts(step.get("timers")):
        assert name in tracker.timers, f"{where}: timer {name} is not set; {list(tracker.timers)}"
    for name, value in (step.get("person") or {}).items():
        assert tracker.person.get(name) == value, f"{where}: {name} is {tracker.person.get(name)!r}"
    for words in texts(step.get("contains")):
        assert words in talker.text, f"{where}: {words!r} is not in {talker.text!r}"
    for words in texts(step.get("lacks")):
        assert words not in talker.text, f"{where}: {words!r} is in {talker.text!r}"
    if "within" in step:
        assert len(talker.text) <= int(step["within"]), f"{where}: {len(talker.text)} characters"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(FOLDER).with_suffix("").as_posix())
def test_transcript(path: Path, snapshot: SnapshotAssertion) -> None:
    """The names are as recorded, and the words as in the snapshot."""
    assert "\n".join(play(path).log) == snapshot
