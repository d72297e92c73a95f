"""The other way in: Telegram posts each update to us, and hears 200 only when it is committed."""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
import re
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web
from telegram.error import InvalidToken, TelegramError

from bot.telegram.arrivals import WANTED, Accept, Reception, Refused, raw_update
from bot.telegram.bot import Api
from bot.telegram.errors import TokenRefused

log = logging.getLogger(__name__)

LARGEST_BODY = 1024 * 1024
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
SHORT_SECRET = 16
RETRY_SECONDS = 5.0
LONGEST_RETRY = 60.0
MOST_CONNECTIONS = 40


class Webhook:
    """Listens for updates from Telegram at `url` (public, https) on `listen` (`host:port`, behind a proxy).

    A request without the secret is refused before its body is read, and nothing of it is logged. `on_refused` is told
    of an update that could not be committed; Telegram then delivers it again. `status` is for /healthz.
    """

    def __init__(
        self,
        api: Api,
        accept: Accept,
        url: str,
        secret: str,
        listen: str,
        on_refused: Refused | None = None,
        *,
        now: Callable[[], float] = time.time,
    ) -> None:
        if not SECRET.fullmatch(secret):
            raise ValueError("WEBHOOK_SECRET needs 1 to 256 characters out of A-Z, a-z, 0-9, _ and -.")
        if len(secret) < SHORT_SECRET:
            log.warning("WEBHOOK_SECRET is short: whoever guesses it can speak for Telegram; take 32 characters")
        host, _, port = listen.rpartition(":")
        if not host or not port.isdigit():
            raise ValueError(f"LISTEN is {listen!r}; it needs a host and a port, like 127.0.0.1:8443.")
        self.status = Reception()
        self.port = int(port)
        self._host = host.strip("[]")
        self._api = api
        self._accept = accept
        self._on_refused = on_refused
        self._url = url
        self._secret = secret.encode("ascii")
        self._now = now
        self._refused: set[int] = set()

    async def run(self) -> None:
        """Serve until cancelled. Raises `TokenRefused`, and OSError where the port is taken.

        `port` is the one in use from then on, also where 0 was asked for.
        """
        served = web.Application(client_max_size=LARGEST_BODY)
        served.router.add_post(urlsplit(self._url).path or "/", self._receive)
        runner = web.AppRunner(served, access_log=None, handle_signals=False)
        await runner.setup()
        try:
            site = web.TCPSite(runner, self._host, self.port)
            await site.start()
            self.port = int(runner.addresses[0][1])
            await self._announce()
            await asyncio.Event().wait()
        finally:
            self.status.ill("stopped")
            await runner.cleanup()

    async def _announce(self) -> None:
        """Tell Telegram where to post, unless it knows; keeps trying while Telegram cannot be reached."""
        wait = RETRY_SECONDS
        while True:
            try:
                known = await self._api.call("getWebhookInfo", {})
                if not self._is_ours(known):
                    await self._api.call("setWebhook", self._wanted())
                    log.info("webhook_set")
                self.status.well(self._now())
                return
            except InvalidToken:
                raise TokenRefused from None
            except TelegramError as error:
                log.warning("webhook_not_set error=%s", type(error).__name__)
                self.status.ill(f"the webhook could not be set ({type(error).__name__})")
            await asyncio.sleep(wait)
            wait = min(LONGEST_RETRY, wait * 2)

    def _wanted(self) -> dict[str, Any]:
        return {
            "url": self._url,
            "secret_token": self._secret.decode("ascii"),
            "allowed_updates": list(WANTED),
            "max_connections": MOST_CONNECTIONS,
            "drop_pending_updates": False,
        }

    def _is_ours(self, known: object) -> bool:
        """Whether what Telegram has is what we want. It never tells the secret; a complaint may mean a new one."""
        return (
            isinstance(known, dict)
            and known.get("url") == self._url
            and set(known.get("allowed_updates") or ()) == set(WANTED)
            and known.get("max_connections", MOST_CONNECTIONS) == MOST_CONNECTIONS
            and not known.get("last_error_message")
        )

    async def _receive(self, request: web.Request) -> web.Response:
        given = request.headers.get(SECRET_HEADER, "").encode("utf-8", "replace")
        if not hmac.compare_digest(given, self._secret):
            return web.Response(status=403)
        try:
            element = json.loads(await request.read())
        except web.HTTPRequestEntityTooLarge:
            return web.Response(status=413)
        except (ValueError, RecursionError):
            return web.Response(status=400)
        if not isinstance(element, dict):
            return web.Response(status=400)
        update = raw_update(element)
        if update is None:
            log.warning("updates_without_id count=1")
            return web.Response()  # there is nothing to keep; a refusal would bring it back for ever
        try:
            await self._accept([update])
        except Exception as error:  # noqa: BLE001 whatever it is, Telegram must not be told "got it"
            log.error("updates_refused count=1 error=%s", type(error).__name__)
            self.status.ill("updates cannot be stored")
            if self._on_refused is not None and update.update_id not in self._refused:
                self._refused.add(update.update_id)
                try:
                    await self._on_refused([update], error)
                except Exception as second:  # noqa: BLE001 the answer stays 503
                    log.error("refusal_unanswered error=%s", type(second).__name__)
            return web.Response(status=503)
        self._refused.discard(update.update_id)
        self.status.well(self._now())
        self.status.updates += 1
        return web.Response()
