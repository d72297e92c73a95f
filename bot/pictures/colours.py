"""The colours of the pacers, light and dark: river greens, quiet enough for a dark room.

They mean nothing by themselves: the shape's size and the words carry everything, for whoever sees colours otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours of one theme as `#rrggbb`.

    `layers` go from the shape's outermost one to its core. Words stand on the core in `word` and on the ground in
    `ink`; both keep WCAG 2.2's 4.5:1, and the core keeps 3:1 against the ground. `ahead`: a second that is to come.
    """

    ground: str
    layers: tuple[str, str, str, str]
    word: str
    ink: str
    ahead: str


PALETTES: dict[str, Palette] = {
    "light": Palette("#f1f5f1", ("#cfe3da", "#a3cbbd", "#6aa796", "#2f7767"), "#ffffff", "#123f36", "#bdd2c9"),
    "dark": Palette("#121a18", ("#1a332e", "#204a42", "#276055", "#30786a"), "#f4faf7", "#e3efe9", "#394b46"),
}
