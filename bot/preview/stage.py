"""Behind the page: the bot's clock and what is due by it, the last turn of each phone, and starting anew.

It knows the running bot only by what `Behind` names; `run` joins the two.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any, Protocol

from bot.preview.changes import Changes
from bot.preview.clock import PreviewClock, tomorrow_morning
from bot.preview.turn_view import Seen, turn_view

FARTHEST = 400 * 86400.0
"""Seconds that one move may take the clock ahead."""

MOST_STOPS = 500
"""Timers at which one move stops; a clock that would stop more often stays where it got to."""

MOST_DUE = 6

CHECKIN = "checkin"


class Behind(Protocol):
    """What the stage needs of the running bot."""

    async def tracker(self, user_id: int) -> dict[str, Any] | None:
        """The stored tracker in its plain form, None for a stranger."""

    async def quiet(self) -> None:
        """Return once everything that came in is answered, and every answer is sent."""

    async def fire(self, now: float) -> None:
        """Let what is due at `now` happen, and return once it has."""

    async def next_due(self) -> float | None:
        """When the next timer is due (Unix seconds), None where there is none."""

    async def erase(self, user_id: int, now: float) -> None:
        """Destroy everything that is stored of a person."""

    def due_name(self, tracker: dict[str, Any], timer: str) -> str:
        """What a timer is, in neutral words."""


class Stage:
    """The clock, the trackers as they were last seen, and the last turns of these people."""

    def __init__(self, clock: PreviewClock, changes: Changes, people: Iterable[int]) -> None:
        self.clock, self.changes = clock, changes
        self._trackers: dict[int, dict[str, Any] | None] = dict.fromkeys(people)
        self._turns: dict[int, dict[str, Any]] = {}
        self._moving = asyncio.Lock()
        self._behind: Behind | None = None

    async def join(self, behind: Behind) -> None:
        """Stand before a bot: from now on its trackers are shown."""
        self._behind = behind
        await self._read()

    def noted(self, user_id: int, seen: Seen) -> None:
        """A turn is committed: keep it as the phone's last one, and tell the page."""
        if user_id not in self._trackers:
            return
        now = self.clock()
        self._turns[user_id] = turn_view(self._trackers[user_id], seen, now)
        self._trackers[user_id] = seen.tracker
        self.changes.tell("turn", user_id, stage=self._shown(now))

    async def shown(self) -> dict[str, Any]:
        """What the page shows of all this.

        `now` and `ahead` (seconds); `due`: the next timers (`user_id`, `name`, `at`), and `checkin`: when the next
        check-in comes, or None; `zones` and `turns` by user id.
        """
        await self._read()
        return self._shown(self.clock())

    async def later(self, move: dict[str, Any]) -> int:
        """Move the clock ahead, stopping at every time at which something is due; returns at how many it stopped.

        A move is `{"minutes": n}`, `{"until": unix}`, `{"to": "morning"}` or `{"to": "checkin"}`. Raises ValueError
        for any other, and where no check-in is due.
        """
        async with self._moving:
            await self._bot.quiet()
            await self._read()
            target = self._target(move)
            stops = await self._step_to(target)
            await self._read()
        self.changes.tell("clock", 0, stage=self._shown(self.clock()))
        return stops

    async def reset(self) -> None:
        """Make strangers of everyone, and put the clock right."""
        async with self._moving:
            await self._bot.quiet()
            for user_id in self._trackers:
                await self._bot.erase(user_id, self.clock())
                self._trackers[user_id] = None
            self._turns.clear()
            self.clock.put_right()

    @property
    def _bot(self) -> Behind:
        if self._behind is None:
            raise ValueError("the bot has not started yet")
        return self._behind

    async def _read(self) -> None:
        for user_id in self._trackers if self._behind else ():
            self._trackers[user_id] = await self._bot.tracker(user_id)

    async def _step_to(self, target: float) -> int:
        for stops in range(MOST_STOPS):
            due = await self._bot.next_due()
            if due is None or due > target:
                self.clock.move_to(target)
                return stops
            self.clock.move_to(due)
            await self._bot.fire(self.clock())
        return MOST_STOPS

    def _target(self, move: dict[str, Any]) -> float:
        now = self.clock()
        target = self._named(move["to"], now) if "to" in move else _number(move, now)
        if not now <= target <= now + FARTHEST:
            raise ValueError("the clock moves ahead only, by 400 days at most")
        return target

    def _named(self, to: object, now: float) -> float:
        if to == "morning":
            return tomorrow_morning(now, next(filter(None, map(_zone, self._trackers.values())), None))
        if to != CHECKIN:
            raise ValueError("to is `morning` or `checkin`")
        at = self._next_checkin()
        if at is None:
            raise ValueError("no check-in is due; one of the two turns it on in /settings")
        return max(at, now)

    def _next_checkin(self) -> float | None:
        timers = [tracker["timers"] for tracker in self._trackers.values() if tracker]
        return min((timer[CHECKIN] for timer in timers if CHECKIN in timer), default=None)

    def _shown(self, now: float) -> dict[str, Any]:
        due = [
            {"user_id": user_id, "name": self._bot.due_name(tracker, name), "at": at}
            for user_id, tracker in self._trackers.items()
            if tracker
            for name, at in tracker["timers"].items()
        ]
        return {
            "now": now,
            "ahead": self.clock.ahead,
            "due": sorted(due, key=lambda one: one["at"])[:MOST_DUE],
            "checkin": self._next_checkin(),
            "zones": {user_id: _zone(tracker) for user_id, tracker in self._trackers.items()},
            "turns": self._turns,
        }


def _zone(tracker: dict[str, Any] | None) -> str | None:
    return (tracker or {}).get("person", {}).get("zone") or None


def _number(move: dict[str, Any], now: float) -> float:
    key = "until" if "until" in move else "minutes"
    number = move[key]
    if isinstance(number, bool) or not isinstance(number, int | float):
        raise TypeError(f"{key} is a number")
    return max(number, now) if key == "until" else now + 60.0 * number
