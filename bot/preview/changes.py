"""What changes on the phones, for whoever watches: the page, or a test."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

Change = dict[str, Any]


class Subscription:
    """A queue of changes; iterate it, or `await next_change()`. Close it when done."""

    def __init__(self, changes: Changes) -> None:
        self._changes = changes
        self.queue: asyncio.Queue[Change] = asyncio.Queue()

    async def next_change(self, timeout: float | None = None) -> Change:
        """The next change; raises TimeoutError where none comes within `timeout` seconds."""
        return await asyncio.wait_for(self.queue.get(), timeout)

    def close(self) -> None:
        """Stop listening."""
        self._changes.listeners.discard(self)

    async def __aiter__(self) -> AsyncIterator[Change]:
        while True:
            yield await self.queue.get()


class Changes:
    """Tells every subscription of every change; costs nothing while nobody listens."""

    def __init__(self) -> None:
        self.listeners: set[Subscription] = set()

    def subscribe(self) -> Subscription:
        """A subscription to all changes from now on."""
        subscription = Subscription(self)
        self.listeners.add(subscription)
        return subscription

    def tell(self, kind: str, user_id: int, **more: Any) -> None:
        """Announce one change of `kind` in the chat of a person."""
        for listener in self.listeners:
            listener.queue.put_nowait({"kind": kind, "user_id": user_id, **more})
