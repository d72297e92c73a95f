"""Our HTTP client: what is sent, which error means what, and that none of them names the token or a word."""

from __future__ import annotations

import asyncio
import datetime as dt
import socket
import traceback
from typing import Any

import pytest
from aiohttp import web
from telegram import InputFile
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.telegram.bot import CallingBot, build_bot
from bot.telegram.errors import AnswerTimedOut, ConnectTimedOut, FateUnknown, NotDelivered, TokenRefused
from bot.telegram.request import AiohttpRequest
from tests.telegram.http import ok, raw_server, refusal, server

TOKEN = "123456789:AAEcanaryCANARYcanaryCANARYcanaryCAN"
WORDS = "canary words of a person"


async def _call(address: str, params: dict[str, Any] | None = None, **more: Any) -> Any:
    bot = build_bot(TOKEN, address)
    try:
        return await bot.call("sendMessage", params or {"chat_id": 7, "text": WORDS}, **more)
    finally:
        await bot.close_connections()


async def _failure(address: str, params: dict[str, Any] | None = None, **more: Any) -> TelegramError:
    with pytest.raises(TelegramError) as caught:
        await _call(address, params, **more)
    shown = "".join(traceback.format_exception(caught.value)) + repr(caught.value) + str(caught.value)
    assert TOKEN not in shown
    assert "AAEcanary" not in shown
    assert WORDS not in shown
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    return caught.value


@pytest.mark.asyncio
async def test_a_call_is_a_form_as_the_library_sends_it() -> None:
    seen: dict[str, Any] = {}

    async def answer(request: web.Request) -> web.Response:
        seen.update(await request.post())
        seen["path"] = request.path
        return ok({"message_id": 5})

    text = "<b>&%+ = \n é 👩‍❤️‍👨 \ud800 end"
    markup = {"inline_keyboard": [[{"text": "Ja", "callback_data": "1"}]]}
    async with server(answer) as address:
        params = {"chat_id": 7, "text": text, "reply_markup": markup, "disable_notification": True, "x": None}
        result = await _call(address, params)
    assert result == {"message_id": 5}
    assert seen.pop("path") == f"/bot{TOKEN}/sendMessage"
    assert seen == {
        "chat_id": "7",
        "text": text.replace("\ud800", "?"),
        "reply_markup": '{"inline_keyboard": [[{"text": "Ja", "callback_data": "1"}]]}',
        "disable_notification": "true",
    }


@pytest.mark.asyncio
async def test_a_file_is_uploaded() -> None:
    seen: dict[str, Any] = {}

    async def answer(request: web.Request) -> web.Response:
        for name, value in (await request.post()).items():
            seen[name] = (
                (value.filename, value.content_type, value.file.read()) if isinstance(value, web.FileField) else value
            )
        return ok({"message_id": 5})

    async with server(answer) as address:
        document = InputFile(b"\x00\xff{}", filename="yours.json")
        await _call(address, {"chat_id": 7, "document": document, "caption": "é\ud800"})
    assert seen == {"chat_id": "7", "caption": "é?", "document": ("yours.json", "application/json", b"\x00\xff{}")}


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("refused", "kind"),
    [
        (refusal, BadRequest),
        (lambda *_: refusal(413, "Request Entity Too Large"), BadRequest),
        (lambda *_: refusal(401, "Unauthorized"), InvalidToken),
        (lambda *_: refusal(404, "Not Found"), InvalidToken),
        (lambda *_: refusal(403, "Forbidden: bot was blocked by the user"), Forbidden),
        (lambda *_: refusal(409, "Conflict"), Conflict),
        (lambda *_: refusal(400, "x", migrate_to_chat_id=-5), ChatMigrated),
        (lambda *_: refusal(500, f"Internal {WORDS}"), FateUnknown),
        (lambda *_: web.Response(status=502, text=f"<html>{TOKEN} {WORDS}</html>"), FateUnknown),
        (lambda *_: web.Response(status=400, text=f"<html>{TOKEN} {WORDS}</html>"), BadRequest),
        (lambda *_: web.Response(status=408), FateUnknown),
        (lambda *_: web.Response(status=302, headers={"Location": f"/bot{TOKEN}/"}), NotDelivered),
        (lambda *_: web.Response(text=f"no JSON {WORDS}"), FateUnknown),
        (lambda *_: web.json_response({"ok": True}), FateUnknown),
        (lambda *_: web.json_response([WORDS]), FateUnknown),
        (lambda *_: web.Response(text="[" * 100_000), FateUnknown),
    ],
)
async def test_what_an_answer_means(refused: Any, kind: type[TelegramError]) -> None:
    async def answer(_: web.Request) -> web.Response:
        response: web.Response = refused(400, "Bad Request: message text is empty")
        return response

    async with server(answer) as address:
        failure = await _failure(address)
    assert type(failure) is kind


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("parameters", "seconds"),
    [
        ({"retry_after": 17}, 17),
        ({"retry_after": "3"}, 3),
        ({"retry_after": -5}, 1),
        ({}, 1),
        ({"retry_after": 1e12}, 86400),
    ],
)
async def test_a_429_always_names_a_wait(parameters: dict[str, Any], seconds: int) -> None:
    async def answer(_: web.Request) -> web.Response:
        return refusal(429, "Too Many Requests", **parameters)

    async with server(answer) as address:
        failure = await _failure(address)
    assert isinstance(failure, RetryAfter)
    assert failure.retry_after == dt.timedelta(seconds=seconds)


@pytest.mark.asyncio
async def test_a_refused_connection_was_certainly_not_delivered() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert isinstance(await _failure(f"http://127.0.0.1:{port}"), NotDelivered)


@pytest.mark.asyncio
async def test_no_such_server_is_not_delivered() -> None:
    assert isinstance(await _failure("http://nowhere.invalid"), NotDelivered)


@pytest.mark.parametrize(
    "address", ["", "no address", "ftp://127.0.0.1", "http://[::", "https://", "http://a?b", "a.b"]
)
def test_what_cannot_be_an_address_is_named(address: str) -> None:
    with pytest.raises(ValueError, match="TELEGRAM_API_URL is"):
        build_bot(TOKEN, address)


@pytest.mark.asyncio
async def test_a_connection_that_takes_too_long_is_not_delivered(monkeypatch: pytest.MonkeyPatch) -> None:
    async def never(*_: Any, **__: Any) -> None:
        await asyncio.sleep(60)

    monkeypatch.setattr("bot.telegram.request.CONNECT_SECONDS", 0.05)
    monkeypatch.setattr("aiohttp.TCPConnector._create_connection", never)
    failure = await _failure("http://127.0.0.1:9")
    assert isinstance(failure, ConnectTimedOut)
    assert isinstance(failure, NotDelivered)
    assert isinstance(failure, TimedOut)


@pytest.mark.asyncio
async def test_a_reset_after_the_request_leaves_its_fate_unknown() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.transport.abort()

    async with raw_server(talk) as address:
        assert type(await _failure(address)) is FateUnknown


@pytest.mark.asyncio
async def test_half_an_answer_leaves_its_fate_unknown() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"ok":true')
        await writer.drain()

    async with raw_server(talk) as address:
        assert type(await _failure(address)) is FateUnknown


@pytest.mark.asyncio
async def test_no_answer_in_time_leaves_its_fate_unknown() -> None:
    async def answer(_: web.Request) -> web.Response:
        await asyncio.sleep(0.5)
        return ok(True)

    async with server(answer) as address:
        failure = await _failure(address, read_seconds=0.05)
    assert isinstance(failure, AnswerTimedOut)
    assert isinstance(failure, FateUnknown)
    assert isinstance(failure, TimedOut)


@pytest.mark.asyncio
async def test_connections_are_kept_and_calls_run_side_by_side() -> None:
    peers: set[Any] = set()

    async def answer(request: web.Request) -> web.Response:
        assert request.transport is not None
        peers.add(request.transport.get_extra_info("peername"))
        return ok(True)

    async with server(answer) as address:
        bot = build_bot(TOKEN, address)
        for _ in range(20):
            await bot.call("getMe", {})
        assert len(peers) == 1
        await asyncio.gather(*(bot.call("getMe", {}) for _ in range(50)))
        await bot.close_connections()
        assert await bot.call("getMe", {}) is True
        await bot.close_connections()


@pytest.mark.asyncio
async def test_the_libraries_own_methods_work_over_it() -> None:
    async def answer(_: web.Request) -> web.Response:
        return ok({"id": 1, "is_bot": True, "first_name": "Upstream", "username": "upstream_bot"})

    async with server(answer) as address, build_bot(TOKEN, address) as bot:
        assert (await bot.get_me()).username == "upstream_bot"


@pytest.mark.asyncio
async def test_what_cannot_be_written_down_is_refused_not_repeated() -> None:
    failure = await _failure("http://127.0.0.1:9", {"chat_id": 7, "reply_markup": {"x": {1, 2}}})
    assert isinstance(failure, BadRequest | NetworkError)


def test_a_repr_keeps_the_token() -> None:
    bot = build_bot(TOKEN, "http://127.0.0.1:9/")
    assert isinstance(bot, CallingBot)
    assert bot.base_url == f"http://127.0.0.1:9/bot{TOKEN}"
    assert bot.base_file_url == f"http://127.0.0.1:9/file/bot{TOKEN}"
    assert TOKEN not in f"{bot!r} {bot} {AiohttpRequest()!r}"


@pytest.mark.parametrize("token", ["", "1: x", "1:x\n", "1:x/../", "1:ü", "1:x?y"])
def test_what_cannot_be_a_token_is_refused_without_being_shown(token: str) -> None:
    with pytest.raises(TokenRefused) as caught:
        build_bot(token, "http://127.0.0.1:9")
    assert "TELEGRAM_BOT_TOKEN" in str(caught.value)
    assert token.strip() == "" or token not in str(caught.value)
