"""What was noticed in an utterance."""

from __future__ import annotations

from dataclasses import dataclass

PLAIN = 0.75
"""From this score on a phrase said it in so many words; below, a phrase may be heard in it, or a model guessed it."""


@dataclass(frozen=True, slots=True)
class Signal:
    """One thing noticed in an utterance, with the span that shows it.

    `name` is a label such as `crisis:suicide`, `flooded` or `language:es`; `score` lies in 0–1; `start` and `end`
    are offsets into the utterance (end exclusive), so that a guard can quote the words it means. Of a crisis it is told
    whom it is `about` (me, partner, other), `when` (now, past) and how it is `said` (plain, indirect, denied, quoted,
    idiom), each empty where it is not known. `intensity` (0–1) is that of the whole utterance.
    """

    name: str
    score: float = 1.0
    start: int = 0
    end: int = 0
    about: str = ""
    when: str = ""
    said: str = ""
    intensity: float = 0.0

    @property
    def is_crisis(self) -> bool:
        return self.name.startswith("crisis:")
