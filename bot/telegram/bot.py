"""The bot as we use it: python-telegram-bot's `Bot` over our HTTP client, called by method name with plain params."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from typing import Any, Protocol

import telegram

from bot.telegram.errors import FateUnknown, TokenRefused
from bot.telegram.request import READ_SECONDS, AiohttpRequest

TOKEN = re.compile(r"[A-Za-z0-9_:-]+")
ADDRESS = re.compile(r"https?://(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?(?:/[A-Za-z0-9._~/-]*)?")


class Api(Protocol):
    """Whatever can make a Bot API call; the rooms here need no more of a bot, so a test hands in a fake."""

    async def call(self, method: str, params: Mapping[str, Any], read_seconds: float | None = None) -> Any:
        """Make one call (`sendMessage`, …); returns its `result`, raises `telegram.error.TelegramError`."""


class CallingBot(telegram.Bot):
    """`telegram.Bot` with one more method, `call`, and a repr that keeps the token to itself."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "CallingBot()"

    async def call(self, method: str, params: Mapping[str, Any], read_seconds: float | None = None) -> Any:
        """Make one Bot API call by its name and return its raw `result`; `read_seconds` is for long polling.

        `do_api_request` would do, but warns at each method that has a Python name of its own. Raises TelegramError.
        """
        try:
            return await self._post(
                method, dict(params), read_timeout=READ_SECONDS if read_seconds is None else read_seconds
            )
        except (KeyError, TypeError):
            failure = FateUnknown("the answer holds no result")
        raise failure

    async def close_connections(self) -> None:
        """Let go of every connection; what is under way fails. The bot may be used again afterwards."""
        await asyncio.gather(*(request.shutdown() for request in self._request))


def build_bot(token: str, api_url: str) -> CallingBot:
    """The bot for this token at this Bot API server, e.g. `https://api.telegram.org`. Nothing is asked of it yet.

    Raises `TokenRefused` for what cannot be a token, ValueError for what cannot be an address.
    Proxy settings of the environment are not read.
    """
    if not TOKEN.fullmatch(token):
        raise TokenRefused(
            "TELEGRAM_BOT_TOKEN is not a bot token: BotFather's look like 123456789:AAE… with no spaces."
        )
    address = api_url.rstrip("/")
    if not ADDRESS.fullmatch(address):
        raise ValueError(
            f"TELEGRAM_API_URL is {api_url!r}; it needs a server's address, like https://api.telegram.org."
        )
    return CallingBot(
        token,
        base_url=f"{address}/bot",
        base_file_url=f"{address}/file/bot",
        request=AiohttpRequest(),
        get_updates_request=AiohttpRequest(),
    )
