"""Long polling: fetch updates, have them committed, and only then acknowledge them."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import time
from collections.abc import Awaitable, Callable, Sequence

from telegram.error import BadRequest, Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.telegram.arrivals import WANTED, Accept, RawUpdate, Reception, Refused, raw_update
from bot.telegram.bot import Api
from bot.telegram.errors import TokenRefused

log = logging.getLogger(__name__)

POLL_SECONDS = 30
LIMIT = 100
LONGEST_BACKOFF = 30.0
LONGEST_REFUSAL = 5.0
IDLE_SKIP = 1.0


class Poller:
    """Takes updates from Telegram with getUpdates and hands them on, in order, at least once.

    A batch is acknowledged (by the offset of the next call) only when `accept` has returned. Where it raises, the batch
    is fetched again with growing waits, and `on_refused` is told once of each update. `status` is for /healthz.
    `breather` says how long to wait before the next call (seconds): where there is much to do, updates that come
    meanwhile come as one batch, which costs one call and one commit.
    """

    def __init__(
        self,
        api: Api,
        accept: Accept,
        on_refused: Refused | None = None,
        *,
        poll_seconds: int = POLL_SECONDS,
        now: Callable[[], float] = time.time,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        breather: Callable[[], float] = lambda: 0.0,
    ) -> None:
        self.status = Reception()
        self._api = api
        self._accept = accept
        self._on_refused = on_refused
        self._poll_seconds = poll_seconds
        self._now = now
        self._sleep = sleep
        self._breather = breather
        self._offset: int | None = None
        self._heard = False
        self._failures = 0
        self._refused: set[int] = set()

    async def run(self) -> None:
        """Poll until cancelled. Raises `TokenRefused` where Telegram has never accepted the token.

        The first call asks without waiting, so that a wrong token, or readiness, is known at once. A webhook that is
        still set is taken away when Telegram names it (nothing pending is dropped).
        """
        while True:
            try:
                elements = await self._fetch()
            except TelegramError as error:
                await self._recover(error)
            else:
                await self._hand_on(elements)
                pause = self._breather()
                if pause > 0:
                    await self._sleep(pause)

    async def _fetch(self) -> list[object]:
        wait = self._poll_seconds if self._heard and not self._failures else 0
        params = {"timeout": wait, "limit": LIMIT, "allowed_updates": list(WANTED)}
        if self._offset is not None:
            params["offset"] = self._offset
        answer = await self._api.call("getUpdates", params, wait + 10.0)
        if not isinstance(answer, list):
            raise NetworkError("getUpdates answered no list")
        return answer

    async def _hand_on(self, elements: Sequence[object]) -> None:
        self._heard = True
        batch = [update for update in map(raw_update, elements) if update is not None]
        if len(batch) < len(elements):
            log.warning("updates_without_id count=%d", len(elements) - len(batch))
        if batch:
            try:
                await self._accept(batch)
            except Exception as error:  # noqa: BLE001 whatever it is, nothing may be acknowledged
                await self._refuse(batch, error)
                return
            self._offset = max(update.update_id for update in batch) + 1
        elif elements:
            await self._step_over()
        self._failures = 0
        self._refused.clear()
        self.status.well(self._now())
        self.status.updates += len(batch)

    async def _step_over(self) -> None:
        """Nothing in the answer has an id; all that waits at our offset is in it, so a step loses nothing readable."""
        if self._offset is not None:
            self._offset += 1
        await self._sleep(IDLE_SKIP)

    async def _refuse(self, batch: Sequence[RawUpdate], error: Exception) -> None:
        self.status.ill("updates cannot be stored")
        log.error("updates_refused count=%d error=%s", len(batch), type(error).__name__)
        fresh = [update for update in batch if update.update_id not in self._refused]
        self._refused.update(update.update_id for update in fresh)
        if self._on_refused is not None and fresh:
            try:
                await self._on_refused(fresh, error)
            except Exception as second:  # noqa: BLE001 polling goes on
                log.error("refusal_unanswered error=%s", type(second).__name__)
        await self._back_off(LONGEST_REFUSAL)

    async def _recover(self, error: TelegramError) -> None:
        if isinstance(error, InvalidToken):
            if not self._heard:
                raise TokenRefused from None
            self._trouble("Telegram refuses the token")
        elif isinstance(error, Conflict):
            self._trouble("another poller or a webhook is active")
            if not self._heard and await self._took_webhook_away():
                return
        elif isinstance(error, RetryAfter):
            self._trouble("Telegram asks to wait")
            wait = error.retry_after
            await self._sleep(wait.total_seconds() if isinstance(wait, dt.timedelta) else wait)
            return
        elif isinstance(error, BadRequest) or not isinstance(error, NetworkError):
            self._trouble(f"Telegram refuses getUpdates ({type(error).__name__})")
        else:
            self._trouble(f"Telegram cannot be reached ({type(error).__name__})")
        await self._back_off(LONGEST_BACKOFF)

    def _trouble(self, problem: str) -> None:
        if self.status.problem != problem:
            log.warning("polling_trouble problem=%r", problem)
        self.status.ill(problem)

    async def _took_webhook_away(self) -> bool:
        try:
            known = await self._api.call("getWebhookInfo", {})
            if not (isinstance(known, dict) and known.get("url")):
                return False
            await self._api.call("deleteWebhook", {"drop_pending_updates": False})
        except TelegramError as error:
            log.warning("webhook_kept error=%s", type(error).__name__)
            return False
        log.warning("webhook_removed: it was set, and polling was asked for")
        return True

    async def _back_off(self, longest: float) -> None:
        self._failures += 1
        await self._sleep(min(longest, 2.0 ** min(self._failures - 1, 10)))
