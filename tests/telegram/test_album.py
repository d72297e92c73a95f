"""Pictures: uploaded once, then sent by the name that Telegram gave; asked for only where nothing is known."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

import pytest
from telegram import InputFile

from bot.telegram.album import Album, NoPicture, named
from tests.standin import MP4

PARAMS: dict[str, Any] = {"chat_id": 7, "animation": {"picture": "pacer.4-6", "theme": "dark"}}
ANEW: dict[str, Any] = {"chat_id": 7, "animation": {"picture": "pacer.4-6", "theme": "dark", "anew": True}}


@dataclass(frozen=True)
class Film:
    """A picture as the gallery has them."""

    name: str = "pacer.4-6"
    content: bytes = MP4
    mime: str = "video/mp4"
    width: int = 480
    height: int = 320
    duration: float = 10.0
    key: str = "k1"


class Gallery:
    """Counts who asks; `ids` is what the store has, `down` makes it fail."""

    def __init__(self, **ids: str) -> None:
        self.asked: list[tuple[str, str]] = []
        self.ids = ids
        self.looked_up = 0
        self.down = False

    def find(self, name: str, theme: str) -> Film | None:
        self.asked.append((name, theme))
        return Film() if name == "pacer.4-6" else None

    async def file_id(self, key: str) -> str | None:
        self.looked_up += 1
        return self.ids.get(key)

    async def keep_file_id(self, key: str, file_id: str) -> None:
        if self.down:
            raise OSError("database is locked")
        self.ids[key] = file_id


async def learnt(album: Album, params: dict[str, Any], answer: object) -> None:
    album.learn(params, answer)
    await asyncio.sleep(0)


def answered(file_id: str) -> dict[str, Any]:
    return {"message_id": 1, "animation": {"file_id": file_id}}


@pytest.mark.asyncio
async def test_the_first_one_is_uploaded_and_the_second_is_not() -> None:
    gallery = Gallery()
    album = Album(gallery.find, gallery)
    first = await album.filled(PARAMS)
    assert isinstance(first["animation"], InputFile)
    assert first["animation"].input_file_content == MP4
    assert first["animation"].mimetype == "video/mp4"
    assert (first["width"], first["height"], first["duration"]) == (480, 320, 10)
    await learnt(album, PARAMS, answered("f1"))
    assert gallery.ids == {"k1": "f1"}
    assert await album.filled(PARAMS) == {"chat_id": 7, "animation": "f1"}
    assert gallery.asked == [("pacer.4-6", "dark")]


@pytest.mark.asyncio
async def test_after_a_restart_the_store_knows_and_is_asked_once() -> None:
    gallery = Gallery(k1="f1")
    album = Album(gallery.find, gallery)
    for _ in range(3):
        assert (await album.filled(PARAMS))["animation"] == "f1"
    assert (gallery.looked_up, len(gallery.asked)) == (1, 1)
    await learnt(album, PARAMS, answered("another name of the same file"))
    assert gallery.ids == {"k1": "f1"}


@pytest.mark.asyncio
async def test_a_name_that_was_refused_is_replaced() -> None:
    gallery = Gallery(k1="old")
    album = Album(gallery.find, gallery)
    await album.filled(PARAMS)
    assert isinstance((await album.filled(ANEW))["animation"], InputFile)
    await learnt(album, ANEW, answered("new"))
    assert gallery.ids == {"k1": "new"}
    assert (await album.filled(PARAMS))["animation"] == "new"


@pytest.mark.asyncio
async def test_there_is_no_picture_of_that_name() -> None:
    gallery = Gallery()
    with pytest.raises(NoPicture, match=r"pacer\.9-9"):
        await Album(gallery.find, gallery).filled({"animation": {"picture": "pacer.9-9", "theme": "dark"}})


@pytest.mark.asyncio
async def test_a_picture_that_cannot_be_read_and_a_store_that_cannot_be_asked() -> None:
    def torn(name: str, theme: str) -> Film | None:
        raise OSError("no such file")

    class Down(Gallery):
        async def file_id(self, key: str) -> str | None:
            raise OSError("database is locked")

    with pytest.raises(NoPicture, match="cannot be read"):
        await Album(torn, Gallery()).filled(PARAMS)
    assert isinstance((await Album(Gallery().find, Down()).filled(PARAMS))["animation"], InputFile)


@pytest.mark.asyncio
@pytest.mark.parametrize("answer", [True, None, {}, {"animation": 5}, {"animation": {"file_id": None}}])
async def test_an_answer_without_a_name_teaches_nothing(answer: object) -> None:
    gallery = Gallery()
    album = Album(gallery.find, gallery)
    await album.filled(PARAMS)
    await learnt(album, PARAMS, answer)
    assert gallery.ids == {}


@pytest.mark.asyncio
async def test_a_store_that_is_down_costs_nobody_the_message() -> None:
    gallery = Gallery()
    album = Album(gallery.find, gallery)
    await album.filled(PARAMS)
    gallery.down = True
    await learnt(album, PARAMS, answered("f1"))
    assert (await album.filled(PARAMS))["animation"] == "f1"


@pytest.mark.asyncio
@pytest.mark.parametrize("params", [{}, {"animation": "f1"}, {"animation": {"filename": "a", "base64": ""}}])
async def test_calls_without_a_named_picture_stay_as_they_are(params: dict[str, Any]) -> None:
    gallery = Gallery()
    assert named(params) is None
    assert await Album(gallery.find, gallery).filled(params) == params
    assert gallery.asked == []
