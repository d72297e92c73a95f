"""Pictures on their way to Telegram: uploaded once, and from then on sent by the `file_id` that it gave."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from telegram import InputFile

log = logging.getLogger(__name__)


class Picture(Protocol):
    """An animation: its bytes, their type, its size in pixels and seconds, and a key that changes with the bytes."""

    @property
    def name(self) -> str: ...
    @property
    def content(self) -> bytes: ...
    @property
    def mime(self) -> str: ...
    @property
    def width(self) -> int: ...
    @property
    def height(self) -> int: ...
    @property
    def duration(self) -> float: ...
    @property
    def key(self) -> str: ...


Find = Callable[[str, str], Picture | None]
"""The picture of this name and theme (`light`, `dark`), or None."""


class FileIds(Protocol):
    """Where it is kept what Telegram calls a picture, by the key of its content."""

    async def file_id(self, key: str) -> str | None: ...
    async def keep_file_id(self, key: str, file_id: str) -> None: ...


class NoPicture(LookupError):
    """There is no picture of this name, or it cannot be read: its words go alone."""


class Album:
    """Puts pictures into calls in which only their name stands, and remembers what Telegram calls them.

    Such a call has `animation: {"picture": name, "theme": theme}`; with `"anew": True` it is uploaded in any case,
    because Telegram refused the name that we had.
    """

    def __init__(self, find: Find, ids: FileIds) -> None:
        self._find = find
        self._ids = ids
        self._known: dict[tuple[str, str], str] = {}
        self._keys: dict[tuple[str, str], str] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def filled(self, params: Mapping[str, Any]) -> dict[str, Any]:
        """The params, ready to be sent: with the `file_id`, or with the bytes. Raises `NoPicture`.

        The store and the bytes are asked only for what this process has not sent yet.
        """
        wanted = named(params)
        if wanted is None:
            return dict(params)
        anew = bool(params["animation"].get("anew"))
        if wanted in self._known and not anew:
            return {**params, "animation": self._known[wanted]}
        picture = await self._found(*wanted)
        self._keys[wanted] = picture.key
        file_id = None if anew else await self._kept(picture.key)
        if file_id is not None:
            self._known[wanted] = file_id
            return {**params, "animation": file_id}
        return {
            **params,
            "animation": InputFile(picture.content, filename=f"picture.{picture.mime.rpartition('/')[2]}"),
            "width": picture.width,
            "height": picture.height,
            "duration": max(1, round(picture.duration)),
        }

    async def _found(self, name: str, theme: str) -> Picture:
        try:
            picture = await asyncio.to_thread(self._find, name, theme)
        except Exception as error:  # noqa: BLE001 whatever is wrong with a picture, its words are sent
            raise NoPicture(f"the picture {name!r} in {theme} cannot be read ({type(error).__name__})") from None
        if picture is None:
            raise NoPicture(f"there is no picture {name!r} in {theme}")
        return picture

    async def _kept(self, key: str) -> str | None:
        try:
            return await self._ids.file_id(key)
        except Exception as error:  # noqa: BLE001 a store that cannot be asked costs one upload
            log.warning("file_id_unknown error=%s", type(error).__name__)
            return None

    def learn(self, params: Mapping[str, Any], message: object) -> None:
        """Keep what Telegram calls the picture of this call, where it was uploaded; `message` is what it answered.

        The store is told beside it: that the message was sent must be noted first, or a kill would send it again.
        """
        wanted = named(params)
        if wanted is None or (wanted in self._known and not params["animation"].get("anew")):
            return
        animation = message.get("animation") if isinstance(message, dict) else None
        file_id = animation.get("file_id") if isinstance(animation, dict) else None
        if not isinstance(file_id, str):
            return
        self._known[wanted] = file_id
        task = asyncio.create_task(self._keep(self._keys[wanted], file_id))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _keep(self, key: str, file_id: str) -> None:
        try:
            await self._ids.keep_file_id(key, file_id)
        except Exception as error:  # noqa: BLE001 the message is sent; the next start uploads the picture once more
            log.warning("file_id_not_kept error=%s", type(error).__name__)


def named(params: Mapping[str, Any]) -> tuple[str, str] | None:
    """Name and theme of the picture that a call names, or None where it names none."""
    animation = params.get("animation")
    if not isinstance(animation, Mapping) or "picture" not in animation:
        return None
    return str(animation["picture"]), str(animation.get("theme"))
