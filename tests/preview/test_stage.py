"""Behind the page, with a bot that only keeps timers: the clock stops where something is due."""

from __future__ import annotations

from typing import Any

import pytest

from bot.preview.changes import Changes
from bot.preview.clock import PreviewClock
from bot.preview.stage import MOST_STOPS, Stage
from bot.preview.turn_view import Seen

START = 1_790_000_000.0
HOUR = 3600.0


def tracker(timers: dict[str, float], zone: str = "") -> dict[str, Any]:
    return {"person": {"zone": zone} if zone else {}, "facts": {}, "frames": [], "timers": timers, "turn": 1}


class Ticking:
    """A bot whose timers fire, one by one; `again` puts another one in a timer's place."""

    def __init__(self, trackers: dict[int, dict[str, Any] | None], again: float = 0.0) -> None:
        self.trackers, self.again = trackers, again
        self.fired: list[tuple[str, float]] = []
        self.erased: list[int] = []
        self.quieted = 0

    async def tracker(self, user_id: int) -> dict[str, Any] | None:
        return self.trackers[user_id]

    async def quiet(self) -> None:
        self.quieted += 1

    async def fire(self, now: float) -> None:
        for one in filter(None, self.trackers.values()):
            for name, at in list(one["timers"].items()):
                if at <= now:
                    self.fired.append((name, now))
                    del one["timers"][name]
                    if self.again:
                        one["timers"][name] = now + self.again

    async def next_due(self) -> float | None:
        return min((at for one in filter(None, self.trackers.values()) for at in one["timers"].values()), default=None)

    async def erase(self, user_id: int, now: float) -> None:
        self.erased.append(user_id)
        self.trackers[user_id] = None

    def due_name(self, tracker: dict[str, Any], timer: str) -> str:
        return f"<{timer}>"


async def staged(bot: Ticking) -> tuple[Stage, Changes]:
    changes = Changes()
    stage = Stage(PreviewClock(lambda: START), changes, [1, 2])
    await stage.join(bot)
    return stage, changes


@pytest.mark.asyncio
async def test_a_long_way_stops_wherever_something_is_due_in_order() -> None:
    left, right = {"a": START + HOUR, "c": START + 3 * HOUR}, {"b": START + 2 * HOUR, "d": START + 7 * HOUR}
    bot = Ticking({1: tracker(left), 2: tracker(right)})
    stage, changes = await staged(bot)
    listener = changes.subscribe()
    assert await stage.later({"minutes": 360}) == 3
    assert bot.fired == [("a", START + HOUR), ("b", START + 2 * HOUR), ("c", START + 3 * HOUR)]
    assert stage.clock() == START + 6 * HOUR
    assert bot.quieted == 1, "what came in before is answered first"
    change = listener.queue.get_nowait()
    assert (change["kind"], change["stage"]["now"], change["stage"]["ahead"]) == ("clock", START + 6 * HOUR, 6 * HOUR)
    assert change["stage"]["due"] == [{"user_id": 2, "name": "<d>", "at": START + 7 * HOUR}]


@pytest.mark.asyncio
async def test_what_was_set_on_the_way_fires_on_the_way_and_a_restless_timer_is_left_at_last() -> None:
    stage, _ = await staged(Ticking({1: tracker({"a": START + 60}), 2: None}, again=600))
    assert await stage.later({"minutes": 60}) == 6
    assert stage.clock() == START + HOUR
    assert await stage.later({"to": "morning"}) < MOST_STOPS
    restless = Ticking({1: tracker({"a": START + 1}), 2: None}, again=1)
    stage, _ = await staged(restless)
    assert await stage.later({"minutes": 600}) == MOST_STOPS
    assert stage.clock() == START + MOST_STOPS


@pytest.mark.asyncio
async def test_to_the_next_check_in_of_either_and_to_what_is_due() -> None:
    bot = Ticking(
        {1: tracker({"checkin": START + 9 * HOUR}), 2: tracker({"checkin": START + 8 * HOUR, "x": START + 5})}
    )
    stage, _ = await staged(bot)
    assert (await stage.shown())["checkin"] == START + 8 * HOUR
    assert [one["name"] for one in (await stage.shown())["due"]] == ["<x>", "<checkin>", "<checkin>"]
    assert await stage.later({"to": "checkin"}) == 2
    assert bot.fired == [("x", START + 5), ("checkin", START + 8 * HOUR)]
    assert await stage.later({"until": START + 9 * HOUR}) == 1
    assert stage.clock() == START + 9 * HOUR
    assert await stage.later({"until": START}) == 0
    assert stage.clock() == START + 9 * HOUR, "what is due already needs no move"
    with pytest.raises(ValueError, match="no check-in is due"):
        await stage.later({"to": "checkin"})


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("move", "why"),
    [
        ({"minutes": -1}, "ahead only"),
        ({"minutes": 401 * 1440}, "400 days"),
        ({"minutes": float("nan")}, "400 days"),
        ({"minutes": "20"}, "is a number"),
        ({"minutes": True}, "is a number"),
        ({"until": START + 401 * 86400}, "400 days"),
        ({"to": "the moon"}, "`morning` or `checkin`"),
        ({}, "minutes"),
    ],
)
async def test_moves_that_are_refused(move: dict[str, Any], why: str) -> None:
    stage, _ = await staged(Ticking({1: None, 2: None}))
    with pytest.raises((ValueError, TypeError, KeyError), match=why):
        await stage.later(move)
    assert stage.clock.ahead == 0.0


@pytest.mark.asyncio
async def test_a_committed_turn_is_shown_and_other_peoples_are_not() -> None:
    stage, changes = await staged(Ticking({1: None, 2: None}))
    listener = changes.subscribe()
    now = tracker({"forget": START + 60}, zone="Asia/Tokyo")
    stage.noted(1, Seen(("Said", {"text": "hello"}), (), ("lost.ask",), now))
    stage.noted(7, Seen(("Said", {"text": "hello"}), (), (), now))
    change = listener.queue.get_nowait()
    assert (change["kind"], change["user_id"]) == ("turn", 1)
    assert change["stage"]["turns"][1]["said"] == ["lost.ask"]
    assert change["stage"]["zones"] == {1: "Asia/Tokyo", 2: None}
    assert change["stage"]["due"] == [{"user_id": 1, "name": "<forget>", "at": START + 60}]
    assert listener.queue.empty()


@pytest.mark.asyncio
async def test_reset_makes_strangers_and_puts_the_clock_right() -> None:
    bot = Ticking({1: tracker({"a": START + 60 * 60 * 50}, zone="Asia/Tokyo"), 2: tracker({})})
    stage, _ = await staged(bot)
    await stage.later({"minutes": 60})
    stage.noted(1, Seen(("Said", {"text": "x"}), (), (), bot.trackers[1]))
    await stage.reset()
    assert bot.erased == [1, 2]
    shown = await stage.shown()
    assert (shown["ahead"], shown["due"], shown["turns"], shown["zones"]) == (0.0, [], {}, {1: None, 2: None})


@pytest.mark.asyncio
async def test_before_the_bot_has_started_nothing_is_due_and_nothing_moves() -> None:
    stage = Stage(PreviewClock(lambda: START), Changes(), [1, 2])
    assert (await stage.shown())["due"] == []
    with pytest.raises(ValueError, match="not started yet"):
        await stage.later({"minutes": 1})
