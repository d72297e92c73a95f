"""The lexicon: spellings and word classes, shared by everything that reads patterns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bot.listening.normalise import Normaliser
from bot.listening.patterns import BadPattern, Choice, Node, Pattern, Word, compile_pattern, parse


class Lexicon:
    """Knows how words may be typed (`spellings:`) and which words go together (`words:`, written `{partner}` in a
    pattern).
    """

    def __init__(self, normaliser: Normaliser, classes: Mapping[str, Node]) -> None:
        self.normaliser = normaliser
        self._classes = dict(classes)

    @classmethod
    def compile(cls, files: Mapping[str, Any]) -> Lexicon:
        """Build it from every parsed file that has a `spellings:`, `often_mistyped:` or `words:` key. Raises
        `BadPattern`.
        """
        spellings: dict[str, tuple[str, ...]] = {}
        fuzzy: list[str] = []
        for name, content in files.items():
            if not isinstance(content, Mapping):
                raise BadPattern(f"{name}: expected `key: value` lines at the top level")
            for meant, typed in _mapping(name, content, "spellings").items():
                for variant in strings(name, f"spellings, {meant}", typed):
                    spellings[variant] = tuple(str(meant).split())
            fuzzy += strings(name, "often_mistyped", content.get("often_mistyped", []))
        normaliser = Normaliser(spellings, fuzzy)
        lexicon = cls(normaliser, {})
        for name, content in files.items():
            for label, phrases in _mapping(name, content, "words").items():
                place = f"{name}: words, {label}"
                lexicon._classes[str(label)] = lexicon._class(place, strings(name, f"words, {label}", phrases))
        return lexicon

    def _class(self, place: str, phrases: Iterable[str]) -> Node:
        options = tuple(self._nodes(place, phrase) for phrase in phrases)
        if not options:
            raise BadPattern(f"{place}: an empty class; give it at least one word")
        return Choice(options)

    def _nodes(self, place: str, phrase: str) -> tuple[Node, ...]:
        try:
            nodes = parse(phrase, self.normaliser.words, self._classes)
        except BadPattern as error:
            raise BadPattern(f"{place}: {error}") from None
        self.normaliser.know(_literals(nodes))
        return nodes

    def pattern(self, place: str, phrase: str, over_not: bool = True) -> Pattern:
        """Compile one pattern; `place` (file and entry) begins the message where it is bad."""
        try:
            pattern = compile_pattern(phrase, self.normaliser.words, self._classes, over_not)
        except BadPattern as error:
            raise BadPattern(f"{place}: {error}") from None
        self.normaliser.know(_literals(pattern.nodes))
        return pattern

    def patterns(self, file: str, entry: str, phrases: Any, over_not: bool = True) -> tuple[Pattern, ...]:
        """Compile a list of patterns out of a parsed file; without `over_not` no gap passes over "not" or "never"."""
        return tuple(self.pattern(f"{file}: {entry}", phrase, over_not) for phrase in strings(file, entry, phrases))


def strings(file: str, entry: str, value: Any) -> list[str]:
    """The phrases of a parsed entry: a list, or a block of text with one phrase a line (`#` begins a remark).

    Raises `BadPattern` that names file and entry.
    """
    if isinstance(value, str):
        lines = (line.strip() for line in value.splitlines())
        return [line for line in lines if line and not line.startswith("#")]
    if isinstance(value, list) and all(isinstance(item, str) and item.strip() for item in value):
        return value
    raise BadPattern(f"{file}: {entry}: expected phrases, one a line")


def _mapping(file: str, content: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = content.get(key, {})
    if not isinstance(value, Mapping):
        raise BadPattern(f"{file}: {key}: expected names with a list under each")
    return value


def _literals(nodes: tuple[Node, ...]) -> list[str]:
    found: list[str] = []
    for node in nodes:
        if isinstance(node, Word) and not node.open_end:
            found.append(node.text)
        elif isinstance(node, Choice):
            for option in node.options:
                found += _literals(option)
    return found
