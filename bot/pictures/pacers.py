"""The pacers there are: what each one says, and for how long. Everything else about them is drawn from this table."""

from __future__ import annotations

from dataclasses import dataclass

SIDE = 480  # pixels, width and height: a phone shows an animation about this large, and more would only cost bytes
FPS = 30  # divides the 60 Hz of screens, so that no frame stays longer than its neighbour
THEMES = ("light", "dark")


@dataclass(frozen=True, slots=True)
class Phase:
    """One direction of a pacer: the word that is drawn, and its seconds."""

    word: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Pacer:
    """One animation: `name` is what a flow asks for, `kind` which drawing (`breath`, `taps`); it runs `cycles` times
    through its phases, and the last frame leads into the first.

    A breath has two phases and nothing between them: no pacer holds the breath, which can deepen a panic.
    """

    name: str
    kind: str
    phases: tuple[Phase, ...]
    cycles: int

    @property
    def cycle(self) -> int:
        """Seconds of one time through all phases."""
        return sum(phase.seconds for phase in self.phases)

    @property
    def seconds(self) -> int:
        """How long the whole animation plays before it begins again."""
        return self.cycle * self.cycles

    @property
    def frames(self) -> int:
        """Frames of one cycle."""
        return self.cycle * FPS

    def file(self, theme: str) -> str:
        """The name of its film in `bot/pictures/films/`: `pacer.4-6` in light is `pacer.4-6.light.mp4`."""
        return f"{self.name}.{theme}.mp4"

    def at(self, moment: float) -> tuple[int, float]:
        """The phase that runs at `moment` (seconds), and how long it has run."""
        passed = moment % self.cycle
        for number, phase in enumerate(self.phases):
            if passed < phase.seconds:
                return number, passed
            passed -= phase.seconds
        return 0, 0.0


def _breath(inward: int, outward: int, cycles: int) -> Pacer:
    return Pacer(f"pacer.{inward}-{outward}", "breath", (Phase("in", inward), Phase("out", outward)), cycles)


# Six breaths a minute (4-6, 5-5) is the pace of the trials that EVIDENCE names; 3-5 is where someone who breathes fast
# can begin. Taps go left and right once a second, as in the butterfly hug.
PACERS: dict[str, Pacer] = {
    pacer.name: pacer
    for pacer in (
        _breath(3, 5, cycles=1),
        _breath(4, 6, cycles=1),
        _breath(5, 5, cycles=1),
        Pacer("taps", "taps", (Phase("left", 1), Phase("right", 1)), cycles=2),
    )
}
