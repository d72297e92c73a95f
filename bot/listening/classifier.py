"""The model of listening: a small neural network that reads what no phrase foresaw. It runs here, on one core, offline."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime

from bot.listening.pieces import Piece, Pieces

FOLDER = Path(__file__).parent / "model"
WINDOW, OVERLAP = 64, 16
"""Word pieces that are read together, and how far two windows overlap where no sentence ends."""

CARRIED = 0.6
"""The share of what speaks for a label that its span holds."""


class ModelDamaged(ValueError):
    """The files of the model do not belong together; the message says which."""


@dataclass(frozen=True, slots=True)
class Guess:
    """How likely one label is (0–1), and the place that speaks for it most (offsets, end exclusive)."""

    label: str
    probability: float
    start: int
    end: int
    told: Mapping[str, float]
    """Of whom, when and how it is said where it is said, each 0–1: `partner`, `past`, `denied`, `quoted` …"""


class Classifier:
    """Opened once; `guess` is then a pure function of the text."""

    def __init__(self, session: Any, pieces: Pieces, labels: Sequence[str], told: Sequence[str]) -> None:
        self.labels = tuple(labels)
        self._session, self._pieces, self._told = session, pieces, tuple(told)

    @classmethod
    def open(cls, folder: Path = FOLDER) -> Classifier:
        """Open the model. Raises `ModelDamaged` where its files do not belong together."""
        card = json.loads((folder / "hearing.json").read_text(encoding="utf-8"))
        for name, wanted in card["sha256"].items():
            with (folder / name).open("rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() != wanted:
                    raise ModelDamaged(
                        f"{folder / name}: its hash is not the one in hearing.json; fetch the project anew"
                    )
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        options.log_severity_level = 3
        session = onnxruntime.InferenceSession(str(folder / "hearing.onnx"), options, ["CPUExecutionProvider"])
        vocabulary = (folder / "pieces.txt").read_text(encoding="utf-8").split("\n")[:-1]
        return cls(session, Pieces(vocabulary, card["pictures"]), card["labels"], card["told"])

    def guess(self, text: str) -> dict[str, Guess]:
        """How likely each label is in `text`, at its likeliest place. Empty where there is nothing to read."""
        pieces = self._pieces.of(text)
        best: dict[str, Guess] = {}
        for window in _windows(pieces):
            for guess in self._read(window):
                before = best.get(guess.label)
                if before is None or guess.probability > before.probability:
                    best[guess.label] = guess
        return best

    def _read(self, window: Sequence[Piece]) -> Iterator[Guess]:
        numbers = [self._pieces.start, *(piece.number for piece in window), self._pieces.end]
        fed = {"pieces": np.array([numbers]), "mask": np.ones((1, len(numbers)), np.int64)}
        logits, given = self._session.run(None, fed)
        chances = 1 / (1 + np.exp(-logits[0].astype(np.float64)))
        count = len(self.labels)
        told = dict(zip(self._told, chances[count:].tolist(), strict=True))
        for i, label in enumerate(self.labels):
            first, last = _carrier(given[0, 1:-1, i])
            yield Guess(label, float(chances[i]), window[first].start, window[last].end, told)


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


def _carrier(given: Any) -> tuple[int, int]:
    """The shortest run of pieces that holds most of what speaks for a label: its first and its last piece."""
    positive = np.maximum(given, 0)
    total = positive.sum()
    if total <= 0:
        return 0, len(given) - 1
    sums = np.concatenate(([0.0], np.cumsum(positive)))
    best = (0, len(given) - 1)
    last = 0
    for first in range(len(given)):
        last = max(last, first)
        while last < len(given) and sums[last + 1] - sums[first] < CARRIED * total:
            last += 1
        if last == len(given):
            break
        if last - first < best[1] - best[0]:
            best = (first, last)
    return best
