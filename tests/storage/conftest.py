"""Stores to test with, each on a file of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_asyncio

from bot.storage.sqlite import SqliteStore
from bot.storage.vault import new_key


@pytest.fixture
def key() -> str:
    return new_key()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "upstream.db"


@pytest_asyncio.fixture
async def store(path: Path, key: str) -> AsyncIterator[SqliteStore]:
    opened = await SqliteStore.open(path, key, clock=lambda: 1000.0)
    yield opened
    await opened.close()


@pytest.fixture
def files(path: Path) -> Callable[[], bytes]:
    """All bytes on the disk that belong to the database."""

    def read() -> bytes:
        return b"".join(file.read_bytes() for file in sorted(path.parent.iterdir()) if file.is_file())

    return read
