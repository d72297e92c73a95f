"""Is this file sound? Looked at before a database is opened for writing, because SQLite passes over some damage.

SQLite takes an empty file for a new database, drops all of a write-ahead log (WAL) behind the first frame whose
checksum fails, and replays a log that was left behind by another database. Each would lose people's words in silence.
File formats: https://www.sqlite.org/fileformat2.html (§1.3 header, §4 WAL) and https://www.sqlite.org/walformat.html.
"""

from __future__ import annotations

import contextlib
import sqlite3
import struct
from pathlib import Path

from bot.storage.errors import DamagedError, StoreError, from_os, from_sqlite

MAGIC = b"SQLite format 3\x00"
WAL_HEADER = struct.Struct(">8I")
FRAME_HEADER = struct.Struct(">6I")
WHOLE_CHECK_BYTES = 256 * 1024 * 1024
RESTORE = "keep a copy of it, delete it together with its -wal and -shm files, and put a backup in its place"


def beside(path: Path, suffix: str) -> Path:
    """The file that belongs to a database: `-wal`, `-shm`, `.erased`."""
    return path.with_name(path.name + suffix)


def inspect(path: Path, traces: tuple[Path, ...] = ()) -> bool:
    """Whether there is a database at `path`; False means that a new one may be made.

    `traces` are files that exist only where a database was in use. `DamagedError` for anything that must not be opened.
    """
    try:
        size = path.stat().st_size if path.exists() else None
        if path.is_dir():
            raise DamagedError(f"{path} is a folder: name a file in DATABASE_URL")
        if not size:
            _must_be_new(path, size is None, traces)
            return False
        with path.open("rb") as file:
            header = file.read(100)
        wal = beside(path, "-wal")
        log = _read_log(wal) if wal.exists() else b""
    except OSError as error:
        raise from_os(error, str(path)) from None
    if len(header) < 100 or not header.startswith(MAGIC):
        raise DamagedError(f"{path} is no database, or is damaged from its first bytes on: {RESTORE}")
    if log and header[18] == 1:
        raise DamagedError(
            f"{wal} was left behind by another database than the one in {path} (a restored backup?): delete {wal} and "
            f"{beside(path, '-shm')}, then start again"
        )
    if log and not _log_header_holds(log[:32]):
        raise DamagedError(f"{wal} is damaged from its first bytes on, and holds what was written last: {RESTORE}")
    _check(path, log)
    return True


def read_only(path: Path, timeout: float = 15.0) -> sqlite3.Connection:
    """A connection that cannot write, and leaves the WAL as it is when it is closed."""
    return sqlite3.connect(
        path.absolute().as_uri() + "?mode=ro", uri=True, timeout=timeout, isolation_level=None, check_same_thread=False
    )


def _must_be_new(path: Path, missing: bool, traces: tuple[Path, ...]) -> None:
    found = [trace for trace in (beside(path, "-wal"), *traces) if trace.exists() and trace.stat().st_size > 0]
    if found:
        names = ", ".join(str(trace) for trace in found)
        raise DamagedError(
            f"{path} is {'gone' if missing else 'empty'}, but data was here ({names}): put a backup in its place; "
            f"to begin anew on purpose, delete {names}"
        )


def _read_log(wal: Path) -> bytes:
    """The WAL's bytes; empty where nothing was ever written into it (a power cut may leave zeros)."""
    log = wal.read_bytes()
    return log if len(log) > WAL_HEADER.size and log.count(0) < len(log) else b""


def _log_header_holds(header: bytes) -> bool:
    magic, version, *_, sum1, sum2 = WAL_HEADER.unpack(header)
    if magic not in (0x377F0682, 0x377F0683) or version != 3007000:
        return False
    words = struct.unpack((">" if magic & 1 else "<") + "6I", header[:24])
    one = two = 0
    for even, odd in zip(words[::2], words[1::2], strict=True):
        one = (one + even + two) & 0xFFFFFFFF
        two = (two + odd + one) & 0xFFFFFFFF
    return (one, two) == (sum1, sum2)


def _check(path: Path, log: bytes) -> None:
    """Let SQLite read the file through; a big one in part only, so that a start stays short."""
    try:
        with contextlib.closing(read_only(path)) as connection:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            if log and _committed_frames_are_cut_off(path, log):
                raise DamagedError(
                    f"{beside(path, '-wal')} is damaged in its middle, and holds the last writes: {RESTORE}"
                )
            whole = path.stat().st_size <= WHOLE_CHECK_BYTES
            query = "PRAGMA quick_check(1)" if whole else "PRAGMA quick_check('people')"
            if connection.execute(query).fetchone()[0] != "ok":
                raise DamagedError(f"{path} is damaged: {RESTORE}")
    except sqlite3.Error as error:
        raise _kinder(from_sqlite(error, str(path)), path) from None


def _kinder(error: StoreError, path: Path) -> StoreError:
    return DamagedError(f"{path} is damaged: {RESTORE}") if isinstance(error, DamagedError) else error


def _committed_frames_are_cut_off(path: Path, log: bytes) -> bool:
    """Whether commits stand behind the frame at which SQLite stopped reading the WAL.

    A power cut tears the last transaction only, as each one reaches the disk before the next begins. So a frame that
    follows a commit behind the torn place means damage. Where SQLite stopped (mxFrame) stands in the WAL index.
    """
    with beside(path, "-shm").open("rb") as index:
        last_good = struct.unpack_from("=I", index.read(32), 16)[0]
    page_size = WAL_HEADER.unpack(log[:32])[2]
    salts = log[16:24]
    step = FRAME_HEADER.size + page_size
    committed = False
    for offset in range(WAL_HEADER.size + last_good * step, len(log) - FRAME_HEADER.size + 1, step):
        if log[offset + 8 : offset + 16] != salts:
            continue
        if committed:
            return True
        committed = FRAME_HEADER.unpack_from(log, offset)[1] > 0
    return False
