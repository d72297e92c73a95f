"""Courtesies: calls that nobody waits for and nobody misses, such as stopping a button's spinner.

They are not kept in the outbox: a lost one costs nothing, and each kept one would cost a turn's time.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable

from telegram.error import TelegramError

from bot.telegram.bot import Api
from bot.telegram.calls import Call
from bot.telegram.verdicts import TOAST

log = logging.getLogger(__name__)

MOST_AT_ONCE = 64
"""Courtesies under way; further ones are left out, as Telegram is slow then."""


class Courtesies:
    """Makes such calls at once, beside the sender; where `busy`, only a tap is still answered."""

    def __init__(self, api: Api, busy: Callable[[], bool] = lambda: False) -> None:
        self._api = api
        self._busy = busy
        self._tasks: set[asyncio.Task[None]] = set()

    def take(self, calls: Iterable[Call]) -> None:
        """Make these calls; call it on the event loop, once the turn is committed."""
        for call in calls:
            if len(self._tasks) >= MOST_AT_ONCE or (call.method != TOAST and self._busy()):
                continue
            task = asyncio.create_task(self._make(call))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Give what is under way a moment, and stop."""
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=1.0)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _make(self, call: Call) -> None:
        try:
            await self._api.call(call.method, call.params)
        except TelegramError as error:
            log.debug("courtesy_not_made method=%s error=%s", call.method, type(error).__name__)
