"""From effects to Bot API calls, as plain data: they are stored (encrypted) first and sent later."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from telegram import InputFile

from bot.dialogue.effects import Effect, Say, Toast, Unbutton
from bot.telegram.keyboards import ButtonCheck, KeyboardLabels, inline_keyboard, keyboard
from bot.telegram.text import LONGEST_CAPTION, LONGEST_TOAST, clean, is_blank, shortened, split
from bot.telegram.verdicts import TOAST


@dataclass(frozen=True, slots=True)
class Call:
    """One Bot API call: `params` are JSON types only.

    `repeat` says whether it may be made again where its fate is unknown; `handle` names the message within its chat.
    A param of the form `{"message_id": {"handle": "h"}}` stands for the message that was sent under `h`.
    """

    method: str
    params: dict[str, Any]
    repeat: bool = True
    handle: str | None = None

    @property
    def is_courtesy(self) -> bool:
        """Whether nobody misses it where it is lost, so that it need not be kept (`courtesy.py`)."""
        return self.method in (TOAST, "editMessageReplyMarkup")


@dataclass(frozen=True, slots=True)
class Where:
    """Where effects go: the private chat, and the tap (query id) and tapped message that caused them, if any."""

    chat_id: int
    tap_id: str | None = None
    message_id: int | None = None


def draft_calls(effects: Sequence[Effect], where: Where, labels: KeyboardLabels, check: ButtonCheck) -> list[Call]:
    """The calls for one turn, in the order of sending: the answer to the tap, the messages, then buttons taken away.

    A tap is always answered, so that its spinner stops. Effects that are not messages are left to `app`.
    """
    calls = []
    if where.tap_id:
        toast = next((effect.text for effect in effects if isinstance(effect, Toast) and effect.text), "")
        calls.append(_answer(where.tap_id, toast))
    for effect in effects:
        if isinstance(effect, Say):
            calls += _messages(effect, where, labels, check)
    if where.message_id is not None and any(isinstance(effect, Unbutton) for effect in effects):
        params = {"chat_id": where.chat_id, "message_id": where.message_id}
        calls.append(Call("editMessageReplyMarkup", params))
    return calls


def document_call(chat_id: int, filename: str, content: bytes | str, caption: str = "") -> Call:
    """A file for the person; the content travels as base64, for drafts are JSON."""
    held = content.encode("utf-8", "replace") if isinstance(content, str) else content
    document = {"filename": filename, "base64": base64.b64encode(held).decode("ascii")}
    params: dict[str, Any] = {"chat_id": chat_id, "document": document}
    if not is_blank(caption):
        params["caption"] = shortened(clean(caption), LONGEST_CAPTION)
    return Call("sendDocument", params)


def with_files(params: Mapping[str, Any]) -> dict[str, Any]:
    """The params with every `{"filename", "base64"}` turned into a file to upload. Raises ValueError for bad base64."""
    ready = dict(params)
    for name, value in params.items():
        if isinstance(value, dict) and value.keys() == {"filename", "base64"}:
            try:
                content = base64.b64decode(value["base64"], validate=True)
            except (binascii.Error, TypeError):
                raise ValueError(f"the file in {name} is not base64") from None
            ready[name] = InputFile(content, filename=value["filename"])
    return ready


def _answer(tap_id: str, text: str) -> Call:
    params = {"callback_query_id": tap_id}
    if not is_blank(text):
        params["text"] = shortened(clean(text), LONGEST_TOAST)
    return Call(TOAST, params)


def _messages(say: Say, where: Where, labels: KeyboardLabels, check: ButtonCheck) -> list[Call]:
    """One message in as many parts as it needs; buttons and the handle belong to the last.

    Telegram takes one keyboard a message: inline buttons win, and the other goes with an earlier part if there is one.
    """
    parts = [part for part in split(clean(say.text)) if not is_blank(part)]
    if not parts:
        if not say.rows:
            return []
        parts = ["…"]
    markups: list[dict[str, Any] | None] = [None] * len(parts)
    if say.keyboard is not None:
        markups[0 if say.rows else -1] = keyboard(say.keyboard, labels)
    if say.rows:
        markups[-1] = inline_keyboard(say.rows, where.chat_id, check)
    calls = []
    for index, (part, markup) in enumerate(zip(parts, markups, strict=True)):
        params: dict[str, Any] = {"chat_id": where.chat_id, "text": part, "link_preview_options": {"is_disabled": True}}
        method = "sendMessage"
        if index == 0 and say.edits is not None:
            method = "editMessageText"
            params["message_id"] = {"handle": say.edits}
            markup = markup if markup is not None and "inline_keyboard" in markup else None
        if markup is not None:
            params["reply_markup"] = markup
        calls.append(Call(method, params, handle=say.handle if index == len(parts) - 1 else None))
    return calls
