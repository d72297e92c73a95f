"""People as the store knows them: a chat id, a data key, and the moment when they first wrote."""

from __future__ import annotations

import os
import sqlite3

from bot.storage.tombstones import mark
from bot.storage.vault import KEY_BYTES, DataKey, Vault, derived

SYSTEM = 0
"""The chat id under which stands what belongs to no person."""

SECRET = "installation"


class People:
    """Finds, makes and destroys data keys; every method runs inside the caller's transaction.

    Keys are unwrapped anew for each use: that takes 3 µs, and no copy can outlive an erasure.
    """

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def unwrap(self, wrapped: bytes, wrapped_by: bytes, chat_id: int) -> DataKey:
        return DataKey(self._vault.unwrap(wrapped, wrapped_by, chat_id))

    def key(self, db: sqlite3.Connection, chat_id: int) -> DataKey | None:
        """The person's data key, or None for a stranger."""
        row = db.execute("SELECT wrapped, wrapped_by FROM people WHERE chat_id = ?", (chat_id,)).fetchone()
        return self.unwrap(row[0], row[1], chat_id) if row else None

    def key_or_new(self, db: sqlite3.Connection, chat_id: int, now: float) -> DataKey:
        """The person's data key; a stranger gets one."""
        return self.key(db, chat_id) or self._welcome(db, chat_id, now)

    def forget(self, db: sqlite3.Connection, chat_id: int) -> bytes | None:
        """Destroy the data key; returns the `life` that ended, None for a stranger."""
        row = db.execute("DELETE FROM people WHERE chat_id = ? RETURNING life", (chat_id,)).fetchall()
        return row[0][0] if row else None

    def rewrap(self, db: sqlite3.Connection) -> int:
        """Wrap with the newest key whatever an older one wrapped; returns how many data keys that were.

        `WrongKeyError` where a data key was wrapped by a key that was not given.
        """
        old = db.execute(
            "SELECT chat_id, wrapped, wrapped_by FROM people WHERE wrapped_by <> ?", (self._vault.newest,)
        ).fetchall()
        for chat_id, wrapped, wrapped_by in old:
            key = self._vault.unwrap(wrapped, wrapped_by, chat_id)
            db.execute(
                "UPDATE people SET wrapped = ?, wrapped_by = ? WHERE chat_id = ?",
                (self._vault.wrap(key, chat_id), self._vault.newest, chat_id),
            )
        return len(old)

    def installation_secret(self, db: sqlite3.Connection, now: float) -> bytes:
        """32 random bytes that were drawn when the database was made; they survive every change of key."""
        key = self.key_or_new(db, SYSTEM, now)
        row = db.execute("SELECT body FROM secrets WHERE name = ?", (SECRET,)).fetchone()
        if row:
            return key.open(row[0], "secrets.body", SYSTEM)
        secret = os.urandom(KEY_BYTES)
        db.execute("INSERT INTO secrets (name, body) VALUES (?, ?)", (SECRET, key.seal(secret, "secrets.body", SYSTEM)))
        return secret

    def _welcome(self, db: sqlite3.Connection, chat_id: int, now: float) -> DataKey:
        key = os.urandom(KEY_BYTES)
        db.execute(
            "INSERT INTO people (chat_id, life, wrapped, wrapped_by, created) VALUES (?, ?, ?, ?, ?)",
            (chat_id, os.urandom(16), self._vault.wrap(key, chat_id), self._vault.newest, now),
        )
        return DataKey(key)


class Secrets:
    """The secrets of one installation, each for one purpose."""

    def __init__(self, installation: bytes) -> None:
        self.buttons = derived(installation, "button data")
        self.tombstones = derived(installation, "tombstones")
        self.handles = derived(installation, "handles")

    def mark(self, chat_id: int, life: bytes) -> str:
        return mark(self.tombstones, chat_id, life)
