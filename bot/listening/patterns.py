"""The pattern language that authors write, explained for them in `dialogues/signals/README.md`.

    {partner} [really] (hit|hits|slapped) me     words, {class}, [optional], (alternatives)
    I never ... you                              a gap of up to five words ("..": up to two)
    suffocat*                                    any ending
    < help me >                                  only at the beginning, only at the end of a sentence

A pattern is read into a small tree, which gives the words that must be present (a cheap test first) and a regular
expression over the normal form, built on its first use. Every gap is bounded, so matching time is bounded too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property


class BadPattern(ValueError):
    """A pattern that cannot be read; the message names the file, the entry and the cure."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word, or with `open_end` every word that begins so."""

    text: str
    open_end: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """Up to `most` words of any kind."""

    most: int


@dataclass(frozen=True, slots=True)
class Edge:
    """The beginning or the end of a sentence."""

    at_start: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several sequences; with `optional`, or none of them."""

    options: tuple[tuple[Node, ...], ...]
    optional: bool = False


Node = Word | Gap | Edge | Choice

_TOKEN = re.compile(r"\s*(\.\.\.|\.\.|…|[()\[\]|<>]|\{[^{}]*\}|[^\s()\[\]|<>{}]+)")
_GAPS = {"...": 5, "…": 5, "..": 2}
_NUMBER = "{number}"
_SAME = {"is": "(?:is|s)", "has": "(?:has|s)", "s": "(?:s|is|has)", "would": "(?:would|d)", "had": "(?:had|d)"}
_SAME["d"] = "(?:d|would|had)"
_SAME_WORDS = {"is": {"is", "s"}, "has": {"has", "s"}, "s": {"s", "is", "has"}, "would": {"would", "d"}}
_SAME_WORDS |= {"had": {"had", "d"}, "d": {"d", "would", "had"}}

COMMON = {
    **dict.fromkeys(
        "i you he she they it we to a the and me my of is s am are not do does did have has in that will would be"
        " was so this"
        " him her for on with at your".split(),
        60,
    ),
    **dict.fromkeys(
        "never always feel want can go going just all no get about like know when what if now up out".split(), 12
    ),
}
"""How common a word is, roughly: a pattern is looked up by its rarest necessary word."""


@dataclass(frozen=True)
class Pattern:
    """One compiled pattern. `needs` are sets of words of which each must show at least one; `anchors` is the
    rarest set.
    """

    source: str
    nodes: tuple[Node, ...]
    needs: tuple[frozenset[str], ...] = field(default=())
    anchors: frozenset[str] = field(default=frozenset())
    prefixes: frozenset[str] = field(default=frozenset())
    over_not: bool = True

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The expression over words that are joined and surrounded by single spaces."""
        built = re.compile(_sequence(self.nodes, self.over_not) + r"(?= )")
        object.__setattr__(self, "nodes", ())  # megabytes over all patterns, and nobody needs them any more
        return built

    def warm(self) -> None:
        """Build the expression now."""
        _ = self.regex

    def spans(self, words: Sequence[str], present: frozenset[str] | set[str], line: str) -> list[tuple[int, int]]:
        """Where it stands in a sentence, as (first word, word after the last); `line` is " " + words joined + " "."""
        for need in self.needs:
            if need.isdisjoint(present):
                return []
        found: list[tuple[int, int]] = []
        for match in self.regex.finditer(line):
            start, end = match.span()
            if end > start:
                first = line.count(" ", 0, start)
                found.append((first, first + line.count(" ", start, end)))
        return found


def compile_pattern(
    source: str, normal: Callable[[str], Sequence[str]], classes: Mapping[str, Node], over_not: bool = True
) -> Pattern:
    """Compile one pattern. `normal` turns an author's words into normal words. Raises `BadPattern` (without the
    place).
    """
    nodes = parse(source, normal, classes)
    required = [r for r in (_required(node) for node in nodes) if r is not None]
    if not required:
        raise BadPattern(f"{source!r} has no word that must be there; add a word that is neither optional nor a gap")
    exact = [words for words, prefixes in required if not prefixes]
    words, prefixes = min(required, key=_commonness)
    for prefix in prefixes:
        if len(prefix) < 3:
            raise BadPattern(f"{source!r}: {prefix}* is too short; give at least three letters before the star")
    rarest = tuple(sorted((_shared(frozenset(w)) for w in exact), key=len))
    anchors, starts = _shared(frozenset(words)), _shared(frozenset(p[:3] for p in prefixes))
    return Pattern(source, nodes, rarest, anchors, starts, over_not)


@cache
def _shared(words: frozenset[str]) -> frozenset[str]:
    """The same words as one object, for thousands of patterns need the same ones."""
    return words


@cache
def _word(text: str, open_end: bool = False) -> Word:
    return Word(text, open_end)


def parse(source: str, normal: Callable[[str], Sequence[str]], classes: Mapping[str, Node]) -> tuple[Node, ...]:
    """Read the pattern language into nodes. Raises `BadPattern` where it cannot be read."""
    tokens: list[str] = []
    at = 0
    stripped = source.rstrip()
    while at < len(stripped):
        match = _TOKEN.match(stripped, at)
        if match is None:
            raise BadPattern(f"{source!r}: cannot read {stripped[at:].strip()[:20]!r}; check the braces")
        tokens.append(match.group(1))
        at = match.end()
    reader = _Reader(source, tokens, normal, classes)
    options = reader.options(None)
    return options[0] if len(options) == 1 else (Choice(options),)


class _Reader:
    def __init__(
        self, source: str, tokens: list[str], normal: Callable[[str], Sequence[str]], classes: Mapping[str, Node]
    ) -> None:
        self.source, self.tokens, self.normal, self.classes = source, tokens, normal, classes
        self.at = 0

    def options(self, closing: str | None) -> tuple[tuple[Node, ...], ...]:
        options: list[tuple[Node, ...]] = []
        nodes: list[Node] = []
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            self.at += 1
            if token == closing:
                break
            if token == "|":
                options.append(tuple(nodes))
                nodes = []
            elif token in ("(", "["):
                inner = self.options(")" if token == "(" else "]")
                nodes.append(Choice(inner, optional=token == "["))
            elif token in (")", "]"):
                raise BadPattern(f"{self.source!r}: {token!r} closes nothing; remove it or open it before")
            else:
                nodes.extend(self.leaf(token))
        else:
            if closing is not None:
                raise BadPattern(f"{self.source!r}: a bracket is not closed; add {closing!r}")
        options.append(tuple(nodes))
        if any(not option for option in options):
            raise BadPattern(f"{self.source!r}: an alternative is empty; use [square brackets] for what may be missing")
        return tuple(options)

    def leaf(self, token: str) -> list[Node]:
        if token in _GAPS:
            return [Gap(_GAPS[token])]
        if token in ("<", ">"):
            return [Edge(token == "<")]
        if token == _NUMBER:
            return [_word(_NUMBER)]
        if token.startswith("{"):
            if token[1:-1] not in self.classes:
                raise BadPattern(f"{self.source!r}: no word class {token}; define it in words.yaml or correct the name")
            return [self.classes[token[1:-1]]]
        if token.endswith("*"):
            words = self.normal(token[:-1])
            return [*(_word(w) for w in words[:-1]), *(_word(w, True) for w in words[-1:])]
        words = self.normal(token)
        if not words and token not in (",", ".", "!", "-"):
            raise BadPattern(f"{self.source!r}: {token!r} is not a word")
        return [_word(w) for w in words]


def _sequence(nodes: Sequence[Node], over_not: bool) -> str:
    return "".join(_expression(node, over_not) for node in nodes)


def _expression(node: Node, over_not: bool) -> str:
    if isinstance(node, Gap):
        any_word = r" \S+" if over_not else r" (?!(?:not|never|without) )\S+"
        return rf"(?:{any_word}){{0,{node.most}}}?"
    if isinstance(node, Edge):
        return r"(?<![\s\S])" if node.at_start else r"(?= (?![\s\S]))"
    if isinstance(node, Word):
        if node.text == _NUMBER:
            return r" \d+"
        return " " + _SAME.get(node.text, re.escape(node.text)) + (r"[^ ]*" if node.open_end else "") + "(?= )"
    plain = [o[0] for o in node.options if len(o) == 1 and isinstance(o[0], Word) and o[0].text != _NUMBER]
    phrases = [o for o in node.options if not (len(o) == 1 and o[0] in plain)]
    parts = list(dict.fromkeys(_sequence(option, over_not) for option in phrases))
    if plain:
        parts.append(_words(plain))
    return f"(?:{'|'.join(parts)})" + ("?" if node.optional else "")


def _words(words: Sequence[Word]) -> str:
    """One expression for many single words, by first letter, so that a long class is as quick as a short one."""
    by_letter: dict[str, list[str]] = {}
    for word in words:
        for text in sorted(_SAME_WORDS.get(word.text, {word.text})):
            rest = re.escape(text[1:]) + (r"[^ ]*" if word.open_end else "")
            by_letter.setdefault(text[0], []).append(rest)
    groups = (f"{re.escape(first)}(?:{'|'.join(dict.fromkeys(rests))})" for first, rests in by_letter.items())
    return f" (?:{'|'.join(groups)})(?= )"


def _required(node: Node) -> tuple[set[str], set[str]] | None:
    """The words (and the prefixes) of which a match must hold at least one; None where a match may hold none."""
    if isinstance(node, Word):
        if node.text == _NUMBER:
            return None
        if node.open_end:
            return set(), {node.text}
        return set(_SAME_WORDS.get(node.text, {node.text})), set()
    if not isinstance(node, Choice) or node.optional:
        return None
    words: set[str] = set()
    prefixes: set[str] = set()
    for option in node.options:
        candidates = [r for r in (_required(part) for part in option) if r is not None]
        if not candidates:
            return None
        best = min(candidates, key=_commonness)
        words |= best[0]
        prefixes |= best[1]
    return words, prefixes


def _commonness(required: tuple[set[str], set[str]]) -> float:
    words, prefixes = required
    return sum(COMMON.get(word, 1) for word in words) + 2 * len(prefixes)
