"""The reframe: an absolute statement turned into one sentence that starts softly and keeps the fact.

It changes the totality ("never") and the address ("you are …"), never what happened. It is a first draft: in a
talk the person picks the feeling and the need and says it in their own words. Softened start-up after Gottman
(grade C, docs/evidence.md).
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.coaching.reframe_person import HE, THEY, meant
from bot.coaching.reframe_theme import Theme
from bot.coaching.reframe_themes import Themes
from bot.coaching.reframe_verbs import is_adverb, is_past
from bot.dialogue.signals import Signal
from bot.listening.named import Named
from bot.listening.normalise import Sentence

ABOUT = {"absolute_partner": "partner", "all_or_nothing_self": "self"}
"""Which signals ask for a reframe, and whom the statement is about."""

LONGEST_OPENING, SHORTEST_OPENING = 12, 2
"""How many of the person's own words may open the sentence ("when I talk about money")."""


def reframe(text: str, signals: Iterable[Signal], themes: Themes, named: Named | None = None) -> str | None:
    """One first-person sentence for an absolute statement about the partner or the self, else None.

    None as well with any crisis signal and where any sentence of the text tells of violence, threat, coercion or
    control. `named` is the partner as this person calls them.
    """
    heard = tuple(signals)
    if any(signal.is_crisis for signal in heard):
        return None
    statements = sorted((s for s in heard if s.name in ABOUT), key=lambda s: (s.start, s.name))
    if not statements:
        return None
    sentences = themes.lexicon.normaliser.read(text, named=named).sentences
    if any(themes.withholds(sentence) for sentence in sentences):
        return None
    found = [_read(statement, sentences, themes) for statement in statements]
    theme, sentence, first, last = min(
        (f for f in found if f is not None), key=lambda f: not f[0].patterns, default=(None,) * 4
    )
    if theme is None or sentence is None or first is None or last is None:
        return None
    whom = meant(sentence.words, first, last)
    # A name tells no pronoun: it is heard as "he", and only settings that say so are believed.
    unsure = named is not None and not named.told and any(p.start in sentence.starts for p in named.places(text))
    forms = (THEY if unsure and whom is HE else whom).forms()
    opening = _own_opening(text, sentence, themes.unquoted) or theme.offer().opening.render(forms)
    return theme.offer().sentences[0].render(opening=opening, **forms)


def _read(
    statement: Signal, sentences: tuple[Sentence, ...], themes: Themes
) -> tuple[Theme, Sentence, int, int] | None:
    """The theme of one statement, with its sentence and the words that show it."""
    for sentence in sentences:
        if sentence.starts[0] <= statement.start < sentence.ends[-1]:
            theme, first, last = themes.find(ABOUT[statement.name], sentence)
            if last == 0:
                first = next((i for i, start in enumerate(sentence.starts) if start >= statement.start), 0)
                last = next((i for i, end in enumerate(sentence.ends) if end >= statement.end), first) + 1
            return theme, sentence, first, last
    return None


def _own_opening(text: str, sentence: Sentence, unquoted: frozenset[str]) -> str | None:
    """The person's own "when I …", where it closes the sentence and holds nothing absolute, harsh or about harm."""
    words = sentence.words
    for at in range(1, len(words)):
        if words[at] not in ("when", "whenever"):
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
