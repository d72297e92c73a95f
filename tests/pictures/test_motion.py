"""The curves, before anything is drawn: no corner, no hold, and the seconds that were promised."""

from math import pi

import pytest

from bot.pictures.motion import fullness, glow
from bot.pictures.pacers import FPS, PACERS, Pacer

BREATHS = [pacer for pacer in PACERS.values() if pacer.kind == "breath"]
STEP = 1 / 240


def slopes(values: list[float]) -> list[float]:
    """The change from each value to the next a second, around the loop."""
    return [(after - now) / STEP for now, after in zip(values, values[1:] + values[:1], strict=True)]


def course(pacer: Pacer) -> list[float]:
    return [fullness(pacer, number * STEP) for number in range(round(pacer.cycle / STEP))]


@pytest.mark.parametrize("pacer", BREATHS, ids=lambda pacer: pacer.name)
def test_a_breath_goes_in_then_out_and_never_holds(pacer: Pacer) -> None:
    inward, outward = pacer.phases
    assert (inward.word, outward.word) == ("in", "out")
    assert inward.seconds <= outward.seconds
    assert pacer.name == f"pacer.{inward.seconds}-{outward.seconds}"
    values = course(pacer)
    turn = round(inward.seconds / STEP)
    assert (values[0], values[turn]) == pytest.approx((0, 1))
    assert all(speed > 0 for speed in slopes(values)[:turn])
    assert all(speed < 0 for speed in slopes(values)[turn:])
    # Within 2% of full, or of empty, for less than a second: a turn, not a hold.
    assert sum(value > 0.98 for value in values) * STEP < 1
    assert sum(value < 0.02 for value in values) * STEP < 1


@pytest.mark.parametrize("pacer", BREATHS, ids=lambda pacer: pacer.name)
def test_speed_acceleration_and_jerk_have_no_step(pacer: Pacer) -> None:
    quickest = pi / min(phase.seconds for phase in pacer.phases)
    wave = course(pacer)
    for order in (1, 2, 3):
        wave = slopes(wave)
        # The measure is a cosine at the quicker phase's pace; joining two paces without a step costs some of the third.
        assert max(map(abs, wave)) < (1.3, 1.3, 3)[order - 1] * quickest**order / 2
        steps = [abs(step) * STEP for step in slopes(wave)]
        assert max(steps) < 0.06 * quickest**order / 2


def test_a_plain_meeting_of_two_cosines_would_not_pass() -> None:
    """The bend of a 3 s cosine and of a 5 s one differ at the turn: the measure above sees it."""
    bend = [(pi / seconds) ** 2 / 2 for seconds in (3, 5)]
    assert bend[0] - bend[1] > 0.06 * (pi / 3) ** 2 / 2


def test_each_side_is_lit_at_its_own_tap_and_rests_at_the_other() -> None:
    taps = PACERS["taps"]
    assert [phase.word for phase in taps.phases] == ["left", "right"]
    assert [phase.seconds for phase in taps.phases] == [1, 1]
    for moment in (0.0, 1.0, 2.0, 3.0):
        side = int(moment) % 2
        assert glow(taps, side, moment) == pytest.approx(1)
        assert glow(taps, 1 - side, moment) == pytest.approx(0)
    both = [glow(taps, 0, number / FPS) + glow(taps, 1, number / FPS) for number in range(taps.frames)]
    assert both == pytest.approx([1.0] * taps.frames)


def test_time_runs_around_the_loop() -> None:
    pacer = PACERS["pacer.4-6"]
    assert [pacer.at(moment) for moment in (0, 3.5, 4, 9.5, 10)] == [(0, 0), (0, 3.5), (1, 0), (1, 5.5), (0, 0)]
    assert (pacer.cycle, pacer.seconds, pacer.frames) == (10, 10, 300)
