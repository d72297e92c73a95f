"""The guards: what in a draft takes an apology back, with the very words that do it, why, and a way on.

A guard is heard as a signal is (`bot.listening`): same words, same pattern language, same spans. It judges nobody and
changes nothing; the person decides. Grounds: responsibility first, asking forgiveness least (Lewicki, 755
people, grade B; docs/evidence.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.dialogue.script import ScriptError, line_of
from bot.dialogue.signals import Signal
from bot.listening import Listener
from bot.listening.lexicon import Lexicon
from bot.listening.named import Named
from bot.listening.patterns import BadPattern, Pattern
from bot.listening.rules import STRONG, Clue, Rules

_NEEDED = ("guard", "rank", "why", "instead", "patterns", "yes", "no")
_KEYS = (*_NEEDED, "about", "negation", "except", "quiet_when", "quiet_when_anywhere")

LONGEST_SPAN = 120
"""Characters of a draft that are quoted at most."""


@dataclass(frozen=True, slots=True)
class Guard:
    """One thing to look out for: `why` it hurts, in one sentence, and what to write `instead`.

    Of several findings the one with the highest `rank` (0–99) comes first.
    """

    name: str
    rank: int
    why: str
    instead: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What a guard found: `span` are the words as they were typed, at `start` to `end` (exclusive) of the draft.

    The empty finding is false, and says that there was none.
    """

    name: str = ""
    span: str = ""
    why: str = ""
    instead: str = ""
    start: int = 0
    end: int = 0

    def __bool__(self) -> bool:
        return bool(self.name)


NONE_FOUND = Finding()


class Guards:
    """All guards, compiled once from `dialogues/guards/*.yaml`; reading a draft is then a pure function of its text."""

    def __init__(self, guards: Mapping[str, Guard], listener: Listener) -> None:
        self.guards = dict(guards)
        self._listener = listener

    @classmethod
    def compile(cls, files: Mapping[str, Any], lexicon: Lexicon) -> Guards:
        """Compile parsed guard files (path → content). Raises ScriptError with file and line."""
        guards: dict[str, Guard] = {}
        clues: list[Clue] = []
        for file, content in files.items():
            guard = _guard(file, content)
            if guard.name in guards:
                where = line_of(content["guard"])
                raise ScriptError(file, where, "E006", f"a guard named `{guard.name}` is there already; rename one")
            guards[guard.name] = guard
            clues += _clues(file, content, guard, lexicon)
        return cls(guards, Listener(lexicon, clues, {guard.name: guard.rank for guard in guards.values()}))

    def findings(self, draft: str, partner: Named | None = None) -> tuple[Finding, ...]:
        """What the guards find in a draft, each guard once, the highest rank first. Never raises on any text."""
        heard = self._listener.listen(draft, partner)
        return tuple(self._finding(signal, draft) for signal in heard if signal.name in self.guards)

    def first(self, draft: str, partner: Named | None = None) -> Finding:
        """The one finding to show; the empty one where nothing was found."""
        return next(iter(self.findings(draft, partner)), NONE_FOUND)

    def _finding(self, signal: Signal, draft: str) -> Finding:
        guard = self.guards[signal.name]
        span = " ".join(draft[signal.start : signal.end].split())[:LONGEST_SPAN]
        return Finding(guard.name, span, guard.why, guard.instead, signal.start, signal.end)


def _guard(file: str, content: Any) -> Guard:
    """The words of one guard file. Raises ScriptError where a key is missing, unknown or of the wrong shape."""
    for key in content:
        if key not in _KEYS:
            raise ScriptError(file, line_of(key), "E003", f"`{key}` is no key of a guard; known: {', '.join(_KEYS)}")
        if not isinstance(content[key], str):
            raise ScriptError(file, line_of(key), "E004", f"`{key}:` takes one text; write it as `{key}: |` and lines")
    for key in _NEEDED:
        if not content.get(key, "").strip():
            raise ScriptError(file, line_of(content), "E004", f"a guard needs `{key}:`; add it")
    rank = content["rank"].strip()
    if not rank.isdigit() or int(rank) > 99:
        raise ScriptError(file, line_of(content["rank"]), "E005", f"`rank: {rank}` is no whole number from 0 to 99")
    if content.get("negation", "matters") not in ("matters", "ignored"):
        raise ScriptError(file, line_of(content["negation"]), "E005", "`negation:` is `matters` or `ignored`")
    return Guard(content["guard"].strip(), int(rank), content["why"].strip(), content["instead"].strip())


def _clues(file: str, content: Any, guard: Guard, lexicon: Lexicon) -> list[Clue]:
    over_not = content.get("negation") == "ignored"
    rules = Rules(
        signal=guard.name,
        importance=guard.rank,
        also=(),
        negation=not over_not,
        excepted=_patterns(file, content, "except", lexicon),
        quiet=_patterns(file, content, "quiet_when", lexicon),
        quiet_anywhere=_patterns(file, content, "quiet_when_anywhere", lexicon),
        still=(),
        shouting=0,
    )
    return [Clue(pattern, STRONG, rules) for pattern in _patterns(file, content, "patterns", lexicon, over_not)]


def _patterns(file: str, content: Any, key: str, lexicon: Lexicon, over_not: bool = True) -> tuple[Pattern, ...]:
    """One pattern a line; a bad one is named with the line it stands on."""
    found: list[Pattern] = []
    block = content.get(key, "")
    first = line_of(block) + (1 if "\n" in block else 0)
    for number, phrase in enumerate(block.splitlines()):
        if not phrase.strip() or phrase.lstrip().startswith("#"):
            continue
        try:
            found.append(lexicon.pattern(key, phrase.strip(), over_not))
        except BadPattern as error:
            raise ScriptError(file, first + number, "E005", str(error)) from None
    return tuple(found)
