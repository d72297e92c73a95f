"""The environment, read once: what whoever runs Upstream can set, and what is said where a value is wrong.

The table of all settings is in `docs/settings.md`; a test holds that it, `.env.example` and this file agree.
"""

from __future__ import annotations

import base64
import binascii
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import AfterValidator, BaseModel, ConfigDict, SecretStr, ValidationError

ENV_FILE = Path(".env")
TELEGRAM = "https://api.telegram.org"


class SettingsError(Exception):
    """One or more settings are wrong; the message has one line for each, and never the value of a secret."""


def _token(value: SecretStr) -> SecretStr:
    if value.get_secret_value() and not re.fullmatch(r"\d{1,20}:[A-Za-z0-9_-]+", value.get_secret_value()):
        raise ValueError("is not a bot token (digits, a colon, then letters): copy it whole from @BotFather")
    return value


def _web(value: str) -> str:
    parts = urlsplit(value)
    if value and (parts.scheme not in ("http", "https") or not parts.hostname):
        raise ValueError("is not an address that begins with http:// or https://")
    return value.rstrip("/")


def _webhook_secret(value: SecretStr) -> SecretStr:
    if value.get_secret_value() and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", value.get_secret_value()):
        raise ValueError("must be made of A-Z a-z 0-9 _ -, at most 256 of them, as Telegram allows")
    return value


def _database(value: str) -> str:
    if value.startswith(("postgres://", "postgresql://")):
        raise ValueError("names PostgreSQL, which this version cannot use yet: take sqlite:///data/upstream.db")
    if not value.startswith("sqlite:///") or not value.removeprefix("sqlite:///"):
        raise ValueError("must look like sqlite:///data/upstream.db, or sqlite:////srv/upstream.db for a whole path")
    return value


def _stream(value: str) -> str:
    if value:
        raise ValueError("is for more than one machine, which this version cannot do yet: leave it empty")
    return value


def _keys(value: SecretStr) -> SecretStr:
    for number, key in enumerate(filter(None, value.get_secret_value().split(",")), 1):
        try:
            size = len(base64.b64decode(key.strip(), validate=True))
        except (binascii.Error, ValueError):
            size = -1
        if size != 32:
            raise ValueError(f"key {number} is not base64 of 32 bytes: make one with `python -m bot keys new`")
    return value


def _listen(value: str) -> str:
    host, colon, port = value.rpartition(":")
    if value and not (colon and host and port.isascii() and port.isdigit() and int(port) <= 65535):
        raise ValueError("must be an address and a port, like 127.0.0.1:8080")
    return value


def _pace(value: float) -> float:
    if not 0 <= value <= 10_000:
        raise ValueError("must lie between 0 (no pacing) and 10000 messages a second")
    return value


class Settings(BaseModel):
    """Everything that can be set from outside. Frozen; secrets do not show in its `repr`."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    TELEGRAM_BOT_TOKEN: Annotated[SecretStr, AfterValidator(_token)] = SecretStr("")
    TELEGRAM_API_URL: Annotated[str, AfterValidator(_web)] = TELEGRAM
    DATABASE_URL: Annotated[str, AfterValidator(_database)] = "sqlite:///data/upstream.db"
    STREAM_URL: Annotated[str, AfterValidator(_stream)] = ""
    ENCRYPTION_KEY: Annotated[SecretStr, AfterValidator(_keys)] = SecretStr("")
    WEBHOOK_URL: Annotated[str, AfterValidator(_web)] = ""
    WEBHOOK_SECRET: Annotated[SecretStr, AfterValidator(_webhook_secret)] = SecretStr("")
    LISTEN: Annotated[str, AfterValidator(_listen)] = "127.0.0.1:8080"
    SEND_PER_SECOND: Annotated[float, AfterValidator(_pace)] = 30.0
    HEALTH_LISTEN: Annotated[str, AfterValidator(_listen)] = "127.0.0.1:8081"

    @classmethod
    def read(cls, env: Mapping[str, str] | None = None, env_file: Path | None = ENV_FILE) -> Settings:
        """Read `env` (None: the process's environment) over `env_file`; raises `SettingsError`.

        An empty value means "not set", so that a line left blank in `.env` takes the default.
        """
        given: dict[str, str] = {}
        try:
            filed = dotenv_values(env_file, interpolate=False) if env_file and env_file.exists() else {}
        except (OSError, UnicodeError) as error:
            raise SettingsError(f"{env_file} cannot be read ({type(error).__name__}): check its owner.") from None
        for source in (filed, os.environ if env is None else env):
            given |= {name: value.strip() for name, value in source.items() if name in cls.model_fields and value}
        try:
            settings = cls.model_validate({name: value for name, value in given.items() if value})
        except ValidationError as error:
            raise SettingsError("\n".join(map(_line, error.errors(include_input=False)))) from None
        if settings.WEBHOOK_URL.startswith("http://") and settings.TELEGRAM_API_URL == TELEGRAM:
            raise SettingsError("WEBHOOK_URL must begin with https://, or Telegram does not call it.")
        if settings.WEBHOOK_URL and not settings.WEBHOOK_SECRET.get_secret_value():
            raise SettingsError("WEBHOOK_SECRET is missing: with WEBHOOK_URL it proves that Telegram is calling.")
        return settings

    @property
    def token(self) -> str:
        """The bot token itself, or an empty text."""
        return self.TELEGRAM_BOT_TOKEN.get_secret_value()

    @property
    def database(self) -> Path:
        """The SQLite file that DATABASE_URL names; a relative one is taken from the working directory."""
        return Path(self.DATABASE_URL.removeprefix("sqlite:///"))

    @property
    def keys(self) -> tuple[bytes, ...]:
        """The encryption keys (32 bytes each), newest first; none where ENCRYPTION_KEY is empty."""
        listed = self.ENCRYPTION_KEY.get_secret_value().split(",")
        return tuple(base64.b64decode(key.strip()) for key in listed if key.strip())


def _line(error: Any) -> str:
    name, kind = error["loc"][0], error["type"]
    why = error["msg"].removeprefix("Value error, ") if kind == "value_error" else "must be a number"
    return f"{name} {why}."


def host_and_port(listen: str) -> tuple[str, int]:
    """The two halves of LISTEN or HEALTH_LISTEN; "[::1]:8080" is ("::1", 8080)."""
    host, _, port = listen.rpartition(":")
    return host.strip("[]"), int(port)


def write_key(env_file: Path, key: str) -> None:
    """Add `ENCRYPTION_KEY` to a `.env` file, which only its owner can read from then on; never replaces a key.

    The file is written beside its place and moved there whole. Raises `SettingsError` where it holds a key already.
    """
    old = env_file.read_text(encoding="utf-8") if env_file.exists() else ""
    if dotenv_values(env_file).get("ENCRYPTION_KEY"):
        raise SettingsError(f"ENCRYPTION_KEY stands in {env_file} already; it was left as it is.")
    kept = [line for line in old.splitlines() if not re.match(r"\s*(?:export\s+)?ENCRYPTION_KEY\s*=", line)]
    beside = env_file.with_name(f"{env_file.name}.{os.getpid()}.new")
    try:
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write("\n".join([*kept, f"ENCRYPTION_KEY={key}", ""]))
            file.flush()
            os.fsync(file.fileno())
        beside.replace(env_file)
    finally:
        beside.unlink(missing_ok=True)


def dialogues_folder() -> Path:
    """Where the words lie: inside the installed package, or beside the source."""
    packaged = Path(__file__).with_name("_dialogues")
    return packaged if packaged.is_dir() else Path(__file__).resolve().parents[1] / "dialogues"
