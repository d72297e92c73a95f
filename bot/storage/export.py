"""Everything that is stored about one person, opened, as plain JSON types."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from sqlite_utils import Database

from bot.storage.people import People
from bot.storage.sealed import (
    INBOX,
    MOMENT,
    TIMERS_OF,
    UNSENT_OF,
    WAITING_OF,
    inbox_rows,
    outbox_rows,
    timer_rows,
    tracker,
)
from bot.storage.vault import DataKey


def export_person(db: sqlite3.Connection, people: People, chat_id: int) -> dict[str, Any]:
    """Tracker, timers, moments, and whatever waits or was set aside; times in Unix seconds."""
    found: dict[str, Any] = {"chat_id": chat_id, "since": None, "tracker": None, "timers": {}, "moments": []}
    found |= {"received": [], "set_aside": [], "to_be_sent": [], "sent": [], "heard": []}
    key = people.key(db, chat_id)
    if key is None:
        return found
    found["since"] = db.execute("SELECT created FROM people WHERE chat_id = ?", (chat_id,)).fetchone()[0]
    found["tracker"] = tracker(db, people, chat_id)
    found["timers"] = {row.name: row.at for row in timer_rows(db.execute(TIMERS_OF, (chat_id,)).fetchall(), people)}
    found["received"] = [
        {"at": row.received_at, "update": _plain(row.raw)}
        for row in inbox_rows(db.execute(WAITING_OF, (chat_id,)).fetchall(), people)
    ]
    found["to_be_sent"] = [
        {"method": row.draft.method, "params": row.draft.params}
        for row in outbox_rows(db.execute(UNSENT_OF, (chat_id,)).fetchall(), people)
    ]
    return found | _ordinary(Database(db, recursive_triggers=False, execute_plugins=False), key, chat_id)


def _ordinary(db: Database, key: DataKey, chat_id: int) -> dict[str, Any]:
    of = [chat_id]
    moments = db["moments"].rows_where("chat_id = ?", of, order_by="id")
    set_aside = db["quarantine"].rows_where("chat_id = ?", of, order_by="at, update_id")
    sent = db["outbox"].rows_where("chat_id = ? AND done_at IS NOT NULL", of, order_by="id")
    heard = db["heard"].rows_where("chat_id = ?", of, order_by="message_id")
    return {
        "moments": [{"at": row["at"], **json.loads(key.open(row["body"], MOMENT, chat_id))} for row in moments],
        "set_aside": [
            {"at": row["at"], "why": row["why"], "update": _plain(key.open(row["body"], INBOX, chat_id))}
            for row in set_aside
        ],
        "sent": [{"at": row["done_at"], "message_id": row["message_id"]} for row in sent],
        "heard": [{"at": row["at"], "message_id": row["message_id"]} for row in heard],
    }


def _plain(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        return raw.decode(errors="backslashreplace")
