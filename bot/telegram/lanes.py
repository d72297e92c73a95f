"""Lanes: the messages of one chat, one after the other, and which chat's turn it is."""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Generic

from bot.telegram.pace import BURST, CHAT_SECONDS, Place
from bot.telegram.rows import RowT
from bot.telegram.sweep import SWEEP

MOST_AFTERWARDS = 8


@dataclass(slots=True, eq=False)
class Parcel(Generic[RowT]):
    """One row on its way: the call as it is to be made now, and what has happened to it so far."""

    row: RowT
    method: str
    params: dict[str, Any]
    not_before: float
    tries: int
    attempted: bool
    postponed: bool = False
    withdrawn: bool = False
    swept: bool = False

    @classmethod
    def of(cls, row: RowT, not_before: float) -> Parcel[RowT]:
        """The parcel of a row; `not_before` is a time of the event loop."""
        return cls(row, row.draft.method, row.draft.params, not_before, row.tries, row.attempted)

    @property
    def clears(self) -> bool:
        """Whether it sweeps the whole chat."""
        wanted = self.params.get("message_ids")
        return self.method == SWEEP and isinstance(wanted, dict) and wanted.get("before") is None

    @property
    def is_message(self) -> bool:
        """Whether it counts for the chat's pace: a new message, not an edit."""
        return not self.swept and self.method.startswith(("send", "copy", "forward"))


@dataclass(slots=True, eq=False)
class Lane(Generic[RowT]):
    """The parcels of one chat in order; `current` is the one under way, and no other goes meanwhile.

    `spent` is when the chat's pace is used up to: three messages at once, then one a second. `afterwards` is done once
    nothing is left; the oldest of it is given up where much gathers.
    """

    chat_id: int
    parcels: deque[Parcel[RowT]] = field(default_factory=deque)
    current: Parcel[RowT] | None = None
    place: Place | None = None
    ready_at: float = 0.0
    queued: int = 0
    spent: float = 0.0
    afterwards: deque[Callable[[], None]] = field(default_factory=lambda: deque(maxlen=MOST_AFTERWARDS))

    def next_at(self, *, paced: bool) -> float:
        """When its first parcel may go."""
        first = self.parcels[0]
        rested = self.spent - (BURST - 1) * CHAT_SECONDS if paced and first.is_message else 0.0
        return max(first.not_before, rested)

    @property
    def waits(self) -> bool:
        """Whether its first parcel waits for Telegram to take it."""
        return bool(self.parcels) and self.parcels[0].postponed

    def overtake(self, now: float) -> None:
        """The whole chat is to be swept: what waits before that, or does not get through, need not be shown any more.

        A message that must not be lost (`repeat` False) goes all the same, and so does an earlier sweep.
        """
        for parcel in (*self.parcels, *([self.current] if self.current else ())):
            if parcel.row.draft.repeat and parcel.method != SWEEP:
                parcel.swept, parcel.not_before = True, now

    def went(self, now: float) -> None:
        """One message of the chat goes now."""
        self.spent = max(self.spent, now) + CHAT_SECONDS


class Queue(Generic[RowT]):
    """Lanes that have something to send and are not busy, the one that is due first in front."""

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, Lane[RowT]]] = []
        self._number = count(1)

    def put(self, lane: Lane[RowT], ready_at: float) -> None:
        """Queue the lane; where it is queued already, it moves."""
        lane.ready_at = ready_at
        lane.queued = next(self._number)
        heapq.heappush(self._heap, (ready_at, lane.queued, lane))

    def remove(self, lane: Lane[RowT]) -> None:
        """Take the lane out, wherever it stands."""
        lane.queued = 0

    def __iter__(self) -> Iterator[Lane[RowT]]:
        return (lane for _, number, lane in self._heap if lane.queued == number)

    def first(self) -> Lane[RowT] | None:
        """The lane that is due first, still in the queue."""
        while self._heap:
            _, number, lane = self._heap[0]
            if lane.queued == number:
                return lane
            heapq.heappop(self._heap)
        return None
