"""From effects to Bot API calls, as plain data: they are stored (encrypted) first and sent later."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from telegram import InputFile

from bot.dialogue.effects import Effect, Say, Sweep, Toast, Unbutton
from bot.telegram.keyboards import ButtonCheck, KeyboardLabels, inline_keyboard, keyboard
from bot.telegram.look import ORDINARY, Look, dressed
from bot.telegram.sweep import SWEEP
from bot.telegram.text import LONGEST_CAPTION, LONGEST_TOAST, clean, is_blank, shortened, split, utf16_length
from bot.telegram.verdicts import TOAST

BARE = "bare"
"""Handle of the message that takes the keyboard away."""


@dataclass(frozen=True, slots=True)
class Call:
    """One Bot API call: `params` are JSON types only.

    `repeat` says whether it may be made again where its fate is unknown; `handle` names the message within its chat.
    A param of the form `{"message_id": {"handle": "h"}}` stands for the message that was sent under `h`, one of the
    form `{"animation": {"picture": "pacer.4-6", "theme": "dark"}}` for that picture (album.py), and one of the form
    `{"message_ids": {"before": 5.0}}` for what was sent in the chat until then, or (None) until this call.
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
    """Where effects go: the private chat, the tap (query id) and tapped message that caused them, and how they look."""

    chat_id: int
    tap_id: str | None = None
    message_id: int | None = None
    look: Look = ORDINARY


def draft_calls(effects: Sequence[Effect], where: Where, labels: KeyboardLabels, check: ButtonCheck) -> list[Call]:
    """The calls for one turn, in the order of sending: the answer to the tap, what is swept, the messages, and buttons
    taken away.

    A tap is always answered, so that its spinner stops. A sweep takes what stood there before this turn, never the
    turn's own messages. Effects that are not for the phone are left to `app`.
    """
    calls: list[Call] = []
    if where.tap_id:
        toast = next((effect.text for effect in effects if isinstance(effect, Toast) and effect.text), "")
        calls.append(_answer(where.tap_id, toast))
    calls += [_sweep(effect, where) for effect in effects if isinstance(effect, Sweep)]
    if where.look.bare and not any(
        isinstance(effect, Say) and effect.keyboard == "main" and not effect.rows for effect in effects
    ):
        calls += _without_keyboard(where)
    for effect in effects:
        if isinstance(effect, Say):
            calls += _messages(effect, where, labels, check)
    calls += [
        Call("editMessageReplyMarkup", {"chat_id": where.chat_id, "message_id": target})
        for effect in effects
        if isinstance(effect, Unbutton) and (target := _unbuttoned(effect, where)) is not None
    ]
    if not where.look.discreet:
        return calls
    return [replace(call, params=dressed(call.method, call.params, where.look)) for call in calls]


def _unbuttoned(effect: Unbutton, where: Where) -> int | dict[str, str] | None:
    return {"handle": effect.handle} if effect.handle else where.message_id


def _sweep(effect: Sweep, where: Where) -> Call:
    return Call(SWEEP, {"chat_id": where.chat_id, "message_ids": {"before": effect.before}})


def _without_keyboard(where: Where) -> list[Call]:
    """Take the keyboard under the input field away: only a message can, and this one goes again at once."""
    params = {"chat_id": where.chat_id, "text": "…", "reply_markup": {"remove_keyboard": True}}
    message = {"chat_id": where.chat_id, "message_id": {"handle": BARE}}
    return [Call("sendMessage", params, handle=BARE), Call("deleteMessage", message)]


def document_call(chat_id: int, filename: str, content: bytes | str, caption: str = "", look: Look = ORDINARY) -> Call:
    """A file for the person; the content travels as base64, for drafts are JSON."""
    held = content.encode("utf-8", "replace") if isinstance(content, str) else content
    document = {"filename": filename, "base64": base64.b64encode(held).decode("ascii")}
    params: dict[str, Any] = {"chat_id": chat_id, "document": document}
    if not is_blank(caption):
        params["caption"] = shortened(clean(caption), LONGEST_CAPTION)
    return Call("sendDocument", dressed("sendDocument", params, look))


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
    bodies = _bodies(say, where)
    markups: list[dict[str, Any] | None] = [None] * len(bodies)
    if bodies and say.keyboard is not None:
        markups[0 if say.rows else -1] = keyboard(say.keyboard, labels, bare=where.look.discreet)
    if bodies and say.rows:
        markups[-1] = inline_keyboard(say.rows, where.chat_id, check)
    calls = []
    for index, (body, markup) in enumerate(zip(bodies, markups, strict=True)):
        method = "sendAnimation" if "animation" in body else "sendMessage"
        params = {"chat_id": where.chat_id, **body}
        if index == 0 and say.edits is not None:
            target = {"handle": say.edits}
            # A text does not become a picture, and what stays the same is seen only below: it goes, and comes anew.
            if method == "sendAnimation" or say.anew:
                calls.append(Call("deleteMessage", {"chat_id": where.chat_id, "message_id": target}))
            else:
                method = "editMessageText"
                params["message_id"] = target
                markup = markup if markup is not None and "inline_keyboard" in markup else None
        if markup is not None:
            params["reply_markup"] = markup
        calls.append(Call(method, params, handle=say.handle if index == len(bodies) - 1 else None))
    return calls


def _bodies(say: Say, where: Where) -> list[dict[str, Any]]:
    """What each part of the message holds: the picture with its caption first; what is too long for one follows."""
    text = clean(say.text)
    picture: dict[str, Any] = {"animation": {"picture": say.picture, "theme": where.look.theme}}
    if say.picture and is_blank(text):
        return [picture]
    if say.picture and utf16_length(text) <= LONGEST_CAPTION:
        return [{**picture, "caption": text}]
    parts = [part for part in split(text) if not is_blank(part)]
    if not parts and say.rows:
        parts = ["…"]
    bodies = [{"text": part, "link_preview_options": {"is_disabled": True}} for part in parts]
    return [picture, *bodies] if say.picture else bodies
