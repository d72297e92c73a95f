"""Another program holds the database: a crisis is answered all the same, everything else once it lets go."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.drills.phones import Phones
from tests.drills.process import BotProcess


@contextlib.contextmanager
def held(database: Path) -> Iterator[None]:
    """The database, locked against every other writer."""
    with contextlib.closing(sqlite3.connect(database, isolation_level=None, timeout=10)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@pytest.mark.slow
@pytest.mark.asyncio
async def test_a_crisis_is_answered_while_nothing_can_be_stored(phones: Phones, bot: BotProcess) -> None:
    ada, ben = phones[7], phones[8]
    ben.says("I'm flooded")
    await ben.sees("0 to 10?")
    with held(bot.database):
        ben.says("7")
        ada.says("I want to die")
        await ada.sees("ending your life", 5.0)
        await asyncio.sleep(1.0)
        assert len(ada.shown) == 1, "the card comes once, however long the lock lasts"
        assert len(ben.shown) == 1, "nothing but a crisis is answered before it is stored"
    await ben.sees("7. ")
    await ada.answered(2)
    ada.says("no")
    await ada.answered(3)
    assert len(ben.shown) == 2
    assert sum(text == ada.texts[0] for text in ada.texts) <= 2
    assert "Traceback" not in bot.log
    assert await bot.stop() == 0
