"""What every drill needs: a key, a token that no log may show, and bots that are gone at the end whatever happens."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.preview.bot_api import BotApi
from bot.storage.vault import new_key
from tests.drills.phones import Phones, phones_of
from tests.drills.process import BotProcess

TOKEN = "987654321:AAE-canary-of-a-token_0123456789abcdefg"


@pytest_asyncio.fixture
async def phones() -> AsyncIterator[Phones]:
    """The stand-in, started, with people at their phones."""
    async with phones_of(BotApi(TOKEN)) as ready:
        yield ready


@pytest.fixture
def new_bot(tmp_path: Path, phones: Phones) -> Iterator[Callable[..., BotProcess]]:
    """Makes bots for the stand-in that are not started yet; `new_bot(SEND_PER_SECOND="0")` sets more."""
    made: list[BotProcess] = []
    key = new_key()

    def make(**settings: str) -> BotProcess:
        usual = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": phones.api.url, "ENCRYPTION_KEY": key}
        made.append(BotProcess(tmp_path, **usual | {"HEALTH_LISTEN": "127.0.0.1:0"} | settings))
        return made[-1]

    yield make
    for bot in made:
        bot.kill()


@pytest_asyncio.fixture
async def bot(new_bot: Callable[..., BotProcess], phones: Phones) -> BotProcess:
    """A bot that runs and has asked for updates; without a pace, so that no drill waits for one."""
    started = new_bot(SEND_PER_SECOND="0")
    started.start()
    await phones.polled()
    return started
