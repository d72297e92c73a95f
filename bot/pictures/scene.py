"""One frame of a pacer as SVG. Drawing happens while developing (`make pacers`), never while the bot runs."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from math import cos, pi, sin, sqrt
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from bot.pictures import lettering
from bot.pictures.colours import PALETTES, Palette
from bot.pictures.motion import fullness, glow
from bot.pictures.pacers import FPS, SIDE, Pacer, Phase

CENTRE = (SIDE / 2, 224.0)
# Layers from the outermost to the core: radius at rest and when full, and how deep the petals open (a share of it).
LAYERS = ((89.0, 190.0, 0.042), (86.0, 170.0, 0.042), (83.0, 150.0, 0.036), (80.0, 128.0, 0.0))
PETALS = 8
FADE = 5  # frames in which a word leaves, and again in which the next one comes; it is whole as its phase begins
ON_CORE, ON_GROUND = 0.41, 0.46  # scale of the lettering: "out" stands within the core at rest, with air around it
# Where the dots stand that count the seconds of a phase, how far apart, and their radius.
DOTS_AT, DOTS_APART, DOT = 444.0, 28.0, 5.5


def frame(pacer: Pacer, theme: str, number: int) -> str:
    """Frame `number` of the pacer as SVG, `SIDE` pixels square. Raises KeyError for a theme that is not there."""
    draw = {"breath": _breath, "taps": _taps}[pacer.kind]
    palette = PALETTES[theme]
    drawn = draw(pacer, palette, number / FPS)
    return _template(pacer.kind).render(side=SIDE, pen=lettering.PEN, palette=palette, **drawn)


def reach(pacer: Pacer, moment: float) -> float:
    """The radius of a circle as large as the outermost layer at `moment`, in pixels."""
    radius, depth = _layer(LAYERS[0], fullness(pacer, moment))
    return radius * sqrt(1 + depth * depth / 2)


def _breath(pacer: Pacer, palette: Palette, moment: float) -> dict[str, Any]:
    full = fullness(pacer, moment)
    layers = []
    for number, (layer, colour) in enumerate(zip(LAYERS, palette.layers, strict=True)):
        radius, depth = _layer(layer, full)
        layers.append({"colour": colour, "path": _blossom(radius, depth, number * pi / PETALS)})
    words = [_word(phase.word, CENTRE, ON_CORE, opacity) for phase, opacity in _fading(pacer, moment)]
    return {"layers": layers, "words": words, "colour": palette.word, "dots": list(_dots(pacer, moment))}


def _layer(layer: tuple[float, float, float], full: float) -> tuple[float, float]:
    at_rest, at_full, depth = layer
    return at_rest + (at_full - at_rest) * full, depth * full


def _blossom(radius: float, depth: float, turned: float) -> str:
    points = []
    for step in range(240):
        angle = step * pi / 120
        away = radius * (1 + depth * cos(PETALS * (angle + turned)))
        points.append(f"{CENTRE[0] + away * sin(angle):.2f} {CENTRE[1] - away * cos(angle):.2f}")
    return f"M{'L'.join(points)}Z"


def _fading(pacer: Pacer, moment: float) -> list[tuple[Phase, float]]:
    """Each phase with how visible its word is: the old word is gone before the new one comes, whole at the turn."""
    number, passed = pacer.at(moment)
    left = round((pacer.phases[number].seconds - passed) * FPS)
    visible = [0.0] * len(pacer.phases)
    if left > FADE:
        visible[number] = min(1.0, (left - FADE) / FADE)
    else:
        visible[(number + 1) % len(pacer.phases)] = 1 - left / FADE
    return list(zip(pacer.phases, visible, strict=True))


def _dots(pacer: Pacer, moment: float) -> Iterable[dict[str, Any]]:
    number, passed = pacer.at(moment)
    for index, (phase, opacity) in enumerate(_fading(pacer, moment)):
        for second in range(phase.seconds):
            x = CENTRE[0] + (second - (phase.seconds - 1) / 2) * DOTS_APART
            lit = index == number and second <= passed
            yield {"x": x, "y": DOTS_AT, "r": DOT, "lit": lit, "opacity": opacity}


def _word(text: str, middle: tuple[float, float], scale: float, opacity: float) -> dict[str, Any]:
    strokes, width = lettering.word(text)
    x, y = middle[0] - width * scale / 2, middle[1] + 50 * scale
    return {"strokes": strokes, "x": x, "y": y, "scale": scale, "opacity": opacity}


def _taps(pacer: Pacer, palette: Palette, moment: float) -> dict[str, Any]:
    wings, words = [], []
    for number, phase in enumerate(pacer.phases):
        lit = glow(pacer, number, moment)
        side = (-1, 1)[number]
        size = 0.82 + 0.18 * lit
        layers = [
            {"colour": palette.layers[0], "path": _wing(1.0), "opacity": 1},
            {"colour": palette.layers[1], "path": _wing(0.85), "opacity": 1},
            {"colour": palette.layers[3], "path": _wing(0.7), "opacity": lit},
        ]
        place = f"translate({SIDE / 2 + side * 10} 204) scale({side * size:.4f} {size:.4f})"
        wings.append({"layers": layers, "transform": place})
        words.append(_word(phase.word, (SIDE / 2 + side * 112, 402), ON_GROUND, 0.3 + 0.7 * lit))
    return {"wings": wings, "words": words, "colour": palette.ink}


@cache
def _wing(share: float) -> str:
    return _petal((112, -62), 92 * share, -0.5) + _petal((92, 66), 70 * share, 0.6)


def _petal(middle: tuple[float, float], radius: float, turned: float) -> str:
    points = []
    for step in range(120):
        angle = step * pi / 60
        along, across = radius * 1.12 * cos(angle), radius * 0.88 * sin(angle) * (1 + 0.22 * cos(angle))
        x = middle[0] + along * cos(turned) - across * sin(turned)
        y = middle[1] + along * sin(turned) + across * cos(turned)
        points.append(f"{x:.2f} {y:.2f}")
    return f"M{'L'.join(points)}Z"


@cache
def _template(kind: str) -> Template:
    folder = FileSystemLoader(Path(__file__).parent)
    # SVG is made of our own numbers and paths alone; nothing that a person typed comes in.
    return Environment(loader=folder, undefined=StrictUndefined, autoescape=True).get_template(f"{kind}.svg.j2")
