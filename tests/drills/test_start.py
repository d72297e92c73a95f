"""What whoever runs it got wrong: one clear line, a non-zero exit, no traceback, nothing secret."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.storage.vault import new_key
from tests.drills.phones import Phones
from tests.drills.process import BotProcess

OTHER_TOKEN = "123456789:AAF-this-token-is-not-known-to-anyone_0"


async def refusal(bot: BotProcess) -> str:
    """Start it; it ends by itself with one line, which is returned."""
    said = len(bot.log)
    bot.start()
    assert await bot.ended() == 1
    line = bot.log[said:]
    assert "Traceback" not in line
    for secret in (bot.settings["TELEGRAM_BOT_TOKEN"], *bot.settings["ENCRYPTION_KEY"].split(",")):
        assert not secret or secret not in line
    lines = [part for part in line.splitlines() if part.startswith("upstream: ")]
    assert len(lines) == 1, line
    assert len(line.splitlines()) <= 2, line  # "Upstream is running." may stand before it
    return lines[0]


@pytest.mark.asyncio
async def test_a_second_bot_on_one_database_refuses(
    phones: Phones, bot: BotProcess, new_bot: Callable[..., BotProcess]
) -> None:
    assert "is held by another running Upstream" in await refusal(new_bot())
    phones[7].says("/help")
    await phones[7].answered(1)


@pytest.mark.asyncio
async def test_a_token_that_telegram_does_not_know(new_bot: Callable[..., BotProcess]) -> None:
    assert "TELEGRAM_BOT_TOKEN" in await refusal(new_bot(TELEGRAM_BOT_TOKEN=OTHER_TOKEN))


WRONG = [
    ("TELEGRAM_BOT_TOKEN", "", "TELEGRAM_BOT_TOKEN is empty"),
    ("TELEGRAM_BOT_TOKEN", "not a token", "is not a bot token"),
    ("ENCRYPTION_KEY", "", "python -m bot keys new"),
    ("ENCRYPTION_KEY", "c2hvcnQ=", "is not base64 of 32 bytes"),
    ("DATABASE_URL", "sqlite:////proc/nowhere/upstream.db", "/proc/nowhere"),
]


@pytest.mark.slow
@pytest.mark.asyncio
async def test_a_setting_that_is_wrong(new_bot: Callable[..., BotProcess], tmp_path: Path) -> None:
    bots = []
    for number, (setting, value, _) in enumerate(WRONG):
        bots.append(new_bot(**{setting: value}))
        bots[-1].folder = tmp_path / str(number)
        bots[-1].folder.mkdir()
    lines = await asyncio.gather(*map(refusal, bots))
    for line, (_, _, told) in zip(lines, WRONG, strict=True):
        assert told in line


@pytest.mark.slow
@pytest.mark.asyncio
async def test_a_database_that_cannot_be_used_is_left_as_it_is(
    phones: Phones, bot: BotProcess, new_bot: Callable[..., BotProcess], tmp_path: Path
) -> None:
    phones[7].says("/help")
    await phones[7].answered(1)
    assert await bot.stop() == 0
    assert "another key" in await refusal(new_bot(ENCRYPTION_KEY=new_key()))
    assert "ENCRYPTION_KEY" in await refusal(new_bot(ENCRYPTION_KEY=""))
    whole = bot.database.read_bytes()
    for wrong in (b"", whole[:4096] + os.urandom(4096) + whole[8192:]):
        bot.database.write_bytes(wrong)
        assert "upstream.db" in await refusal(bot)
        assert bot.database.read_bytes() == wrong
    bot.database.write_bytes(whole)
    shutil.move(bot.database, tmp_path / "away")
    assert "upstream.db" in await refusal(bot)
    shutil.move(tmp_path / "away", bot.database)
    bot.start()
    phones[7].says("/privacy")
    await phones[7].answered(2)
