"""A crowd at its phones: everybody writes, waits for the answer, checks it and goes on at once."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from bot.preview.chats import Call
from tests.drills.phones import SHOWN, Phone, Phones
from tests.drills.talks import Step, newcomer, pain_first

Talk = Callable[[random.Random], Iterator[Step]]
TALKS: Sequence[Talk] = (pain_first, pain_first, newcomer)


class Talker:
    """One of the crowd. `answers` are the different calls that showed something; `doubled` those sent twice.

    The same call twice in a row (method and every parameter alike) is one message that was sent twice: talks never
    have two equal messages in a row, buttons carry the number of their question, and within a chat nothing overtakes.
    """

    def __init__(self, phone: Phone, talk: Talk, luck: random.Random) -> None:
        self.phone = phone
        self.steps = talk(luck)
        self.asked = 0
        self.answers: list[Call] = []
        self.doubled: list[tuple[Call, Call]] = []
        self._last: Call | None = None
        self._read = 0

    async def talk(self, enough: asyncio.Event, patience: float) -> None:
        """Go on until `enough`, and never without the answer to the last step; AssertionError where one is wrong."""
        for step in self.steps:
            if step.tap:
                self.phone.taps(step.tap)
            else:
                self.phone.says(step.text)
            self.asked += 1
            await self.phone.until(self._answered, f"the answer to {step}", patience)
            assert len(self.answers) == self.asked, f"chat {self.phone.id}: more than one answer to {step}: {self.said}"
            assert step.answer in self.said[-1], f"chat {self.phone.id}: {step} was answered {self.said[-1]!r}"
            if enough.is_set():
                return

    @property
    def said(self) -> list[str]:
        """What the bot has said, each message once."""
        return [call.parameters.get("text", "") for call in self.answers]

    def look(self) -> None:
        """Read what is new on the phone."""
        history = self.phone.phones.api.chats.person(self.phone.id).history
        for call in islice(history, self._read, None):
            self._read += 1
            if call.method not in SHOWN:
                continue
            if self._last and call[:2] == self._last[:2]:
                self.doubled.append((self._last, call))
            else:
                self.answers.append(call)
            self._last = call

    def _answered(self) -> bool:
        self.look()
        return len(self.answers) >= self.asked


class Crowd:
    """So many people writing at once, each with a luck of their own."""

    def __init__(self, phones: Phones, people: int, seed: int, talks: Sequence[Talk] = TALKS) -> None:
        self.enough = asyncio.Event()
        self.talkers = [
            Talker(phones[1000 + number], talks[number % len(talks)], random.Random(f"{seed}/{number}"))
            for number in range(people)
        ]
        self._tasks: list[asyncio.Task[None]] = []

    def begin(self, patience: float = 60.0) -> None:
        """Everybody starts to write; each answer may take `patience` seconds, kills and restarts included."""
        self._tasks = [asyncio.create_task(talker.talk(self.enough, patience)) for talker in self.talkers]

    def raise_if_wrong(self) -> None:
        """Tell at once where somebody got a wrong answer, or none."""
        for task in self._tasks:
            if task.done():
                task.result()

    async def end(self) -> None:
        """Let everybody hear the answer to what they wrote last, and stop."""
        self.enough.set()
        await asyncio.gather(*self._tasks)
        for talker in self.talkers:
            talker.look()

    async def leave(self) -> None:
        """Stop at once, whatever is open."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def turns(self) -> int:
        """Answers that were heard in all."""
        return sum(len(talker.answers) for talker in self.talkers)

    def doubled(self) -> list[tuple[Call, Call]]:
        """Messages that were sent twice: the first and the second call."""
        return [pair for talker in self.talkers for pair in talker.doubled]
