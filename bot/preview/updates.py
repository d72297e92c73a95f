"""The queue of updates: long polling with Telegram's rules about offsets, and the other end of a webhook."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.preview.refusal import Refusal

KEPT_SECONDS = 24 * 3600
LONGEST_POLL = 50
MOST_UPDATES = 100
# Telegram sends these only to bots that ask for them by name.
_ASKED_FOR = frozenset(("chat_member", "message_reaction", "message_reaction_count"))


@dataclass(slots=True)
class _Waiting:
    id: int
    update: dict[str, Any]
    at: float
    odd: bool = False
    served: bool = False


class Updates:
    """Updates that the bot has not confirmed yet, oldest first, kept for 24 hours at most."""

    def __init__(self, now: Callable[[], float], take_id: Callable[[], int]) -> None:
        self._now = now
        self._take_id = take_id
        self._queue: deque[_Waiting] = deque()
        self._odd = 0
        self._poller: asyncio.Future[bool] | None = None
        self._filled = asyncio.Event()
        self.allowed: tuple[str, ...] = ()
        self.confirmed_below = 0

    def __len__(self) -> int:
        return len(self._queue)

    def put(self, kind: str, content: dict[str, Any]) -> int:
        """Queue an update and return its id; a kind that the bot does not take gets an id and is not kept."""
        number = self._take_id()
        wanted = kind in self.allowed if self.allowed else kind not in _ASKED_FOR
        if wanted:
            self._add(_Waiting(number, {"update_id": number, kind: content}, self._now()))
        return number

    def inject(self, raw: dict[str, Any]) -> int:
        """Queue any dict as it is; it gets an id only where it has none. An id out of order is delivered once."""
        if "update_id" not in raw:
            raw = {"update_id": self._take_id(), **raw}
        given = raw["update_id"]
        number = given if isinstance(given, int) else 0
        in_order = given is number and number >= self.confirmed_below and not any(w.id >= number for w in self._queue)
        self._odd += not in_order
        self._add(_Waiting(number, raw, self._now(), odd=not in_order))
        return number

    def _add(self, waiting: _Waiting) -> None:
        self._queue.append(waiting)
        self._filled.set()
        if self._poller is not None and not self._poller.done():
            self._poller.set_result(True)

    async def poll(self, offset: int, limit: int, timeout: float) -> list[dict[str, Any]]:
        """Answer one getUpdates; raises the 409 to the poller that is already there when a second one comes."""
        if self._poller is not None and not self._poller.done():
            self._poller.set_result(False)
        self._confirm(offset)
        limit = limit if 1 <= limit <= MOST_UPDATES else MOST_UPDATES
        if not self._queue and timeout > 0:
            mine = self._poller = asyncio.get_running_loop().create_future()
            try:
                if not await asyncio.wait_for(mine, min(timeout, LONGEST_POLL)):
                    raise Refusal(
                        409,
                        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is "
                        "running",
                    )
            except TimeoutError:
                return []
            finally:
                if self._poller is mine:
                    self._poller = None
        return self._first(limit)

    def release(self) -> None:
        """Let a waiting poller go with what there is."""
        if self._poller is not None and not self._poller.done():
            self._poller.set_result(True)

    def _first(self, limit: int) -> list[dict[str, Any]]:
        batch: list[dict[str, Any]] = []
        for waiting in self._queue:
            if len(batch) == limit:
                break
            waiting.served = True
            batch.append(waiting.update)
        return batch

    def _confirm(self, offset: int) -> None:
        queue, old = self._queue, self._now() - KEPT_SECONDS
        while queue and queue[0].at < old:
            queue.popleft()
        if offset < 0:
            while len(queue) > -offset:
                queue.popleft()
            return
        self.confirmed_below = max(self.confirmed_below, offset)
        while queue and not queue[0].odd and queue[0].id < offset:
            queue.popleft()
        if self._odd:
            kept = [one for one in queue if not (one.served if one.odd else one.id < offset)]
            self._odd = sum(one.odd for one in kept)
            self._queue = deque(kept)
        if not self._queue:
            self._filled.clear()

    def undelivered(self) -> None:
        """The poller was gone before its answer: what would have been delivered only once waits again."""
        for waiting in self._queue:
            waiting.served = False

    def clear(self) -> None:
        """Drop what waits (`drop_pending_updates`)."""
        self._queue.clear()
        self._filled.clear()
        self._odd = 0

    async def oldest(self) -> dict[str, Any]:
        """The oldest update, once there is one (for a webhook)."""
        while not self._queue:
            self._filled.clear()
            await self._filled.wait()
        return self._queue[0].update

    def delivered(self, update: dict[str, Any]) -> None:
        """Take an update off that a webhook has answered for."""
        if self._queue and self._queue[0].update is update:
            self._odd -= self._queue.popleft().odd


def allowed_kinds(raw: object) -> tuple[str, ...] | None:
    """`allowed_updates` as a tuple; None where it was not given and the former setting stays."""
    return tuple(str(kind) for kind in raw) if isinstance(raw, Sequence) and not isinstance(raw, str) else None
