"""Opening a database: lock, look it over, bring schema and keys up to date, erase again whom a backup brought back."""

from __future__ import annotations

import contextlib
import logging
import os
import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path

from bot.storage import sending
from bot.storage.erasure import erase_again
from bot.storage.errors import WrongKeyError, from_os, from_sqlite
from bot.storage.inspection import inspect
from bot.storage.lock import Lock
from bot.storage.migrations import migrate
from bot.storage.people import People, Secrets
from bot.storage.receipts import ReceiptFile
from bot.storage.sealed import tracker
from bot.storage.tombstones import TombstoneFile, sync_folder
from bot.storage.vault import Vault

log = logging.getLogger(__name__)

VALUES_SECONDS = 0.5

BUSY_SECONDS = 15.0
"""How long a write waits for another program that is writing to the file."""


@dataclass(frozen=True, slots=True)
class Opened:
    """All that belongs to an open database."""

    path: Path
    connection: sqlite3.Connection
    people: People
    secrets: Secrets
    lock: Lock
    tombstones: TombstoneFile
    receipts: ReceiptFile


def open_database(path: Path, keys: str | None, now: float) -> Opened:
    """Open or make the database at `path`; nothing is touched where the key, the lock or the file is not right."""
    vault = Vault.from_setting(keys)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise from_os(error, str(path.parent)) from None
    lock = Lock(path)
    with contextlib.ExitStack() as undo:
        lock.take()
        undo.callback(lock.release)
        tombstones = TombstoneFile(path)
        if not inspect(path, (lock.path, tombstones.path)):
            _make_private(path)
        try:
            connection = connect(path)
            undo.callback(connection.close)
            migrate(connection, str(path))
            people = People(vault)
            secrets = _bring_up_to_date(connection, people, tombstones, now)
            _open_values(connection, people)
            receipts = ReceiptFile(path)
            undo.callback(receipts.close)
            _honour(connection, receipts, now)
            lock.mark()
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.Error as error:
            raise from_sqlite(error, str(path)) from None
        except WrongKeyError as error:
            raise WrongKeyError(f"{path}: {error}") from None
        undo.pop_all()
    return Opened(path, connection, people, secrets, lock, tombstones, receipts)


def _honour(db: sqlite3.Connection, receipts: ReceiptFile, now: float) -> None:
    """What Telegram had when the process ended is not sent again."""
    db.execute("BEGIN IMMEDIATE")
    for row_id, message_id in receipts.read():
        sending.finish_noted(db, row_id, now, message_id)
    db.execute("COMMIT")
    receipts.empty()


def connect(path: Path, timeout: float = BUSY_SECONDS) -> sqlite3.Connection:
    """A connection in autocommit: transactions are begun and ended by name."""
    connection = sqlite3.connect(path, timeout=timeout, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA secure_delete = ON")  # what was wiped is overwritten with zeros
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute(f"PRAGMA journal_size_limit = {16 * 1024 * 1024}")
    except BaseException:
        connection.close()
        raise
    return connection


def _make_private(path: Path) -> None:
    """An empty file that only its owner may read; SQLite gives its -wal and -shm the same rights."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600))
        sync_folder(path.parent)
    except OSError as error:
        raise from_os(error, str(path)) from None


def _open_values(db: sqlite3.Connection, people: People) -> None:
    """Open trackers for as long as a start may take: damage within a sealed value is nothing that SQLite could see."""
    end = time.monotonic() + VALUES_SECONDS
    for (chat_id,) in db.execute("SELECT chat_id FROM trackers ORDER BY chat_id").fetchall():
        tracker(db, people, chat_id)
        if time.monotonic() > end:
            return


def _bring_up_to_date(db: sqlite3.Connection, people: People, tombstones: TombstoneFile, now: float) -> Secrets:
    db.execute("BEGIN IMMEDIATE")
    try:
        rewrapped = people.rewrap(db)
        secrets = Secrets(people.installation_secret(db, now))
        in_file = tombstones.read()
        returned = erase_again(db, people, secrets, in_file)
        in_table = db.execute("SELECT mark, at FROM tombstones").fetchall()
        db.execute("COMMIT")
    finally:
        if db.in_transaction:
            db.execute("ROLLBACK")
    tombstones.append([(mark, at) for mark, at in in_table if mark not in in_file])
    if rewrapped:
        log.info("data keys wrapped anew with the newest key: %d", rewrapped)
    if returned:
        log.warning("people erased again, whom an older backup had brought back: %d", len(returned))
    return secrets
