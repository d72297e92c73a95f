"""Files that were uploaded once and are sent again by id."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.preview.parameters import Parameters, Upload
from bot.preview.refusal import bad_request

_KINDS = {"photo": "Photo", "animation": "Animation", "video": "Video", "document": "Document"}
_FOLDERS = {"photo": "photos", "animation": "animations", "video": "videos", "document": "documents"}
_MIME = {"png": "image/png", "gif": "image/gif", "jpg": "image/jpeg", "webp": "image/webp", "mp4": "video/mp4"}


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file: `kind` is what it was sent as, `path` its place below `/file/bot<token>/`.

    The sizes are in pixels, `duration` in seconds.
    """

    id: str
    unique_id: str
    kind: str
    name: str
    mime: str
    path: str
    content: bytes
    width: int
    height: int
    duration: int = 1

    def described(self) -> dict[str, Any]:
        """What a Message says of it: a list of PhotoSize for a photo, else Animation, Video or Document."""
        base = {"file_id": self.id, "file_unique_id": self.unique_id, "file_size": len(self.content)}
        size = {"width": self.width, "height": self.height}
        if self.kind == "photo":
            return {"photo": [{**base, **size}]}
        named = {**base, "file_name": self.name, "mime_type": self.mime}
        if self.kind == "document":
            return {"document": named}
        moving = {self.kind: {**named, **size, "duration": self.duration}}
        # Telegram repeats an animation as a document, for old clients.
        return moving | ({"document": named} if self.kind == "animation" else {})


class Files:
    """All files of the stand-in, by id and by path."""

    def __init__(self, take_number: Callable[[], int]) -> None:
        self._take_number = take_number
        self.by_id: dict[str, StoredFile] = {}
        self.by_path: dict[str, StoredFile] = {}

    def store(self, kind: str, upload: Upload, told: Parameters | None = None) -> StoredFile:
        """Keep an upload as `kind`; size and duration of a film are what the call told.

        Raises what Telegram says of empty files and of photos that are no pictures.
        """
        if not upload.content:
            raise bad_request("file must be non-empty")
        found = picture_size(upload.content)
        if kind == "photo" and found is None:
            raise bad_request("IMAGE_PROCESS_FAILED")
        ending, width, height = found or ("", 320, 320)
        if (kind == "animation" and ending not in ("gif", "mp4")) or (kind == "video" and ending != "mp4"):
            kind = "document"
        # Never one from before a restart: a bot that remembers an id must be refused, and not be shown another file.
        number = self._take_number()
        name = upload.name or f"file_{number}"
        suffix = ending or name.rpartition(".")[2]
        path = f"{_FOLDERS[kind]}/file_{number}.{suffix}"
        mime = _MIME.get(ending, upload.mime)
        id_ = f"{kind}-{number}"
        duration = 1
        if told is not None and kind in ("animation", "video"):
            width, height = told.integer("width") or width, told.integer("height") or height
            duration = told.integer("duration") or 1
        file = StoredFile(id_, f"u{number}", kind, name, mime, path, upload.content, width, height, duration)
        self.by_id[file.id] = self.by_path[path] = file
        return file

    def named(self, kind: str, parameters: Parameters, value: object, field: str) -> StoredFile:
        """The file that a call means by `value` (an id, `attach://…`) or by an upload in `field`."""
        text = value if isinstance(value, str) else ""
        upload = parameters.uploads.get(text[9:] if text.startswith("attach://") else field)
        if upload is not None:
            return self.store(kind, upload, parameters)
        if not text:
            raise bad_request(f"there is no {kind} in the request")
        if text.startswith(("http://", "https://")):
            raise bad_request("failed to get HTTP URL content")
        file = self.by_id.get(text)
        if file is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        if file.kind != kind:
            raise bad_request(f"can't use file of type {_KINDS[file.kind]} as {_KINDS[kind]}")
        return file


def picture_size(content: bytes) -> tuple[str, int, int] | None:
    """The usual ending, width and height of a PNG, GIF, JPEG, WebP or MP4; None for anything else."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) >= 24:
        return ("png", *struct.unpack(">II", content[16:24]))
    if content[:6] in (b"GIF87a", b"GIF89a") and len(content) >= 10:
        return ("gif", *struct.unpack("<HH", content[6:10]))
    if content.startswith(b"\xff\xd8\xff"):
        return _jpeg_size(content)
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "webp", 512, 512
    if content[4:8] == b"ftyp":
        return "mp4", 320, 320
    return None


def _jpeg_size(content: bytes) -> tuple[str, int, int]:
    at = 2
    while at + 9 < len(content) and content[at] == 0xFF:
        marker, size = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        if marker in (0xC0, 0xC1, 0xC2):
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return "jpg", width, height
        at += 2 + size
    return "jpg", 320, 320
