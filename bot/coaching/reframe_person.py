"""Whom a sentence is about: the grammar of you, he, she and they, and which of them an utterance means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Partner:
    """The forms of the partner in a sentence: "I need them to …", "that they are …", "in their eyes"."""

    they: str
    them: str
    their: str
    plural: bool

    def forms(self) -> dict[str, str]:
        """The names that a theme's sentences use; `s` is the ending of a verb ("listen{{ s }}")."""
        several = self.plural
        return {
            "they": self.they,
            "them": self.them,
            "their": self.their,
            "s": "" if several else "s",
            "are": "are" if several else "is",
            "were": "were" if several else "was",
            "have": "have" if several else "has",
            "do": "do" if several else "does",
        }


YOU = Partner("you", "you", "your", True)
HE = Partner("he", "him", "his", False)
SHE = Partner("she", "her", "her", False)
THEY = Partner("they", "them", "their", True)

_WORDS = {
    **dict.fromkeys(("you", "your", "yours", "yourself"), YOU),
    **dict.fromkeys(("he", "him", "his", "himself", "husband", "boyfriend", "fiance"), HE),
    **dict.fromkeys(("she", "her", "hers", "herself", "wife", "girlfriend", "fiancee"), SHE),
    **dict.fromkeys(("they", "them", "their", "partner", "spouse"), THEY),
}


def meant(words: Sequence[str], first: int, last: int) -> Partner:
    """Whom `words[first:last]` is about; where it names nobody, whom the sentence names first, and else `you`."""
    for word in (*words[first:last], *words):
        if word in _WORDS:
            return _WORDS[word]
    return THEY if "ex" in words else YOU
