"""The reframe: an absolute statement turned into one sentence that starts softly and keeps the fact.

It changes the totality ("never") and the address ("you are …"), never what happened. It is a first draft: in a
talk the person picks the feeling and the need and says it in their own words. Softened start-up after Gottman
(grade C, docs/evidence.md).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from zlib import crc32

from jinja2 import Template

from bot.coaching.reframe_deed import Deed, deed_of
from bot.coaching.reframe_person import HE, THEY, meant
from bot.coaching.reframe_register import is_terse, like
from bot.coaching.reframe_theme import Theme
from bot.coaching.reframe_themes import Themes
from bot.coaching.reframe_verbs import is_adverb, is_past
from bot.dialogue.signals import Signal
from bot.listening.named import Named
from bot.listening.normalise import Sentence

ABOUT = {"absolute_partner": "partner", "all_or_nothing_self": "self"}
"""Which signals ask for a reframe, and whom the statement is about."""

VAGUE = 40
"""From this rank on a theme says little of what happened, and any other that is found is better."""

LONGEST_OPENING, SHORTEST_OPENING = 12, 2
"""How many of the person's own words may open the sentence ("when I talk about money")."""


@dataclass(frozen=True, slots=True)
class _Found:
    """What one sentence of a statement holds: its theme, the words that show it, and what the partner does."""

    theme: Theme
    sentence: Sentence
    first: int
    last: int
    deed: Deed | None
    sure: bool
    """Whether its patterns show the theme, and not single words."""


def reframe(text: str, signals: Iterable[Signal], themes: Themes, named: Named | None = None) -> str | None:
    """One first-person sentence for an absolute statement about the partner or the self, else None.

    None as well with any crisis signal and where any sentence of the text tells of violence, threat, coercion or
    control. `named` is the partner as this person calls them. The same words always give the same sentence.
    """
    heard = tuple(signals)
    if any(signal.is_crisis for signal in heard):
        return None
    statements = sorted((s for s in heard if s.name in ABOUT), key=lambda s: (s.start, s.name))
    if not statements:
        return None
    sentences = themes.lexicon.normaliser.read(text, named=named).sentences
    if not sentences or any(themes.withholds(sentence) for sentence in sentences):
        return None
    found = min(
        (_found(text, s, statement, themes) for statement in statements for s in _ordered(statement, sentences)),
        key=_fit,
    )
    whom = meant(found.sentence.words, found.first, found.last)
    # A name tells no pronoun: it is heard as "he", and only settings that say so are believed.
    unsure = named is not None and not named.told and any(p.start in found.sentence.starts for p in named.places(text))
    forms = (THEY if unsure and whom is HE else whom).forms()
    past = bool(found.deed and found.deed.tense == "past")
    turn = crc32(" ".join(text.split()).encode("utf-8", "surrogatepass"))
    own = _own_opening(text, found.sentence, themes.unquoted)
    if found.deed and own and not past:
        opening = f"{own[:-1]} and {found.deed.words},"
    elif own or found.deed:
        opening = own or f"When {found.deed.words if found.deed else ''},"
    else:
        opening = _one(found.theme.opened(found.sentence), turn // 64).render(forms)
    forms |= {"opening": opening, "feel": "feel", "hurts": "hurts"}
    wholes = (is_terse(text) and found.theme.short) or found.theme.offer().sentences
    if past and not own:
        # "When you left, it weighs on me" is no English: only what has a past is said of the past.
        told = [(whole.render(forms), whole.render(forms | {"feel": "felt", "hurts": "hurt"})) for whole in wholes]
        said = tuple(was for now, was in told if was != now) or (told[0][1],)
        return like(text, said[turn % len(said)])
    return like(text, _one(wholes, turn).render(forms))


def _fit(found: _Found) -> int:
    """The less, the better what was found fits: a theme and a deed, a theme, words near a theme, neither."""
    fit = 4 if not found.theme.patterns else 0 if found.sure and found.theme.rank < VAGUE else 2
    fit = min(fit + 1, 5) - bool(found.deed) * (2 if fit == 4 else 1)
    # "He makes me feel worthless" is about him, also where it was heard as said of oneself.
    return 2 * fit + (found.theme.about == "self" and found.sentence.words[0] in ("you", "he", "she", "they"))


def _one(templates: tuple[Template, ...], turn: int) -> Template:
    return templates[turn % len(templates)]


def _ordered(statement: Signal, sentences: tuple[Sentence, ...]) -> list[Sentence]:
    """The sentences of a text, those of the statement first."""
    return sorted(
        sentences,
        key=lambda s: not (s.starts[0] < max(statement.end, statement.start + 1) and statement.start < s.ends[-1]),
    )


def _found(text: str, sentence: Sentence, statement: Signal, themes: Themes) -> _Found:
    about = ABOUT[statement.name]
    typed = text[sentence.starts[0] : sentence.ends[-1]] + ("?" if sentence.asked else "")
    deed = deed_of(typed, themes.deeds) if about == "partner" else None
    read = themes.lexicon.normaliser.read(deed.words).sentences[:1] if deed else ()
    # The theme of the deed itself fits better than one of the words around it.
    for near, wide in ((near, wide) for wide in (False, True) for near in (*read, sentence)):
        theme, first, last = themes.find(about, near, wide=wide)
        if last:
            return _Found(theme, sentence, *((first, last) if near is sentence else (0, 0)), deed, not wide)
    return _Found(themes.last(about), sentence, 0, 0, deed, False)


def _own_opening(text: str, sentence: Sentence, unquoted: frozenset[str]) -> str | None:
    """The person's own "when I …" or "every time I …": it closes the sentence, and nothing in it is total or harsh."""
    words = sentence.words
    for at in range(1, len(words)):
        times = words[at] == "time" and words[at - 1] in ("every", "each", "single")
        if words[at] not in ("when", "whenever") and not times:
            continue
        own = words[at + 1 :]
        own = own[:-1] if own[-1:] == ("anymore",) else own[:-2] if own[-2:] == ("any", "more") else own
        plain = SHORTEST_OPENING <= len(own) <= LONGEST_OPENING and own[0] in ("i", "we") and own[1] not in ("i", "we")
        plain = plain and not is_past(next((word for word in own[1:] if not is_adverb(word)), ""))
        if not plain or any(b > at for b in sentence.breaks) or unquoted.intersection(own):
            return None
        said = " ".join(text[sentence.starts[at + 1] : sentence.ends[at + len(own)]].split())
        said = said.lower() if said.isupper() else said
        return "When " + " ".join("I" + w[1:] if w == "i" or w[:2] in ("i'", "i’") else w for w in _lowered(said)) + ","
    return None


def _lowered(said: str) -> list[str]:
    first, *rest = said.split(" ")
    return [first.lower(), *rest]
