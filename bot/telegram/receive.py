"""From a raw update to an event: each update is parsed by itself, and one that cannot be parsed says so."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from typing import Any

from telegram import CallbackQuery, Chat, ChatMemberUpdated, Message, Update, User
from telegram.constants import ChatMemberStatus, ChatType

from bot.dialogue.events import Commanded, Overheard, Said, Showed, Tapped, Undelivered
from bot.telegram.errors import Unreadable
from bot.telegram.keyboards import ButtonCheck

COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@[A-Za-z0-9_]+)?(?:\s+(.*))?", re.DOTALL)
SHOWN = {
    "photo": "photo",
    "voice": "voice",
    "sticker": "sticker",
    "video": "video",
    "video_note": "video",
    "animation": "video",
    "document": "document",
    **dict.fromkeys(
        ("audio", "contact", "poll", "dice", "game", "story", "paid_media", "checklist", "invoice"), "other"
    ),
}
"""What a message may hold instead of text; an animation comes first, for it is a document besides."""


@dataclass(frozen=True, slots=True)
class Place:
    """A shared location in degrees; `app` turns it into a time zone and drops it."""

    lat: float
    lon: float


Content = Said | Commanded | Tapped | Showed | Undelivered | Overheard | Place


@dataclass(frozen=True, slots=True)
class Received:
    """One update, read. Where the chat is not private, `event` is `Overheard`: of groups nothing is read.

    `tap_id` is the callback query to answer, `message_id` the message that was tapped or written, `sent_at` Unix
    seconds by Telegram's clock (0 where it has none).
    """

    chat_id: int
    user_id: int
    event: Content
    private: bool = True
    first_name: str = ""
    language_code: str = ""
    tap_id: str | None = None
    message_id: int | None = None
    sent_at: float = 0.0
    edited: bool = False


def event_of(raw: bytes, check: ButtonCheck) -> Received | None:
    """Read one raw update; None for what needs no answer (service messages, other bots, unknown kinds).

    Signals and time zones are not filled in here. Raises `Unreadable`, which names a class and no words.
    """
    try:
        return _read(raw, check)
    except Unreadable:
        raise
    except Exception as error:  # noqa: BLE001 python-telegram-bot raises anything at all on odd fields
        failure = Unreadable(type(error).__name__)
    raise failure


def _read(raw: bytes, check: ButtonCheck) -> Received | None:
    fields = json.loads(raw)
    if not isinstance(fields, dict):
        raise Unreadable("NotAnObject")
    _shorten(fields)
    update = Update.de_json(fields, None)
    if update.callback_query is not None:
        return _tap(update.callback_query, check)
    if update.my_chat_member is not None:
        return _membership(update.my_chat_member)
    if update.message is not None:
        return _message(update.message, edited=False)
    if update.edited_message is not None:
        return _message(update.edited_message, edited=True)
    return None


def _shorten(fields: dict[str, Any]) -> None:
    """Of a tapped message only where it stands is needed: its words and buttons would be parsed for nothing."""
    query = fields.get("callback_query")
    message = query.get("message") if isinstance(query, dict) else None
    if isinstance(query, dict) and isinstance(message, dict):
        query["message"] = {name: message[name] for name in ("message_id", "date", "chat") if name in message}


def _tap(query: CallbackQuery, check: ButtonCheck) -> Received | None:
    person = _person(query.from_user)
    if person.is_bot:
        return None
    message = query.message
    chat_id, private = (person.id, True) if message is None else _chat(message.chat)
    data = query.data
    return Received(
        chat_id,
        person.id,
        (check.check(data, person.id) if isinstance(data, str) else Tapped(genuine=False)) if private else Overheard(),
        private,
        _word(person.first_name),
        _word(person.language_code),
        tap_id=_text(query.id),
        message_id=None if message is None else _number(message.message_id),
    )


def _membership(change: ChatMemberUpdated) -> Received | None:
    person = _person(change.from_user)
    chat_id, private = _chat(change.chat)
    status = change.new_chat_member.status
    if not private:
        present = status in (ChatMemberStatus.MEMBER, ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.RESTRICTED)
        return Received(chat_id, person.id, Overheard(), private=False) if present else None
    if status != ChatMemberStatus.BANNED:
        return None
    return Received(
        chat_id,
        person.id,
        Undelivered("blocked"),
        first_name=_word(person.first_name),
        language_code=_word(person.language_code),
        sent_at=change.date.timestamp(),
    )


def _message(message: Message, *, edited: bool) -> Received | None:
    content = _content(message, edited=edited)
    sender = message.from_user
    if content is None or (sender is not None and sender.is_bot):
        return None
    chat_id, private = _chat(message.chat)
    if not private:
        return Received(chat_id, 0 if sender is None else _number(sender.id), Overheard(), private=False)
    person = _person(sender)
    sent = message.edit_date if edited and message.edit_date is not None else message.date
    return Received(
        chat_id,
        person.id,
        content,
        first_name=_word(person.first_name),
        language_code=_word(person.language_code),
        message_id=_number(message.message_id),
        sent_at=sent.timestamp(),
        edited=edited,
    )


def _content(message: Message, *, edited: bool) -> Content | None:
    words = message.text or message.caption
    if words:
        return _words(_text(words))
    if edited:
        return None  # a live location that moved, another photo: nothing new was said
    if message.location is not None:
        return _place(message.location.latitude, message.location.longitude)
    return next((Showed(kind) for name, kind in SHOWN.items() if getattr(message, name)), None)


def _words(text: str) -> Said | Commanded:
    command = COMMAND.fullmatch(text)
    if command is None:
        return Said(text)
    return Commanded(command[1].lower(), (command[2] or "").strip())


def _place(lat: object, lon: object) -> Place:
    if not (isinstance(lat, (int, float)) and isinstance(lon, (int, float))):
        raise Unreadable("PlaceWithoutNumbers")
    if not (math.isfinite(lat) and math.isfinite(lon) and abs(lat) <= 90 and abs(lon) <= 180):
        raise Unreadable("PlaceOffTheEarth")
    return Place(float(lat), float(lon))


def _person(sender: User | None) -> User:
    if sender is None:
        raise Unreadable("NobodySentIt")
    _number(sender.id)
    return sender


def _chat(chat: Chat) -> tuple[int, bool]:
    return _number(chat.id), chat.type == ChatType.PRIVATE


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) >= 2**63:
        raise Unreadable("IdIsNoInteger")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise Unreadable("TextIsNoString")
    return value


def _word(value: object) -> str:
    """A name or a language code; where it is none, the update is still worth reading."""
    return value if isinstance(value, str) else ""
