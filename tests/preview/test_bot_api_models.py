"""A second opinion: aiogram's models of Telegram's methods and types read what the stand-in answers."""

from __future__ import annotations

import json
from typing import Any

import aiogram
import pytest
from aiogram import methods as known
from aiogram.client.default import Default, DefaultBotProperties
from aiogram.types import InlineKeyboardMarkup, Update
from pydantic import TypeAdapter

from bot.preview.bot_api import BotApi
from bot.preview.parameters import Parameters, Upload
from bot.preview.refusal import Refusal
from tests.standin import GIF, MP4, PNG

INLINE = {"inline_keyboard": [[{"text": "Done", "callback_data": "1:2"}]]}
BOT = aiogram.Bot("1000:preview", default=DefaultBotProperties())


def model(method: str) -> Any:
    """aiogram's model of a method."""
    return getattr(known, method[0].upper() + method[1:])


def agrees(method: str, result: Any) -> Any:
    """The result, parsed as what the method is declared to return."""
    return TypeAdapter(model(method).__returning__).validate_python(result, context={"bot": BOT})


def upload(field: str, name: str, content: bytes) -> dict[str, Upload]:
    return {field: Upload(name, content, "application/octet-stream")}


# Every method with parameters that succeed in the order written; `<m>` is the id of the last message sent.
CALLS: list[tuple[str, dict[str, Any], dict[str, Upload]]] = [
    ("getMe", {}, {}),
    ("getUpdates", {"offset": 0, "limit": 100, "timeout": 0, "allowed_updates": ["message", "callback_query"]}, {}),
    (
        "sendMessage",
        {"chat_id": 7, "text": "<b>Breathe</b> out /help", "parse_mode": "HTML", "protect_content": True},
        {},
    ),
    ("sendMessage", {"chat_id": 7, "text": "a", "entities": [{"type": "bold", "offset": 0, "length": 1}]}, {}),
    ("sendMessage", {"chat_id": 7, "text": "*b* _i_", "parse_mode": "MarkdownV2", "reply_markup": INLINE}, {}),
    ("editMessageText", {"chat_id": 7, "message_id": "<m>", "text": "changed", "reply_markup": INLINE}, {}),
    ("editMessageReplyMarkup", {"chat_id": 7, "message_id": "<m>"}, {}),
    ("sendMessage", {"chat_id": 7, "text": "x", "reply_parameters": {"message_id": "<m>"}}, {}),
    ("sendMessage", {"chat_id": 7, "text": "k", "reply_markup": {"keyboard": [["Menu"]], "is_persistent": True}}, {}),
    ("sendMessage", {"chat_id": 7, "text": "k", "reply_markup": {"remove_keyboard": True}}, {}),
    ("sendMessage", {"chat_id": 7, "text": "k", "reply_markup": {"force_reply": True}}, {}),
    ("sendPhoto", {"chat_id": 7, "caption": "the hill", "has_spoiler": True}, upload("photo", "hill.png", PNG)),
    ("editMessageCaption", {"chat_id": 7, "message_id": "<m>", "caption": "higher"}, {}),
    (
        "editMessageMedia",
        {"chat_id": 7, "message_id": "<m>", "media": {"type": "animation", "media": "attach://f"}},
        upload("f", "pacer.mp4", MP4),
    ),
    ("sendAnimation", {"chat_id": 7}, upload("animation", "pacer.gif", GIF)),
    (
        "sendAnimation",
        {
            "chat_id": 7,
            "caption": "in",
            "caption_entities": [{"type": "spoiler", "offset": 0, "length": 2}],
            "has_spoiler": True,
            "disable_notification": True,
            "width": 480,
            "height": 320,
            "duration": 10,
            "reply_markup": {"inline_keyboard": [[{"text": "Copy it", "copy_text": {"text": "I felt alone."}}]]},
        },
        upload("animation", "pacer.mp4", MP4),
    ),
    ("editMessageReplyMarkup", {"chat_id": 7, "message_id": "<m>"}, {}),
    ("sendVideo", {"chat_id": 7}, upload("video", "pacer.mp4", MP4)),
    ("sendDocument", {"chat_id": 7, "caption": "yours"}, upload("document", "data.json", b"{}")),
    ("getFile", {"file_id": "photo-1"}, {}),
    ("deleteMessage", {"chat_id": 7, "message_id": "<m>"}, {}),
    ("deleteMessages", {"chat_id": 7, "message_ids": [1, 2, 999]}, {}),
    ("sendChatAction", {"chat_id": 7, "action": "typing"}, {}),
    ("answerCallbackQuery", {"callback_query_id": str((7 << 32) + 1), "text": "noted"}, {}),
    ("setMyCommands", {"commands": [{"command": "help", "description": "What I can do"}]}, {}),
    ("getMyCommands", {}, {}),
    ("deleteMyCommands", {}, {}),
    ("setMyDescription", {"description": "A calm third voice"}, {}),
    ("getMyDescription", {"language_code": "de"}, {}),
    ("setMyShortDescription", {"short_description": "Calm"}, {}),
    ("getMyShortDescription", {}, {}),
    ("setMyName", {"name": "Upstream"}, {}),
    ("getMyName", {}, {}),
    ("getChat", {"chat_id": 7}, {}),
    ("setWebhook", {"url": "https://bot.invalid/hook", "secret_token": "s3cret", "max_connections": 3}, {}),
    ("getWebhookInfo", {}, {}),
    ("deleteWebhook", {"drop_pending_updates": True}, {}),
    ("logOut", {}, {}),
    ("close", {}, {}),
]


def _api() -> BotApi:
    api = BotApi()
    api.person(7, "Ada", "de")
    api.user_sends(7, "hello")
    api.user_taps(7, 1, "early")
    return api


def _filled(value: Any, last: int) -> Any:
    if isinstance(value, dict):
        return {key: _filled(one, last) for key, one in value.items()}
    return last if value == "<m>" else value


@pytest.mark.asyncio
async def test_every_answer_is_what_the_model_declares() -> None:
    api = _api()
    last, called = 0, set()
    for method, values, uploads in CALLS:
        result = await api.call(method, Parameters(_filled(values, last), uploads))
        parsed = agrees(method, json.loads(json.dumps(result)))
        if isinstance(result, dict) and "message_id" in result:
            last = result["message_id"]
            assert parsed.message_id == last
            assert parsed.chat.id == 7
            unknown = set(parsed.model_extra or {})
            assert not unknown, f"{method}: fields that Telegram does not have: {unknown}"
        called.add(method)
    assert called == set(api.methods)


def test_the_calls_above_use_only_parameters_that_exist() -> None:
    for method, values, uploads in CALLS:
        fields = set(model(method).model_fields)
        own = {name for name in uploads if name in fields}
        assert set(values) | own <= fields, method


REQUIRED = [
    (method, name)
    for method in sorted(BotApi().methods)
    for name, field in model(method).model_fields.items()
    if field.is_required()
]


@pytest.mark.asyncio
@pytest.mark.parametrize(("method", "missing"), REQUIRED)
async def test_a_missing_required_parameter_is_refused(method: str, missing: str) -> None:
    api = _api()
    if method == "setWebhook":  # Telegram takes an empty url as "delete the webhook"
        assert await api.call(method, Parameters({})) is True
        return
    example, files = next((dict(v), dict(u)) for m, v, u in CALLS if m == method and (missing in v or missing in u))
    example.pop(missing, None)
    files.pop(missing, None)
    with pytest.raises(Refusal) as refused:
        await api.call(method, Parameters(_filled(example, 1), files))
    assert refused.value.code == 400
    assert refused.value.description.startswith("Bad Request: ")


@pytest.mark.asyncio
async def test_unknown_parameters_are_tolerated() -> None:
    api = _api()
    sent = await api.call("sendMessage", Parameters({"chat_id": 7, "text": "x", "no_such_thing": 1}))
    assert sent["text"] == "x"


@pytest.mark.asyncio
async def test_what_aiogram_writes_is_understood() -> None:
    """Requests as aiogram's own models serialise them (form values, nested JSON) are taken."""
    api = _api()
    markup = InlineKeyboardMarkup.model_validate(INLINE)
    method = known.SendMessage(chat_id=7, text="hi", reply_markup=markup, disable_notification=True)
    values = method.model_dump(mode="json", exclude_none=True, exclude_defaults=True, warnings=False)
    form = {key: value if isinstance(value, str) else json.dumps(value) for key, value in values.items()}
    assert not any(isinstance(value, Default) for value in form.values())
    sent = await api.call("sendMessage", Parameters(form))
    assert sent["reply_markup"] == INLINE
    assert api.chat(7)[-1]["silent"] is True


@pytest.mark.asyncio
async def test_every_update_is_an_update() -> None:
    api = BotApi()
    api.person(7, "Ada", "de")
    api.user_sends(7, "/start now https://example.org")
    api.user_edits(7, 1, "/start later")
    sent = await api.call("sendMessage", Parameters({"chat_id": 7, "text": "x", "reply_markup": INLINE}))
    api.user_taps(7, sent["message_id"], "1:2")
    api.user_taps(7, 999, "gone")
    api.user_shares_location(7, 52.5, 13.4)
    api.user_sends_photo(7, "look")
    api.user_sends_voice(7)
    api.user_sends_sticker(7)
    api.user_blocks(7)
    api.user_unblocks(7)
    raw = await api.call("getUpdates", Parameters({}))
    kinds = []
    for one in json.loads(json.dumps(raw)):
        update = Update.model_validate(one, context={"bot": BOT})
        assert not update.model_extra
        kinds.append(update.event_type)
        content = update.event
        assert not content.model_extra
    assert kinds == [
        "message", "edited_message", "callback_query", "callback_query", "message", "message", "message", "message",
        "my_chat_member", "my_chat_member",
    ]  # fmt: skip
    queries = [one["callback_query"]["message"] for one in raw if "callback_query" in one]
    assert queries[0]["text"] == "x"
    assert queries[1] == {"chat": queries[1]["chat"], "message_id": 999, "date": 0}
