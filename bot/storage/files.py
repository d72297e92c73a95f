"""Telegram's names for pictures that were uploaded once; they are of the bot and of no person."""

from __future__ import annotations

import sqlite3


def file_id(db: sqlite3.Connection, key: str) -> str | None:
    """What Telegram calls the file with this content key, or None."""
    row = db.execute("SELECT file_id FROM files WHERE key = ?", (key,)).fetchone()
    return row[0] if row else None


def keep_file_id(db: sqlite3.Connection, key: str, name: str) -> None:
    """Keep what Telegram calls it; the newest name counts."""
    db.execute(
        "INSERT INTO files (key, file_id) VALUES (?, ?) ON CONFLICT DO UPDATE SET file_id = excluded.file_id",
        (key, name),
    )
