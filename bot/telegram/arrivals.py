"""Raw updates as they arrive: kept as JSON first, parsed later and each by itself.

python-telegram-bot parses a batch as a whole, so one update that lacks a field would be fetched again for ever.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeGuard

WANTED = ("message", "edited_message", "callback_query", "my_chat_member")
"""The kinds of updates that we ask Telegram for (`allowed_updates`)."""

LARGEST_ID = 2**63 - 2


@dataclass(frozen=True, slots=True)
class RawUpdate:
    """One update, unparsed: `chat_id` and `user_id` are 0 where none could be read; `raw` is its JSON (ASCII)."""

    update_id: int
    chat_id: int
    user_id: int
    raw: bytes = field(repr=False)


Accept = Callable[[Sequence[RawUpdate]], Awaitable[None]]
"""Commits a batch; what it returned for is acknowledged to Telegram, what it raised for comes again."""

Refused = Callable[[Sequence[RawUpdate], Exception], Awaitable[None]]
"""Told of updates that could not be committed, each once, so that a crisis is answered all the same."""


@dataclass(slots=True)
class Reception:
    """How updates come in just now, for /healthz. `heard_at` is in Unix seconds, 0 before the first answer."""

    ready: bool = False
    problem: str = "starting"
    heard_at: float = 0.0
    updates: int = 0

    def well(self, now: float) -> None:
        """Telegram answered, and what it brought is committed."""
        self.ready, self.problem, self.heard_at = True, "", now

    def ill(self, problem: str) -> None:
        """Updates do not come in; `problem` says why in a few plain words."""
        self.ready, self.problem = False, problem


def raw_update(element: object) -> RawUpdate | None:
    """The raw update in one element of an answer, or None where it has no usable integer `update_id`."""
    if not isinstance(element, dict):
        return None
    update_id = element.get("update_id")
    if not _is_id(update_id) or not 0 <= update_id <= LARGEST_ID:
        return None
    try:
        raw = json.dumps(element, separators=(",", ":")).encode("ascii")
    except (ValueError, RecursionError):
        raw = b'{"update_id":%d}' % update_id
    chat_id, user_id = _whose(element)
    return RawUpdate(update_id, chat_id, user_id, raw)


def _whose(element: dict[str, object]) -> tuple[int, int]:
    """Chat and user of an update of any kind: whatever nested object names them first."""
    for value in element.values():
        if isinstance(value, dict):
            message = value.get("message")
            holder = message if isinstance(message, dict) and "chat" not in value else value
            sender = _id_in(value.get("from")) or _id_in(value.get("user"))
            # A tap on an inline message has no chat of its own; in private, chat and person share one id.
            return _id_in(holder.get("chat")) or (sender if "data" in value else 0), sender
    return 0, 0


def _id_in(holder: object) -> int:
    found = holder.get("id") if isinstance(holder, dict) else None
    return found if _is_id(found) and abs(found) <= LARGEST_ID else 0


def _is_id(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)
