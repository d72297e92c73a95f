"""All themes of absolute statements, compiled from `dialogues/reframes/`: which of them a sentence is about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.coaching.reframe_deeds import Deeds
from bot.coaching.reframe_sentence import Frames
from bot.coaching.reframe_theme import Theme
from bot.listening.lexicon import Lexicon, strings
from bot.listening.normalise import Sentence
from bot.listening.patterns import BadPattern, Pattern


class Themes:
    """All themes, and the phrases that are never reframed because they tell of violence or control."""

    def __init__(
        self,
        themes: list[Theme],
        withheld: tuple[Pattern, ...],
        allowed: tuple[Pattern, ...],
        unquoted: frozenset[str],
        frames: Frames,
        deeds: Deeds,
        lexicon: Lexicon,
    ) -> None:
        self.lexicon = lexicon
        self.frames = frames
        self.deeds = deeds
        self.unquoted = unquoted
        self._themes = sorted(themes, key=lambda theme: (theme.rank, theme.name))
        self._withheld = withheld
        self._allowed = allowed

    @classmethod
    def compile(cls, files: Mapping[str, Any], lexicon: Lexicon) -> Themes:
        """Compile parsed theme files (file name → content) with the listener's lexicon. Raises `BadPattern` naming
        file and entry.
        """
        themes: list[Theme] = []
        withheld: tuple[Pattern, ...] = ()
        allowed: tuple[Pattern, ...] = ()
        unquoted: frozenset[str] = frozenset()
        frames: Frames | None = None
        deeds: Deeds | None = None
        for name, content in files.items():
            if not isinstance(content, Mapping):
                raise BadPattern(f"{name}: expected `key: value` lines at the top level")
            if "withheld" in content:
                withheld += lexicon.patterns(name, "withheld", content["withheld"])
                allowed += lexicon.patterns(name, "allowed", content.get("allowed", []))
                unquoted |= {w for line in strings(name, "unquoted", content.get("unquoted", [])) for w in line.split()}
            elif "deeds" in content:
                deeds = Deeds.of(name, content)
            elif "frames" in content:
                frames = Frames.of(name, content)
            else:
                themes.append(Theme.of(name, content, lexicon))
        for about in ("partner", "self"):
            if not any(theme.about == about and not theme.patterns for theme in themes):
                raise BadPattern(
                    f"reframes: no theme about {about!r} without patterns; one is needed as the last resort"
                )
        if frames is None:
            raise BadPattern("reframes: no file with `frames:`; the person's own sentence is made of them")
        if deeds is None:
            raise BadPattern("reframes: no file with `deeds:`; what the partner does is said with its verbs")
        return cls(themes, withheld, allowed, unquoted, frames, deeds, lexicon)

    def find(self, about: str, sentence: Sentence, *, wide: bool = True) -> tuple[Theme, int, int]:
        """The best theme for a sentence, and the words that show it (0, 0 where it is the last resort).

        Patterns go before single words, which count only with `wide`; of each the theme with the lowest rank.
        """
        line = " " + " ".join(sentence.words) + " "
        present = frozenset(sentence.words)
        for single in (False, True)[: 1 + wide]:
            for theme in self._themes:
                if theme.about != about:
                    continue
                for pattern in theme.wide if single else theme.patterns:
                    spans = pattern.spans(sentence.words, present, line)
                    if spans:
                        return theme, *spans[0]
        return self.last(about), 0, 0

    def last(self, about: str) -> Theme:
        """The theme of last resort."""
        return next(theme for theme in reversed(self._themes) if theme.about == about and not theme.patterns)

    def withholds(self, sentence: Sentence) -> bool:
        """Whether a sentence tells of violence, threat, coercion or control."""
        line = " " + " ".join(sentence.words) + " "
        present = frozenset(sentence.words)
        allowed = [span for pattern in self._allowed for span in pattern.spans(sentence.words, present, line)]
        return any(
            not any(a < last and first < b for a, b in allowed)
            for pattern in self._withheld
            for first, last in pattern.spans(sentence.words, present, line)
        )
