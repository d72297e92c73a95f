"""The reframe as a journey: what a talk may offer and show at each step, from the words and the answers so far.

The names below stand in the context of every text; those of the flow `reframe` read its slots `said`, `moment`,
`feeling`, `need`, `request` and `own`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from bot.coaching.person import named
from bot.coaching.reframe import ABOUT
from bot.coaching.reframe_person import HE, SHE, THEY, YOU, Partner
from bot.coaching.reframe_sentence import Told
from bot.coaching.reframe_theme import Offer, Theme
from bot.coaching.reframe_themes import Themes
from bot.coaching.reframe_whom import MARK, Whom
from bot.dialogue.render import Later
from bot.dialogue.signals import Signal
from bot.dialogue.tracker import Frame
from bot.listening import Listener

NAMES = frozenset("feelings needs requests sentence about_self withheld still_absolute".split())
"""`feelings`, `needs`, `requests`: lists to pick from. `sentence`: the person's own, from what is there. `about_self`:
the statement is about oneself. `withheld`: it tells of violence, threat or control, and is never reframed.
`still_absolute`: the moment that was named is a statement of totality again."""

FLOW = "reframe"

_TOTAL = re.compile(
    r"\b(?:always|never|ever|nothing|everything|everyone|nobody|no one|none|all|any|anything|constantly|forever|every"
    r"|everytime|not once|non[- ]?stop|24/7|completely|totally|whole|entire|only|nvr|alway)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Journey:
    """One person's reframe as it stands."""

    words: str
    person: Mapping[str, Any]
    slots: Mapping[str, Any]
    listener: Listener
    themes: Themes

    @classmethod
    def of(cls, person: Mapping[str, Any], frame: Frame | None, listener: Listener, themes: Themes) -> Journey:
        """The journey of a frame; an empty one where another flow has the floor."""
        if frame is None or frame.flow != FLOW:
            return cls("", person, {}, listener, themes)
        return cls(str(frame.slots.get("said") or frame.words), person, frame.slots, listener, themes)

    def context(self) -> dict[str, Any]:
        """Every name of `NAMES`, each worked out where it is used."""
        work: dict[str, Callable[[], Any]] = {
            "feelings": lambda: self.offered("feelings"),
            "needs": lambda: self.offered("needs"),
            "requests": lambda: self.offered("requests"),
            "sentence": self.sentence,
            "about_self": self.about_self,
            "withheld": self.withheld,
            "still_absolute": self.still_absolute,
        }
        return {name: Later(work[name]) for name in NAMES}

    def offered(self, name: str) -> list[str]:
        """The `feelings`, `needs` or `requests` of the theme."""
        return self._offer().said(name, self._partner()) if self.words else []

    def sentence(self) -> str:
        """The person's own sentence: as they rewrote it, or as it follows from what they told."""
        if not self.words or self._slot("own"):
            return self._slot("own")
        told = Told(*(self._slot(name) for name in ("moment", "feeling", "need", "request")))
        opening = self._offer().opening.render(self._partner().forms())
        return self.themes.frames.sentence(told, self.whom(), opening, deed=self.about_self())

    def about_self(self) -> bool:
        """Whether the statement is about oneself."""
        return bool(self.words) and self.theme.about == "self"

    def whom(self) -> Whom | None:
        """The partner whom the sentence is said to; None for words about oneself by whoever did not break the trust."""
        if self.about_self() and self._of("role") not in ("betrayer", "both"):
            return None
        known = self._known()
        if known.pronoun or not self._slot("moment"):
            return known
        # The pronoun that the moment settles ("my husband left", "he came home") holds for the other answers, too.
        marked, told = known.mark(self._slot("moment"))
        words = [word for sentence in self._sentences(marked) for word in sentence.words]
        return Whom(told or known.kind_in([w for w in words if w != MARK], "") or "", known.names)

    def withheld(self) -> bool:
        """Whether the words or the moment tell of violence, threat, coercion or control."""
        texts = (self.words, *(self._slot(name) for name in ("moment", "need", "request")))
        return any(self.themes.withholds(sentence) for text in texts for sentence in self._sentences(text))

    def still_absolute(self) -> bool:
        """Whether the moment is a statement of totality again, with a word that says so."""
        moment = self._slot("moment")
        return "absolute_partner" in self._signals(moment) and bool(_TOTAL.search(moment))

    @cached_property
    def theme(self) -> Theme:
        """What the statement is about: what fits best, and where nothing does, what it was heard as."""
        heard = self._signals(self.words)
        kinds = [about for signal, about in ABOUT.items() if signal in heard]
        if _same_words(heard):
            kinds.remove("partner")  # "it's all my fault he cheated": said of oneself, and of nobody else
        kinds = kinds or ["self" if "shame" in heard else "partner"]
        sentences = self._sentences(self.words)
        found = (
            self.themes.find(about, sentence, wide=wide)[0]
            for wide in (False, True)
            for about in kinds
            for sentence in sentences
        )
        return next((theme for theme in found if theme.patterns), self.themes.last(kinds[0]))

    def _offer(self) -> Offer:
        return self.theme.offer(self._of("role"))

    def _known(self) -> Whom:
        # Read without the name: what it is heard as tells nothing of the partner's pronoun.
        read = self.themes.lexicon.normaliser.read(self.words).sentences
        said = [word for sentence in read for word in sentence.words]
        return Whom.of(self._of("partner_pronouns"), self._of("partner_name"), said)

    def _partner(self) -> Partner:
        """How the partner is named in what is offered: as "you", or as she, he or they where nobody is spoken to."""
        return YOU if self.whom() else {"he": HE, "she": SHE}.get(self._known().pronoun, THEY)

    def _signals(self, text: str) -> dict[str, Signal]:
        heard = self.listener.listen(text, named(self.person)) if text else ()
        return {signal.name: signal for signal in heard}

    def _sentences(self, text: str) -> tuple[Any, ...]:
        return self.themes.lexicon.normaliser.read(text, named=named(self.person)).sentences if text else ()

    def _slot(self, name: str) -> str:
        return str(self.slots.get(name) or "")

    def _of(self, name: str) -> str:
        return str(self.person.get(name) or "")


def _same_words(heard: Mapping[str, Signal]) -> bool:
    """Whether what was heard about the partner is nothing but what was said of oneself."""
    partner, own = heard.get("absolute_partner"), heard.get("all_or_nothing_self")
    return bool(partner and own and own.start <= partner.start and partner.end <= own.end)
