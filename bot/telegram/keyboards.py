"""Buttons: their signed data, and the keyboards that Telegram shows."""

from __future__ import annotations

import hmac
import re
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.dialogue.effects import Button
from bot.dialogue.events import Tapped
from bot.telegram.text import clean, is_blank, utf16_length

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
DATA = re.compile(r"([0-9a-z]{1,13})\.([0-9a-z]{1,13})\.([0-9a-z]{1,13})\.[A-Za-z0-9_-]{16}")
TAG_BYTES = 12
LONGEST_DATA = 64
LONGEST_COPY = 256
MOST_BUTTONS = 100
WIDEST_ROW = 8
FORGED = Tapped(genuine=False)


class ButtonCheck:
    """Signs the data of inline buttons and reads them back; `secret` is at least 16 bytes and stays the same.

    Data are `frame.serial.choice.tag`: three numbers in base 36 and 96 bits of HMAC-SHA256 over them and the owner's
    user id, so that nobody can make a button up, and a button works only under its owner's thumb.
    """

    def __init__(self, secret: bytes) -> None:
        if len(secret) < 16:
            raise ValueError("the secret for buttons needs at least 16 bytes")
        self._secret = secret

    def sign(self, frame: int, serial: int, choice: int, owner: int) -> str:
        """The data for a button of `owner` (a user id), at most 64 bytes. Raises ValueError for too large numbers."""
        if min(frame, serial, choice) < 0 or max(frame, serial, choice) >= 2**64:
            raise ValueError(f"a button's numbers must fit 64 bits: {frame}, {serial}, {choice}")
        numbers = f"{_base36(frame)}.{_base36(serial)}.{_base36(choice)}"
        tag = hmac.digest(self._secret, f"{numbers}.{owner}".encode("ascii"), "sha256")[:TAG_BYTES]
        return f"{numbers}.{urlsafe_b64encode(tag).decode('ascii')}"

    def check(self, data: str, user_id: int) -> Tapped:
        """What the tapped button carries; not genuine where the data are forged or belong to another account."""
        match = DATA.fullmatch(data)
        if match is None:
            return FORGED
        frame, serial, choice = (int(number, 36) for number in match.groups())
        if max(frame, serial, choice) >= 2**64:
            return FORGED
        if not hmac.compare_digest(self.sign(frame, serial, choice, user_id).encode(), data.encode()):
            return FORGED
        return Tapped(frame, serial, choice)


@dataclass(frozen=True, slots=True)
class KeyboardLabels:
    """The words on the keyboards under the input field: `main` row by row, the place's button and its way out."""

    main: tuple[tuple[str, ...], ...]
    place: str
    way_out: str


def inline_keyboard(rows: Sequence[Sequence[Button]], owner: int, check: ButtonCheck) -> dict[str, Any]:
    """Inline buttons for `owner`; rows over 8 wide are wrapped, and beyond Telegram's 100 none is shown."""
    shown: list[list[dict[str, Any]]] = []
    left = MOST_BUTTONS
    for row in rows:
        row = row[:left]
        left -= len(row)
        drawn = [
            {"text": clean(button.label).strip() or "…", **_target(button, owner, check)}
            for button in row
            if _is_possible(button)
        ]
        shown.extend(drawn[start : start + WIDEST_ROW] for start in range(0, len(drawn), WIDEST_ROW))
    return {"inline_keyboard": shown}


def _target(button: Button, owner: int, check: ButtonCheck) -> dict[str, Any]:
    """What a tap does: it copies a text on the phone, or comes to us."""
    if button.copy:
        return {"copy_text": {"text": clean(button.copy)}}
    return {"callback_data": check.sign(button.frame, button.serial, button.choice, owner)}


def _is_possible(button: Button) -> bool:
    """Telegram refuses a whole message for one button with nothing, or too much, to copy: such a one is left out."""
    return not button.copy or (not is_blank(button.copy) and utf16_length(button.copy) <= LONGEST_COPY)


def keyboard(name: str, labels: KeyboardLabels, *, bare: bool = False) -> dict[str, Any] | None:
    """The keyboard under the input field called `main` or `location`; None for a name that is not known.

    Where it is to be `bare`, `main` takes the keyboard away: its labels tell whoever looks what the chat is about.
    """
    if name == "main" and bare:
        return {"remove_keyboard": True}
    if name == "main":
        rows = [[{"text": label} for label in row] for row in labels.main]
        return {"keyboard": rows, "is_persistent": True, "resize_keyboard": True}
    if name == "location":
        rows_of_place: list[list[dict[str, Any]]] = [
            [{"text": labels.place, "request_location": True}],
            [{"text": labels.way_out}],
        ]
        return {"keyboard": rows_of_place, "resize_keyboard": True, "one_time_keyboard": True}
    return None


def _base36(number: int) -> str:
    digits = ""
    while number >= 36:
        number, rest = divmod(number, 36)
        digits = DIGITS[rest] + digits
    return DIGITS[number] + digits
