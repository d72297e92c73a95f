"""What to do when the Bot API refuses a call, or does not answer: a pure function from the error to a verdict."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.telegram.errors import NotDelivered
from bot.telegram.text import is_blank

TOAST = "answerCallbackQuery"
NOTHING_TO_DO = ("message is not modified", "message to delete not found", "message can't be deleted")
NOTHING_TO_EDIT = (
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
    "message identifier is not specified",
)
NOBODY_THERE = ("chat not found", "user not found", "peer_id_invalid", "user is deactivated", "bot was blocked")
NOT_MARKUP = ("can't parse", "can't find end")
FORMATTING = ("parse_mode", "entities", "caption_entities")
NO_SUCH_FILE = ("file identifier", "wrong remote file", "file of type", "file reference", "file_reference")
OF_PICTURES = ("animation", "caption", "caption_entities", "has_spoiler")


@dataclass(frozen=True, slots=True)
class Done:
    """Nothing is left to do; it counts as sent."""


@dataclass(frozen=True, slots=True)
class Flooded:
    """Telegram names a wait, in seconds, for this chat."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Later:
    """To be tried again with growing waits; `unreached` where nothing got through to Telegram at all."""

    unreached: bool


@dataclass(frozen=True, slots=True)
class Otherwise:
    """To be made at once in another form."""

    method: str
    params: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Dropped:
    """Never to be made: `blocked` (nobody is there, so nor is the rest of the chat), `unknown`, `late`,
    `refused` (a 400 that nothing cures), `gone` (the journal will not have it sent) or `swept` (the whole chat is).
    """

    why: str


Verdict = Done | Flooded | Later | Otherwise | Dropped


def verdict(error: TelegramError, method: str, params: Mapping[str, Any], *, repeat: bool) -> Verdict:
    """What follows from the error of this call; `repeat` False means that it must not arrive twice."""
    if method == TOAST:
        return Dropped("late")
    if isinstance(error, RetryAfter):
        wait = error.retry_after
        return Flooded(wait.total_seconds() if isinstance(wait, dt.timedelta) else float(wait))
    if isinstance(error, ChatMigrated):
        return Otherwise(method, {**params, "chat_id": error.new_chat_id})
    if isinstance(error, Forbidden):
        return Dropped("blocked")
    if isinstance(error, BadRequest):
        return _refused(error.message.lower(), method, params)
    if isinstance(error, NotDelivered | InvalidToken | Conflict):
        return Later(unreached=isinstance(error, NotDelivered))
    return Later(unreached=False) if repeat else Dropped("unknown")


def _refused(told: str, method: str, params: Mapping[str, Any]) -> Verdict:
    """A 400: the call arrived, and Telegram will not have it as it is."""
    if any(text in told for text in NOTHING_TO_DO):
        return Done()
    if method.startswith("edit") and any(text in told for text in NOTHING_TO_EDIT):
        return anew(method, params)
    if any(text in told for text in NOBODY_THERE):
        return Dropped("blocked")
    if any(text in told for text in NOT_MARKUP) and any(name in params for name in FORMATTING):
        return Otherwise(method, {name: value for name, value in params.items() if name not in FORMATTING})
    if method == "sendAnimation":
        animation = params.get("animation")
        if isinstance(animation, Mapping) and not animation.get("anew") and any(text in told for text in NO_SUCH_FILE):
            return Otherwise(method, {**params, "animation": {**animation, "anew": True}})
        return in_words(params)
    if "reply_markup" in params:
        return Otherwise(method, {name: value for name, value in params.items() if name != "reply_markup"})
    return Dropped("refused")


def in_words(params: Mapping[str, Any]) -> Verdict:
    """A picture that cannot be sent: its caption goes alone, with its buttons, so that nobody goes without the step."""
    if is_blank(params.get("caption", "")) and "reply_markup" not in params:
        return Dropped("refused")
    kept = {name: value for name, value in params.items() if name not in OF_PICTURES}
    kept["text"] = params.get("caption", "…")
    if "caption_entities" in params:
        kept["entities"] = params["caption_entities"]
    return Otherwise("sendMessage", {**kept, "link_preview_options": {"is_disabled": True}})


def anew(method: str, params: Mapping[str, Any]) -> Verdict:
    """An edit whose message is gone: a text is sent as a new message, anything else has nothing left to change."""
    if method != "editMessageText":
        return Done()
    return Otherwise("sendMessage", {name: value for name, value in params.items() if name != "message_id"})
