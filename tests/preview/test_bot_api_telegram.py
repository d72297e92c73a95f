"""The stand-in as python-telegram-bot's own client sees it."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from telegram import (
    Bot,
    BotCommand,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    KeyboardButton,
    ReplyKeyboardMarkup,
    Update,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter

from bot.preview.bot_api import BotApi
from tests.standin import BAD_GATEWAY, MP4, PNG, RESET_BEFORE, on, standin, too_many


@pytest_asyncio.fixture
async def api() -> AsyncIterator[BotApi]:
    async with standin() as one:
        one.person(7, "Ada", "de")
        one.user_sends(7, "hello")
        yield one


@pytest_asyncio.fixture
async def bot(api: BotApi) -> AsyncIterator[Bot]:
    logging.getLogger("httpx").setLevel(logging.WARNING)
    async with Bot(api.token, base_url=f"{api.url}/bot", base_file_url=f"{api.url}/file/bot") as one:
        yield one


@pytest.mark.asyncio
async def test_a_talk(api: BotApi, bot: Bot) -> None:
    (first,) = await bot.get_updates(timeout=1)
    assert isinstance(first, Update)
    assert first.message is not None
    assert first.message.text == "hello"
    buttons = InlineKeyboardMarkup([[InlineKeyboardButton("Done", callback_data="1:2")]])
    sent = await bot.send_message(7, "<i>Five</i> things", parse_mode=ParseMode.HTML, reply_markup=buttons)
    assert sent.text == "Five things"
    assert [entity.type for entity in sent.entities] == ["italic"]
    api.user_taps(7, sent.message_id, "1:2")
    (tap,) = await bot.get_updates(offset=first.update_id + 1, timeout=1)
    assert tap.callback_query is not None
    assert await tap.callback_query.answer("noted")
    assert api.toasts(7)[-1]["text"] == "noted"
    await bot.edit_message_reply_markup(7, sent.message_id)
    assert "reply_markup" not in api.chat(7)[-1]
    with pytest.raises(BadRequest, match="not modified"):
        await bot.edit_message_reply_markup(7, sent.message_id)
    await bot.delete_message(7, sent.message_id)
    assert [message["text"] for message in api.chat(7)] == ["hello"]


@pytest.mark.asyncio
async def test_media_and_files(api: BotApi, bot: Bot) -> None:
    photo = await bot.send_photo(7, PNG, caption="hill", has_spoiler=True, protect_content=True)
    assert photo.photo[0].width == 1
    again = await bot.send_photo(7, photo.photo[0].file_id)
    assert again.photo[0].file_id == photo.photo[0].file_id
    content = await (await photo.photo[0].get_file()).download_as_bytearray()
    assert bytes(content) == PNG
    moving = await bot.send_animation(7, MP4, filename="pacer.mp4")
    assert moving.animation is not None
    changed = await bot.edit_message_media(InputMediaPhoto(PNG, caption="now"), 7, moving.message_id)
    assert not isinstance(changed, bool)
    assert changed.caption == "now"
    document = await bot.send_document(7, b"{}", filename="export.json")
    assert document.document is not None
    assert document.document.file_name == "export.json"


@pytest.mark.asyncio
async def test_keyboard_profile_and_chat(api: BotApi, bot: Bot) -> None:
    rows = [[KeyboardButton("Share place", request_location=True)], [KeyboardButton("Menu")]]
    await bot.send_message(7, "here", reply_markup=ReplyKeyboardMarkup(rows, is_persistent=True))
    keyboard = api.keyboard(7)
    assert keyboard is not None
    assert keyboard["keyboard"][0][0] == {"text": "Share place", "request_location": True}
    assert keyboard["is_persistent"] is True
    await bot.set_my_commands([BotCommand("help", "What I can do")], language_code="de")
    assert (await bot.get_my_commands(language_code="de"))[0].command == "help"
    assert await bot.get_my_commands() == ()
    await bot.set_my_description("calm")
    assert (await bot.get_my_description("de")).description == "calm"
    assert (await bot.get_chat(7)).first_name == "Ada"
    assert (await bot.get_me()).username == "upstream_preview_bot"


@pytest.mark.asyncio
async def test_errors_as_the_library_knows_them(api: BotApi, bot: Bot) -> None:
    with pytest.raises(BadRequest, match=r"[Cc]hat not found"):
        await bot.send_message(8, "hi")
    api.user_blocks(7)
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(7, "hi")
    api.user_sends(7, "back")
    await bot.send_message(7, "hi")
    with pytest.raises(InvalidToken):
        async with Bot("1000:wrong", base_url=f"{api.url}/bot"):
            pass
    await bot.set_webhook("https://bot.invalid/hook")
    with pytest.raises(Conflict):
        await bot.get_updates()
    assert (await bot.get_webhook_info()).url == "https://bot.invalid/hook"
    assert await bot.delete_webhook()


@pytest.mark.asyncio
async def test_faults_as_the_library_knows_them(api: BotApi, bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    api.on_call = on("sendMessage", too_many(3), times=1)
    with pytest.raises(RetryAfter):
        await bot.send_message(7, "hi")
    await bot.send_message(7, "hi")
    for fault in (BAD_GATEWAY, RESET_BEFORE):
        api.on_call = on("sendMessage", fault)
        with pytest.raises(NetworkError):
            await bot.send_message(7, "lost")
    assert [call.parameters["text"] for call in api.history(7)] == ["hi"]
