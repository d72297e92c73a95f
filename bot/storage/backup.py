"""A copy of a database that is in use: no lock and no key needed; what is sealed stays sealed.

To restore one: stop the bot, put the copy in the database's place, and delete the -wal and -shm files that the old one
left. Keep `.erased` and `.lock` where they are: people who erased everything since then are erased again at the start.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from pathlib import Path

from bot.storage.errors import DamagedError, StoreError, UnusableError, from_os, from_sqlite
from bot.storage.inspection import MAGIC, read_only
from bot.storage.migrations import APPLICATION_ID
from bot.storage.tombstones import sync_folder


def backup(path_from: str | Path, path_to: str | Path) -> int:
    """Copy the database; returns the size of the copy in bytes.

    The copy is of one moment, whatever is written meanwhile, and is whole on the disk before it gets its name.
    `StoreError` where there is no database, where something stands at `path_to` already, or the disk refuses.
    """
    source, target = Path(path_from), Path(path_to)
    _must_be_ours(source)
    if target.exists() or target.is_symlink():
        raise UnusableError(f"{target} exists already: choose another name, a backup overwrites nothing")
    partial = target.with_name(f".{target.name}.{os.getpid()}.partial")
    try:
        os.close(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        try:
            _copy(source, partial)
            with partial.open("rb") as file:
                os.fsync(file.fileno())
            os.link(partial, target)  # unlike a rename, it refuses where something stands there by now
        finally:
            for leftover in (partial, partial.with_name(partial.name + "-journal")):
                leftover.unlink(missing_ok=True)
        sync_folder(target.parent)
        return target.stat().st_size
    except OSError as error:
        raise from_os(error, str(target)) from None


def _must_be_ours(source: Path) -> None:
    try:
        with source.open("rb") as file:
            header = file.read(100)
    except OSError as error:
        raise from_os(error, str(source)) from None
    if not header.startswith(MAGIC):
        raise DamagedError(f"{source} is empty or no database: there is nothing to back up")


def _copy(source: Path, partial: Path) -> None:
    try:
        with contextlib.closing(read_only(source)) as live:
            if live.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
                raise DamagedError(f"{source} is the database of another program: there is nothing to back up")
            with contextlib.closing(sqlite3.connect(partial, isolation_level=None)) as copy:
                live.backup(copy, pages=-1)
                copy.execute("PRAGMA journal_mode = DELETE")  # one file, in which no log can be missing
                if copy.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                    raise DamagedError(f"{source} is damaged: keep the last good backup, and restore it")
    except sqlite3.Error as error:
        problem: StoreError = from_sqlite(error, str(source))
        raise problem from None
