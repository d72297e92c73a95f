"""The methods that put something new on a phone: sendMessage, the four kinds of media, sendChatAction."""

from __future__ import annotations

from typing import Any

from bot.preview.chats import Chats, Message, Person
from bot.preview.entities import Entity, detected, given, settle, units
from bot.preview.html_mode import parse_html
from bot.preview.markdown_mode import parse_markdown
from bot.preview.markup import read_markup
from bot.preview.parameters import Parameters, checked
from bot.preview.refusal import bad_request

MOST_TEXT_UNITS = 4096
MOST_CAPTION_UNITS = 1024
_ACTIONS = frozenset(
    "typing upload_photo record_video upload_video record_voice upload_voice upload_document choose_sticker "
    "find_location record_video_note upload_video_note record_audio upload_audio".split()
)


def formatted(source: str, mode: object, raw_entities: object) -> tuple[str, list[Entity]]:
    """A text with its entities, by parse mode or as written out; "" where nothing visible is left."""
    chosen = str(mode or "").lower()
    checked(source)
    if chosen == "html":
        text, entities = parse_html(source)
    elif chosen == "markdownv2":
        text, entities = parse_markdown(source)
    elif chosen:
        raise bad_request("unsupported parse_mode")
    else:
        text, entities = source, given(raw_entities, source) if raw_entities else []
    text, entities = settle(text, entities)
    return text, detected(text, entities)


def body(parameters: Parameters, too_long: str) -> Message:
    """`text` and `entities` of a message from a call; `too_long` is Telegram's refusal beyond 4,096 units."""
    source = parameters.text("text")
    if not source:
        raise bad_request("message text is empty")
    text, entities = formatted(
        source, parameters.values.get("parse_mode"), parameters.structure("entities", "message entities")
    )
    if not text:
        raise bad_request("text must be non-empty")
    if units(text) > MOST_TEXT_UNITS:
        raise bad_request(too_long)
    return {"text": text, **({"entities": entities} if entities else {})}


def caption(source: str, mode: object, raw_entities: object) -> Message:
    """`caption` and `caption_entities`, empty where there is no caption. Raises beyond 1,024 units."""
    if not source:
        return {}
    text, entities = formatted(source, mode, raw_entities)
    if units(text) > MOST_CAPTION_UNITS:
        raise bad_request("message caption is too long")
    if not text:
        return {}
    return {"caption": text, **({"caption_entities": entities} if entities else {})}


def send_message(chats: Chats, parameters: Parameters) -> Message:
    """sendMessage."""
    content = body(parameters, "message is too long")
    return _send(chats, parameters, content)


def send_media(kind: str) -> Any:
    """The method that sends one `kind` of media: `photo`, `animation`, `video` or `document`."""

    def send(chats: Chats, parameters: Parameters) -> Message:
        file = chats.files.named(kind, parameters, parameters.values.get(kind), kind)
        entities = parameters.structure("caption_entities", "caption entities")
        content = {
            **file.described(),
            **caption(parameters.text("caption"), parameters.values.get("parse_mode"), entities),
        }
        if kind != "document":
            content |= _media_flags(parameters)
        return _send(chats, parameters, content)

    return send


def send_chat_action(chats: Chats, parameters: Parameters) -> bool:
    """sendChatAction."""
    person = chats.addressed(parameters)
    action = parameters.text("action")
    if action not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    chats.changes.tell("action", person.id, action=action)
    return True


def _media_flags(parameters: Parameters) -> Message:
    flags: Message = {}
    if parameters.flag("has_spoiler"):
        flags["has_media_spoiler"] = True
    if parameters.flag("show_caption_above_media"):
        flags["show_caption_above_media"] = True
    return flags


def _send(chats: Chats, parameters: Parameters, content: Message) -> Message:
    person = chats.addressed(parameters)
    markup = read_markup(parameters)
    if parameters.flag("protect_content"):
        content["has_protected_content"] = True
    content |= _reply(person, parameters)
    return chats.show(person, content, True, parameters.flag("disable_notification"), markup)


def _reply(person: Person, parameters: Parameters) -> Message:
    raw = parameters.structure("reply_parameters", "reply parameters")
    if raw is None and parameters.values.get("reply_to_message_id"):
        raw = {
            "message_id": parameters.integer("reply_to_message_id"),
            "allow_sending_without_reply": parameters.flag("allow_sending_without_reply"),
        }
    if raw is None:
        return {}
    if not isinstance(raw, dict):
        raise bad_request("object expected as reply parameters")
    number = raw.get("message_id")
    target = person.messages.get(number) if isinstance(number, int) else None
    if target is None:
        if raw.get("allow_sending_without_reply"):
            return {}
        raise bad_request("message to be replied not found")
    return {"reply_to_message": {key: value for key, value in target.message.items() if key != "reply_to_message"}}
