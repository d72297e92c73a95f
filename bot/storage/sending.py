"""What becomes of outbox rows: taken up, sent, postponed, discarded, and forgotten after two days."""

from __future__ import annotations

import sqlite3

from bot.storage.errors import AlreadyDone
from bot.storage.store import OutboxRow

KEEP_SECONDS = 48 * 3600.0
"""Telegram repeats an update for at most 24 hours, and lets a bot delete its messages for 48."""

PRUNE_ROWS = 1000
"""How many rows one unit looks at, so that turns need not wait long for it."""


def mark_attempted(db: sqlite3.Connection, row: OutboxRow) -> None:
    """The row is about to be sent; `AlreadyDone` where it must not be."""
    change = "UPDATE outbox SET attempted = 1 WHERE id = ? AND done_at IS NULL AND attempted = 0"
    if db.execute(change, (row.id,)).rowcount != 1:
        raise AlreadyDone(f"outbox row {row.id} of chat {row.chat_id} is done, erased or taken up: do not send it")


def postpone(db: sqlite3.Connection, row: OutboxRow, not_before: float) -> None:
    """The row did not arrive, and is to be tried again."""
    db.execute(
        "UPDATE outbox SET not_before = ?, tries = tries + 1, attempted = 0 WHERE id = ? AND done_at IS NULL",
        (not_before, row.id),
    )


def finish(
    db: sqlite3.Connection, row: OutboxRow, now: float, message_id: int | None = None, why: str | None = None
) -> None:
    """Wipe a row's words. A row that is gone already (its person erased everything) is no error.

    A farewell goes whole, so that nothing is left of an erased person.
    """
    if row.draft.farewell:
        db.execute("DELETE FROM outbox WHERE id = ? AND farewell = 1", (row.id,))
        return
    db.execute(
        "UPDATE outbox SET body = NULL, done_at = ?, message_id = ?, why = ? WHERE id = ? AND done_at IS NULL",
        (now, message_id, why, row.id),
    )


def finish_noted(db: sqlite3.Connection, row_id: int, now: float, message_id: int | None) -> None:
    """Wipe a row of which there is a receipt; one that was finished, or erased, meanwhile is no error."""
    db.execute("DELETE FROM outbox WHERE id = ? AND farewell = 1 AND done_at IS NULL", (row_id,))
    db.execute(
        "UPDATE outbox SET body = NULL, done_at = ?, message_id = ? WHERE id = ? AND done_at IS NULL",
        (now, message_id, row_id),
    )


def message_id(db: sqlite3.Connection, chat_id: int, mark: bytes) -> int | None:
    """The id of the last message that was sent under this handle."""
    query = """
        SELECT message_id FROM outbox WHERE chat_id = ? AND handle = ? AND message_id IS NOT NULL
        ORDER BY id DESC LIMIT 1"""
    found: list[tuple[int]] = db.execute(query, (chat_id, mark)).fetchall()
    return found[0][0] if found else None


def next_due(db: sqlite3.Connection) -> float | None:
    """When the next timer is due."""
    at: float | None = db.execute("SELECT min(at) FROM timers").fetchall()[0][0]
    return at


def prune_inbox(db: sqlite3.Connection, now: float) -> int:
    """Forget some of the oldest handled updates; returns how many, 0 when there is no more to do."""
    prune = """
        DELETE FROM inbox WHERE seq IN (
            SELECT seq FROM (SELECT seq, done_at FROM inbox ORDER BY seq LIMIT ?) WHERE done_at < ?)"""
    return db.execute(prune, (PRUNE_ROWS, now - KEEP_SECONDS)).rowcount


def prune_outbox(db: sqlite3.Connection, now: float) -> int:
    """Forget some of the oldest sent rows; returns how many, 0 when there is no more to do."""
    prune = """
        DELETE FROM outbox WHERE id IN (
            SELECT id FROM (SELECT id, done_at FROM outbox ORDER BY id LIMIT ?) WHERE done_at < ?)"""
    return db.execute(prune, (PRUNE_ROWS, now - KEEP_SECONDS)).rowcount
