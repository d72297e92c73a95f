"""Encryption at rest: one data key per person, wrapped by `ENCRYPTION_KEY`; AES-256-GCM with random 96-bit nonces.

A sealed value is nonce (12 bytes), ciphertext and tag (16 bytes). The associated data names the column and the person,
so that a value which was copied to another column or person does not open.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.storage.errors import DamagedError, MalformedKeyError, MissingKeyError, WrongKeyError

SETTING = "ENCRYPTION_KEY"
KEY_BYTES = 32
NONCE_BYTES = 12
HOW_TO_MAKE = "make one with `python -m bot keys new`"


def new_key() -> str:
    """A new random value for `ENCRYPTION_KEY`: base64 of 32 bytes."""
    return base64.b64encode(os.urandom(KEY_BYTES)).decode("ascii")


def derived(secret: bytes, purpose: str) -> bytes:
    """32 bytes for one purpose, derived from a secret (HKDF-SHA256, RFC 5869)."""
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=f"upstream {purpose}".encode()).derive(secret)


class DataKey:
    """A key that seals and opens one person's values."""

    __slots__ = ("_cipher",)

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def seal(self, plain: bytes, column: str, chat_id: int) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, plain, _place(column, chat_id))

    def open(self, sealed: bytes, column: str, chat_id: int) -> bytes:
        """The plain bytes; `DamagedError` where the value was altered or comes from another place."""
        try:
            return self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], _place(column, chat_id))
        except (InvalidTag, ValueError):
            raise DamagedError(
                f"a value of chat {chat_id} in {column} does not open: it was altered or moved; restore a backup"
            ) from None


class Vault:
    """The keys of `ENCRYPTION_KEY`, newest first: the newest wraps data keys, all of them unwrap."""

    __slots__ = ("_keys", "newest")

    def __init__(self, keys: Sequence[bytes]) -> None:
        self._keys = {fingerprint(key): AESGCM(key) for key in keys}
        self.newest = fingerprint(keys[0])

    @classmethod
    def from_setting(cls, text: str | None) -> Vault:
        """Read the setting; `MissingKeyError` or `MalformedKeyError` says which key is wrong, never its value."""
        parts = [part.strip() for part in (text or "").split(",")]
        if not any(parts):
            raise MissingKeyError(f"{SETTING} is not set: put the key back, or, for a new database, {HOW_TO_MAKE}")
        keys = []
        for number, part in enumerate(parts, start=1):
            try:
                key = base64.b64decode(part, validate=True)
            except (binascii.Error, ValueError):
                key = b""
            if len(key) != KEY_BYTES:
                which = f"key {number} of {len(parts)} in {SETTING}" if len(parts) > 1 else SETTING
                raise MalformedKeyError(f"{which} is not base64 of {KEY_BYTES} bytes: {HOW_TO_MAKE}")
            keys.append(key)
        return cls(keys)

    def wrap(self, key: bytes, chat_id: int) -> bytes:
        """A data key, sealed by the newest key; store `newest` beside it."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._keys[self.newest].encrypt(nonce, key, _place("people.wrapped", chat_id))

    def unwrap(self, wrapped: bytes, wrapped_by: bytes, chat_id: int) -> bytes:
        """The data key; `wrapped_by` is the fingerprint of the key that wrapped it."""
        cipher = self._keys.get(wrapped_by)
        if cipher is None:
            raise WrongKeyError(
                f"{SETTING} does not open this database, which was written with another key ({wrapped_by.hex()}): "
                "put that key back, alone or behind a comma after the new one"
            )
        try:
            return cipher.decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], _place("people.wrapped", chat_id))
        except (InvalidTag, ValueError):
            raise DamagedError(f"the data key of chat {chat_id} was altered or moved: restore a backup") from None


def fingerprint(key: bytes) -> bytes:
    """Eight bytes that tell keys apart and give nothing of them away."""
    return hmac.digest(key, b"upstream key fingerprint", hashlib.sha256)[:8]


def _place(column: str, chat_id: int) -> bytes:
    return f"{column}|{chat_id}".encode()
