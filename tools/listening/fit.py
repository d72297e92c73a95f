"""Fits how phrases and model are weighed against each other, on utterances that the model was not taught with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from sklearn.linear_model import LogisticRegression

from bot.dialogue.signals import Signal
from bot.listening.classifier import Guess
from bot.listening.judgement import Weights, danger, evidence, weighed
from tools.listening.rows import LABELS, Row

LEAST_STRONG, LEAST_WEAK = 1.5, 0.5
"""What a phrase adds at least (log-odds): held-out rows hold few of some phrases, and each was written for a reason."""

HINTS = 0.03
"""The share of ordinary rows that may be asked, gently, whether something is meant as it is said."""

STEPS = [step / 100 for step in range(3, 95)]

Heard = tuple[Mapping[str, Signal], Mapping[str, Guess]]
"""What phrases and what the model hear in one row."""


def fit(rows: Sequence[Row], heard: Sequence[Heard], alarms: float) -> tuple[dict[str, Weights], dict[str, float]]:
    """The weights of every label, and the limits of danger from which a crisis is heard, or hinted at.

    A signal is heard from where F1 is best; a crisis from where at most the share `alarms` of rows that only look like
    one raises it, and hinted at from where at most `HINTS` of the ordinary rows are.
    """
    found = {}
    for label in LABELS:
        known = [i for i, row in enumerate(rows) if not row.grey and label not in row.also_ok]
        wanted = np.array([label in rows[i].labels for i in known])
        features = np.array([evidence(heard[i][1][label], heard[i][0].get(label)) for i in known], float)
        model = LogisticRegression(C=1.0).fit(features, wanted)
        slope, strong, weak = (float(value) for value in model.coef_[0])
        weights = Weights(
            max(slope, 0.3), max(strong, LEAST_STRONG), max(weak, LEAST_WEAK), float(model.intercept_[0]), 0.5
        )
        sure = [_sure(weights, label, heard[i]) for i in known]
        least = 1.0 if label.startswith("crisis:") else _best(sure, wanted.tolist())
        numbers = (weights.model, weights.strong, weights.weak, weights.base, least)
        found[label] = Weights(*(round(number, 3) for number in numbers))
    return found, _limits(found, rows, heard, alarms)


def _sure(weights: Weights, label: str, heard: Heard) -> float:
    return weights.sure(heard[1][label], heard[0].get(label))


def _best(sure: Sequence[float], wanted: Sequence[bool]) -> float:
    def f1(least: float) -> float:
        hits = sum(w and s >= least for s, w in zip(sure, wanted, strict=True))
        wrong = sum(not w and s >= least for s, w in zip(sure, wanted, strict=True))
        return 2 * hits / (hits + wrong + sum(wanted)) if hits else 0.0

    top = max(f1(step) for step in STEPS)
    good = [step for step in STEPS if f1(step) >= top - 0.005]
    return good[len(good) // 2]  # the middle of the plateau, for the peak is chance


def _limits(
    weights: dict[str, Weights], rows: Sequence[Row], heard: Sequence[Heard], alarms: float
) -> dict[str, float]:
    def least(told: bool, most: float) -> float:
        kind = [
            h for row, h in zip(rows, heard, strict=True) if bool(row.told) is told and not (row.is_crisis or row.grey)
        ]
        dangers = [danger(weighed(phrases, guesses, weights)) for phrases, guesses in kind]
        return next((step for step in STEPS if sum(d >= step for d in dangers) <= most * len(dangers)), STEPS[-1])

    crisis = least(True, alarms)
    return {"crisis": crisis, "hint": min(crisis, least(False, HINTS))}
