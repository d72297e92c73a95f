"""The stand-in with people at its phones: they type, tap, wait for an answer, and remember what was shown."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from bot.preview.bot_api import BotApi, Fault, OnCall
from bot.preview.chats import Call

SHOWN = ("sendMessage", "sendDocument", "sendPhoto", "sendAnimation", "sendVideo", "editMessageText")
"""The calls that put words or pictures before a person."""


class Phone:
    """One person's phone. Every act returns the id of the update that it caused."""

    def __init__(self, phones: Phones, chat_id: int) -> None:
        self.phones, self.id = phones, chat_id
        self.woken = asyncio.Event()

    def says(self, text: str, **extra: Any) -> int:
        """Type a text."""
        return self.phones.api.user_sends(self.id, text, **extra)

    def taps(self, label: str) -> int:
        """Tap the newest button with this label."""
        message_id, data = self.button(label)
        return self.phones.api.user_taps(self.id, message_id, data)

    def button(self, label: str) -> tuple[int, str]:
        """The message and the callback data of the newest button with this label."""
        for message in reversed(self.shown):
            for row in message.get("reply_markup", {}).get("inline_keyboard", ()):
                for button in row:
                    if button["text"] == label:
                        return message["message_id"], button["callback_data"]
        raise AssertionError(f"chat {self.id}: no button {label!r} in {self.texts}")

    @property
    def shown(self) -> list[dict[str, Any]]:
        """The bot's messages in this chat now, oldest first."""
        return [message for message in self.phones.api.chat(self.id) if message["by_bot"]]

    @property
    def texts(self) -> list[str]:
        """Their words."""
        return [message.get("text") or message.get("caption", "") for message in self.shown]

    @property
    def calls(self) -> list[Call]:
        """Every accepted call that showed this person something, in order; edits too."""
        return [call for call in self.phones.api.history(self.id) if call.method in SHOWN]

    async def sees(self, words: str, seconds: float = 20.0) -> None:
        """Wait until a message of the bot holds these words."""
        await self.until(lambda: any(words in text for text in self.texts), words, seconds)

    async def answered(self, count: int, seconds: float = 20.0) -> None:
        """Wait until the bot has shown this many things in all."""
        await self.until(lambda: len(self.calls) >= count, f"{count} answers", seconds)

    async def until(self, holds: Any, what: str, seconds: float = 20.0) -> None:
        """Wait until something holds; it is looked at whenever this phone changes."""
        end = time.monotonic() + seconds
        while not holds():
            self.woken.clear()
            left = end - time.monotonic()
            if left <= 0:
                raise AssertionError(f"chat {self.id} never saw {what!r}; it saw {self.texts}")
            try:
                async with asyncio.timeout(left):
                    await self.woken.wait()
            except TimeoutError:
                continue


class Phones:
    """All phones, and the switch for faults: `faults` takes what `tests.standin.on(…)` makes."""

    def __init__(self, api: BotApi) -> None:
        self.api = api
        self.faults: OnCall | None = None
        self.polls = 0
        self.calls: list[str] = []
        self._phones: dict[int, Phone] = {}
        api.on_call = self._called

    def __getitem__(self, chat_id: int) -> Phone:
        if chat_id not in self._phones:
            self._phones[chat_id] = Phone(self, chat_id)
        return self._phones[chat_id]

    async def polled(self, more: int = 1, seconds: float = 30.0) -> None:
        """Wait for so many further calls of getUpdates: the bot is there."""
        end, wanted = time.monotonic() + seconds, self.polls + more
        while self.polls < wanted:
            if time.monotonic() > end:
                raise AssertionError("the bot never asked for updates")
            await asyncio.sleep(0.002)

    async def _called(self, method: str, parameters: dict[str, Any]) -> Fault | None:
        self.polls += method == "getUpdates"
        self.calls.append(method)
        return await self.faults(method, parameters) if self.faults else None

    async def watch(self) -> None:
        """Wake the phones that something happens on, until cancelled."""
        async for change in self.api.subscribe():
            if phone := self._phones.get(change["user_id"]):
                phone.woken.set()


@asynccontextmanager
async def phones_of(api: BotApi) -> AsyncIterator[Phones]:
    """A started stand-in with phones; stopped at the end."""
    phones = Phones(api)
    await api.start()
    watching = asyncio.create_task(phones.watch())
    try:
        yield phones
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
        await api.stop()
