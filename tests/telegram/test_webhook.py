"""The webhook: what is forged, too large or malformed is refused, and 200 means committed."""

from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from telegram.error import InvalidToken

from bot.telegram.arrivals import WANTED, RawUpdate
from bot.telegram.bot import build_bot
from bot.telegram.errors import FateUnknown, TokenRefused
from bot.telegram.webhook import SECRET_HEADER, Webhook
from tests.standin import standin, until

SECRET = "a-secret-of-thirty-two-characters"
URL = "https://bot.example/hook/7"


class Side:
    """Telegram's side and ours: what is set, what was asked, what was accepted and refused."""

    def __init__(self, known: dict[str, Any] | None = None) -> None:
        self.known = known or {"url": ""}
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.errors: list[Exception] = []
        self.accepted: list[RawUpdate] = []
        self.refused: list[int] = []
        self.down = False

    async def call(self, method: str, params: Mapping[str, Any], read_seconds: float | None = None) -> Any:
        if self.errors:
            raise self.errors.pop(0)
        self.calls.append((method, dict(params)))
        return self.known

    async def accept(self, batch: Sequence[RawUpdate]) -> None:
        if self.down:
            raise OSError("canary words")
        self.accepted += batch

    async def hear(self, batch: Sequence[RawUpdate], error: Exception) -> None:
        self.refused += [update.update_id for update in batch]


@asynccontextmanager
async def _open(side: Side) -> AsyncIterator[tuple[Webhook, aiohttp.ClientSession, str]]:
    webhook = Webhook(side, side.accept, URL, SECRET, "127.0.0.1:0", side.hear)
    task = asyncio.create_task(webhook.run())
    await until(lambda: webhook.status.ready or task.done())
    async with aiohttp.ClientSession(headers={SECRET_HEADER: SECRET}) as client:
        try:
            yield webhook, client, f"http://127.0.0.1:{webhook.port}/hook/7"
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


@pytest.mark.asyncio
async def test_an_update_is_committed_before_it_is_acknowledged() -> None:
    side = Side()
    async with _open(side) as (webhook, client, address):
        async with client.post(address, json={"update_id": 5, "message": {"chat": {"id": 7}}}) as answer:
            assert answer.status == 200
        assert [(update.update_id, update.chat_id) for update in side.accepted] == [(5, 7)]
        assert webhook.status.updates == 1


@pytest.mark.asyncio
async def test_what_cannot_be_committed_is_answered_503_and_told_once() -> None:
    side = Side()
    side.down = True
    async with _open(side) as (webhook, client, address):
        for _ in range(2):
            async with client.post(address, json={"update_id": 5}) as answer:
                assert answer.status == 503
                assert await answer.text() == ""
        assert side.refused == [5]
        assert not webhook.status.ready
        side.down = False
        async with client.post(address, json={"update_id": 5}) as answer:
            assert answer.status == 200
        assert webhook.status.ready


@pytest.mark.asyncio
@pytest.mark.parametrize("secret", ["", "wrong", SECRET + "x", SECRET[:-1], "ü"])
async def test_a_forged_request_is_refused_and_not_logged(secret: str, caplog: pytest.LogCaptureFixture) -> None:
    side = Side()
    with caplog.at_level(logging.DEBUG, logger="bot"):
        async with _open(side) as (_, client, address):
            headers = {SECRET_HEADER: secret}
            async with client.post(address, json={"update_id": 5, "text": "canary"}, headers=headers) as answer:
                assert answer.status == 403
    assert side.accepted == []
    assert "canary" not in caplog.text


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"not json", 400),
        (b"", 400),
        (b"[1]", 400),
        (b'"text"', 400),
        (b"\xff\xfe", 400),
        (b"[" * 100_000, 400),
        (b'{"update_id":5,"x":"' + b"x" * 1024 * 1024 + b'"}', 413),
        (b'{"no":"id"}', 200),
        (b'{"update_id":"five"}', 200),
    ],
)
async def test_odd_bodies_are_refused_or_stepped_over(body: bytes, status: int) -> None:
    side = Side()
    async with _open(side) as (_, client, address), client.post(address, data=io.BytesIO(body)) as answer:
        assert answer.status == status
    assert side.accepted == []


@pytest.mark.asyncio
async def test_other_paths_and_methods_are_not_ours() -> None:
    side = Side()
    async with _open(side) as (_, client, address):
        async with client.get(address) as answer:
            assert answer.status == 405
        async with client.post(address + "/x", json={"update_id": 5}) as answer:
            assert answer.status == 404


@pytest.mark.asyncio
async def test_it_is_set_with_its_secret_and_nothing_dropped() -> None:
    side = Side()
    async with _open(side):
        pass
    method, params = side.calls[1]
    assert method == "setWebhook"
    assert params == {
        "url": URL,
        "secret_token": SECRET,
        "allowed_updates": list(WANTED),
        "max_connections": 40,
        "drop_pending_updates": False,
    }


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("more", "calls"),
    [
        ({}, 1),
        ({"last_error_message": "Wrong response from the webhook: 403 Forbidden"}, 2),
        ({"allowed_updates": []}, 2),
    ],
)
async def test_it_is_set_only_where_it_differs(more: dict[str, Any], calls: int) -> None:
    side = Side({"url": URL, "allowed_updates": list(WANTED), "max_connections": 40, **more})
    async with _open(side):
        pass
    assert len(side.calls) == calls


@pytest.mark.asyncio
async def test_it_keeps_trying_while_telegram_cannot_be_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.telegram.webhook.RETRY_SECONDS", 0.01)
    side = Side()
    side.errors = [FateUnknown("x"), FateUnknown("x")]
    async with _open(side) as (webhook, _, _):
        assert webhook.status.ready


@pytest.mark.asyncio
async def test_a_refused_token_ends_it() -> None:
    side = Side()
    side.errors = [InvalidToken()]
    with pytest.raises(TokenRefused):
        await Webhook(side, side.accept, URL, SECRET, "127.0.0.1:0").run()


@pytest.mark.parametrize(
    ("secret", "listen"), [("", "127.0.0.1:1"), ("a b", "127.0.0.1:1"), (SECRET, "8443"), (SECRET, "a:b")]
)
def test_settings_that_cannot_work_are_named(secret: str, listen: str) -> None:
    side = Side()
    with pytest.raises(ValueError, match=r"WEBHOOK_SECRET|LISTEN") as caught:
        Webhook(side, side.accept, URL, secret, listen)
    assert SECRET not in str(caught.value)


@pytest.mark.asyncio
async def test_against_the_stand_in_updates_arrive() -> None:
    async with standin() as api:
        side = Side()
        bot = build_bot(api.token, api.url)
        probe = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
        port = probe.sockets[0].getsockname()[1]
        probe.close()
        await probe.wait_closed()
        webhook = Webhook(bot, side.accept, f"http://127.0.0.1:{port}/in", SECRET, f"127.0.0.1:{port}")
        task = asyncio.create_task(webhook.run())
        await until(lambda: webhook.status.ready)
        first = api.user_sends(7, "hello")
        await until(lambda: [update.update_id for update in side.accepted] == [first])
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await bot.close_connections()
