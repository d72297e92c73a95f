"""Canaries: the token and a person's words go through every path at DEBUG, and no log record holds them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from aiohttp import web

from bot.telegram.arrivals import RawUpdate
from bot.telegram.bot import build_bot
from bot.telegram.commands import Introduction, introduce
from bot.telegram.errors import Unreadable
from bot.telegram.keyboards import ButtonCheck
from bot.telegram.poll import Poller
from bot.telegram.quiet import TALKATIVE, quiet_logs
from bot.telegram.receive import event_of
from bot.telegram.send import Sender
from tests.telegram.http import ok, refusal, server
from tests.telegram.outbox import Journal, Row, message

TOKEN = "123456789:AAEcanaryCANARYcanaryCANARYcanaryCAN"
WORDS = "canary words of a person"


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    loggers = [logging.getLogger(name) for name in TALKATIVE]
    before = [(logger.level, logger.propagate, list(logger.handlers)) for logger in loggers]
    make = logging.getLogRecordFactory()
    yield
    logging.setLogRecordFactory(make)
    for logger, (level, propagate, handlers) in zip(loggers, before, strict=True):
        logger.setLevel(level)
        logger.propagate = propagate
        logger.handlers[:] = handlers


def test_no_record_holds_the_token_or_a_word(caplog: pytest.LogCaptureFixture) -> None:
    quiet_logs(TOKEN)
    for name in ("telegram.Bot", "telegram.request.BaseRequest", "aiohttp.server", "aiohttp.client"):
        logging.getLogger(name).setLevel(logging.DEBUG)
    with caplog.at_level(logging.DEBUG):
        asyncio.run(_every_path())
    for name in ("telegram.Bot", "telegram.request.BaseRequest", "aiohttp.server", "aiohttp.client"):
        logging.getLogger(name).setLevel(logging.NOTSET)
    assert caplog.records, "nothing was logged at all, so nothing is shown"
    assert "canary" not in caplog.text.lower()
    assert not [record for record in caplog.records if "canary" in str(record.__dict__).lower()]


async def _every_path() -> None:
    answers: list[Any] = [
        lambda: ok([{"update_id": 1, "message": {"text": WORDS}}]),
        lambda: refusal(400, f"Bad Request: {WORDS} {TOKEN}"),
        lambda: refusal(500, f"{WORDS} {TOKEN}"),
        lambda: web.Response(text=f"{WORDS} {TOKEN}"),
        lambda: web.Response(status=502, text=f"{WORDS} {TOKEN}"),
        lambda: refusal(429, f"{WORDS} {TOKEN}", retry_after=1),
        lambda: refusal(403, f"{WORDS} {TOKEN}"),
        lambda: refusal(409, f"{WORDS} {TOKEN}"),
    ]
    count = 0

    async def answer(_: web.Request) -> web.Response:
        nonlocal count
        count += 1
        response: web.Response = answers[count % len(answers)]()
        return response

    async def refuse(batch: object) -> None:
        raise OSError(f"{WORDS} {TOKEN}")

    async def hear(batch: object, error: Exception) -> None:
        raise OSError(f"{WORDS} {TOKEN}")

    async with server(answer) as address:
        bot = build_bot(TOKEN, address)
        sender: Sender[Row] = Sender(bot, Journal(), rate=0)
        sender.take([message(n, chat_id=n, text=WORDS) for n in range(1, 30)])
        await sender.drain(0.5)
        await sender.close()
        poller = Poller(bot, refuse, hear, sleep=lambda _: asyncio.sleep(0.01))
        polling = asyncio.create_task(poller.run())
        await asyncio.sleep(0.3)
        polling.cancel()
        await asyncio.gather(polling, return_exceptions=True)
        await introduce(bot, Introduction((("start", WORDS),), WORDS, WORDS))
        await bot.close_connections()
    with pytest.raises(Unreadable) as caught:
        event_of(b'{"update_id": 1, "message": {"text": "%s"}}' % WORDS.encode(), ButtonCheck(b"x" * 16))
    logging.getLogger("bot").error("unreadable error=%r", caught.value, exc_info=caught.value)
    logging.getLogger("telegram.Bot").error(WORDS)


def test_tokens_are_taken_out_of_messages_arguments_and_tracebacks(caplog: pytest.LogCaptureFixture) -> None:
    redaction = quiet_logs("s3cret-of-the-webhook")
    log = logging.getLogger("bot.anything")
    try:
        raise ValueError(f"GET /bot{TOKEN}/getMe")
    except ValueError:
        log.exception("no answer from %s with %s", f"/bot{TOKEN}/", "s3cret-of-the-webhook")
    log.error("%d things", "not a number")
    assert "AAE" not in caplog.text
    assert "s3cret" not in caplog.text
    assert "[token]" in caplog.text
    assert "%d things" in caplog.text
    assert redaction.redact("123456789%3AAAEcanaryCANARYcanary") == "[token]"
    assert redaction.redact("at 12:30, row 5") == "at 12:30, row 5"


def test_our_own_records_still_arrive(caplog: pytest.LogCaptureFixture) -> None:
    quiet_logs()
    quiet_logs()
    logging.getLogger("bot.telegram.send").warning("discarded row=%d", 5)
    assert "discarded row=5" in caplog.text


def test_a_raw_update_does_not_show_its_words() -> None:
    assert WORDS not in repr(RawUpdate(1, 7, 7, WORDS.encode()))
