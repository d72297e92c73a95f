"""How the shapes move: curves over time that a body can follow, without a corner anywhere."""

from __future__ import annotations

from math import cos, pi, sin, sqrt

from bot.pictures.pacers import Pacer


def fullness(pacer: Pacer, moment: float) -> float:
    """How far open a breath is at `moment` (seconds): 0 at the end of the out-breath, 1 at the end of the in-breath.

    It is (1 - cos(angle)) / 2, where the angle goes through half a circle in each phase. In and out take different
    times, so plain half cosines would meet with different bends; here the angle's speed is the same on both sides of
    every turn and level there, so that speed, acceleration and jerk all run on without a step (the third derivative
    is 0 at the turns).
    """
    number, passed = pacer.at(moment)
    rates = [pi / phase.seconds for phase in pacer.phases]
    at_turns = sqrt(rates[0] * rates[1])
    seconds = pacer.phases[number].seconds
    eased = passed - seconds / (2 * pi) * sin(2 * pi * passed / seconds)
    angle = number * pi + at_turns * passed + (rates[number] - at_turns) * eased
    return (1 - cos(angle)) / 2


def glow(pacer: Pacer, number: int, moment: float) -> float:
    """How strongly the side of phase `number` is lit, 0 to 1: a soft swell that is highest as its tap begins."""
    begins = sum(phase.seconds for phase in pacer.phases[:number])
    swing = cos(2 * pi * (moment - begins) / pacer.cycle)
    return (1 + sin(pi / 2 * sin(pi / 2 * swing))) / 2
