"""Parse mode HTML: Telegram's small set of tags, strict about balance, with its own error sentences."""

from __future__ import annotations

import re

from bot.preview.entities import Entity, in_order, units
from bot.preview.refusal import Refusal, bad_request

_TYPES = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler",
    "span": "spoiler", "code": "code", "pre": "pre", "blockquote": "blockquote", "a": "text_link",
    "tg-emoji": "custom_emoji",
}  # fmt: skip
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_SPECIAL = re.compile("[<&]")
_REFERENCE = re.compile(r"&(?:#([0-9]{1,7})|#x([0-9A-Fa-f]{1,6})|(lt|gt|amp|quot));?")
_SPACE = " \t\r\n"


class _Open:
    """A tag that waits for its end: where it began in the text (UTF-16 units), and its attributes."""

    def __init__(self, name: str, offset: int, attributes: dict[str, str]) -> None:
        self.name, self.offset, self.attributes = name, offset, attributes


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """The text without its tags, and its entities. Raises `can't parse entities: …` with Telegram's byte offsets."""
    pieces: list[str] = []
    length, position = 0, 0
    stack: list[_Open] = []
    entities: list[Entity] = []

    def keep(piece: str) -> None:
        nonlocal length
        pieces.append(piece)
        length += units(piece)

    while found := _SPECIAL.search(source, position):
        at = found.start()
        keep(source[position:at])
        if source[at] == "&":
            piece, position = _character(source, at)
            keep(piece)
        elif source.startswith("</", at):
            position = _end_tag(source, at, stack, length, entities, pieces)
        else:
            tag, position = _start_tag(source, at, length)
            stack.append(tag)
    keep(source[position:])
    if stack:
        raise _unparsable(f'Can\'t find end tag corresponding to start tag "{stack[-1].name}"')
    return "".join(pieces), in_order(entities)


def _character(source: str, at: int) -> tuple[str, int]:
    match = _REFERENCE.match(source, at)
    if match is None:
        return "&", at + 1
    decimal, sixteen, name = match.groups()
    if name:
        return _NAMED[name], match.end()
    code = int(decimal) if decimal else int(sixteen, 16)
    if code == 0 or code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        return "&", at + 1
    return chr(code), match.end()


def _start_tag(source: str, at: int, length: int) -> tuple[_Open, int]:
    size, position = len(source), at + 1
    while position < size and source[position] not in _SPACE and source[position] != ">":
        position += 1
    if position == size:
        raise _unparsable(f"Unclosed start tag at byte offset {_byte(source, at)}")
    name = source[at + 1 : position].lower()
    if name not in _TYPES:
        raise _unparsable(f'Unsupported start tag "{name}" at byte offset {_byte(source, at)}')
    attributes: dict[str, str] = {}
    while True:
        position = _skip(source, position)
        if position == size:
            raise _unparsable(f'Unclosed start tag "{name}" at byte offset {_byte(source, at)}')
        if source[position] == ">":
            break
        position = _attribute(source, position, name, at, attributes)
    if name == "span" and attributes.get("class") != "tg-spoiler":
        raise _unparsable(f'Tag "span" must have class "tg-spoiler" at byte offset {_byte(source, at)}')
    return _Open(name, length, attributes), position + 1


def _attribute(source: str, position: int, name: str, at: int, attributes: dict[str, str]) -> int:
    begin = position
    while position < len(source) and source[position] not in _SPACE + "=>":
        position += 1
    key = source[begin:position].lower()
    if not key:
        raise _unparsable(f'Empty attribute name in the tag "{name}" at byte offset {_byte(source, at)}')
    after = _skip(source, position)
    if source[after : after + 1] != "=":
        attributes[key] = ""
        return after
    position = _skip(source, after + 1)
    quote = source[position : position + 1]
    if quote in ("'", '"') and quote:
        end = source.find(quote, position + 1)
        if end < 0:
            raise _unparsable(f'Unclosed start tag "{name}" at byte offset {_byte(source, at)}')
        raw, position = source[position + 1 : end], end + 1
    else:
        begin = position
        while position < len(source) and source[position] not in _SPACE + ">":
            position += 1
        raw = source[begin:position]
    attributes[key] = _REFERENCE.sub(lambda found: _character(found.group(), 0)[0], raw)
    return position


def _end_tag(source: str, at: int, stack: list[_Open], length: int, entities: list[Entity], pieces: list[str]) -> int:
    if not stack:
        raise _unparsable(f"Unexpected end tag at byte offset {_byte(source, at)}")
    position = at + 2
    while position < len(source) and source[position] not in _SPACE and source[position] != ">":
        position += 1
    name = source[at + 2 : position].lower()
    position = _skip(source, position)
    if source[position : position + 1] != ">":
        raise _unparsable(f"Unclosed end tag at byte offset {_byte(source, at)}")
    tag = stack.pop()
    if name and name != tag.name:
        raise _unparsable(
            f'Unmatched end tag at byte offset {_byte(source, at)}, expected "</{tag.name}>", found "</{name}>"'
        )
    if length > tag.offset:
        _close(tag, length, entities, pieces)
    return position + 1


def _close(tag: _Open, length: int, entities: list[Entity], pieces: list[str]) -> None:
    entity: Entity = {"type": _TYPES[tag.name], "offset": tag.offset, "length": length - tag.offset}
    if tag.name == "a":
        covered = "".join(pieces).encode("utf-16-le")[2 * tag.offset :].decode("utf-16-le")
        entity["url"] = tag.attributes.get("href") or covered
        if "." not in entity["url"] and "://" not in entity["url"]:
            return
    elif tag.name == "tg-emoji":
        entity["custom_emoji_id"] = tag.attributes.get("emoji-id", "")
    elif tag.name == "blockquote" and "expandable" in tag.attributes:
        entity["type"] = "expandable_blockquote"
    elif tag.name == "code" and tag.attributes.get("class", "").startswith("language-"):
        entity["language"] = tag.attributes["class"][9:]
    elif tag.name == "pre" and entities and entities[-1]["type"] == "code":
        inner = entities[-1]
        if (inner["offset"], inner["length"]) == (entity["offset"], entity["length"]):
            entity |= {"language": inner["language"]} if "language" in inner else {}
            entities.pop()
    entities.append(entity)


def _skip(source: str, position: int) -> int:
    while position < len(source) and source[position] in _SPACE:
        position += 1
    return position


def _byte(source: str, at: int) -> int:
    return len(source[:at].encode())


def _unparsable(words: str) -> Refusal:
    return bad_request(f"can't parse entities: {words}")
