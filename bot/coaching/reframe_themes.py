"""The themes of absolute statements ("not cared for", "lied to" …), compiled from `dialogues/reframes/`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateError
from jinja2.sandbox import SandboxedEnvironment

from bot.coaching.reframe_person import HE, SHE, THEY, YOU
from bot.listening.lexicon import Lexicon, strings
from bot.listening.normalise import Sentence
from bot.listening.patterns import BadPattern, Pattern

_KEYS = frozenset("theme about rank opening patterns feelings needs requests sentences reads".split())
_RENDERER = SandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
_LAST = 1000


@dataclass(frozen=True, eq=False)
class Theme:
    """One theme. `about` is `partner` or `self`; the lowest `rank` wins where several match; one without patterns
    is the last resort.

    `feelings`, `needs` and `requests` are what a talk offers the person to pick from; `sentences` are whole reframes.
    """

    name: str
    about: str
    rank: int
    opening: Template
    patterns: tuple[Pattern, ...]
    feelings: tuple[str, ...]
    needs: tuple[str, ...]
    requests: tuple[str, ...]
    sentences: tuple[Template, ...]


class Themes:
    """All themes, and the phrases that are never reframed because they tell of violence or control."""

    def __init__(
        self,
        themes: list[Theme],
        withheld: tuple[Pattern, ...],
        allowed: tuple[Pattern, ...],
        unquoted: frozenset[str],
        lexicon: Lexicon,
    ) -> None:
        self.lexicon = lexicon
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
        for name, content in files.items():
            if not isinstance(content, Mapping):
                raise BadPattern(f"{name}: expected `key: value` lines at the top level")
            if "withheld" in content:
                withheld += lexicon.patterns(name, "withheld", content["withheld"])
                allowed += lexicon.patterns(name, "allowed", content.get("allowed", []))
                unquoted |= {w for line in strings(name, "unquoted", content.get("unquoted", [])) for w in line.split()}
            else:
                themes.append(_theme(name, content, lexicon))
        for about in ("partner", "self"):
            if not any(theme.about == about and not theme.patterns for theme in themes):
                raise BadPattern(
                    f"reframes: no theme about {about!r} without patterns; one is needed as the last resort"
                )
        return cls(themes, withheld, allowed, unquoted, lexicon)

    def find(self, about: str, sentence: Sentence) -> tuple[Theme, int, int]:
        """The best theme for a sentence, and the words that show it (0, 0 where it is the last resort)."""
        line = " " + " ".join(sentence.words) + " "
        present = frozenset(sentence.words)
        last: Theme | None = None
        for theme in self._themes:
            if theme.about != about:
                continue
            if not theme.patterns:
                last = theme
                continue
            for pattern in theme.patterns:
                spans = pattern.spans(sentence.words, present, line)
                if spans:
                    return theme, *spans[0]
        assert last is not None
        return last, 0, 0

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


def _theme(file: str, content: Mapping[str, Any], lexicon: Lexicon) -> Theme:
    for key in content:
        if key not in _KEYS:
            raise BadPattern(f"{file}: {key}: unknown key; the known ones are {', '.join(sorted(_KEYS))}")
    about, name = content.get("about"), content.get("theme")
    if about not in ("partner", "self"):
        raise BadPattern(f"{file}: about: expected `partner` or `self`, found {about!r}")
    if not isinstance(name, str) or not name:
        raise BadPattern(f"{file}: theme: expected the name of the theme")
    patterns = lexicon.patterns(file, "patterns", content.get("patterns", []))
    rank = content.get("rank", "50")
    if not isinstance(rank, str) or not rank.isdigit():
        raise BadPattern(f"{file}: rank: expected a whole number, found {rank!r}")
    opening = content.get("opening")
    if not isinstance(opening, str) or not opening.strip().endswith(","):
        raise BadPattern(f"{file}: opening: expected the first words of the sentence, ending with a comma")
    sentences = tuple(
        _sentence(file, "sentences", source) for source in strings(file, "sentences", content.get("sentences", []))
    )
    if not sentences:
        raise BadPattern(f"{file}: sentences: expected at least one sentence")
    return Theme(
        name=name,
        about=about,
        rank=int(rank) if patterns else _LAST,
        opening=_sentence(file, "opening", opening.strip()),
        patterns=patterns,
        feelings=tuple(strings(file, "feelings", content.get("feelings", []))),
        needs=tuple(strings(file, "needs", content.get("needs", []))),
        requests=tuple(strings(file, "requests", content.get("requests", []))),
        sentences=sentences,
    )


def _sentence(file: str, entry: str, source: str) -> Template:
    """Compile a sentence and try it with every partner, so that a slip of the author shows at start."""
    try:
        template = _RENDERER.from_string(source)
        for partner in (YOU, HE, SHE, THEY):
            template.render(opening="When it happened,", **partner.forms())
    except TemplateError as error:
        raise BadPattern(f"{file}: {entry}: {source!r}: {error}") from None
    return template
