"""Courtesies: calls that nobody waits for and nobody misses, such as stopping a button's spinner.

They are not kept in the outbox: a lost one costs nothing, and each kept one would cost a turn's time.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from functools import partial

from bot.telegram.bot import Api
from bot.telegram.calls import Call
from bot.telegram.verdicts import TOAST

log = logging.getLogger(__name__)

MOST_AT_ONCE = 64
"""Courtesies under way; further ones are left out, as Telegram is slow then."""


Find = Callable[[int, str], Awaitable[int | None]]
"""The message id under a handle of a chat."""

Afterwards = Callable[[int, Callable[[], None]], None]
"""Has something done once nothing of a chat waits to be sent."""


async def _nowhere(chat_id: int, handle: str) -> int | None:
    return None


class Courtesies:
    """Answers taps at once, and takes buttons away once the chat's messages are sent; these not where `busy`."""

    def __init__(
        self,
        api: Api,
        busy: Callable[[], bool] = lambda: False,
        find: Find = _nowhere,
        afterwards: Afterwards = lambda chat, then: then(),
    ) -> None:
        self._api = api
        self._busy = busy
        self._find = find
        self._afterwards = afterwards
        self._tasks: set[asyncio.Task[None]] = set()
        self._closing = False

    def take(self, calls: Iterable[Call]) -> None:
        """Make these calls; call it on the event loop, once the turn is committed and its messages are queued."""
        for call in calls:
            if call.method == TOAST:
                self._begin(call)
            else:
                self._afterwards(call.params["chat_id"], partial(self._tidy, call))

    def _tidy(self, call: Call) -> None:
        if not self._busy():
            self._begin(call)

    def _begin(self, call: Call) -> None:
        if self._closing or len(self._tasks) >= MOST_AT_ONCE:
            return
        task = asyncio.create_task(self._make(call))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Give what is under way a moment, and stop."""
        self._closing = True
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=1.0)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _make(self, call: Call) -> None:
        params = call.params
        try:
            target = params.get("message_id")
            if isinstance(target, Mapping):
                message_id = await self._find(params["chat_id"], str(target.get("handle")))
                if message_id is None:
                    return
                params = {**params, "message_id": message_id}
            await self._api.call(call.method, params)
        except Exception as error:  # noqa: BLE001 nobody misses it: "not modified", "not found", a store that is busy
            log.debug("courtesy_not_made method=%s error=%s", call.method, type(error).__name__)
