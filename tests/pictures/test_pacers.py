"""The films that are committed, frame by frame: what a person sees and breathes with."""

from itertools import pairwise

import pytest

from bot.pictures.colours import PALETTES
from bot.pictures.pacers import FPS, PACERS, SIDE, THEMES
from bot.pictures.scene import CENTRE, FADE, LAYERS, frame, reach
from tests.pictures.films import BREATHS, FILMS, contrast, decoded, difference, luma_of, lumas, plane, radius
from tools.pacers import still

films = pytest.mark.parametrize(("name", "theme"), FILMS)
breaths = pytest.mark.parametrize(("name", "theme"), BREATHS)


def radii(name: str, theme: str) -> list[float]:
    edge = luma_of(PALETTES[theme].layers[0])
    return [radius(luma, edge) for luma in lumas(name, theme)]


def bright(luma: bytes, theme: str, columns: range) -> int:
    """Pixels of the word in these columns of the core, which is darker than the word in both themes."""
    palette = PALETTES[theme]
    middle = (luma_of(palette.layers[3]) + luma_of(palette.word)) // 2
    rows = range(round(CENTRE[1]) - 24, round(CENTRE[1]) + 30)
    return sum(luma[row * SIDE + column] > middle for row in rows for column in columns)


@films
def test_it_has_every_frame(name: str, theme: str) -> None:
    shown = decoded(name, theme)
    assert len(shown) == PACERS[name].seconds * FPS
    assert [one.time for one in shown] == pytest.approx([number / FPS for number in range(len(shown))], abs=0.001)


@breaths
def test_the_shape_keeps_to_the_curve_within_a_pixel(name: str, theme: str) -> None:
    wanted = [reach(PACERS[name], number / FPS) for number in range(PACERS[name].frames)]
    measured = radii(name, theme)
    assert max(abs(one - other) for one, other in zip(measured, wanted, strict=True)) < 1
    # One can see it: it doubles.
    assert max(measured) > 2 * min(measured)


@breaths
def test_it_moves_without_a_jump(name: str, theme: str) -> None:
    measured = radii(name, theme)
    speeds = [after - now for now, after in pairwise(measured + measured[:1])]
    swiftest = max(map(abs, speeds))
    assert swiftest < 2.5
    # From frame to frame the speed changes by what the encoder leaves, about a pixel, and no more.
    changes = [abs(after - now) for now, after in pairwise(speeds + speeds[:1])]
    assert max(changes) < 1.3


@breaths
def test_it_turns_when_the_phases_turn(name: str, theme: str) -> None:
    measured = radii(name, theme)
    turn = PACERS[name].phases[0].seconds * FPS
    assert abs(measured.index(max(measured)) - turn) <= 1
    assert measured.index(min(measured)) in {len(measured) - 1, 0, 1}


@breaths
def test_each_word_is_whole_as_its_phase_begins_and_gone_as_it_ends(name: str, theme: str) -> None:
    frames = lumas(name, theme)
    turn = PACERS[name].phases[0].seconds * FPS
    # Only "out" reaches this far to the left.
    only_out = [bright(luma, theme, range(178, 200)) for luma in frames]
    whole = max(only_out)
    assert whole > 200
    seen = [number for number, count in enumerate(only_out) if count > 0.9 * whole]
    assert turn - 3 <= seen[0] <= turn
    assert len(frames) - 2 * FADE - 2 <= seen[-1] < len(frames) - FADE
    assert seen == list(range(seen[0], seen[-1] + 1))
    # While one word is to be seen, the other is not.
    assert not any(only_out[: turn - FADE])
    both = [bright(luma, theme, range(172, 308)) for luma in frames]
    assert all(count == pytest.approx(both[FPS], rel=0.05) for count in both[: turn - 2 * FADE])


@breaths
def test_a_word_never_leaves_the_core(name: str, theme: str) -> None:
    middle = (luma_of(PALETTES[theme].layers[3]) + luma_of(PALETTES[theme].word)) // 2
    smallest = lumas(name, "dark")[-2 * FADE]
    away = [
        ((column - CENTRE[0]) ** 2 + (row - CENTRE[1]) ** 2) ** 0.5
        for row in range(round(CENTRE[1]) - 100, round(CENTRE[1]) + 100)
        for column in range(SIDE)
        if smallest[row * SIDE + column] > middle
    ]
    assert max(away) < LAYERS[3][0] - 8


@films
def test_the_loop_has_no_seam(name: str, theme: str) -> None:
    shown = lumas(name, theme)
    steps = [difference(shown[number], shown[number + 1]) for number in range(0, len(shown) - 1, 7)]
    assert difference(shown[-1], shown[0]) <= max(*steps, 0.5)
    # And it would be seen: a second farther on is another picture.
    assert difference(shown[-1], shown[FPS]) > 2 * difference(shown[-1], shown[0])


@films
def test_what_is_committed_is_what_the_code_draws(name: str, theme: str) -> None:
    pacer = PACERS[name]
    for number in (0, pacer.frames // 3, pacer.frames - 2 * FADE):
        drawn, shown = still(pacer, theme, number), decoded(name, theme)[number]
        for part in range(3):
            assert difference(plane(drawn, part), plane(shown, part)) < 1
        # The encoder blurs an edge; a stroke that moved or is gone differs by far more.
        assert sum(abs(one - other) > 60 for one, other in zip(plane(drawn), plane(shown), strict=True)) < 10
    # What the measure would see: the picture a third of a second later.
    later = still(pacer, theme, pacer.frames // 4 + FPS // 3)
    assert difference(plane(later), lumas(name, theme)[pacer.frames // 4]) > 1


@films
def test_the_first_picture_is_readable_at_once(name: str, theme: str) -> None:
    """Telegram shows it while the film loads: the first word whole, its colours apart, measured in the film."""
    shown = decoded(name, theme)[0].reformat(format="rgb24", src_colorspace="ITU709")
    pixels, row = bytes(shown.planes[0]), shown.planes[0].line_size
    colours = {pixels[y * row + x * 3 : y * row + x * 3 + 3] for y in range(185, 264) for x in range(205, 270)}
    if PACERS[name].kind == "taps":
        colours = {pixels[y * row + x * 3 : y * row + x * 3 + 3] for y in range(350, 440) for x in range(50, 210)}
    by_light = sorted((f"#{colour.hex()}" for colour in colours), key=luma_of)
    assert contrast(by_light[0], by_light[-1]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
def test_contrast_keeps_to_wcag(theme: str) -> None:
    palette = PALETTES[theme]
    assert contrast(palette.word, palette.layers[3]) >= 4.5
    assert contrast(palette.ink, palette.ground) >= 7
    # A shape that carries meaning: 3:1 against what is around it (WCAG 2.2, 1.4.11).
    assert contrast(palette.layers[3], palette.ground) >= 3
    lights = [luma_of(colour) for colour in (palette.ground, *palette.layers)]
    assert lights in (sorted(lights), sorted(lights, reverse=True))


@pytest.mark.parametrize("name", sorted(PACERS))
def test_light_and_dark_are_two_pictures(name: str) -> None:
    light, dark = (lumas(name, theme)[0] for theme in ("light", "dark"))
    assert light[0] > 200
    assert dark[0] < 60


@pytest.mark.parametrize("theme", THEMES)
def test_a_tap_is_seen_on_its_own_side(theme: str) -> None:
    palette = PALETTES[theme]
    ground, core = luma_of(palette.ground), luma_of(palette.layers[3])
    for number, left_lit in ((0, True), (FPS, False), (2 * FPS, True), (3 * FPS, False)):
        luma = lumas("taps", theme)[number]
        near_core = bytes(int(abs(level - core) < abs(core - ground) / 5) for level in range(256))
        rows = [luma[row * SIDE : (row + 1) * SIDE].translate(near_core) for row in range(330)]
        left, right = (sum(row[half].count(1) for row in rows) for half in (slice(0, 240), slice(240, 480)))
        lit, other = (left, right) if left_lit else (right, left)
        assert lit > 10_000
        assert other < 0.1 * lit


def test_a_theme_that_is_not_there_is_refused() -> None:
    with pytest.raises(KeyError):
        frame(PACERS["taps"], "blue", 0)
