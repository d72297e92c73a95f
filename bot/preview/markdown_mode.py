"""Parse mode MarkdownV2: every reserved character is markup or escaped, and what opens must close."""

from __future__ import annotations

from bot.preview.entities import Entity, in_order, units
from bot.preview.refusal import Refusal, bad_request

_RESERVED = frozenset("_*[]()~`>#+-=|{}.!")
_NAMES = {
    "bold": "Bold", "italic": "Italic", "underline": "Underline", "strikethrough": "Strikethrough",
    "spoiler": "Spoiler", "code": "Code", "pre": "Pre", "text_link": "TextUrl", "custom_emoji": "CustomEmoji",
    "blockquote": "BlockQuote",
}  # fmt: skip
_MARKS = {
    "bold": "*", "italic": "_", "underline": "__", "strikethrough": "~", "spoiler": "||", "code": "`", "pre": "```",
    "text_link": "]", "custom_emoji": "]",
}  # fmt: skip


def parse_markdown(source: str) -> tuple[str, list[Entity]]:
    """The text without its marks, and its entities. Raises `can't parse entities: …` as Telegram words it."""
    return _Reader(source).read()


class _Reader:
    """One pass over the source; `stack` holds (type, byte offset in the source, unit offset in the text)."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.pieces: list[str] = []
        self.length = 0
        self.stack: list[tuple[str, int, int]] = []
        self.entities: list[Entity] = []

    def read(self) -> tuple[str, list[Entity]]:
        while self.at < len(self.source):
            self.step()
        if self.stack and self.stack[-1][0] == "blockquote":
            self.close()
        if self.stack:
            kind, byte, _ = self.stack[-1]
            raise _unparsable(f"Can't find end of {_NAMES[kind]} entity at byte offset {byte}")
        return "".join(self.pieces), in_order(self.entities)

    def step(self) -> None:
        here = self.source[self.at]
        if here == "\\" and self.at + 1 < len(self.source) and 0 < ord(self.source[self.at + 1]) <= 126:
            self.keep(self.source[self.at + 1])
            self.at += 2
            return
        inside = self.stack[-1][0] if self.stack else ""
        if inside in ("code", "pre"):
            self.in_code(inside, here)
        elif inside and inside in _MARKS and self.ends(_MARKS[inside]):
            self.at += len(_MARKS[inside])
            self.close()
        elif here == "\n" and inside == "blockquote" and self.source[self.at + 1 : self.at + 2] != ">":
            self.close()
        elif here not in _RESERVED:
            self.keep(here)
            self.at += 1
        else:
            self.mark(here)

    def in_code(self, inside: str, here: str) -> None:
        if self.ends(_MARKS[inside]):
            self.at += len(_MARKS[inside])
            self.close()
        else:
            self.keep(here)
            self.at += 1

    def ends(self, mark: str) -> bool:
        # "__" is always underline, read greedily from the left, so a single "_" does not match at a double one.
        if mark == "_" and self.source.startswith("__", self.at):
            return False
        return self.source.startswith(mark, self.at)

    def mark(self, here: str) -> None:
        if here == ">" and (self.at == 0 or self.source[self.at - 1] == "\n"):
            if not any(kind == "blockquote" for kind, _, _ in self.stack):
                self.open("blockquote", 0)
            self.at += 1
            return
        for mark, kind in (
            ("```", "pre"), ("`", "code"), ("__", "underline"), ("_", "italic"), ("*", "bold"), ("~", "strikethrough"),
            ("||", "spoiler"), ("![", "custom_emoji"), ("[", "text_link"),
        ):  # fmt: skip
            if self.source.startswith(mark, self.at):
                self.open(kind, len(mark))
                if kind == "pre":
                    self.at = self.language()
                return
        raise _unparsable(f"Character '{here}' is reserved and must be escaped with the preceding '\\'")

    def language(self) -> int:
        line = self.source.find("\n", self.at)
        word = self.source[self.at : line] if line > 0 else ""
        return line + 1 if line >= 0 and "`" not in word and " " not in word else self.at

    def open(self, kind: str, width: int) -> None:
        self.stack.append((kind, len(self.source[: self.at].encode()), self.length))
        self.at += width

    def close(self) -> None:
        kind, _, offset = self.stack.pop()
        entity: Entity = {"type": kind, "offset": offset, "length": self.length - offset}
        if kind in ("text_link", "custom_emoji"):
            target = self.target()
            if target is None:
                return
            entity["url" if kind == "text_link" else "custom_emoji_id"] = target
        if entity["length"]:
            self.entities.append(entity)

    def target(self) -> str | None:
        """The address in brackets behind a link; None where there is none, and the text stays plain."""
        if self.source[self.at : self.at + 1] != "(":
            return None
        begin, letters = self.at, list[str]()
        self.at += 1
        while self.at < len(self.source) and self.source[self.at] != ")":
            if self.source[self.at] == "\\" and self.at + 1 < len(self.source):
                self.at += 1
            letters.append(self.source[self.at])
            self.at += 1
        if self.at == len(self.source):
            raise _unparsable(f"Can't find end of a URL at byte offset {len(self.source[:begin].encode())}")
        self.at += 1
        return "".join(letters) or None

    def keep(self, piece: str) -> None:
        self.pieces.append(piece)
        self.length += units(piece)


def _unparsable(words: str) -> Refusal:
    return bad_request(f"can't parse entities: {words}")
