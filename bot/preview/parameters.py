"""The parameters of one call, however they came: query, JSON, form or multipart."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, web

from bot.preview.refusal import bad_request

_TRUE = frozenset(("1", "true", "yes"))


@dataclass(frozen=True, slots=True)
class Upload:
    """One uploaded file: its name as the client gave it, its bytes, and the content type claimed."""

    name: str
    content: bytes
    mime: str


class Parameters:
    """Typed access to the values of one call; a missing value reads as None, "" or False, as Telegram treats it."""

    def __init__(self, values: dict[str, Any], uploads: Mapping[str, Upload] | None = None) -> None:
        self.values = values
        self.uploads: Mapping[str, Upload] = uploads or {}

    def text(self, name: str) -> str:
        """The value as text, "" where it is missing; raises where it cannot be written as UTF-8."""
        value = self.values.get(name)
        if value is None:
            return ""
        if isinstance(value, bool):
            value = "true" if value else "false"
        elif not isinstance(value, str):
            value = json.dumps(value)
        return checked(value)

    def integer(self, name: str, default: int = 0) -> int:
        """The value as a whole number; anything unreadable counts as missing."""
        value = self.values.get(name)
        if value is None or isinstance(value, bool):
            return default
        try:
            return int(value)
        except (TypeError, ValueError):
            return default

    def flag(self, name: str) -> bool:
        """The value as a boolean: true, True, 1 and yes are true."""
        value = self.values.get(name)
        return value is True or (value is not None and str(value).lower() in _TRUE)

    def structure(self, name: str, what: str) -> Any:
        """The value as JSON (already parsed, or a JSON text), None where missing; `what` names it in the refusal."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {what} JSON object") from None


def checked(text: str) -> str:
    """The same text, once it is known to be writable as UTF-8 (a lone surrogate is not)."""
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            raise bad_request("strings must be encoded in UTF-8") from None
    return text


async def read_parameters(request: web.BaseRequest) -> Parameters:
    """Read query and body of a request. Raises a 400 `Refusal` for a body that is not what its type says."""
    values: dict[str, Any] = dict(parse_qsl(request.rel_url.raw_query_string, keep_blank_values=True))
    uploads: dict[str, Upload] = {}
    if request.method == "POST" and request.body_exists:
        kind = request.content_type
        if kind == "application/json":
            values.update(_json(await request.read()))
        elif kind == "multipart/form-data":
            await _multipart(request, values, uploads)
        else:
            try:
                values.update(parse_qsl((await request.read()).decode(), keep_blank_values=True))
            except UnicodeDecodeError:
                raise bad_request("strings must be encoded in UTF-8") from None
    return Parameters(values, uploads)


def _json(body: bytes) -> dict[str, Any]:
    if not body.strip():
        return {}
    try:
        parsed = json.loads(body)
    except (ValueError, RecursionError):
        raise bad_request("can't parse JSON object") from None
    if not isinstance(parsed, dict):
        raise bad_request("can't parse request: JSON object expected")
    return parsed


async def _multipart(request: web.BaseRequest, values: dict[str, Any], uploads: dict[str, Upload]) -> None:
    try:
        async for part in await request.multipart():
            if not isinstance(part, BodyPartReader) or part.name is None:
                continue
            content = bytes(await part.read(decode=True))
            if part.filename is not None:
                mime = part.headers.get("Content-Type", "application/octet-stream")
                uploads[part.name] = Upload(part.filename, content, mime)
            else:
                values[part.name] = content.decode()
    except ValueError:
        raise bad_request("can't parse multipart body") from None
