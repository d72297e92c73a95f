"""Keys: well formed, wrapped, rotated, bound to their place, never shown."""

from __future__ import annotations

import base64
import contextlib
import os
import sqlite3
from pathlib import Path

import pytest

from bot.storage.errors import DamagedError, MalformedKeyError, MissingKeyError, WrongKeyError
from bot.storage.sqlite import SqliteStore
from bot.storage.store import Turn
from bot.storage.vault import DataKey, Vault, derived, fingerprint, new_key


def test_a_new_key_is_32_random_bytes() -> None:
    assert len(base64.b64decode(new_key())) == 32
    assert new_key() != new_key()


@pytest.mark.parametrize("text", [None, "", "  ", ",", " , "])
def test_no_key(text: str | None) -> None:
    with pytest.raises(MissingKeyError, match="python -m bot keys new"):
        Vault.from_setting(text)


@pytest.mark.parametrize("bad", ["short", "ä" * 44, base64.b64encode(b"x" * 31).decode(), "!" * 44])
def test_a_malformed_key_is_told_by_its_place_never_by_its_value(bad: str) -> None:
    with pytest.raises(MalformedKeyError, match=r"key 2 of 2 .*python -m bot keys new") as caught:
        Vault.from_setting(f"{new_key()},{bad}")
    assert bad not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_sealed_value_opens_in_its_own_place_only() -> None:
    key = DataKey(os.urandom(32))
    sealed = key.seal(b"words", "trackers.body", 7)
    assert key.open(sealed, "trackers.body", 7) == b"words"
    assert sealed != key.seal(b"words", "trackers.body", 7)
    for column, chat_id in (("trackers.body", 8), ("inbox.body", 7)):
        with pytest.raises(DamagedError, match=f"chat {chat_id} in {column}"):
            key.open(sealed, column, chat_id)
    with pytest.raises(DamagedError):
        key.open(sealed[:-1] + bytes([sealed[-1] ^ 1]), "trackers.body", 7)
    with pytest.raises(DamagedError):
        key.open(b"", "trackers.body", 7)


def test_derived_secrets_differ_by_purpose() -> None:
    secret = os.urandom(32)
    assert derived(secret, "a") == derived(secret, "a") != derived(secret, "b")
    assert fingerprint(secret) not in secret


@pytest.mark.asyncio
async def test_the_old_key_may_go_after_one_start_with_both(path: Path, key: str) -> None:
    store = await SqliteStore.open(path, key)
    await store.commit(Turn(7, {"a": 1}), 1.0)
    secret = store.button_secret
    await store.close()
    newer = new_key()
    with pytest.raises(WrongKeyError, match="another key") as caught:
        await SqliteStore.open(path, newer)
    assert str(path) in str(caught.value)
    assert key not in str(caught.value)
    assert newer not in str(caught.value)
    for keys in (f"{newer},{key}", newer):
        store = await SqliteStore.open(path, keys)
        assert await store.load(7) == {"a": 1}
        assert store.button_secret == secret
        await store.close()
    with pytest.raises(WrongKeyError):
        await SqliteStore.open(path, key)


@pytest.mark.asyncio
async def test_a_database_without_its_key_is_refused(path: Path, key: str) -> None:
    await (await SqliteStore.open(path, key)).close()
    before = path.read_bytes()
    with pytest.raises(MissingKeyError):
        await SqliteStore.open(path, None)
    with pytest.raises(MalformedKeyError):
        await SqliteStore.open(path, "nonsense")
    with pytest.raises(WrongKeyError):
        await SqliteStore.open(path, new_key())
    assert path.read_bytes() == before
    await (await SqliteStore.open(path, key)).close()


@pytest.mark.asyncio
async def test_a_row_copied_to_another_person_does_not_open(path: Path, key: str) -> None:
    store = await SqliteStore.open(path, key)
    await store.commit(Turn(7, {"a": 1}), 1.0)
    await store.commit(Turn(8, {"b": 1}), 1.0)
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("UPDATE trackers SET body = (SELECT body FROM trackers WHERE chat_id = 7) WHERE chat_id = 8")
        with pytest.raises(DamagedError, match="chat 8"):
            await store.load(8)
        db.execute(
            "UPDATE people SET (wrapped, wrapped_by) = (SELECT wrapped, wrapped_by FROM people WHERE chat_id = 7)"
            "WHERE chat_id = 8"
        )
    with pytest.raises(DamagedError, match="chat 8"):
        await store.load(8)
    assert await store.load(7) == {"a": 1}
    await store.close()


@pytest.mark.asyncio
async def test_every_installation_has_its_own_button_secret(tmp_path: Path, key: str) -> None:
    secrets = []
    for name in ("one.db", "two.db"):
        store = await SqliteStore.open(tmp_path / name, key)
        secrets.append(store.button_secret)
        await store.close()
    assert secrets[0] != secrets[1]
    assert [len(secret) for secret in secrets] == [32, 32]
