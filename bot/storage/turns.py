"""Writing: arrivals and whole turns as SQL, each inside the savepoint of its unit (writer.py)."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.storage.erasure import erase
from bot.storage.errors import AlreadyDone, StoreError
from bot.storage.people import SYSTEM, People, Secrets
from bot.storage.sealed import INBOX, MOMENT, TIMER, TRACKER, handle_mark, owner, packed, seal_draft
from bot.storage.store import Arrival, Draft, InboxRow, OutboxRow, Turn
from bot.storage.sweeping import keep_heard
from bot.storage.vault import DataKey

INT64 = range(-(2**63), 2**63)


def receive(db: sqlite3.Connection, people: People, arrivals: Sequence[Arrival], now: float) -> list[InboxRow]:
    """Put new arrivals into the inbox; those whose update id is known are left out."""
    fresh = []
    for arrival in arrivals:
        if arrival.update_id not in INT64:
            raise StoreError("an update id does not fit into 64 bits: leave that arrival out")
        if db.execute("SELECT 1 FROM inbox WHERE update_id = ?", (arrival.update_id,)).fetchone():
            continue
        chat_id = arrival.chat_id if arrival.chat_id in INT64 else SYSTEM
        sealed = people.key_or_new(db, chat_id, now).seal(arrival.raw, INBOX, chat_id)
        db.execute(
            "INSERT INTO inbox (update_id, chat_id, body, received_at) VALUES (?, ?, ?, ?)",
            (arrival.update_id, chat_id, sealed, now),
        )
        fresh.append(InboxRow(arrival.update_id, chat_id, arrival.raw, now))
    return fresh


def count_failure(db: sqlite3.Connection, update_ids: Sequence[int]) -> int:
    """One more failed turn for these updates; returns the highest count."""
    count = "UPDATE inbox SET tries = tries + 1 WHERE update_id = ? AND done_at IS NULL RETURNING tries"
    found = [row[0] for update_id in update_ids for row in db.execute(count, (update_id,)).fetchall()]
    return max(found, default=0)


def set_aside(db: sqlite3.Connection, update_ids: Sequence[int], why: str, now: float) -> None:
    """Move waiting updates into the quarantine, sealed as they are; those that are done already stay done."""
    move = """
        INSERT OR REPLACE INTO quarantine (update_id, chat_id, body, why, at)
        SELECT update_id, chat_id, body, ?, ? FROM inbox WHERE update_id = ? AND done_at IS NULL"""
    for update_id in update_ids:
        if db.execute(move, (why, now, update_id)).rowcount:
            _finish_updates(db, [update_id], now)


def commit(
    db: sqlite3.Connection, people: People, secrets: Secrets, turn: Turn, now: float
) -> tuple[list[OutboxRow], list[str]]:
    """Everything that a turn changes; returns its outbox rows, and the mark of whom it erased (or nothing)."""
    _finish_updates(db, turn.inbox_done, now)
    if turn.erase:
        marks = erase(db, people, secrets, turn.chat_id, now, last_handled=turn.inbox_done)
        farewells = [replace(draft, farewell=True) for draft in turn.outbox]
        return _insert_drafts(db, people, secrets, turn.chat_id, farewells, now), marks
    chat_id = turn.chat_id
    key = people.key_or_new(db, chat_id, now)
    if turn.tracker is not None:
        db.execute(
            "INSERT INTO trackers (chat_id, body) VALUES (?, ?) ON CONFLICT DO UPDATE SET body = excluded.body",
            (chat_id, key.seal(packed(turn.tracker), TRACKER, chat_id)),
        )
    _set_timers(db, key, chat_id, turn.timers)
    if turn.forget is not None:
        db.execute("DELETE FROM moments WHERE chat_id = ? AND at < ?", (chat_id, turn.forget))
    for moment in turn.moments:
        db.execute(
            "INSERT INTO moments (chat_id, at, body) VALUES (?, ?, ?)",
            (chat_id, now, key.seal(packed(moment), MOMENT, chat_id)),
        )
    if turn.heard:
        keep_heard(db, chat_id, turn.heard, now)
    return _insert_drafts(db, people, secrets, chat_id, turn.outbox, now, key), []


def _finish_updates(db: sqlite3.Connection, update_ids: Sequence[int], now: float) -> None:
    """Wipe handled updates; their ids stay, without the chat, so that a repetition is known."""
    for update_id in update_ids:
        done = db.execute(
            "UPDATE inbox SET done_at = ?, body = NULL, chat_id = 0 WHERE update_id = ? AND done_at IS NULL",
            (now, update_id),
        )
        if done.rowcount != 1:
            raise AlreadyDone(
                f"update {update_id} was handled before, or was never received: this turn changed nothing"
            )


def _set_timers(db: sqlite3.Connection, key: DataKey, chat_id: int, timers: Mapping[str, float]) -> None:
    """Make the stored timers exactly these; unchanged ones are not written."""
    wanted = dict(timers)
    for id_, at, body in db.execute("SELECT id, at, body FROM timers WHERE chat_id = ?", (chat_id,)).fetchall():
        name = key.open(body, TIMER, chat_id).decode(errors="surrogatepass")
        new = wanted.pop(name, None)
        if new is None:
            db.execute("DELETE FROM timers WHERE id = ?", (id_,))
        elif new != at:
            db.execute("UPDATE timers SET at = ? WHERE id = ?", (new, id_))
    for name, at in wanted.items():
        sealed = key.seal(name.encode(errors="surrogatepass"), TIMER, chat_id)
        db.execute("INSERT INTO timers (chat_id, at, body) VALUES (?, ?, ?)", (chat_id, at, sealed))


def _insert_drafts(
    db: sqlite3.Connection,
    people: People,
    secrets: Secrets,
    chat_id: int,
    drafts: Sequence[Draft],
    now: float,
    own: DataKey | None = None,
) -> list[OutboxRow]:
    rows = []
    for draft in drafts:
        key = own if own and not draft.farewell else people.key_or_new(db, owner(draft, chat_id), now)
        handle = None if draft.handle is None else handle_mark(secrets.handles, chat_id, draft.handle)
        cursor = db.execute(
            "INSERT INTO outbox (chat_id, farewell, handle, body, not_before, queued_at) VALUES (?, ?, ?, ?, 0, ?)",
            (chat_id, draft.farewell, handle, seal_draft(draft, key, chat_id), now),
        )
        assert cursor.lastrowid is not None
        rows.append(OutboxRow(cursor.lastrowid, chat_id, draft))
    return rows
