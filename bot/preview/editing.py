"""The methods that change what is on a phone: edits, deletions, and the answer to a tap."""

from __future__ import annotations

from bot.preview.chats import Chats, Message, Person, Shown
from bot.preview.entities import units
from bot.preview.markup import Markup, read_markup
from bot.preview.parameters import Parameters
from bot.preview.refusal import NOT_MODIFIED, QUERY_TOO_OLD, bad_request
from bot.preview.sending import body, caption

DELETABLE_SECONDS = 48 * 3600
MOST_TOAST_UNITS = 200
_CONTENT = (
    "text", "entities", "caption", "caption_entities", "photo", "animation", "video", "document", "has_media_spoiler",
    "show_caption_above_media", "reply_markup",
)  # fmt: skip
_MEDIA = ("photo", "animation", "video", "document")


def edit_text(chats: Chats, parameters: Parameters) -> Message:
    """editMessageText."""
    content = body(parameters, "MESSAGE_TOO_LONG")
    person, shown = _editable(chats, parameters)
    if "text" not in shown.message:
        raise bad_request("there is no text in the message to edit")
    return _replace(chats, person, shown, content, read_markup(parameters, inline_only=True))


def edit_caption(chats: Chats, parameters: Parameters) -> Message:
    """editMessageCaption; a missing caption takes the present one away."""
    person, shown = _editable(chats, parameters)
    media = _kept_media(shown)
    if not media:
        raise bad_request("there is no caption in the message to edit")
    entities = parameters.structure("caption_entities", "caption entities")
    content = media | caption(parameters.text("caption"), parameters.values.get("parse_mode"), entities)
    return _replace(chats, person, shown, content, read_markup(parameters, inline_only=True))


def edit_markup(chats: Chats, parameters: Parameters) -> Message:
    """editMessageReplyMarkup; a missing markup takes the buttons away."""
    person, shown = _editable(chats, parameters)
    content = {key: shown.message[key] for key in _CONTENT if key in shown.message and key != "reply_markup"}
    return _replace(chats, person, shown, content, read_markup(parameters, inline_only=True))


def edit_media(chats: Chats, parameters: Parameters) -> Message:
    """editMessageMedia."""
    media = parameters.structure("media", "InputMedia")
    if not isinstance(media, dict):
        raise bad_request("media must be specified" if media is None else "can't parse InputMedia: Object expected")
    kind = media.get("type")
    if kind not in _MEDIA:
        raise bad_request(f'can\'t parse InputMedia: Type "{kind}" is unsupported')
    person, shown = _editable(chats, parameters)
    file = chats.files.named(str(kind), parameters, media.get("media"), "media")
    content = file.described()
    content |= caption(str(media.get("caption") or ""), media.get("parse_mode"), media.get("caption_entities"))
    if media.get("has_spoiler") is True:
        content["has_media_spoiler"] = True
    return _replace(chats, person, shown, content, read_markup(parameters, inline_only=True))


def delete_message(chats: Chats, parameters: Parameters) -> bool:
    """deleteMessage: either side's message, for 48 hours."""
    person = chats.addressed(parameters)
    shown = chats.message(person, parameters, "delete")
    if chats.now() - shown.at > DELETABLE_SECONDS:
        raise bad_request("message can't be deleted for everyone")
    chats.delete(person, shown.message["message_id"])
    return True


def delete_messages(chats: Chats, parameters: Parameters) -> bool:
    """deleteMessages: up to 100; unknown ones are passed over."""
    person = chats.addressed(parameters)
    numbers = parameters.structure("message_ids", "message identifiers")
    if not isinstance(numbers, list) or not numbers:
        raise bad_request("message identifiers are not specified")
    if len(numbers) > 100:
        raise bad_request("too many message identifiers specified")
    known = [number for number in dict.fromkeys(numbers) if isinstance(number, int) and number in person.messages]
    if any(chats.now() - person.messages[number].at > DELETABLE_SECONDS for number in known):
        raise bad_request("message can't be deleted for everyone")
    for number in known:
        chats.delete(person, number)
    return True


def answer_query(chats: Chats, parameters: Parameters) -> bool:
    """answerCallbackQuery: once, and only while the tap is fresh."""
    number = parameters.text("callback_query_id")
    text = parameters.text("text")
    if units(text) > MOST_TOAST_UNITS:
        raise bad_request("MESSAGE_TOO_LONG")
    query = chats.queries.pop(number, None)
    if query is None or chats.now() - query.at > chats.query_seconds:
        raise bad_request(QUERY_TOO_OLD)
    toast = {
        "callback_query_id": number,
        "message_id": query.message_id,
        "data": query.data,
        "text": text,
        "show_alert": parameters.flag("show_alert"),
    }
    chats.people[query.user_id].toasts.append(toast)
    chats.changes.tell("answered", query.user_id, **toast)
    return True


def _editable(chats: Chats, parameters: Parameters) -> tuple[Person, Shown]:
    if parameters.values.get("inline_message_id") not in (None, ""):
        raise bad_request("MESSAGE_ID_INVALID")
    person = chats.addressed(parameters)
    shown = chats.message(person, parameters, "edit")
    if not shown.by_bot or (shown.markup is not None and shown.markup.kind != "inline"):
        raise bad_request("message can't be edited")
    return person, shown


def _kept_media(shown: Shown) -> Message:
    if not any(kind in shown.message for kind in _MEDIA):
        return {}
    return {key: shown.message[key] for key in (*_MEDIA, "has_media_spoiler") if key in shown.message}


def _replace(chats: Chats, person: Person, shown: Shown, content: Message, markup: Markup | None) -> Message:
    """Put new content in the old place. A markup that is not given is taken away, as Telegram does."""
    if markup is not None:
        content["reply_markup"] = markup.shape
    present = {key: shown.message[key] for key in _CONTENT if key in shown.message}
    if content == present:
        raise bad_request(NOT_MODIFIED)
    # A new dict: the former one is in the history as the result of an earlier call.
    rest = {key: value for key, value in shown.message.items() if key not in _CONTENT}
    shown.message = {**rest, "edit_date": int(chats.now()), **content}
    shown.markup = markup
    return chats.edited(person, shown)
