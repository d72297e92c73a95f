"""Reply markup: the four kinds of keyboard, checked as Telegram checks them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.preview.entities import units
from bot.preview.parameters import Parameters, checked
from bot.preview.refusal import Refusal, bad_request

MOST_BUTTONS = 100
MOST_DATA_BYTES = 64
MOST_COPIED_UNITS = 256
_INLINE_TARGETS = (
    "url", "login_url", "web_app", "switch_inline_query", "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Markup:
    """A checked reply markup: `kind` is `inline`, `keyboard`, `remove` or `force`; `shape` is what a client shows."""

    kind: str
    shape: dict[str, Any]


def read_markup(parameters: Parameters, inline_only: bool = False) -> Markup | None:
    """The call's `reply_markup`, None where there is none. Raises Telegram's refusals for what it would not take."""
    raw = parameters.structure("reply_markup", "reply keyboard markup")
    if raw is None:
        return None
    if not isinstance(raw, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in raw:
        rows = _rows(raw["inline_keyboard"], "inline keyboard", _inline_button)
        return Markup("inline", {"inline_keyboard": rows}) if rows else None
    if inline_only and any(key in raw for key in ("keyboard", "remove_keyboard", "force_reply")):
        raise bad_request("inline keyboard expected")
    if "keyboard" in raw:
        rows = _rows(raw["keyboard"], "keyboard", _reply_button)
        return Markup("keyboard", {**raw, "keyboard": rows}) if rows else None
    if raw.get("remove_keyboard") is True:
        return Markup("remove", dict(raw))
    if raw.get("force_reply") is True:
        return Markup("force", dict(raw))
    return None


def _rows(raw: object, what: str, read: Any) -> list[list[dict[str, Any]]]:
    if not isinstance(raw, list):
        raise bad_request(f'field "{what.replace(" ", "_")}" of the reply markup must be an Array')
    rows: list[list[dict[str, Any]]] = []
    for row in raw:
        if not isinstance(row, list):
            raise bad_request(f"{what} row must be an Array of buttons")
        # Telegram leaves out buttons without text in silence, and rows that are empty then.
        buttons = [button for button in map(read, row) if button is not None]
        if buttons:
            rows.append(buttons)
    if sum(map(len, rows)) > MOST_BUTTONS:
        raise bad_request("reply markup is too long")
    return rows


def _inline_button(raw: object) -> dict[str, Any] | None:
    if not isinstance(raw, dict):
        raise _unparsable("inline keyboard button", "Object expected")
    text = raw.get("text")
    if not isinstance(text, str):
        raise _unparsable("inline keyboard button", 'Can\'t find field "text"')
    button = {key: value for key, value in raw.items() if value is not None}
    _check_copy(button.get("copy_text"))
    data = button.get("callback_data")
    if isinstance(data, str) and data:
        if len(checked(data).encode()) > MOST_DATA_BYTES:
            raise bad_request("BUTTON_DATA_INVALID")
    elif not any(button.get(target) not in (None, "") for target in _INLINE_TARGETS):
        raise _unparsable("inline keyboard button", "Text buttons are unallowed in the inline keyboard")
    return button if checked(text).strip() else None


def _check_copy(raw: object) -> None:
    """A button that copies a text on the phone has 1 to 256 of it; nothing of a tap on it comes to the bot."""
    if raw is None:
        return
    if not isinstance(raw, dict) or not isinstance(raw.get("text"), str):
        raise _unparsable("inline keyboard button", 'Can\'t find field "text"')
    if not 1 <= units(checked(raw["text"]).strip()) <= MOST_COPIED_UNITS:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")


def _reply_button(raw: object) -> dict[str, Any] | None:
    if isinstance(raw, str):
        raw = {"text": raw}
    if not isinstance(raw, dict):
        raise _unparsable("keyboard button", "Object expected")
    text = raw.get("text")
    if not isinstance(text, str):
        raise _unparsable("keyboard button", 'Can\'t find field "text"')
    return {key: value for key, value in raw.items() if value is not None} if checked(text).strip() else None


def _unparsable(what: str, why: str) -> Refusal:
    return bad_request(f"can't parse {what}: {why}")
