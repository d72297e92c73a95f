"""Text as Telegram keeps it: counted in UTF-16 units, cleaned, trimmed, with its entities."""

from __future__ import annotations

import re
from typing import Any

from bot.preview.refusal import bad_request

Entity = dict[str, Any]

# What Telegram's own library does to every text (td/telegram/misc.cpp, clean_input_string): control characters become
# spaces, carriage returns, line and direction separators and three combining lines vanish.
_DIRTY = re.compile("[\x00-\x09\x0b-\x1f\u2028-\u202e\u0333\u033f\u030a]")
_GONE = re.compile("[\r\u2028-\u202e\u0333\u033f\u030a]")
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f]")
_VISIBLE = re.compile("[^ \n\u00a0\u1680\u180e\u2000-\u200f\u202e\u202f\u205f\u2800\u3000\ufeff\ufffc]")
_COMMAND = re.compile(r"(?<![\w/@])/[A-Za-z0-9_]{1,64}(?:@\w+)?(?![\w/])")
_LINK = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)\]']")
_KNOWN = frozenset(
    "mention hashtag cashtag bot_command url email phone_number bold italic underline strikethrough spoiler blockquote "
    "expandable_blockquote code pre text_link text_mention custom_emoji date_time".split()
)


def units(text: str) -> int:
    """The length of a text in UTF-16 units, which is how Telegram counts."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def settle(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Clean and trim a text as Telegram does and move its entities along; "" where nothing visible is left."""
    if _DIRTY.search(text):
        gone = [units(text[: found.start()]) for found in _GONE.finditer(text)]
        text = _CONTROL.sub(" ", _GONE.sub("", text))
        if gone:
            entities = [_without(entity, gone) for entity in entities]
    if not _VISIBLE.search(text):
        return "", []
    text = text.rstrip(" \n")
    leading = len(text) - len(text.lstrip(" \n"))
    if leading:
        leading = min([leading, *(entity["offset"] for entity in entities)])
        text = text[leading:]
        entities = [{**entity, "offset": entity["offset"] - leading} for entity in entities]
    if not entities:
        return text, entities
    end = units(text)
    kept = [{**one, "length": min(one["length"], end - one["offset"])} for one in entities if one["offset"] < end]
    return text, [entity for entity in kept if entity["length"] > 0]


def _without(entity: Entity, gone: list[int]) -> Entity:
    start, stop = entity["offset"], entity["offset"] + entity["length"]
    before = sum(1 for at in gone if at < start)
    inside = sum(1 for at in gone if start <= at < stop)
    return {**entity, "offset": start - before, "length": entity["length"] - inside}


def given(raw: object, text: str) -> list[Entity]:
    """Entities that the caller wrote out; raises where they are no entities or reach beyond the text."""
    if not isinstance(raw, list):
        raise bad_request("can't parse entities: Expected an Array of MessageEntity")
    end = units(text)
    kept: list[Entity] = []
    for one in raw:
        if not isinstance(one, dict):
            raise bad_request("can't parse MessageEntity: expected an Object")
        kind, offset, length = one.get("type"), one.get("offset"), one.get("length")
        if not isinstance(kind, str) or not isinstance(offset, int) or not isinstance(length, int):
            raise bad_request('can\'t parse MessageEntity: Can\'t find field "type", "offset" or "length"')
        if kind not in _KNOWN:
            raise bad_request("can't parse MessageEntity: Unsupported type specified")
        if offset < 0 or length < 0 or offset + length > end:
            raise bad_request(
                f"entity beginning at UTF-16 offset {offset} ends after the end of the text at UTF-16 offset {end}"
            )
        if length:
            kept.append(dict(one))
    return in_order(kept)


def detected(text: str, entities: list[Entity]) -> list[Entity]:
    """The entities with the commands and links that Telegram finds by itself outside code and links."""
    if "/" not in text:
        return entities
    found: list[Entity] = []
    for kind, pattern in (("url", _LINK), ("bot_command", _COMMAND)):
        for match in pattern.finditer(text):
            offset = units(text[: match.start()])
            found.append({"type": kind, "offset": offset, "length": len(match.group())})
    closed = [one for one in entities if one["type"] in ("code", "pre", "text_link")]
    for one in found:
        if not any(
            one["offset"] < other["offset"] + other["length"] and other["offset"] < one["offset"] + one["length"]
            for other in closed
        ):
            closed.append(one)
            entities = [*entities, one]
    return in_order(entities)


def in_order(entities: list[Entity]) -> list[Entity]:
    """Entities by place, the longer one first."""
    return sorted(entities, key=lambda one: (one["offset"], -one["length"]))
