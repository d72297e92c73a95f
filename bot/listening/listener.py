"""The listener: one utterance in, its signals out, the most important first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from bot.dialogue.signals import Signal
from bot.dialogue.slots import bare
from bot.listening import language
from bot.listening.intensity import intensity
from bot.listening.judgement import Judge
from bot.listening.lexicon import Lexicon
from bot.listening.named import Named
from bot.listening.negation import denied
from bot.listening.normalise import Reading, Sentence
from bot.listening.patterns import BadPattern, Pattern
from bot.listening.rules import Clue, Rules, compile_rules

FEWEST_WORDS = 2
"""Words from which on a model reads a text; what one word means without its company is for phrases."""

WINDOW, OVERLAP = 60, 15
"""Words that are read together where a text has no full stops, and how far two such windows overlap."""

SHARED_FILE_KEYS = frozenset({"words", "spellings", "often_mistyped"})


class Listener:
    """Compiled once from the signal files; `listen` is then a pure function of the text.

    Without a `judge` only phrases are heard. `spared` are bare texts that need no model, such as what buttons say.
    """

    def __init__(
        self, lexicon: Lexicon, clues: list[Clue], importance: Mapping[str, int], judge: Judge | None = None
    ) -> None:
        self.lexicon = lexicon
        self.importance = dict(importance)
        self.judge = judge
        self.spared: frozenset[str] = frozenset()
        self._clues = tuple(clues)
        self._by_word: dict[str, list[Clue]] = {}
        self._by_prefix: dict[str, list[Clue]] = {}
        for clue in clues:
            for word in clue.pattern.anchors:
                self._by_word.setdefault(word, []).append(clue)
            for prefix in clue.pattern.prefixes:
                self._by_prefix.setdefault(prefix, []).append(clue)
        self._pressing = lexicon.pattern("words", "{pressing}")
        rules = {id(clue.rules): clue.rules for clue in clues}
        self._shouting = [rule for rule in rules.values() if rule.shouting]

    @classmethod
    def compile(cls, files: Mapping[str, Any], judge: Judge | None = None) -> Listener:
        """Compile parsed signal files (file name → content). Raises `BadPattern` naming file and entry."""
        lexicon = Lexicon.compile(files)
        clues: list[Clue] = []
        importance: dict[str, int] = {}
        for name, content in files.items():
            if set(content) <= SHARED_FILE_KEYS:
                continue
            rules, found = compile_rules(name, content, lexicon)
            importance[rules.signal] = max(rules.importance, importance.get(rules.signal, 0))
            clues += found
        for clue in clues:
            for signal in clue.rules.also:
                if signal not in importance:
                    raise BadPattern(
                        f"{clue.rules.signal}: also: no signal {signal!r}; add its file or correct the name"
                    )
        return cls(lexicon, clues, importance, judge)

    def warming(self) -> Iterator[None]:
        """Build every regular expression now, one each step, instead of on its first use; seconds of work in all."""
        for clue in self._clues:
            clue.pattern.warm()
            yield
        for rules in {id(clue.rules): clue.rules for clue in self._clues}.values():
            for pattern in (*rules.excepted, *rules.quiet, *rules.quiet_anywhere, *rules.still):
                pattern.warm()
                yield

    def warm(self) -> None:
        """Build every regular expression at once."""
        for _ in self.warming():
            pass

    def ready(self) -> None:
        """Read the model now, instead of with the first text. Raises `ModelDamaged`."""
        if self.judge is not None:
            self.judge.model()

    def listen(self, text: str, named: Named | None = None) -> tuple[Signal, ...]:
        """Every signal in `text`, once each at its strongest place, the most important first. Never raises on any
        text. `named` is the partner as this person calls them.
        """
        best, reading, tongue = self._phrases(text, named)
        # The model was taught English; in another language phrases are all there is.
        if self.judge is not None and tongue is None and not self._spared(text):
            best = self.judge(text, best)
        self._hear_shouting(reading, best)
        if tongue is not None:
            best[f"language:{tongue}"] = Signal(f"language:{tongue}", 0.8, 0, len(text))
        strength = intensity(text, reading, (self._pressing,)) if best else 0.0
        found = (replace(signal, intensity=strength) for signal in best.values())
        return tuple(sorted(found, key=lambda s: (-self.importance.get(s.name, 0), -s.score, s.start, s.name)))

    def sure(self, text: str) -> dict[str, float]:
        """How sure each label that the model knows is in `text` (0–1), heard or not; empty without a model."""
        return self.judge.sure(text, self._phrases(text, None)[0]) if self.judge is not None else {}

    def _phrases(self, text: str, named: Named | None) -> tuple[dict[str, Signal], Reading, str | None]:
        """What phrases hear in a text, the text in normal form, and its language where it is not English."""
        reading = self.lexicon.normaliser.read(text, named=named)
        best: dict[str, Signal] = {}
        lines = [
            (sentence, _Line(sentence.words[a:b]), a) for sentence in reading.sentences for a, b in _windows(sentence)
        ]
        silent: dict[int, bool] = {}
        spoken = set()
        for sentence, line, offset in lines:
            for clue, first, last in self._matches(sentence, line, offset):
                rules = clue.rules
                if id(rules) not in silent:
                    silent[id(rules)] = any(_any(rules.quiet_anywhere, other) for _, other, _ in lines)
                if silent[id(rules)] and sentence.words[first] != "you":
                    continue
                start, end = sentence.starts[first], sentence.ends[last - 1]
                if clue.language:
                    spoken.add(clue.language)
                for name in (rules.signal, *rules.also):
                    _keep(best, Signal(name, clue.score, start, end))
        tongue = language.guess(text, reading.raw)
        if tongue is None and len(spoken) == 1:
            tongue = next(iter(spoken))
        return best, reading, tongue

    def _spared(self, text: str) -> bool:
        """Whether a text is nothing for a model: one word or none, no letters, or exactly what a button says."""
        if len(text.split()) < FEWEST_WORDS or not any(character.isalpha() for character in text):
            return True
        return bare(text) in self.spared

    def _hear_shouting(self, reading: Reading, best: dict[str, Signal]) -> None:
        if reading.shouted is not None and all(name.startswith("moment:") for name in best):
            start, end, count = reading.shouted
            for rules in self._shouting:
                if count >= rules.shouting:
                    _keep(best, Signal(rules.signal, 0.7, start, end))

    def _matches(self, sentence: Sentence, line: _Line, offset: int) -> Iterator[tuple[Clue, int, int]]:
        """The clues of one line that stand: not excepted, not denied, not silenced in their sentence."""
        silenced: dict[int, bool] = {}
        for clue in self.candidates(line.words):
            spans = line.find(clue.pattern)
            if not spans:
                continue
            rules = clue.rules
            if id(rules) not in silenced:
                silenced[id(rules)] = _any(rules.quiet, line) and not _any(rules.still, line)
            if silenced[id(rules)]:
                continue
            for first, last in spans:
                if rules.negation and denied(sentence.words, first + offset, sentence.breaks):
                    continue
                if not _excepted(rules, line, first, last):
                    yield clue, first + offset, last + offset

    def candidates(self, words: tuple[str, ...]) -> list[Clue]:
        """The clues whose rarest word occurs among `words`, in a fixed order without repetition."""
        found: dict[int, Clue] = {}
        for word in words:
            for clue in self._by_word.get(word, ()):
                found[id(clue)] = clue
            for clue in self._by_prefix.get(word[:3], ()):
                found[id(clue)] = clue
        return list(found.values())


class _Line:
    """Up to `WINDOW` words of one sentence, ready to be matched."""

    __slots__ = ("_found", "present", "text", "words")

    def __init__(self, words: tuple[str, ...]) -> None:
        self.words = words
        self.present = frozenset(words)
        self.text = " " + " ".join(words) + " "
        self._found: dict[int, list[tuple[int, int]]] = {}

    def find(self, pattern: Pattern) -> list[tuple[int, int]]:
        key = id(pattern)
        if key not in self._found:
            self._found[key] = pattern.spans(self.words, self.present, self.text)
        return self._found[key]


def _windows(sentence: Sentence) -> Iterator[tuple[int, int]]:
    length = len(sentence.words)
    start = 0
    while True:
        yield start, min(length, start + WINDOW)
        if start + WINDOW >= length:
            return
        start += WINDOW - OVERLAP


def _any(patterns: tuple[Pattern, ...], line: _Line) -> bool:
    present = line.present
    return any(line.find(p) for p in patterns if not (p.needs and p.needs[0].isdisjoint(present)))


def _excepted(rules: Rules, line: _Line, first: int, last: int) -> bool:
    """Whether a match lies in (or over the edge of) a phrase that only looks like the signal."""
    present = line.present
    possible = (p for p in rules.excepted if not (p.needs and p.needs[0].isdisjoint(present)))
    return any(a < last and first < b for pattern in possible for a, b in line.find(pattern))


def _keep(best: dict[str, Signal], signal: Signal) -> None:
    before = best.get(signal.name)
    if before is None:
        best[signal.name] = signal
        return
    stronger = signal if signal.score > before.score else before
    raised = min(0.99, stronger.score + 0.02)
    best[signal.name] = Signal(signal.name, raised, stronger.start, stronger.end)
