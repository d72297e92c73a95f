"""Text as Telegram takes it: nothing it refuses, and in parts of at most 4,096 UTF-16 units."""

from __future__ import annotations

import re
import unicodedata

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
LONGEST_TOAST = 200
# NUL and lone surrogates: JSON may carry them, UTF-8 and Telegram do not.
BROKEN = re.compile("[\x00\ud800-\udfff]")
UNSEEN = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf"})
JOINER = "\u200d"
LOOK_BACK = 64


def clean(text: str) -> str:
    """The text with NUL and lone surrogates replaced by U+FFFD; everything else stays as it is."""
    return BROKEN.sub("\ufffd", text)


def is_blank(text: str) -> bool:
    """Whether nothing of the text can be seen, so that Telegram would call it empty."""
    return all(unicodedata.category(char) in UNSEEN for char in text)


def utf16_length(text: str) -> int:
    """Length in UTF-16 units, as Telegram counts."""
    return len(text) + sum(char > "\uffff" for char in text)


def shortened(text: str, limit: int) -> str:
    """At most `limit` UTF-16 units of the text, with an ellipsis where something was cut."""
    if utf16_length(text) <= limit:
        return text
    return text[: _cut(text, limit - 1)].rstrip() + "…"


def split(text: str, limit: int = LONGEST_TEXT) -> list[str]:
    """The text in parts of at most `limit` UTF-16 units (at least 2); joined, they are the text again.

    A part ends after a paragraph where that leaves it at least a quarter full, else after a line, else after a word,
    else wherever no character that belongs together is torn.
    """
    parts = []
    while utf16_length(text) > limit:
        at = _break(text[: _units(text, limit)], text, limit)
        parts.append(text[:at])
        text = text[at:]
    return [*parts, text] if text or not parts else parts


def _break(head: str, text: str, limit: int) -> int:
    for mark in ("\n\n", "\n", " "):
        at = head.rfind(mark)
        if at >= 0 and (at + len(mark)) * 4 >= len(head):
            return at + len(mark)
    return _cut(text, limit)


def _units(text: str, limit: int) -> int:
    """How many characters fit into `limit` UTF-16 units."""
    if len(text) * 2 <= limit:
        return len(text)
    units = 0
    for index, char in enumerate(text):
        units += 2 if char > "\uffff" else 1
        if units > limit:
            return index
    return len(text)


def _cut(text: str, limit: int) -> int:
    """The last place within `limit` units that tears nothing apart; the limit itself where there is none nearby."""
    fits = _units(text, limit)
    for at in range(fits, max(0, fits - LOOK_BACK), -1):
        if not _belongs(text, at):
            return at
    return fits


def _belongs(text: str, at: int) -> bool:
    """Whether the character at `at` goes with the one before it (accents, joined emoji, flags, skin tones)."""
    if at >= len(text):
        return False
    before, after = text[at - 1], text[at]
    if unicodedata.category(after)[0] == "M" or JOINER in (before, after) or "\U0001f3fb" <= after <= "\U0001f3ff":
        return True
    if (before, after) == ("\r", "\n"):
        return True
    return _is_flag(before) and _is_flag(after) and _flags_before(text, at) % 2 == 1


def _flags_before(text: str, at: int) -> int:
    count = 0
    while count < at and _is_flag(text[at - 1 - count]):
        count += 1
    return count


def _is_flag(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"
