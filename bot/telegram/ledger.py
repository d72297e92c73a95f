"""Writing down what became of a row, also while the database will not have it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bot.telegram.rows import Row

log = logging.getLogger(__name__)

LONGEST_PAUSE = 5.0


class Ledger:
    """Keeps at it: a call that Telegram carried out must be recorded, or the next start would make it again."""

    async def keep(self, row: Row, entry: Callable[[], Awaitable[None]]) -> None:
        """Make this entry, again and again with growing pauses until it is made."""
        pause = 0.25
        while True:
            try:
                await entry()
                return
            except Exception as error:  # noqa: BLE001 whichever database it is
                log.error("journal_refuses row=%d error=%s", row.id, type(error).__name__)
            await asyncio.sleep(pause)
            pause = min(LONGEST_PAUSE, pause * 2)

    async def note(self, row: Row, entry: Callable[[], Awaitable[None]]) -> None:
        """Make this entry if the database takes it now; it only spares a restart a try."""
        try:
            await entry()
        except Exception as error:  # noqa: BLE001 whichever database it is
            log.warning("journal_refuses row=%d error=%s", row.id, type(error).__name__)
