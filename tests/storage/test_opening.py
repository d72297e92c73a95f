"""What must not be opened is refused in one line; what was interrupted is taken up."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from bot.storage.errors import DamagedError, InUseError, NewerError, StoreError, UnusableError
from bot.storage.sqlite import SqliteStore
from bot.storage.store import Turn


async def filled(path: Path, key: str, turns: int = 40) -> None:
    store = await SqliteStore.open(path, key)
    for number in range(turns):
        await store.commit(Turn(number, {"pad": "x" * 900, "n": number}, {"t": 1.0}), 1.0)
    await store.close()


async def crashed(path: Path, key: str, turns: int = 40) -> None:
    """A database as a crash leaves it, with its last commits in the WAL only."""
    aside = path.parent / "aside"
    aside.mkdir()
    store = await SqliteStore.open(path, key)
    for number in range(turns):
        await store.commit(Turn(number, {"pad": "x" * 900, "n": number}, {"t": 1.0}), 1.0)
    for suffix in ("", "-wal"):
        shutil.copy(f"{path}{suffix}", aside)
    await store.close()
    for suffix in ("", "-wal"):
        shutil.copy(aside / f"{path.name}{suffix}", path.parent)


async def refused(path: Path, key: str, error: type[StoreError] = DamagedError) -> str:
    before = {file: file.read_bytes() for file in path.parent.iterdir() if file.is_file() and file.suffix != ".db-shm"}
    with pytest.raises(error) as caught:
        await SqliteStore.open(path, key)
    assert "\n" not in str(caught.value)
    for file, content in before.items():
        if not file.name.endswith("-shm"):
            assert file.read_bytes() == content, f"{file.name} was changed"
    return str(caught.value)


@pytest.mark.asyncio
async def test_a_new_database_is_made_with_its_folder_for_its_owner_alone(tmp_path: Path, key: str) -> None:
    path = tmp_path / "data" / "upstream.db"
    store = await SqliteStore.open(path, key)
    await store.commit(Turn(1, {}), 1.0)
    for file in path.parent.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    await store.close()


@pytest.mark.asyncio
async def test_an_empty_file_is_new_only_where_no_data_was(path: Path, key: str) -> None:
    path.touch()
    await (await SqliteStore.open(path, key)).close()
    path.write_bytes(b"")
    assert "is empty, but data was here" in await refused(path, key)
    path.unlink()
    assert "is gone, but data was here" in await refused(path, key)
    path.with_name(path.name + ".lock").unlink()
    await (await SqliteStore.open(path, key)).close()


@pytest.mark.asyncio
@pytest.mark.parametrize("trace", ["-wal", ".erased"])
async def test_an_empty_file_beside_a_trace_of_data_is_refused(path: Path, key: str, trace: str) -> None:
    path.touch()
    path.with_name(path.name + trace).write_bytes(b"something")
    assert f"{path}{trace}" in await refused(path, key)


@pytest.mark.asyncio
async def test_a_start_that_was_cut_off_before_there_was_data_is_taken_up(path: Path, key: str) -> None:
    path.touch()
    path.with_name(path.name + ".lock").touch()
    await (await SqliteStore.open(path, key)).close()


@pytest.mark.asyncio
async def test_a_file_that_is_no_database_is_refused(path: Path, key: str) -> None:
    path.write_text("Dear diary, " * 500)
    assert "is no database" in await refused(path, key)
    path.unlink()
    path.mkdir()
    with pytest.raises(DamagedError, match="is a folder"):
        await SqliteStore.open(path, key)


@pytest.mark.asyncio
async def test_the_database_of_another_program_is_refused(path: Path, key: str) -> None:
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE recipes (name)")
    db.close()
    with pytest.raises(DamagedError, match="another program"):
        await SqliteStore.open(path, key)


@pytest.mark.asyncio
@pytest.mark.parametrize("where", [0, 120, 4096, 40960])
async def test_a_corrupt_database_is_refused(path: Path, key: str, where: int) -> None:
    await filled(path, key)
    with path.open("r+b") as file:
        file.seek(where)
        file.write(b"\xa5" * 64)
    assert "put a backup in its place" in await refused(path, key)


@pytest.mark.asyncio
async def test_a_damaged_sealed_value_is_noticed_at_the_start(path: Path, key: str) -> None:
    await filled(path, key)
    with sqlite3.connect(path) as db:
        body: bytes = db.execute("SELECT body FROM trackers WHERE chat_id = 33").fetchone()[0]
    db.close()
    content = path.read_bytes()
    assert content.count(body) == 1
    path.write_bytes(content.replace(body, body[:500] + bytes(64) + body[564:]))
    assert "chat 33" in await refused(path, key)


@pytest.mark.asyncio
async def test_a_database_that_was_cut_short_is_refused(path: Path, key: str) -> None:
    await filled(path, key)
    os.truncate(path, path.stat().st_size // 2)
    await refused(path, key)
    os.truncate(path, 50)
    await refused(path, key)


@pytest.mark.asyncio
@pytest.mark.parametrize("where", [4, 18, 32 + 4, 32 + 24 + 2000, 60_000])
async def test_a_corrupt_wal_is_refused_instead_of_losing_commits(path: Path, key: str, where: int) -> None:
    await crashed(path, key)
    wal = path.with_name(path.name + "-wal")
    with wal.open("r+b") as file:
        file.seek(where)
        file.write(b"\xa5" * 12)
    assert str(wal) in await refused(path, key)


@pytest.mark.asyncio
@pytest.mark.parametrize("cut", [0, 10, 3000])
async def test_a_wal_whose_last_commit_was_torn_by_a_power_cut_is_taken_up(path: Path, key: str, cut: int) -> None:
    await crashed(path, key)
    wal = path.with_name(path.name + "-wal")
    os.truncate(wal, wal.stat().st_size - cut)
    store = await SqliteStore.open(path, key)
    assert await store.load(38) == {"pad": "x" * 900, "n": 38}
    await store.close()


@pytest.mark.asyncio
async def test_the_wal_of_another_database_is_refused(path: Path, key: str, tmp_path: Path) -> None:
    from bot.storage.backup import backup

    await crashed(path, key)
    backup(path, tmp_path / "copy")
    shutil.copy(tmp_path / "copy", path)
    assert "left behind by another database" in await refused(path, key)


@pytest.mark.asyncio
async def test_a_database_of_the_first_version_is_brought_up_to_date(path: Path, key: str) -> None:
    store = await SqliteStore.open(path, key)
    await store.commit(Turn(7, {"a": 1}, moments=({"kind": "setback"},)), 1.0)
    await store.close()
    with contextlib.closing(sqlite3.connect(path)) as db, db:
        db.executescript("DROP TABLE heard; DROP TABLE files; ALTER TABLE outbox DROP COLUMN queued_at")
        db.execute("DELETE FROM _sqlite_migrations WHERE name = 'heard_and_files'")
    store = await SqliteStore.open(path, key)
    assert await store.load(7) == {"a": 1}
    await store.commit(Turn(7, None, heard=(5,)), 2.0)
    assert await store.message_ids(7, 3.0) == [5]
    await store.close()


@pytest.mark.asyncio
async def test_a_newer_database_is_refused(path: Path, key: str) -> None:
    await filled(path, key, 1)
    with sqlite3.connect(path) as db:
        db.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('upstream', 'cloud', '2030')"
        )
    db.close()
    assert "newer Upstream (cloud)" in await refused(path, key, NewerError)


@pytest.mark.asyncio
async def test_a_folder_that_cannot_be_used_is_told(tmp_path: Path, key: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UnusableError, match="cannot be opened"):
        await SqliteStore.open(tmp_path / "file" / "upstream.db", key)


@pytest.mark.asyncio
async def test_rights_that_are_missing_are_told(path: Path, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    await filled(path, key, 1)

    def forbidden(*_: object, **__: object) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", forbidden)
    with pytest.raises(UnusableError, match=r"upstream.db cannot be opened \(Permission denied\)"):
        await SqliteStore.open(path, key)


@pytest.mark.asyncio
async def test_a_second_opener_is_refused_until_the_first_lets_go(path: Path, key: str) -> None:
    store = await SqliteStore.open(path, key)
    with pytest.raises(InUseError, match="another running Upstream"):
        await SqliteStore.open(path, key)
    await store.close()
    await (await SqliteStore.open(path, key)).close()


@pytest.mark.asyncio
async def test_the_lock_dies_with_its_process(path: Path, key: str) -> None:
    code = (
        "import asyncio, sys, time\nfrom bot.storage.sqlite import SqliteStore\n"
        "async def main():\n    await SqliteStore.open(sys.argv[1], sys.argv[2])\n    print('held', flush=True)\n"
        "    time.sleep(60)\nasyncio.run(main())"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(path), key], stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"held\n"
        with pytest.raises(InUseError):
            await SqliteStore.open(path, key)
        child.kill()
        child.wait()
    await (await SqliteStore.open(path, key)).close()
