"""Letters of our own: a few round strokes each, so that every machine draws the same words without a font.

Units: the x-height is 100, the baseline lies at 0, y points down.
"""

from __future__ import annotations

from dataclasses import dataclass

PEN = 19  # width of every stroke; its ends and joints are round
_DOT = "h.01"  # a stroke of no length: the round pen makes a dot of it
_STRAIGHT, _ROUND, _OPEN = 23, 17, 12  # the air beside a stem, a bowl, and a stroke that ends in the air


@dataclass(frozen=True, slots=True)
class Letter:
    """Its strokes (SVG path data, from x = 0), its width between the outer strokes' middles, and the air beside it."""

    strokes: tuple[str, ...]
    width: int
    before: int = _STRAIGHT
    after: int = _STRAIGHT


_ARCH = "M0 -54C0 -80 16 -100 39 -100S76 -82 76 -54V0"
LETTERS: dict[str, Letter] = {
    "e": Letter(("M4 -52H88C88 -80 69 -100 45 -100S0 -78 0 -50S19 0 47 0C62 0 73 -6 81 -16",), 88, _ROUND, _ROUND),
    "f": Letter(("M20 0V-112C20 -134 32 -146 54 -143", "M0 -97H50"), 52, _OPEN, _OPEN),
    "g": Letter(
        ("M84 -100V10C84 32 68 44 44 44C28 44 16 40 7 31", "M84 -50A42 50 0 1 0 0 -50A42 50 0 1 0 84 -50"), 84, _ROUND
    ),
    "h": Letter(("M0 -146V0", _ARCH), 76),
    "i": Letter(("M0 -100V0", f"M0 -138{_DOT}"), 0),
    "l": Letter(("M0 -146V-24C0 -8 8 1 20 0",), 18, after=_OPEN),
    "n": Letter(("M0 -100V0", _ARCH), 76),
    "o": Letter(("M92 -50A46 50 0 1 0 0 -50A46 50 0 1 0 92 -50",), 92, _ROUND, _ROUND),
    "r": Letter(("M0 -100V0", "M0 -50C0 -82 18 -101 46 -99"), 44, after=_OPEN),
    "t": Letter(("M20 -132V-28C20 -7 33 3 54 -3", "M0 -97H50"), 52, _OPEN, _OPEN),
    "u": Letter(("M76 -46C76 -20 60 0 37 0S0 -18 0 -46V-100", "M76 -100V0"), 76),
}


def word(text: str) -> tuple[list[tuple[int, str]], int]:
    """The strokes of a word as (shift to the right, path data), and its width. Raises KeyError for other letters."""
    strokes: list[tuple[int, str]] = []
    right = 0
    for number, name in enumerate(text):
        letter = LETTERS[name]
        right += letter.before if number else 0
        strokes += [(right, path) for path in letter.strokes]
        right += letter.width + letter.after
    return strokes, right - LETTERS[text[-1]].after
