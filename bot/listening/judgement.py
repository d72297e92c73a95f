"""What phrases and the model say together: one judgement for each label, with how sure it is."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import NamedTuple

from bot.dialogue.signals import PLAIN, Signal
from bot.listening.classifier import Classifier, Guess

_MARK = re.compile(r"[,.;:!?…\n()–—]+")

LATELY = 64
"""Utterances whose reading is kept, so that the same words are read once."""

SHORT, DOUBT = 6, 0.05
"""A strong phrase stands in a text of at most so many words ("I'm afraid"), and where it tells of a danger in any other
to which the model gives at least this chance: in longer texts without it, nine phrases in ten only looked like one."""

NO_DOUBT = 0.97
"""How sure the model must be of a danger where a phrase says otherwise."""

AT_THINGS = "anger_at_things"
"""Anger that goes against a thing: what the model alone takes for violence is left out beside it."""

ALSO = {"crisis:harm_others": "crisis:violence", "crisis:child": "crisis:violence"}
"""A label that does not come alone, and the one that comes with it."""

DANGERS = {
    "hint:life": (("crisis:suicide", "crisis:taken"), ("crisis:self_harm",)),
    "hint:harm": (("crisis:violence", "crisis:harm_others", "crisis:child"),),
}
"""The dangers, each with the labels that tell of the same one, under the hint of what is nearly sure enough."""

DOUBTING = frozenset({*DANGERS, "fear_denied", "life_denied"})
"""Signals of phrases which say that there is no danger, or that the words may be a way of speaking."""


@dataclass(frozen=True, slots=True)
class Weights:
    """How one label is judged: the model's log-odds times `model`, what a strong or a weak phrase adds, and `base`.

    The sum, as a probability, is how sure the label is; from `least` on it is heard (a crisis from the model's limit).
    Fitted on held-out utterances by `make train`; they stand in the model's card.
    """

    model: float
    strong: float
    weak: float
    base: float
    least: float = 1.0

    def sure(self, guess: Guess, phrase: Signal | None) -> float:
        """How sure the label is, 0–1."""
        odds, strong, weak = evidence(guess, phrase)
        total = self.model * odds + self.base + self.strong * strong + self.weak * weak
        return 1 / (1 + math.exp(-total))


def evidence(guess: Guess, phrase: Signal | None) -> tuple[float, bool, bool]:
    """What speaks for a label: the model's log-odds, and whether a strong or a weak phrase does."""
    chance = min(max(guess.probability, 1e-6), 1 - 1e-6)
    strong = phrase is not None and phrase.score >= PLAIN
    return math.log(chance / (1 - chance)), strong, phrase is not None and not strong


class Model(NamedTuple):
    """The classifier, how each of its labels is weighed, and from which danger on a crisis is heard, or hinted at."""

    classifier: Classifier
    weights: Mapping[str, Weights]
    crisis: float
    hint: float


class Judge:
    """Listens with phrases and model together. `model` gives the model, at each use."""

    def __init__(self, model: Callable[[], Model]) -> None:
        self.model = model
        self._lately: dict[bytes, Mapping[str, Guess]] = {}

    def __call__(self, text: str, phrases: Mapping[str, Signal]) -> dict[str, Signal]:
        """The signals of `text` by name; `phrases` are those that phrases gave."""
        model = self.model()
        found = judge(phrases, self._guesses(model.classifier, text), model, short=len(text.split()) <= SHORT)
        phrase = phrases.get("flooded")
        if phrase is not None and "flooded" not in found and len(_clause(text, phrase).split()) <= SHORT:
            # "I can't breathe, …": whatever follows, the body comes first.
            found["flooded"] = phrase
        return found

    def sure(self, text: str, phrases: Mapping[str, Signal]) -> dict[str, float]:
        """How sure each label is in `text` (0–1), heard or not."""
        model = self.model()
        return weighed(phrases, self._guesses(model.classifier, text), model.weights)

    def _guesses(self, classifier: Classifier, text: str) -> Mapping[str, Guess]:
        # One utterance is listened to several times within a turn. What was typed is not kept for it, only its hash.
        key = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        found = self._lately.pop(key, None)
        if found is None:
            found = classifier.guess(text)
        self._lately[key] = found
        if len(self._lately) > LATELY:
            del self._lately[next(iter(self._lately))]
        return found


def _clause(text: str, phrase: Signal) -> str:
    """The part of a text between two marks in which a phrase stands."""
    start = max((match.end() for match in _MARK.finditer(text, 0, phrase.start)), default=0)
    end = _MARK.search(text, phrase.end)
    return text[start : end.start() if end else len(text)]


def weighed(
    phrases: Mapping[str, Signal], guesses: Mapping[str, Guess], weights: Mapping[str, Weights]
) -> dict[str, float]:
    """How sure each label is (0–1)."""
    return {label: weights[label].sure(guess, phrases.get(label)) for label, guess in guesses.items()}


def danger(sure: Mapping[str, float], hint: str = "") -> float:
    """How sure it is that there is any danger (of one hint, or at all): labels of the same one count once."""
    safe = 1.0
    for name, dangers in DANGERS.items():
        for labels in dangers if hint in ("", name) else ():
            safe *= 1 - max(sure.get(label, 0.0) for label in labels)
    return 1 - safe


def judge(
    phrases: Mapping[str, Signal], guesses: Mapping[str, Guess], model: Model, *, short: bool = False
) -> dict[str, Signal]:
    """The signals of one utterance by name: those only phrases know as they are, the others judged with the model."""
    if not guesses:
        return dict(phrases)
    found = {name: signal for name, signal in phrases.items() if name not in model.weights}
    sure = weighed(phrases, guesses, model.weights)
    if AT_THINGS in phrases:
        sure |= dict.fromkeys(DANGERS["hint:harm"][0], 0.0)
    # Where a phrase says that there is none, or that it may be a way of speaking, the model must have no doubt.
    crisis_from = NO_DOUBT if DOUBTING & phrases.keys() else model.crisis
    for label, chance in sure.items():
        phrase, guess = phrases.get(label), guesses[label]
        crisis = label.startswith("crisis:")
        stands = phrase is not None and phrase.score >= PLAIN and (short or (crisis and guess.probability >= DOUBT))
        if stands or chance >= (crisis_from if crisis else model.weights[label].least):
            found[label] = _told(phrase, chance, guess)
    if not any(signal.is_crisis for signal in found.values()):
        likeliest = max((label for label in sure if label.startswith("crisis:")), key=lambda label: sure[label])
        if danger(sure) >= crisis_from:
            found[likeliest] = _told(phrases.get(likeliest), sure[likeliest], guesses[likeliest])
        else:
            # What is clearly something else, or hinted at in so many words, is not guessed at.
            clear = found.keys() & (DANGERS.keys() | model.weights.keys())
            found |= {} if clear else _hints(sure, guesses, model.hint)
    for label, other in ALSO.items():
        if label in found and other not in found:
            found[other] = replace(found[label], name=other)
    if "crisis:taken" in found and not {"crisis:suicide", "crisis:self_harm"} & found.keys():
        found["crisis:suicide"] = replace(found["crisis:taken"], name="crisis:suicide")
    return found


def _hints(sure: Mapping[str, float], guesses: Mapping[str, Guess], least: float) -> dict[str, Signal]:
    hints = {}
    for hint, dangers in DANGERS.items():
        near = danger(sure, hint)
        if near >= least:
            guess = guesses[max((label for labels in dangers for label in labels), key=lambda label: sure[label])]
            hints[hint] = Signal(hint, near, *guess.place())
    return hints


def _told(phrase: Signal | None, sure: float, guess: Guess) -> Signal:
    def likeliest(*names: str) -> str:
        return max(names, key=lambda name: guess.told.get(name, 0.0))

    return replace(
        phrase or Signal(guess.label, sure, *guess.place()),
        score=sure,
        about=likeliest("me", "partner", "other"),
        when=likeliest("now", "past"),
        said=likeliest("plain", "indirect", "denied", "quoted", "idiom"),
    )
