"""The bot introduces itself once, and a Telegram that will not have it stops nothing."""

from __future__ import annotations

import logging

import pytest

from bot.preview.bot_api import Fault
from bot.telegram.bot import build_bot
from bot.telegram.commands import Introduction, introduce
from tests.standin import BAD_GATEWAY, on, standin, too_many

OURS = Introduction((("ground", "Get your feet under you"), ("help", "What I can do")), "What I am.", "A calm voice.")


@pytest.mark.asyncio
async def test_only_what_differs_is_set() -> None:
    async with standin() as api:
        bot = build_bot(api.token, api.url)
        assert await introduce(bot, OURS) == ["setMyCommands", "setMyDescription", "setMyShortDescription"]
        assert await introduce(bot, OURS) == []
        changed = Introduction(OURS.commands, "Something else.", OURS.short_description)
        assert await introduce(bot, changed) == ["setMyDescription"]
        assert (await bot.get_my_commands())[0].command == "ground"
        await bot.close_connections()


@pytest.mark.asyncio
@pytest.mark.parametrize("fault", [BAD_GATEWAY, too_many(60)])
async def test_a_failure_is_a_warning_and_the_rest_is_set(fault: Fault, caplog: pytest.LogCaptureFixture) -> None:
    async with standin() as api:
        bot = build_bot(api.token, api.url)
        api.on_call = on("setMyCommands", fault)
        with caplog.at_level(logging.WARNING, logger="bot"):
            assert await introduce(bot, OURS) == ["setMyDescription", "setMyShortDescription"]
        assert "introduction_not_set what=Commands" in caplog.text
        await bot.close_connections()
