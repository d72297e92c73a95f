"""The webhook: updates are posted to the bot, one after the other, until it answers for each."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp

from bot.preview.parameters import Parameters
from bot.preview.refusal import bad_request
from bot.preview.updates import Updates, allowed_kinds

_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}\Z")


class Webhook:
    """Where updates are posted, if anywhere. `pause` is the wait in seconds before a refused update is posted again."""

    def __init__(self, updates: Updates, now: Callable[[], float]) -> None:
        self.updates = updates
        self.now = now
        self.url = ""
        self.secret = ""
        self.most_connections = 40
        self.pause = 0.2
        self.last_error: tuple[int, str] | None = None
        self.on_reply: Callable[[dict[str, Any]], Awaitable[None]] | None = None
        self._task: asyncio.Task[None] | None = None

    async def set(self, parameters: Parameters) -> bool:
        """setWebhook. Plain HTTP is taken for loopback only; an empty url deletes the webhook."""
        url = parameters.text("url")
        if not url:
            return await self.delete(parameters)
        if not url.startswith("https://") and not re.match(r"http://(127\.0\.0\.1|localhost|\[::1\])[:/]", url):
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        secret = parameters.text("secret_token")
        if len(secret) > 256:
            raise bad_request("secret token is too long")
        if secret and not _SECRET.match(secret):
            raise bad_request("secret token contains illegal characters")
        await self.stop()
        self._take_common(parameters)
        self.url, self.secret, self.last_error = url, secret, None
        self.most_connections = parameters.integer("max_connections", 40)
        self.updates.release()
        self._task = asyncio.create_task(self._post_all())
        return True

    async def delete(self, parameters: Parameters) -> bool:
        """deleteWebhook: polling is possible again."""
        await self.stop()
        self._take_common(parameters)
        self.url = self.secret = ""
        return True

    def described(self) -> dict[str, Any]:
        """getWebhookInfo."""
        told: dict[str, Any] = {
            "url": self.url,
            "has_custom_certificate": False,
            "pending_update_count": len(self.updates),
        }
        if self.url:
            told["max_connections"] = self.most_connections
        if self.updates.allowed:
            told["allowed_updates"] = list(self.updates.allowed)
        if self.last_error is not None:
            told["last_error_date"], told["last_error_message"] = self.last_error
        return told

    def _take_common(self, parameters: Parameters) -> None:
        allowed = allowed_kinds(parameters.structure("allowed_updates", "allowed updates"))
        if allowed is not None:
            self.updates.allowed = allowed
        if parameters.flag("drop_pending_updates"):
            self.updates.clear()

    async def stop(self) -> None:
        """Stop posting."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    async def _post_all(self) -> None:
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.secret} if self.secret else {}
        async with aiohttp.ClientSession(headers=headers, timeout=aiohttp.ClientTimeout(60)) as client:
            while True:
                update = await self.updates.oldest()
                if await self._post(client, update):
                    self.updates.delivered(update)
                else:
                    await asyncio.sleep(self.pause)

    async def _post(self, client: aiohttp.ClientSession, update: dict[str, Any]) -> bool:
        try:
            async with client.post(self.url, json=update) as answer:
                body = await answer.read()
                if not 200 <= answer.status < 300:
                    self._failed(f"Wrong response from the webhook: {answer.status} {answer.reason}")
                    return False
        except (aiohttp.ClientError, OSError, TimeoutError) as failure:
            self._failed(f"Connection failed: {type(failure).__name__}")
            return False
        await self._reply(body)
        return True

    async def _reply(self, body: bytes) -> None:
        """A webhook may answer with a call of its own: `{"method": …}`."""
        try:
            call = json.loads(body)
        except ValueError:
            return
        if isinstance(call, dict) and isinstance(call.get("method"), str) and self.on_reply is not None:
            await self.on_reply(call)

    def _failed(self, why: str) -> None:
        self.last_error = (int(self.now()), why)
