"""A turn in JSON types for the developer's panel."""

from __future__ import annotations

import json
from typing import Any

from bot.dialogue.effects import Button, Erase, Say, Toast, Unbutton
from bot.dialogue.engine import Turn
from bot.dialogue.events import Fired, Said, Tapped
from bot.dialogue.signals import Signal
from bot.dialogue.tracker import Frame, Tracker
from bot.preview.run import seen
from bot.preview.turn_view import LONGEST, marked, turn_view

NOW = 1_790_000_000.0


def signal(name: str, start: int, end: int) -> dict[str, Any]:
    return {"name": name, "score": 1.0, "start": start, "end": end}


def test_the_text_is_cut_where_signals_begin_and_end() -> None:
    pieces = marked("you never cared", [signal("absolute_partner", 0, 9), signal("hurt", 4, 15)])
    assert [(one["text"], one["signals"]) for one in pieces] == [
        ("you ", ["absolute_partner"]),
        ("never", ["absolute_partner", "hurt"]),
        (" cared", ["hurt"]),
    ]
    assert marked("plain", []) == [{"text": "plain", "signals": []}]
    assert marked("", [signal("x", 0, 0)]) == []
    assert "".join(one["text"] for one in marked("short", [signal("x", 3, 99)])) == "short"


def test_spans_are_of_characters_whatever_the_browser_counts() -> None:
    pieces = marked("😢😢 never", [signal("x", 3, 8)])
    assert [one["text"] for one in pieces] == ["😢😢 ", "never"]


def test_a_whole_turn() -> None:
    before = Tracker(turn=3, person={"name": "Ada"}, timers={"forget": NOW + 5, "silence:1:2": NOW + 9})
    before.frames = [Frame(1, "hurt", "door", serial=2)]
    after = Tracker(turn=4, person={"name": "Ada", "role": "betrayed"}, timers={"silence:4:5": NOW + 180})
    after.facts = {"last_seen": NOW}
    after.frames = [Frame(1, "hurt", "door", serial=2), Frame(4, "grounding", "feet", {"distress": 8}, serial=5)]
    rows = ((Button("1", 4, 5, 101), Button("2", 4, 5, 102)),)
    event = Said("you never cared", (Signal("absolute_partner", 0.951, 4, 9),), ("you never cared",))
    effects = (Say("Feet flat.", rows, handle="r4"), Toast(), Unbutton())
    told = turn_view(before.plain(), seen(event, Turn(after, effects, ("grounding.feet",))), NOW)
    assert json.loads(json.dumps(told)) == told
    assert (told["event"], told["turn"], told["about"]) == ("Said", 4, "")
    assert told["heard"][1] == {"text": "never", "signals": ["absolute_partner"]}
    assert told["signals"] == [{"name": "absolute_partner", "score": 0.95}]
    assert told["place"] == {"before": "hurt.door", "after": "grounding.feet", "stack": ["hurt.door", "grounding.feet"]}
    assert told["said"] == ["grounding.feet"]
    assert told["slots"] == [
        {"name": "fact last_seen", "before": None, "after": str(NOW)},
        {"name": "grounding.distress", "before": None, "after": "8"},
        {"name": "role", "before": None, "after": "betrayed"},
    ]
    assert told["timers"] == [
        {"name": "forget", "before": NOW + 5, "after": None},
        {"name": "silence in grounding.feet", "before": None, "after": NOW + 180},
        {"name": "silence in hurt.door", "before": NOW + 9, "after": None},
    ]
    assert told["effects"] == [
        {"kind": "Say", "about": "10 characters · 2 buttons"},
        {"kind": "Toast", "about": ""},
        {"kind": "Unbutton", "about": ""},
    ]


def test_taps_timers_and_an_erasure() -> None:
    tapped = turn_view(None, seen(Tapped(1, 2, 3), Turn(Tracker(turn=1))), NOW)
    assert (tapped["about"], tapped["heard"]) == ("choice 3", [])
    assert turn_view(None, seen(Tapped(genuine=False), Turn(Tracker())), NOW)["about"] == "choice 0 · genuine False"
    assert turn_view(None, seen(Fired("checkin"), Turn(Tracker())), NOW)["about"] == "name checkin"
    kept = Tracker(turn=2, person={"name": "Ada"}, timers={"forget": NOW})
    erased = turn_view(kept.plain(), seen(Tapped(), Turn(kept, (Erase(),))), NOW)
    assert erased["slots"] == [{"name": "name", "before": "Ada", "after": None}]
    assert [one["after"] for one in erased["timers"]] == [None]


def test_a_long_value_is_shortened() -> None:
    long = Tracker(turn=1, person={"name": "a" * 500})
    (slot,) = turn_view(None, seen(Tapped(), Turn(long)), NOW)["slots"]
    assert len(slot["after"]) == LONGEST
    assert slot["after"].endswith("…")
