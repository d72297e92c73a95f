"""What a message can show, by name: the pacers that were drawn beforehand, read when they are first asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path

from bot.pictures.pacers import PACERS, SIDE, THEMES

_FILMS = Path(__file__).parent / "films"


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture or animation: width and height in pixels, duration in seconds.

    `key` is a hash of the content: what Telegram keeps under a `file_id` can be sent again for the same key, and a
    picture that was drawn anew has another one.
    """

    name: str
    content: bytes = field(repr=False)
    mime: str
    width: int
    height: int
    duration: int
    key: str


def names() -> frozenset[str]:
    """Every name that `picture` knows, such as `pacer.4-6` and `taps`; each one is there in every theme."""
    return frozenset(PACERS)


def picture(name: str, theme: str) -> Picture | None:
    """The picture in `light` or `dark`, or None where the name or the theme is not known (the words then go alone).

    A file is read once and kept; all of them together are under half a megabyte. Raises FileNotFoundError only
    where the package itself lacks a film that it names.
    """
    if name not in PACERS or theme not in THEMES:
        return None
    return _film(name, theme)


@cache
def _film(name: str, theme: str) -> Picture:
    pacer = PACERS[name]
    content = (_FILMS / pacer.file(theme)).read_bytes()
    return Picture(name, content, "video/mp4", SIDE, SIDE, pacer.seconds, sha256(content).hexdigest())
