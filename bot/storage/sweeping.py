"""Which messages a sweep may delete: ours from the outbox, and people's own where their numbers were kept."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Sequence

from bot.storage.sending import KEEP_SECONDS, PRUNE_ROWS

DELETABLE_SECONDS = KEEP_SECONDS - 60.0
"""Telegram counts 48 hours from its own arrival of a message, which is a little before we know of it."""

LAST_ROW = 2**63 - 1


def keep_heard(db: sqlite3.Connection, chat_id: int, message_ids: Sequence[int], now: float) -> None:
    """Keep the numbers of messages that the person wrote; one that is known already is no error."""
    keep = """
        INSERT OR IGNORE INTO heard (chat_id, message_id, at, after_row)
        SELECT ?, ?, ?, coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'outbox'), 0)"""
    db.executemany(keep, [(chat_id, message_id, now) for message_id in message_ids])


def message_ids(db: sqlite3.Connection, chat_id: int, now: float, before: float | None, below: int | None) -> list[int]:
    """The numbers of the chat's messages, oldest first, without those that are too old to be deleted.

    `before` leaves out what was queued or heard later (Unix seconds), `below` what came after that outbox row. When a
    message was queued counts, not when it was sent: a late one belongs to the turn that said it.
    """
    query = """
        SELECT message_id FROM outbox WHERE chat_id = :chat AND message_id IS NOT NULL AND id < :below
            GROUP BY message_id HAVING min(queued_at) < :before AND min(done_at) > :since
        UNION
        SELECT message_id FROM heard WHERE chat_id = :chat AND after_row < :below AND at < :before AND at > :since
        ORDER BY message_id"""
    bounds = {
        "chat": chat_id,
        "below": LAST_ROW if below is None else below,
        "before": math.inf if before is None else before,
        "since": now - DELETABLE_SECONDS,
    }
    return [row[0] for row in db.execute(query, bounds).fetchall()]


def prune_heard(db: sqlite3.Connection, now: float) -> int:
    """Forget some of the numbers that are too old to be of use; returns how many, 0 when there is no more to do."""
    prune = """
        DELETE FROM heard WHERE (chat_id, message_id) IN (
            SELECT chat_id, message_id FROM heard WHERE at < ? ORDER BY at LIMIT ?)"""
    return db.execute(prune, (now - KEEP_SECONDS, PRUNE_ROWS)).rowcount
