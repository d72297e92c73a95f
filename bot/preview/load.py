"""Load for the bench: people who are grounded again and again, each going on as soon as the answer is there."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from bot.preview.bot_api import BotApi, Fault

FIRST_CHAT = 100_000
STEPS = 5
"""Steps of the exercise that a 7 leads to."""


@dataclass(frozen=True, slots=True)
class Act:
    """What a person does next: type a text, or tap the button with this label."""

    text: str = ""
    tap: str = ""


def grounded() -> Iterator[Act]:
    """The talk: flooded, a 7, five steps, a 3, not now; the pain first, and from then on the keyboard."""
    for round_ in count():
        yield Act("I'm flooded" if round_ else "I can't breathe, he lied again")
        yield Act("7")
        for _ in range(STEPS):
            yield Act(tap="Next")
        yield Act("3")
        yield Act(tap="Not now")


@dataclass(slots=True)
class Load:
    """So many people at the stand-in, and a network of so many seconds between it and the bot.

    `answered` counts the messages that answered somebody: a turn each. `calls` counts the bot's calls of all kinds.
    """

    api: BotApi
    people: int
    network: float = 0.0
    answered: int = 0
    calls: int = 0
    first_poll: asyncio.Event = field(default_factory=asyncio.Event)
    _talks: dict[int, Iterator[Act]] = field(default_factory=dict)
    _delay: Fault | None = None

    def __post_init__(self) -> None:
        """Stand between the bot and the stand-in."""
        self.api.on_call = self._called
        self._delay = Fault(status=0, delay=self.network) if self.network else None

    async def run(self) -> None:
        """Everybody writes, and goes on; until cancelled."""
        subscription = self.api.subscribe()
        for chat_id in range(FIRST_CHAT, FIRST_CHAT + self.people):
            self._talks[chat_id] = grounded()
            self._act(chat_id, {})
        try:
            async for change in subscription:
                if change["kind"] == "message" and change["message"]["by_bot"] and change["user_id"] in self._talks:
                    self.answered += 1
                    self._act(change["user_id"], change["message"])
        finally:
            subscription.close()

    async def turns_a_second(self, seconds: float) -> float:
        """How many turns a second are answered, from now on and for so long."""
        before, began = self.answered, time.monotonic()
        await asyncio.sleep(seconds)
        return (self.answered - before) / (time.monotonic() - began)

    def _act(self, chat_id: int, message: dict[str, Any]) -> None:
        act = next(self._talks[chat_id])
        if act.text:
            self.api.user_sends(chat_id, act.text)
            return
        rows = message.get("reply_markup", {}).get("inline_keyboard", ())
        data = next((button["callback_data"] for row in rows for button in row if button["text"] == act.tap), None)
        if data is None:
            raise RuntimeError(
                f"the bench's talk no longer fits the grounding: no button {act.tap!r} where it expects one"
            )
        self.api.user_taps(chat_id, message["message_id"], data)

    async def _called(self, method: str, parameters: dict[str, Any]) -> Fault | None:
        if method == "getUpdates":
            self.first_poll.set()
            return None
        self.calls += 1
        return self._delay
