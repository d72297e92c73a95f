"""The model of listening: a small neural network that reads what no phrase foresaw, on one core and offline."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from bot.listening.pieces import Piece, Pieces

WINDOW, OVERLAP = 64, 16
"""Word pieces that are read together, and how far two windows overlap where no sentence ends."""

MOST = 32
"""Windows that are read of one text."""

CARRIED = 0.6
"""The share of what speaks for a label that its span holds."""


class ModelDamaged(ValueError):
    """The files of the model do not belong together; the message says which."""


@dataclass(frozen=True, slots=True)
class Guess:
    """How likely one label is (0–1). `place` works out where what speaks for it stands (offsets, end exclusive)."""

    label: str
    probability: float
    place: Callable[[], tuple[int, int]]
    told: Mapping[str, float]
    """Of whom, when and how it is said where it is said, each 0–1: `partner`, `past`, `denied`, `quoted` …"""


Network = Callable[[list[int]], tuple[list[float], list[list[float]]]]
"""From the numbers of pieces to the log-odds of every answer, and to what each piece gave to each answer."""


class Classifier:
    """Opened once; `guess` is then a pure function of the text."""

    def __init__(self, network: Network, pieces: Pieces, labels: Sequence[str], told: Sequence[str]) -> None:
        self.labels = tuple(labels)
        self._network, self._pieces, self._told = network, pieces, tuple(told)

    @classmethod
    def of(cls, card: Mapping[str, Any], network: bytes, vocabulary: str) -> Classifier:
        """Open the network (ONNX) with its card and its vocabulary. Raises `ModelDamaged` where they do not fit."""
        for name, content in {"network": network, "vocabulary": vocabulary.encode()}.items():
            if hashlib.sha256(content).hexdigest() != card["sha256"][name]:
                raise ModelDamaged(f"the model's {name} is not the one that its card names; fetch the project anew")
        pieces = Pieces(vocabulary.split("\n")[:-1], card["pictures"])
        return cls(_opened(network), pieces, card["labels"], card["told"])

    def guess(self, text: str) -> dict[str, Guess]:
        """How likely each label is in `text`, at its likeliest place. Empty where there is nothing to read."""
        best: dict[str, Guess] = {}
        windows = list(_windows(self._pieces.of(text)))
        # The longest message has some twenty; more are noise, and would keep others waiting.
        for window in windows if len(windows) <= MOST else (*windows[: MOST // 2], *windows[-MOST // 2 :]):
            for guess in self._read(window):
                before = best.get(guess.label)
                if before is None or guess.probability > before.probability:
                    best[guess.label] = guess
        return best

    def _read(self, window: Sequence[Piece]) -> Iterator[Guess]:
        logits, given = self._network([self._pieces.start, *(piece.number for piece in window), self._pieces.end])
        chances = [1 / (1 + math.exp(-max(-50.0, value))) for value in logits]
        told = dict(zip(self._told, chances[len(self.labels) :], strict=True))
        for i, label in enumerate(self.labels):
            yield Guess(label, chances[i], partial(_place, window, given, i), told)


def _opened(network: bytes) -> Network:
    """A network in memory, run on one core."""
    # Imported here: half a second that a command which listens to nothing need not spend.
    import numpy as np
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(network, options, ["CPUExecutionProvider"])

    def run(numbers: list[int]) -> tuple[list[float], list[list[float]]]:
        fed = {"pieces": np.array([numbers]), "mask": np.ones((1, len(numbers)), np.int64)}
        logits, given = session.run(None, fed)
        return logits[0].tolist(), given[0].tolist()

    return run


def _windows(pieces: Sequence[Piece]) -> Iterator[Sequence[Piece]]:
    """Up to `WINDOW` pieces each, cut where a sentence ends if one does, so that what stands in the middle is heard."""
    start = 0
    while start < len(pieces):
        end = min(len(pieces), start + WINDOW)
        if end < len(pieces):
            end = next((i + 1 for i in range(end - 1, start + WINDOW // 2, -1) if pieces[i].stops), end)
        yield pieces[start:end]
        if end == len(pieces):
            return
        start = end if pieces[end - 1].stops else end - OVERLAP


def _place(window: Sequence[Piece], given: Sequence[Sequence[float]], label: int) -> tuple[int, int]:
    """Where in the text stands what speaks most for the label of this number."""
    first, last = _carrier([row[label] for row in given[1:-1]])
    return window[first].start, window[last].end


def _carrier(given: Sequence[float]) -> tuple[int, int]:
    """The shortest run of pieces that holds most of what speaks for a label: its first and its last piece."""
    wanted = CARRIED * sum(value for value in given if value > 0)
    best, first, held = (0, len(given) - 1), 0, 0.0
    if wanted <= 0:
        return best
    for last, value in enumerate(given):
        held += max(value, 0.0)
        while held - max(given[first], 0.0) >= wanted:
            held -= max(given[first], 0.0)
            first += 1
        if held >= wanted and last - first < best[1] - best[0]:
            best = (first, last)
    return best
