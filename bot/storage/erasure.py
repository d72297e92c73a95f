"""Erasing a person: their rows and their data key go in the transaction of the turn that asked for it."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from bot.storage.people import SYSTEM, People, Secrets
from bot.storage.sealed import INBOX, WAITING_OF, inbox_rows
from bot.storage.store import InboxRow


def erase(
    db: sqlite3.Connection,
    people: People,
    secrets: Secrets,
    chat_id: int,
    now: float,
    last_handled: Sequence[int] = (),
) -> list[str]:
    """Destroy all of a person but farewells that wait to be sent; returns the tombstone's mark, none for a stranger.

    What the person wrote *after* the updates that are being handled is a new beginning and stays to be handled, under
    a new data key.
    """
    if chat_id == SYSTEM:
        return []
    later = _written_later(db, people, chat_id, last_handled)
    marks = _end(db, people, secrets, chat_id, now)
    if later:
        key = people.key_or_new(db, chat_id, now)
        for row in later:
            db.execute(
                "UPDATE inbox SET chat_id = ?, body = ?, done_at = NULL WHERE update_id = ?",
                (chat_id, key.seal(row.raw, INBOX, chat_id), row.update_id),
            )
    return marks


def erase_again(db: sqlite3.Connection, people: People, secrets: Secrets, marks: dict[str, float]) -> list[int]:
    """Erase whom a restored backup brought back: everyone whose tombstone is not in its table yet."""
    known = {row[0] for row in db.execute("SELECT mark FROM tombstones")}
    new = {mark: at for mark, at in marks.items() if mark not in known}
    returned = []
    if new:
        for chat_id, life in db.execute("SELECT chat_id, life FROM people").fetchall():
            at = new.get(secrets.mark(chat_id, life))
            if at is not None:
                _end(db, people, secrets, chat_id, at)
                returned.append(chat_id)
        db.executemany("INSERT OR IGNORE INTO tombstones (mark, at) VALUES (?, ?)", new.items())
    return returned


def _end(db: sqlite3.Connection, people: People, secrets: Secrets, chat_id: int, at: float) -> list[str]:
    life = people.forget(db, chat_id)
    db.execute("DELETE FROM trackers WHERE chat_id = ?", (chat_id,))
    db.execute("DELETE FROM timers WHERE chat_id = ?", (chat_id,))
    db.execute("DELETE FROM moments WHERE chat_id = ?", (chat_id,))
    db.execute("DELETE FROM quarantine WHERE chat_id = ?", (chat_id,))
    db.execute("DELETE FROM heard WHERE chat_id = ?", (chat_id,))
    db.execute("DELETE FROM outbox WHERE chat_id = ? AND NOT (farewell = 1 AND done_at IS NULL)", (chat_id,))
    db.execute(
        "UPDATE inbox SET chat_id = ?, body = NULL, done_at = ? WHERE chat_id = ? AND done_at IS NULL",
        (SYSTEM, at, chat_id),
    )
    if life is None:
        return []
    mark = secrets.mark(chat_id, life)
    db.execute("INSERT OR IGNORE INTO tombstones (mark, at) VALUES (?, ?)", (mark, at))
    return [mark]


def _written_later(db: sqlite3.Connection, people: People, chat_id: int, last_handled: Sequence[int]) -> list[InboxRow]:
    waiting = inbox_rows(db.execute(WAITING_OF, (chat_id,)).fetchall(), people)
    sequence = "SELECT seq FROM inbox WHERE update_id = ?"
    handled = max((db.execute(sequence, (update_id,)).fetchone()[0] for update_id in last_handled), default=0)
    return [row for row in waiting if db.execute(sequence, (row.update_id,)).fetchone()[0] > handled]
