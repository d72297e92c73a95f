"""One theme of absolute statements ("not cared for", "lied to" …), as its file in `dialogues/reframes/` has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateError
from jinja2.sandbox import SandboxedEnvironment

from bot.coaching.reframe_person import HE, SHE, THEY, YOU, Partner
from bot.listening.lexicon import Lexicon, strings
from bot.listening.normalise import Sentence
from bot.listening.patterns import BadPattern, Pattern

_OFFERED = ("feelings", "needs", "requests")
_WORDS = frozenset((*_OFFERED, "opening", "sentences"))
_ROLES = frozenset(("betrayed", "betrayer"))
_KEYS = _WORDS | _ROLES | frozenset("theme about rank patterns wide openings short reads grade source".split())
_RENDERER = SandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
LAST = 1000
"""The rank of a theme without patterns: it is the last resort."""


@dataclass(frozen=True, eq=False)
class Offer:
    """What a theme offers: the opening where no moment is told, words to pick from, and whole sentences."""

    opening: Template
    feelings: tuple[Template, ...]
    needs: tuple[Template, ...]
    requests: tuple[Template, ...]
    sentences: tuple[Template, ...]

    def said(self, name: str, partner: Partner = YOU) -> list[str]:
        """The `feelings`, `needs` or `requests`, for this partner."""
        templates: tuple[Template, ...] = getattr(self, name)
        return [template.render(partner.forms()) for template in templates]


@dataclass(frozen=True, eq=False)
class Theme:
    """One theme. `about` is `partner` or `self`; the lowest `rank` wins where several match.

    `offers` has what it offers by role: `betrayed` and `betrayer` where the file tells them apart, and empty for all.
    """

    name: str
    about: str
    rank: int
    patterns: tuple[Pattern, ...]
    offers: Mapping[str, Offer]
    openings: tuple[tuple[Pattern | None, Template], ...] = ()
    """Other openings: with a pattern where the words show it, and without one for any words."""

    wide: tuple[Pattern, ...] = ()
    """Single words that show it where no theme's patterns are found."""

    short: tuple[Template, ...] = ()
    """Whole sentences for somebody who says it in few words; empty where `sentences` are short enough."""

    def opened(self, sentence: Sentence) -> tuple[Template, ...]:
        """The openings that fit a sentence: those whose pattern it shows, else those for any words."""
        line, present = " " + " ".join(sentence.words) + " ", frozenset(sentence.words)
        shown = tuple(t for p, t in self.openings if p and p.spans(sentence.words, present, line))
        return shown[:1] or (self.offers[""].opening, *(template for pattern, template in self.openings if not pattern))

    def offer(self, role: str = "") -> Offer:
        """What it offers to somebody of this role; one who is both is offered what the one who broke the trust is."""
        return self.offers.get("betrayer" if role == "both" else role) or self.offers[""]

    @classmethod
    def of(cls, file: str, content: Mapping[str, Any], lexicon: Lexicon) -> Theme:
        """Read one file. Raises `BadPattern` that names file and entry."""
        for key in content:
            if key not in _KEYS:
                raise BadPattern(f"{file}: {key}: unknown key; the known ones are {', '.join(sorted(_KEYS))}")
        about, name = content.get("about"), content.get("theme")
        if about not in ("partner", "self"):
            raise BadPattern(f"{file}: about: expected `partner` or `self`, found {about!r}")
        if not isinstance(name, str) or not name:
            raise BadPattern(f"{file}: theme: expected the name of the theme")
        if content.get("grade", "C") not in ("A", "B", "C"):
            raise BadPattern(f"{file}: grade: expected A, B or C, found {content['grade']!r}")
        patterns = lexicon.patterns(file, "patterns", content.get("patterns", []))
        rank = content.get("rank", "50")
        if not isinstance(rank, str) or not rank.isdigit():
            raise BadPattern(f"{file}: rank: expected a whole number, found {rank!r}")
        offers = {"": _offer(file, content)}
        for role in sorted(_ROLES & set(content)):
            own = content[role]
            if not isinstance(own, Mapping) or not set(own) <= _WORDS:
                raise BadPattern(f"{file}: {role}: expected some of {', '.join(sorted(_WORDS))}")
            offers[role] = _offer(f"{file}: {role}", {**{k: content[k] for k in _WORDS if k in content}, **own})
        openings = tuple(
            _opening(file, line, lexicon) for line in strings(file, "openings", content.get("openings", []))
        )
        short = tuple(_template(file, "short", source) for source in strings(file, "short", content.get("short", [])))
        wide = lexicon.patterns(file, "wide", content.get("wide", []))
        return cls(name, about, int(rank) if patterns else LAST, patterns, offers, openings, wide, short)


def _opening(file: str, line: str, lexicon: Lexicon) -> tuple[Pattern | None, Template]:
    """One line of `openings:`: `When …,` for any words, or `pattern => When …,`."""
    pattern, _, opening = line.rpartition("=>")
    if not opening.strip().endswith(","):
        raise BadPattern(f"{file}: openings: {line!r}: expected the first words of a sentence, ending with a comma")
    shown = lexicon.pattern(f"{file}: openings", pattern.strip()) if pattern.strip() else None
    return shown, _template(file, "openings", opening.strip())


def _offer(file: str, content: Mapping[str, Any]) -> Offer:
    opening = content.get("opening")
    if not isinstance(opening, str) or not opening.strip().endswith(","):
        raise BadPattern(f"{file}: opening: expected the first words of the sentence, ending with a comma")
    found = {
        name: tuple(_template(file, name, source) for source in strings(file, name, content.get(name, [])))
        for name in (*_OFFERED, "sentences")
    }
    if not found["sentences"]:
        raise BadPattern(f"{file}: sentences: expected at least one sentence")
    return Offer(opening=_template(file, "opening", opening.strip()), **found)


def _template(file: str, entry: str, source: str) -> Template:
    """Compile one text and try it with every partner, so that a slip of the author shows at start."""
    try:
        template = _RENDERER.from_string(source)
        for partner in (YOU, HE, SHE, THEY):
            template.render(opening="When it happened,", feel="felt", hurts="hurt", **partner.forms())
    except TemplateError as error:
        raise BadPattern(f"{file}: {entry}: {source!r}: {error}") from None
    return template
