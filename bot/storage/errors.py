"""What can go wrong with the store. Each message is one line: what is wrong, where, and what to do.

    StoreError
    ├── EncryptionKeyError       something about ENCRYPTION_KEY
    │   ├── MissingKeyError          none was given
    │   ├── MalformedKeyError        it is not base64 of 32 bytes
    │   └── WrongKeyError            the database was written with another one
    ├── UnusableError            the database must not be opened as it is
    │   ├── InUseError               another process holds it
    │   ├── DamagedError             corrupt, cut short, emptied, or not ours
    │   └── NewerError               a newer Upstream wrote it
    ├── UnavailableError         not now: locked, full, read-only; the same call may succeed later
    ├── ClosedError              the store was closed
    └── AlreadyDone              an update was handled, or a row sent, before: nothing was changed

No message ever holds a key, a text or a parameter of a statement.
"""

from __future__ import annotations

import sqlite3


class StoreError(Exception):
    """Anything that the store could not do."""


class EncryptionKeyError(StoreError):
    """Something is wrong with `ENCRYPTION_KEY`."""


class MissingKeyError(EncryptionKeyError):
    """No key was given."""


class MalformedKeyError(EncryptionKeyError):
    """A key is not base64 of 32 bytes."""


class WrongKeyError(EncryptionKeyError):
    """The database was written with a key that was not given."""


class UnusableError(StoreError):
    """The database must not be opened as it is."""


class InUseError(UnusableError):
    """Another process holds the database."""


class DamagedError(UnusableError):
    """The database is corrupt, was cut short or emptied, or is none of ours."""


class NewerError(UnusableError):
    """A newer version of Upstream wrote the database."""


class UnavailableError(StoreError):
    """The database cannot be read or written now (locked, full, read-only); later it may."""


class ClosedError(StoreError):
    """The store was closed."""


class AlreadyDone(StoreError):
    """The update was handled, or the row sent or taken up, before; nothing was changed."""


DAMAGED = frozenset({"SQLITE_CORRUPT", "SQLITE_NOTADB"})


def from_sqlite(error: sqlite3.Error, where: str) -> StoreError:
    """SQLite's error as one of ours; `where` is the database's path.

    Only SQLite's own code is shown: its message may name columns, and we promise that no value is ever shown.
    """
    name = getattr(error, "sqlite_errorname", None) or type(error).__name__
    kind = "_".join(name.split("_")[:2])
    if kind in DAMAGED:
        return DamagedError(f"{where} is damaged ({name}): stop, keep a copy of it, and restore a backup in its place")
    advice = {
        "SQLITE_BUSY": "another program is writing to it; end that program",
        "SQLITE_LOCKED": "another program is writing to it; end that program",
        "SQLITE_FULL": "the disk is full; free some space",
        "SQLITE_IOERR": "the disk refuses; see that it is not full and not failing",
        "SQLITE_READONLY": "it cannot be written; see the rights of the file, its folder and its file system",
        "SQLITE_CANTOPEN": "it cannot be opened; see the rights of the file and its folder",
    }.get(kind, "this should not happen; please report it")
    return UnavailableError(f"{where} cannot be used now ({name}): {advice}")


def from_os(error: OSError, where: str) -> UnusableError:
    """The operating system's refusal to open a file of ours."""
    reason = error.strerror or type(error).__name__
    return UnusableError(
        f"{where} cannot be opened ({reason}): see that the folder exists and that its rights allow it"
    )
