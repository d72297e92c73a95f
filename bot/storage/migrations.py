"""The schema, as sqlite-utils migrations: a change is a new function at the end, never an edit of an old one."""

from __future__ import annotations

import sqlite3

from sqlite_utils import Database, Migrations

from bot.storage.errors import DamagedError, NewerError

APPLICATION_ID = 0x55705374
"""SQLite's mark of whose file this is ("UpSt")."""

steps = Migrations("upstream")

# Every BLOB named `body` or `wrapped` is sealed (vault.py). Chat 0 is the system itself: arrivals in which no chat
# could be read, farewells, and the installation's secret are sealed with its data key.
TABLES = """
CREATE TABLE people (        -- one data key each, without which nothing else of the person can be read
    chat_id INTEGER PRIMARY KEY, life BLOB NOT NULL, wrapped BLOB NOT NULL, wrapped_by BLOB NOT NULL,
    created REAL NOT NULL
) STRICT;
CREATE TABLE trackers (chat_id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;
CREATE TABLE inbox (         -- done rows keep their update id alone, so that a repetition is known
    seq INTEGER PRIMARY KEY, update_id INTEGER NOT NULL UNIQUE, chat_id INTEGER NOT NULL, body BLOB,
    received_at REAL NOT NULL, tries INTEGER NOT NULL DEFAULT 0, done_at REAL
) STRICT;
CREATE INDEX inbox_waiting ON inbox (chat_id) WHERE done_at IS NULL;
CREATE TABLE quarantine (
    update_id INTEGER PRIMARY KEY, chat_id INTEGER NOT NULL, body BLOB NOT NULL, why TEXT NOT NULL, at REAL NOT NULL
) STRICT;
CREATE INDEX quarantine_of ON quarantine (chat_id);
CREATE TABLE outbox (        -- AUTOINCREMENT: an id is never given twice, even after an erasure
    id INTEGER PRIMARY KEY AUTOINCREMENT, chat_id INTEGER NOT NULL, farewell INTEGER NOT NULL, handle BLOB, body BLOB,
    not_before REAL NOT NULL, tries INTEGER NOT NULL DEFAULT 0, attempted INTEGER NOT NULL DEFAULT 0,
    done_at REAL, message_id INTEGER, why TEXT
) STRICT;
CREATE INDEX outbox_unsent ON outbox (id) WHERE done_at IS NULL;
CREATE INDEX outbox_of ON outbox (chat_id, handle);
CREATE TABLE timers (        -- the name is sealed in body: "crisis follow-up" beside a chat id would say too much
    id INTEGER PRIMARY KEY, chat_id INTEGER NOT NULL, at REAL NOT NULL, body BLOB NOT NULL
) STRICT;
CREATE INDEX timers_of ON timers (chat_id);
CREATE INDEX timers_due ON timers (at);
CREATE TABLE moments (id INTEGER PRIMARY KEY, chat_id INTEGER NOT NULL, at REAL NOT NULL, body BLOB NOT NULL) STRICT;
CREATE INDEX moments_of ON moments (chat_id);
CREATE TABLE secrets (name TEXT PRIMARY KEY, body BLOB NOT NULL) STRICT;
CREATE TABLE tombstones (mark TEXT PRIMARY KEY, at REAL NOT NULL) STRICT
"""

# `queued_at` is the time of the turn that said it, however late it is sent.
HEARD_AND_FILES = """
CREATE TABLE heard (         -- numbers of people's own messages, without a word, so that a sweep finds them
    chat_id INTEGER NOT NULL, message_id INTEGER NOT NULL, at REAL NOT NULL,
    after_row INTEGER NOT NULL,  -- the last row of the outbox when the message was answered: it is older than the next
    PRIMARY KEY (chat_id, message_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX heard_at ON heard (at);
CREATE TABLE files (         -- Telegram's names for pictures that it has, by the key of their content
    key TEXT PRIMARY KEY, file_id TEXT NOT NULL
) STRICT, WITHOUT ROWID;
ALTER TABLE outbox ADD COLUMN queued_at REAL NOT NULL DEFAULT 0
"""


@steps()
def first_tables(db: Database) -> None:
    """Everything that the first version keeps."""
    for statement in TABLES.split(";"):
        db.execute(statement)


@steps()
def heard_and_files(db: Database) -> None:
    """What a sweep deletes besides our own messages, and the pictures that Telegram has already."""
    for statement in HEARD_AND_FILES.split(";"):
        db.execute(statement)


def migrate(connection: sqlite3.Connection, where: str) -> None:
    """Bring the schema up to this version, in one transaction.

    The connection must be in autocommit (`isolation_level=None`). `NewerError` where a newer version wrote the
    database, `DamagedError` where another program did; then nothing is changed.
    """
    db = Database(connection, recursive_triggers=False, execute_plugins=False)
    connection.execute("BEGIN IMMEDIATE")  # sqlite-utils' own BEGIN is deferred, and fails at once beside a writer
    try:
        owner = connection.execute("PRAGMA application_id").fetchone()[0]
        if owner != APPLICATION_ID and db.table_names():
            raise DamagedError(f"{where} is the database of another program: give Upstream a file of its own")
        foreign = {step.name for step in steps.applied(db)} - _names()
        if foreign:
            raise NewerError(
                f"{where} was written by a newer Upstream ({', '.join(sorted(foreign))}): install that version, or "
                "restore a backup from before"
            )
        if steps.pending(db):
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            steps.apply(db)
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _names() -> set[str]:
    """The names of all steps that this version knows: those that an empty database lacks."""
    fresh = Database(memory=True, execute_plugins=False)
    try:
        return {step.name for step in steps.pending(fresh)}
    finally:
        fresh.close()
