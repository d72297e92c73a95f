"""The stand-in, ready for tests: a started one, a plain client, a clock to turn, and faults to order.

async with standin() as api:
    api.user_sends(7, "hello")
    ...
    api.on_call = on("sendMessage", too_many(3), times=1)
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from bot.preview.bot_api import BotApi, Fault, OnCall

# The smallest picture that a phone would show.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)
GIF = b"GIF89a\x02\x00\x03\x00\x00\x00\x00;"
MP4 = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom"


class Clock:
    """A clock that stands still until it is turned; give it to `BotApi(now=clock)`."""

    def __init__(self, at: float = 1_790_000_000.0) -> None:
        self.at = at

    def __call__(self) -> float:
        return self.at

    def turn(self, seconds: float) -> None:
        """Move the hands."""
        self.at += seconds


@asynccontextmanager
async def standin(**options: Any) -> AsyncIterator[BotApi]:
    """A started stand-in on a free port, stopped at the end."""
    api = BotApi(**options)
    await api.start()
    try:
        yield api
    finally:
        await api.stop()


@asynccontextmanager
async def plain_client(api: BotApi) -> AsyncIterator[Callable[..., Coroutine[Any, Any, dict[str, Any]]]]:
    """`await call("sendMessage", chat_id=7, text="hi")`: the whole answer of one call, sent as JSON."""
    async with aiohttp.ClientSession() as session:

        async def call(method: str, **parameters: Any) -> dict[str, Any]:
            async with session.post(f"{api.url}/bot{api.token}/{method}", json=parameters) as answer:
                body: dict[str, Any] = await answer.json()
                return {**body, "status": answer.status}

        yield call


async def until(holds: Callable[[], object], seconds: float = 5.0) -> None:
    """Wait until something holds; raises AssertionError when it does not in time."""
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            raise AssertionError("it did not hold in time")
        await asyncio.sleep(0.005)


# Ready-made faults.


def too_many(retry_after: int) -> Fault:
    """429: wait `retry_after` seconds."""
    return Fault(429, f"Too Many Requests: retry after {retry_after}", retry_after)


BAD_GATEWAY = Fault(502, body="<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>")
SERVER_ERROR = Fault(500, "Internal Server Error: sent too many requests")
RESET_BEFORE = Fault(reset=True)
RESET_AFTER = Fault(reset=True, after=True)
SERVER_ERROR_AFTER = Fault(502, "Bad Gateway", after=True)
UNAUTHORIZED = Fault(401, "Unauthorized")
CONFLICT = Fault(
    409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
)


def silence_after(seconds: float) -> Fault:
    """Accepted, then no answer for so long and a reset: a time-out of unknown fate."""
    return Fault(reset=True, after=True, delay=seconds)


def slow(seconds: float) -> Fault:
    """Handled as ever, but the answer comes late."""
    return Fault(status=0, after=True, delay=seconds)


def on(method: str, fault: Fault, times: int | None = None, chat_id: int | None = None) -> OnCall:
    """A hook that fails calls of one method (`*`: all but getUpdates), so many `times`, in one chat or in all."""
    left = [times]

    async def hook(called: str, parameters: dict[str, Any]) -> Fault | None:
        hit = called == method or (method == "*" and called != "getUpdates")
        if not hit or left[0] == 0:
            return None
        if chat_id is not None and str(parameters.get("chat_id")) != str(chat_id):
            return None
        if left[0] is not None:
            left[0] -= 1
        return fault

    return hook


def network(seconds: float) -> OnCall:
    """A hook that delays every call but getUpdates by so many seconds, as a network would."""
    return on("*", Fault(status=0, delay=seconds))
