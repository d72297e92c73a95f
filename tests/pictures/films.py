"""Films as a player sees them: decoded once for all tests, measured in luma (0 to 255, one byte a pixel)."""

from __future__ import annotations

import io
from functools import cache
from math import pi, sqrt
from operator import sub

import av
from av.video.frame import VideoFrame

from bot.pictures.gallery import picture
from bot.pictures.pacers import PACERS, SIDE, THEMES

FILMS = [(name, theme) for name in sorted(PACERS) for theme in THEMES]
BREATHS = [(name, theme) for name, theme in FILMS if PACERS[name].kind == "breath"]
BELOW_THE_SHAPE = 430  # rows from here on hold the dots
WORD_ROWS, WORD_COLUMNS = range(182, 252), range(182, 298)  # well within the core, even at rest


def content(name: str, theme: str) -> bytes:
    found = picture(name, theme)
    assert found is not None
    return found.content


@cache
def decoded(name: str, theme: str) -> list[VideoFrame]:
    """Every frame, as pictures in yuv420p."""
    with av.open(io.BytesIO(content(name, theme)), "r") as box:
        return list(box.decode(video=0))


def plane(frame: VideoFrame, number: int = 0) -> bytes:
    """One plane without its padding: 0 is luma, 1 and 2 are chroma at half the size."""
    found = frame.planes[number]
    raw = bytes(found)
    rows = range(0, found.height * found.line_size, found.line_size)
    return b"".join(raw[row : row + found.width] for row in rows)


@cache
def lumas(name: str, theme: str) -> list[bytes]:
    return [plane(frame) for frame in decoded(name, theme)]


def difference(one: bytes, other: bytes) -> float:
    """The mean difference of two planes, in steps of 255."""
    total: int = sum(map(abs, map(sub, one, other)))
    return total / len(one)


def radius(luma: bytes, edge: int) -> float:
    """The radius of a circle as large as the shape: all that is nearer to its outermost layer's luma than to the
    ground's, and the word. `edge` is that layer's luma."""
    ground = luma[0]
    middle = (ground + edge) / 2
    inside = bytes(int((level < middle) == (edge < ground)) for level in range(256))
    shape = bytearray(luma[: BELOW_THE_SHAPE * SIDE].translate(inside))
    for row in WORD_ROWS:
        # In the light theme the word is as bright as the ground.
        shape[row * SIDE + WORD_COLUMNS.start : row * SIDE + WORD_COLUMNS.stop] = b"\1" * len(WORD_COLUMNS)
    return sqrt(shape.count(1) / pi)


def luma_of(colour: str) -> int:
    """`#rrggbb` in BT.709's limited range."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return round(16 + (0.2126 * red + 0.7152 * green + 0.0722 * blue) * 219 / 255)


def contrast(one: str, other: str) -> float:
    """WCAG 2.2's contrast ratio of two colours, 1 to 21."""
    bright, dim = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
