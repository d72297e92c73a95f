"""The private chats of the bot: who wrote, what is shown on each phone, and every call that was accepted."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from bot.preview.changes import Changes
from bot.preview.files import Files
from bot.preview.markup import Markup
from bot.preview.numbering import Numbering
from bot.preview.parameters import Parameters
from bot.preview.refusal import Refusal, bad_request
from bot.preview.updates import Updates

Message = dict[str, Any]


class Call(NamedTuple):
    """One accepted call: the method, its parameters as sent, its result, and when (unix seconds)."""

    method: str
    parameters: dict[str, Any]
    result: Any
    at: float


@dataclass(slots=True)
class Shown:
    """A message on a phone: as Telegram describes it, who wrote it, and its reply markup of any kind."""

    message: Message
    by_bot: bool
    at: float
    silent: bool = False
    markup: Markup | None = None


@dataclass(slots=True)
class Person:
    """One person and their chat with the bot."""

    id: int
    first_name: str
    language_code: str
    wrote: bool = False
    blocked: bool = False
    messages: dict[int, Shown] = field(default_factory=dict)
    keyboard: dict[str, Any] | None = None
    toasts: list[dict[str, Any]] = field(default_factory=list)
    history: deque[Call] = field(default_factory=deque)

    def user(self) -> dict[str, Any]:
        """The person as a User."""
        return {
            "id": self.id,
            "is_bot": False,
            "first_name": self.first_name,
            "language_code": self.language_code,
        }

    def chat(self) -> dict[str, Any]:
        """The person as a private Chat."""
        return {"id": self.id, "type": "private", "first_name": self.first_name}


@dataclass(slots=True)
class OpenQuery:
    """A tap that waits for its answer."""

    user_id: int
    message_id: int
    data: str
    at: float


class Chats:
    """Everything that the stand-in remembers."""

    def __init__(self, bot: dict[str, Any], now: Callable[[], float], numbering: Numbering, keep: int | None) -> None:
        self.bot = bot
        self.now = now
        self.numbering = numbering
        self.keep = keep
        self.people: dict[int, Person] = {}
        self.queries: dict[str, OpenQuery] = {}
        self.query_seconds = 60.0
        self.calls: deque[Call] = deque(maxlen=keep)
        self.updates = Updates(now, lambda: numbering.take("update"))
        self.files = Files(lambda: numbering.take("file"))
        self.changes = Changes()

    def person(self, user_id: int, first_name: str | None = None, language_code: str | None = None) -> Person:
        """The person with this id, made where there is none; a name or language given replaces the former one."""
        person = self.people.get(user_id)
        if person is None:
            person = Person(user_id, first_name or f"Person {user_id}", language_code or "en")
            person.history = deque(maxlen=self.keep)
            self.people[user_id] = person
        else:
            person.first_name = first_name or person.first_name
            person.language_code = language_code or person.language_code
        return person

    def addressed(self, parameters: Parameters) -> Person:
        """Whom a call means by `chat_id`: only a person who wrote first, and who has not blocked the bot."""
        if parameters.values.get("chat_id") in (None, ""):
            raise bad_request("chat_id is empty")
        person = self.people.get(parameters.integer("chat_id"))
        if person is None or not person.wrote:
            raise bad_request("chat not found")
        if person.blocked:
            raise Refusal(403, "Forbidden: bot was blocked by the user")
        return person

    def message(self, person: Person, parameters: Parameters, purpose: str) -> Shown:
        """The message of this chat that a call means; `purpose` ends Telegram's refusal (`edit`, `delete`)."""
        if parameters.values.get("message_id") in (None, ""):
            raise bad_request("message identifier is not specified")
        shown = person.messages.get(parameters.integer("message_id"))
        if shown is None:
            raise bad_request(f"message to {purpose} not found")
        return shown

    def show(
        self, person: Person, content: Message, by_bot: bool, silent: bool = False, markup: Markup | None = None
    ) -> Message:
        """Put a new message on the person's phone and return it as Telegram describes it."""
        number = self.numbering.take("message")
        at = self.now()
        message: Message = {
            "message_id": number,
            "from": self.bot if by_bot else person.user(),
            "chat": person.chat(),
            "date": int(at),
            **content,
        }
        if markup is not None:
            if markup.kind == "inline":
                message["reply_markup"] = markup.shape
            elif markup.kind == "keyboard":
                person.keyboard = markup.shape
            elif markup.kind == "remove":
                person.keyboard = None
        shown = person.messages[number] = Shown(message, by_bot, at, silent, markup)
        if self.changes.listeners:
            self.changes.tell("message", person.id, message=view(shown), keyboard=person.keyboard)
        return message

    def edited(self, person: Person, shown: Shown) -> Message:
        """Announce that a message changed in place, and return it."""
        if self.changes.listeners:
            self.changes.tell("edited", person.id, message=view(shown))
        return shown.message

    def delete(self, person: Person, message_id: int) -> None:
        """Take a message off the phone."""
        del person.messages[message_id]
        self.changes.tell("deleted", person.id, message_id=message_id)

    def accepted(self, method: str, parameters: Parameters, result: Any) -> None:
        """Remember an accepted call."""
        call = Call(method, parameters.values, result, self.now())
        self.calls.append(call)
        about = parameters.integer("chat_id") or parameters.integer("callback_query_id") >> 32
        person = self.people.get(about)
        if person is not None:
            person.history.append(call)


def view(shown: Shown) -> Message:
    """A message as a phone shows it: Telegram's description, and `by_bot`, `silent`, `keyboard` beside it."""
    other = shown.markup is not None and shown.markup.kind != "inline"
    keyboard = shown.markup.shape if shown.markup is not None and other else None
    return {**shown.message, "by_bot": shown.by_bot, "silent": shown.silent, "keyboard": keyboard}
