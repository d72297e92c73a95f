"""/erase is complete, and stays so when yesterday's backup comes back."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3

import pytest

from bot.storage.backup import backup
from tests.drills.phones import Phones
from tests.drills.process import BotProcess
from tests.drills.test_odd_texts import exported, named

ADA = 7_654_321_987


def traces(bot: BotProcess) -> dict[str, int]:
    """In how many places of which tables the database still names her."""
    found = {}
    with contextlib.closing(sqlite3.connect(f"file:{bot.database}?mode=ro", uri=True)) as db:
        tables = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            rows = db.execute(f'SELECT * FROM "{table}"').fetchall()
            count = sum(str(ADA) in str(value) for row in rows for value in row)
            if count:
                found[table] = count
    return found


@pytest.mark.slow
@pytest.mark.asyncio
async def test_an_erased_person_is_gone_also_from_a_restored_backup(phones: Phones, bot: BotProcess) -> None:
    ada, ben = phones[ADA], phones[8]
    assert await named(ben, "Ben")
    await named(ada, "Ada")
    ada.says("/ground")
    await ada.sees("I'm here, Ada")
    assert traces(bot).keys() >= {"people", "trackers", "outbox"}
    copy = bot.folder / "yesterday.db"
    backup(bot.database, copy)
    ada.says("/erase")
    await ada.sees("Delete everything?")
    assert traces(bot)
    ada.taps("Yes, delete everything")
    await ada.sees("Everything I had about you is deleted.")
    assert await bot.stop() == 0
    assert not traces(bot)
    assert str(ADA).encode() not in b"".join(path.read_bytes() for path in bot.folder.glob("upstream.db*"))

    for beside in ("-wal", "-shm"):
        bot.database.with_name(bot.database.name + beside).unlink(missing_ok=True)
    shutil.copyfile(copy, bot.database)
    assert traces(bot), "the backup holds her"
    bot.start()
    await phones.polled()
    assert not traces(bot)
    ada.says("/settings")
    await ada.sees("Name: not told")
    assert (await exported(ada))["tracker"]["person"] == {}
    ben.says("/settings")
    await ben.until(lambda: sum("Name: Ben" in text for text in ben.texts) == 2, "Ben's name twice")
    assert "erased again" in bot.log
