"""The people's side: what they type, tap, share and block, as plain calls for the page and for tests."""

from __future__ import annotations

from typing import Any

from bot.preview.changes import Subscription
from bot.preview.chats import Call, Chats, OpenQuery, Person, view
from bot.preview.entities import detected, units
from bot.preview.parameters import Upload
from bot.preview.sending import MOST_TEXT_UNITS

_DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)


class Visitors:
    """Acts for people. Every method that reaches the bot returns the id of the (last) update that it caused."""

    chats: Chats

    def person(self, user_id: int, first_name: str | None = None, language_code: str | None = None) -> Person:
        """The person with this id; names them where a name or language is given. They have not written by that."""
        return self.chats.person(user_id, first_name, language_code)

    def user_sends(self, user_id: int, text: str, **extra: Any) -> int:
        """Type a text. It arrives as typed; beyond 4,096 units it is cut into several messages, as a phone does.

        `extra` is put into the message as it is. A person who had blocked the bot unblocks it by writing.
        """
        if not text:
            raise ValueError("a person cannot send an empty text")
        update = 0
        for part in _parts(text):
            entities = detected(part, [])
            found = {"entities": entities} if entities else {}
            update = self._arrives(user_id, {"text": part, **found, **extra})
        return update

    def user_taps(self, user_id: int, message_id: int, data: str) -> int:
        """Tap an inline button; `data` may be anything, as a forged client's may."""
        person = self.chats.person(user_id)
        # As at Telegram, the id of a query holds whose it is.
        number = str((user_id << 32) + self.chats.numbering.take("query"))
        shown = person.messages.get(message_id)
        message: dict[str, Any] = {"chat": person.chat(), "message_id": message_id, "date": 0}
        if shown is not None:
            message = shown.message
        now = self.chats.now()
        self._forget_old_queries(now)
        self.chats.queries[number] = OpenQuery(user_id, message_id, data, now)
        self.chats.changes.tell("tapped", user_id, callback_query_id=number, message_id=message_id, data=data)
        return self.chats.updates.put(
            "callback_query",
            {
                "id": number,
                "from": person.user(),
                "message": message,
                "chat_instance": f"chat-{user_id}",
                "data": data,
            },
        )

    def user_shares_location(self, user_id: int, lat: float, lon: float) -> int:
        """Share a place, in degrees."""
        return self._arrives(user_id, {"location": {"latitude": lat, "longitude": lon}})

    def user_sends_photo(self, user_id: int, caption: str | None = None, content: bytes = _DOT) -> int:
        """Send a photo (a single dot where no content is given)."""
        file = self.chats.files.store("photo", Upload("photo.png", content, "image/png"))
        return self._arrives(user_id, {**file.described(), **({"caption": caption} if caption else {})})

    def user_sends_voice(self, user_id: int) -> int:
        """Send a voice message of one second."""
        return self._arrives(user_id, {"voice": {**self._blob("voice.ogg", "audio/ogg"), "duration": 1}})

    def user_sends_sticker(self, user_id: int) -> int:
        """Send a sticker."""
        base = self._blob("sticker.webp", "image/webp")
        base.pop("mime_type")
        shape = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
        return self._arrives(user_id, {"sticker": {**base, **shape}})

    def user_edits(self, user_id: int, message_id: int, text: str) -> int:
        """Change one's own earlier message."""
        person = self.chats.person(user_id)
        shown = person.messages[message_id]
        if shown.by_bot:
            raise ValueError(f"message {message_id} is the bot's, not the person's")
        shown.message = {**shown.message, "text": text, "edit_date": int(self.chats.now())}
        shown.message.pop("entities", None)
        if entities := detected(text, []):
            shown.message["entities"] = entities
        self.chats.edited(person, shown)
        return self.chats.updates.put("edited_message", shown.message)

    def user_blocks(self, user_id: int) -> int:
        """Stop the bot: sends to this person are refused with a 403 from now on."""
        return self._membership(user_id, blocked=True)

    def user_unblocks(self, user_id: int) -> int:
        """Let the bot write again."""
        return self._membership(user_id, blocked=False)

    def inject(self, update: dict[str, Any]) -> int:
        """Queue any update as it is, malformed ones too; it gets an `update_id` only where it has none."""
        return self.chats.updates.inject(update)

    def chat(self, user_id: int) -> list[dict[str, Any]]:
        """The messages on the phone now, oldest first: Telegram's Message with `by_bot`, `silent` and `keyboard`."""
        return [view(shown) for shown in self.chats.person(user_id).messages.values()]

    def keyboard(self, user_id: int) -> dict[str, Any] | None:
        """The reply keyboard under the input now, None where there is none."""
        return self.chats.person(user_id).keyboard

    def toasts(self, user_id: int) -> list[dict[str, Any]]:
        """Every answer to a tap so far: `text`, `show_alert`, `message_id`, `data`, `callback_query_id`."""
        return list(self.chats.person(user_id).toasts)

    def history(self, user_id: int | None = None) -> list[Call]:
        """Every accepted call about this person, answers to taps too, in order; all calls without a person."""
        return list(self.chats.calls if user_id is None else self.chats.person(user_id).history)

    def subscribe(self) -> Subscription:
        """Every change from now on.

        Kinds: `message`, `edited`, `deleted`, `answered`, `tapped`, `action`, `blocked`, `profile`.
        """
        return self.chats.changes.subscribe()

    def _arrives(self, user_id: int, content: dict[str, Any]) -> int:
        person = self.chats.person(user_id)
        if person.blocked:
            self.user_unblocks(user_id)
        person.wrote = True
        keyboard = person.keyboard
        if keyboard is not None and keyboard.get("one_time_keyboard"):
            person.keyboard = None
        return self.chats.updates.put("message", self.chats.show(person, content, by_bot=False))

    def _membership(self, user_id: int, blocked: bool) -> int:
        person = self.chats.person(user_id)
        if person.blocked == blocked:
            raise ValueError(f"person {user_id} has {'already' if blocked else 'not'} blocked the bot")
        person.blocked = blocked
        self.chats.changes.tell("blocked", user_id, blocked=blocked)
        member, kicked = {"status": "member"}, {"status": "kicked", "until_date": 0}
        old, new = (member, kicked) if blocked else (kicked, member)
        return self.chats.updates.put(
            "my_chat_member",
            {
                "chat": person.chat(),
                "from": person.user(),
                "date": int(self.chats.now()),
                "old_chat_member": {"user": self.chats.bot, **old},
                "new_chat_member": {"user": self.chats.bot, **new},
            },
        )

    def _blob(self, name: str, mime: str) -> dict[str, Any]:
        file = self.chats.files.store("document", Upload(name, b"stand-in", mime))
        return {"file_id": file.id, "file_unique_id": file.unique_id, "file_size": 8, "mime_type": mime}

    def _forget_old_queries(self, now: float) -> None:
        queries = self.chats.queries
        while queries and now - next(iter(queries.values())).at > self.chats.query_seconds:
            del queries[next(iter(queries))]


def _parts(text: str) -> list[str]:
    if units(text) <= MOST_TEXT_UNITS:
        return [text]
    parts, start, size = list[str](), 0, 0
    for at, letter in enumerate(text):
        width = 2 if letter > "\uffff" else 1
        if size + width > MOST_TEXT_UNITS:
            parts.append(text[start:at])
            start, size = at, 0
        size += width
    return [*parts, text[start:]]
