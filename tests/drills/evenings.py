"""The running bot without Telegram, on a clock that is turned by hand: its store, its turns and its own timers' loop.

Time goes from one due timer to the next, so that each fires at its instant, as it does where nothing is late.
"""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path

from pydantic import SecretStr

from bot.app import App
from bot.dialogue.tracker import Tracker
from bot.settings import Settings
from bot.storage.store import Arrival, OutboxRow, Turn
from bot.storage.vault import new_key
from tests.coaching.zones import TIMES, ZONES, local_date
from tests.drills.conftest import TOKEN
from tests.talker import shelf

PEOPLE = {1000 + number: (zone, clock) for number, (zone, clock) in enumerate((z, c) for z in ZONES for c in TIMES)}
"""Nine zones times five times of day: 45 people, by their chat."""

MARK = "Not now"
"""A button that stands under every check-in and under nothing else."""


class Evenings:
    """People who want check-ins, and a bot that can be stopped, started, and put to another time."""

    def __init__(self, folder: Path, begin: float, answers: int = 2) -> None:
        self.folder, self.now, self.answers = folder, begin, answers
        self.key = new_key()
        self.came: dict[int, list[tuple[float, str]]] = defaultdict(list)
        self._updates = 0
        self._unanswered: list[int] = []
        self._app: App | None = None
        self._loop: asyncio.Task[None] | None = None
        self._sent: set[asyncio.Task[None]] = set()

    @property
    def app(self) -> App:
        assert self._app
        return self._app

    async def start(self) -> None:
        """Start the bot; what is due is taken up at once."""
        settings = Settings(
            TELEGRAM_BOT_TOKEN=SecretStr(TOKEN),
            TELEGRAM_API_URL="http://127.0.0.1:9",
            DATABASE_URL=f"sqlite:///{self.folder / 'evenings.db'}",
            ENCRYPTION_KEY=SecretStr(self.key),
        )
        self._app = await App.open(settings, shelf(), clock=lambda: self.now)
        self._app.turns.outgoing = self
        self._app.turns.courtesy = lambda calls: None
        self._app.turns.take(await self._app.store.waiting())
        self._loop = asyncio.create_task(self._app._timers())
        await self.calm()

    async def stop(self) -> None:
        """Stop the bot; time may pass now without it."""
        assert self._loop
        self._loop.cancel()
        await asyncio.gather(self._loop, return_exceptions=True)
        await self.app.turns.close()
        await asyncio.gather(*self._sent)
        await self.app.bot.close_connections()
        await self.app.store.close()
        self._app = None

    # what the bot sends

    def take(self, rows: Sequence[OutboxRow]) -> None:
        """Stand in for Telegram: everything arrives at once."""
        for row in rows:
            if MARK in json.dumps(row.draft.params):
                self.came[row.chat_id].append((self.now, str(row.draft.params.get("text"))))
                if len(self.came[row.chat_id]) % self.answers == 0:
                    self._unanswered.append(row.chat_id)
            sending = asyncio.ensure_future(self.app.store.sent(row, row.id, self.now))
            self._sent.add(sending)
            sending.add_done_callback(self._sent.discard)

    def forget(self, chat_id: int) -> None:
        """Nothing is held back here."""

    # what people do

    async def settled(self, chat_id: int, **person: str) -> None:
        """Somebody who has gone through the welcome and wants check-ins, and writes a word."""
        tracker = Tracker(
            person={"adult": "yes", "consent": "yes", "private_phone": "yes", "checkin": "yes", **person},
        )
        await self.app.store.commit(Turn(chat_id, tracker.plain()), self.now)
        await self.says(chat_id, "thanks")

    async def says(self, *said: str | int) -> None:
        """Texts of people: `chat, text, chat, text …`, received together and answered."""
        arrivals = [self._update(int(chat), str(text)) for chat, text in zip(said[::2], said[1::2], strict=True)]
        self.app.turns.take(await self.app.store.receive(arrivals, self.now))
        await self.calm()

    def _update(self, chat_id: int, text: str) -> Arrival:
        self._updates += 1
        person = {"id": chat_id, "is_bot": False, "first_name": "A"}
        message = {"message_id": self._updates, "date": int(self.now), "chat": {"id": chat_id, "type": "private"}}
        message |= {"from": person, "text": text}
        if text.startswith("/"):
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text)}]
        raw = json.dumps({"update_id": self._updates, "message": message})
        return Arrival(self._updates, chat_id, raw.encode())

    # time

    async def until(self, end: float) -> None:
        """Let time pass, timer by timer."""
        while (following := await self.app.store.next_due()) is not None and following <= end:
            await self.jump(max(following, self.now))
        self.now = max(self.now, end)

    async def jump(self, to: float) -> None:
        """Put the clock to a time, backward as well; whatever is due then fires now, and some answer at once."""
        self.now = to
        self.app.turns.timers_changed.set()
        await self.calm()
        if self._unanswered:
            answers = [part for chat in self._unanswered for part in (chat, "3")]
            self._unanswered = []
            self.now += 1
            await self.says(*answers)

    async def calm(self, seconds: float = 20.0) -> None:
        """Wait until nothing is due and nobody is served."""
        async with asyncio.timeout(seconds):
            while self.app.turns.at_work or await self.app.store.due(self.now):
                await asyncio.sleep(0)

    # what came of it

    def dates(self, chat_id: int, zone: str | None = None) -> list[date]:
        """The local dates on which this person had a check-in, in order."""
        return [local_date(zone or PEOPLE[chat_id][0], at) for at, _ in self.came[chat_id]]


@asynccontextmanager
async def evenings(folder: Path, begin: float, answers: int = 2) -> AsyncIterator[Evenings]:
    """A started bot with a database in this folder; stopped at the end."""
    ready = Evenings(folder, begin, answers)
    await ready.start()
    try:
        yield ready
    finally:
        if ready._app:
            await ready.stop()
