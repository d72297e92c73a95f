"""What the gallery hands out: every name in every theme, nothing else, and nothing heavy along with it."""

import re
import struct
import subprocess
import sys
from collections.abc import Iterator
from hashlib import sha256

import pytest

from bot.pictures import gallery, names, picture
from bot.pictures.pacers import FPS, PACERS, THEMES
from tests.pictures.films import FILMS, content
from tools.pacers import FOLDER, MOST_BYTES


def boxes(film: bytes) -> Iterator[tuple[str, bytes]]:
    """The boxes of an MP4 file, or of a box that holds boxes, as (kind, content)."""
    at = 0
    while at < len(film):
        size, kind = struct.unpack(">I4s", film[at : at + 8])
        assert size >= 8
        yield kind.decode("ascii"), film[at + 8 : at + size]
        at += size


def inside(film: bytes, *path: str) -> bytes:
    for kind in path:
        film = dict(boxes(film))[kind]
    return film


def test_the_names_that_flows_may_write() -> None:
    assert names() == {"pacer.3-5", "pacer.4-6", "pacer.5-5", "taps"}


@pytest.mark.parametrize(("name", "theme"), FILMS)
def test_a_picture_says_what_it_is(name: str, theme: str) -> None:
    found = picture(name, theme)
    assert found is not None
    assert (found.name, found.mime, found.width, found.height) == (name, "video/mp4", 480, 480)
    assert found.duration == PACERS[name].seconds
    assert found.key == sha256(found.content).hexdigest()
    assert "content" not in repr(found)


@pytest.mark.parametrize(
    ("name", "theme"),
    [("pacer.4-7-8", "light"), ("", "light"), ("pacer.4-6", ""), ("pacer.4-6", "blue"), ("../gallery", "light")],
)
def test_an_unknown_name_or_theme_is_none(name: str, theme: str) -> None:
    assert picture(name, theme) is None


def test_every_picture_has_a_key_of_its_own() -> None:
    assert len({found.key for name, theme in FILMS if (found := picture(name, theme))}) == len(FILMS)


def test_a_film_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    first = picture("taps", "dark")
    monkeypatch.setattr(gallery, "_FILMS", FOLDER / "gone")
    assert picture("taps", "dark") is first


def test_the_folder_holds_these_films_and_no_others() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {PACERS[name].file(theme) for name, theme in FILMS}


def test_asking_for_a_picture_loads_nothing_that_draws() -> None:
    asked = "import sys; from bot.pictures import picture; assert picture('taps', 'dark'); print(*sys.modules)"
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout
    assert {name.split(".")[0] for name in said.split()}.isdisjoint({"av", "resvg_py", "jinja2", "numpy"})


@pytest.mark.parametrize(("name", "theme"), FILMS)
def test_a_film_is_small(name: str, theme: str) -> None:
    assert 10_000 < len(content(name, theme)) <= MOST_BYTES


@pytest.mark.parametrize(("name", "theme"), FILMS)
def test_a_film_plays_for_its_promised_seconds_and_from_its_first_bytes(name: str, theme: str) -> None:
    film = content(name, theme)
    # The index comes before the pictures, so that it plays while it loads.
    assert [kind for kind, _ in boxes(film) if kind != "free"] == ["ftyp", "moov", "mdat"]
    scale, length = struct.unpack(">II", inside(film, "moov", "mvhd")[12:20])
    assert length / scale == PACERS[name].seconds
    scale, length = struct.unpack(">II", inside(film, "moov", "trak", "mdia", "mdhd")[12:20])
    assert length / scale == PACERS[name].seconds
    # Every frame lasts as long as every other one.
    runs, frames, ticks = struct.unpack(">III", inside(film, "moov", "trak", "mdia", "minf", "stbl", "stts")[4:16])
    assert (runs, frames, ticks * FPS) == (1, PACERS[name].seconds * FPS, scale)


@pytest.mark.parametrize(("name", "theme"), FILMS)
def test_a_film_is_h264_that_any_phone_plays_and_silent(name: str, theme: str) -> None:
    moov = inside(content(name, theme), "moov")
    assert [kind for kind, _ in boxes(moov)].count("trak") == 1
    assert inside(moov, "trak", "mdia", "hdlr")[8:12] == b"vide"
    described = inside(moov, "trak", "mdia", "minf", "stbl", "stsd")
    _, profile, _, level = described[described.index(b"avcC") + 4 :][:4]
    assert profile in {66, 77}
    assert level <= 30
    # Nothing in it tells when or where it was made.
    assert inside(moov, "mvhd")[4:12] == bytes(8)


def test_themes_and_names_are_what_the_contract_says() -> None:
    assert THEMES == ("light", "dark")
    assert all(re.fullmatch(r"pacer\.\d-\d|taps", name) for name in names())
