"""Rows of the database as the contract's objects, sealed and opened on the way.

The associated data of each value names its column and its person, so `COLUMN` and `chat_id` always go together.
"""

from __future__ import annotations

import hmac
import json
import sqlite3
from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from bot.storage.people import SYSTEM, People
from bot.storage.store import Draft, InboxRow, OutboxRow, TimerRow
from bot.storage.vault import DataKey

TRACKER = "trackers.body"
INBOX = "inbox.body"
OUTBOX = "outbox.body"
TIMER = "timers.body"
MOMENT = "moments.body"

WAITING = """
SELECT update_id, chat_id, body, received_at, tries, wrapped, wrapped_by FROM inbox JOIN people USING (chat_id)
WHERE done_at IS NULL ORDER BY seq"""
WAITING_OF = """
SELECT update_id, chat_id, body, received_at, tries, wrapped, wrapped_by FROM inbox JOIN people USING (chat_id)
WHERE done_at IS NULL AND chat_id = ? ORDER BY seq"""
UNSENT = """
SELECT id, o.chat_id, body, not_before, tries, attempted, farewell, wrapped, wrapped_by, p.chat_id
FROM outbox o JOIN people p ON p.chat_id = CASE farewell WHEN 1 THEN 0 ELSE o.chat_id END
WHERE done_at IS NULL ORDER BY id"""
UNSENT_OF = """
SELECT id, o.chat_id, body, not_before, tries, attempted, farewell, wrapped, wrapped_by, p.chat_id
FROM outbox o JOIN people p ON p.chat_id = CASE farewell WHEN 1 THEN 0 ELSE o.chat_id END
WHERE done_at IS NULL AND o.chat_id = ? ORDER BY id"""
DUE = """
SELECT chat_id, at, body, wrapped, wrapped_by FROM timers JOIN people USING (chat_id)
WHERE at <= ? ORDER BY at, id LIMIT ?"""
TIMERS_OF = """
SELECT chat_id, at, body, wrapped, wrapped_by FROM timers JOIN people USING (chat_id)
WHERE chat_id = ? ORDER BY at, id"""


def packed(value: Any) -> bytes:
    """JSON in ASCII, so that a lone surrogate in a person's text survives as it is."""
    return json.dumps(value, ensure_ascii=True, separators=(",", ":")).encode("ascii")


def handle_mark(secret: bytes, chat_id: int, handle: str) -> bytes:
    """What stands in the database for a message's handle, which might say what the talk is about."""
    return hmac.digest(secret, f"{chat_id}|{handle}".encode("utf-8", "surrogatepass"), sha256)[:16]


def seal_draft(draft: Draft, key: DataKey, chat_id: int) -> bytes:
    """A draft as the outbox keeps it."""
    return key.seal(packed([draft.method, draft.params, draft.repeat, draft.handle]), OUTBOX, chat_id)


def owner(draft: Draft, chat_id: int) -> int:
    """Under whose data key a draft is kept."""
    return SYSTEM if draft.farewell else chat_id


def inbox_rows(rows: Iterable[tuple[Any, ...]], people: People) -> list[InboxRow]:
    """Rows of `WAITING` or `WAITING_OF`."""
    return [
        InboxRow(update_id, chat_id, people.unwrap(wrapped, by, chat_id).open(body, INBOX, chat_id), received_at, tries)
        for update_id, chat_id, body, received_at, tries, wrapped, by in rows
    ]


def outbox_rows(rows: Iterable[tuple[Any, ...]], people: People) -> list[OutboxRow]:
    """Rows of `UNSENT` or `UNSENT_OF`."""
    found = []
    for id_, chat_id, body, not_before, tries, attempted, farewell, wrapped, by, keeper in rows:
        opened = json.loads(people.unwrap(wrapped, by, keeper).open(body, OUTBOX, chat_id))
        method, params, repeat, handle = opened
        draft = Draft(method, params, repeat, handle, bool(farewell))
        found.append(OutboxRow(id_, chat_id, draft, not_before, tries, bool(attempted)))
    return found


def timer_rows(rows: Iterable[tuple[Any, ...]], people: People) -> list[TimerRow]:
    """Rows of `DUE` or `TIMERS_OF`."""
    return [
        TimerRow(
            chat_id, people.unwrap(wrapped, by, chat_id).open(body, TIMER, chat_id).decode(errors="surrogatepass"), at
        )
        for chat_id, at, body, wrapped, by in rows
    ]


def tracker(db: sqlite3.Connection, people: People, chat_id: int) -> dict[str, Any] | None:
    """The stored tracker, or None for a stranger."""
    query = "SELECT body, wrapped, wrapped_by FROM trackers JOIN people USING (chat_id) WHERE chat_id = ?"
    for body, wrapped, wrapped_by in db.execute(query, (chat_id,)).fetchall():
        found: dict[str, Any] = json.loads(people.unwrap(wrapped, wrapped_by, chat_id).open(body, TRACKER, chat_id))
        return found
    return None
