"""Wires the rooms: Telegram's updates into the inbox, turns into the outbox, timers when they are due."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from typing import Any

from bot.bookshelf import Bookshelf
from bot.dialogue.effects import Say
from bot.dialogue.engine import Turn, advance
from bot.dialogue.events import Event, Said
from bot.dialogue.tracker import Tracker
from bot.health import Condition, Health
from bot.locate import zone_at
from bot.pictures import gallery
from bot.settings import Settings
from bot.storage.errors import AlreadyDone
from bot.storage.sqlite import SqliteStore
from bot.storage.store import Arrival, OutboxRow
from bot.telegram.album import Album
from bot.telegram.arrivals import RawUpdate
from bot.telegram.bot import CallingBot, build_bot
from bot.telegram.commands import Introduction, introduce
from bot.telegram.courtesy import Courtesies
from bot.telegram.errors import Unreadable
from bot.telegram.poll import Poller
from bot.telegram.receive import event_of
from bot.telegram.send import Sender
from bot.telegram.webhook import Webhook
from bot.turns import Turns

log = logging.getLogger(__name__)

GRACE = 8.0
"""Seconds that a stop may take to answer what has come in and to send what is written."""

LONGEST_SLEEP = 30.0
"""Seconds after which due timers are looked for in any case, so that a clock that was set is noticed."""

PRUNE_EVERY = 3600.0

BUSY = 10
"""Messages waiting to be sent from which answered buttons are left on their messages, and chats at work from which
updates are fetched in larger batches."""

BREATHER = 0.02
"""Seconds between two fetches then."""

PATIENCE = 1.0
"""Seconds after which a crisis no longer waits for a database that is locked."""


class App:
    """The running bot: one store, one Telegram account."""

    def __init__(
        self,
        settings: Settings,
        shelf: Bookshelf,
        store: SqliteStore,
        clock: Callable[[], float] = time.time,
        watch: Callable[[int, Event, Turn], None] = lambda chat, event, turn: None,
    ) -> None:
        self.settings, self.shelf, self.store, self.clock = settings, shelf, store, clock
        self.bot: CallingBot = build_bot(settings.token, settings.TELEGRAM_API_URL)
        self.sender: Sender[OutboxRow] = Sender(
            self.bot,
            store,
            rate=settings.SEND_PER_SECOND,
            on_undelivered=self._undelivered,
            now=clock,
            gone=(AlreadyDone,),
            album=Album(gallery.picture, store),
        )
        self.courtesies = Courtesies(
            self.bot, lambda: self.sender.waiting > BUSY, store.message_id, self.sender.afterwards
        )
        self.turns = Turns(shelf, store, self.sender, store.button_secret, clock, zone_at, self.courtesies.take, watch)
        self._answered: set[int] = set()
        self.health = Health(settings.HEALTH_LISTEN, self.condition)
        self.incoming: Poller | Webhook = self._incoming()

    @classmethod
    async def open(
        cls,
        settings: Settings,
        shelf: Bookshelf,
        clock: Callable[[], float] = time.time,
        watch: Callable[[int, Event, Turn], None] = lambda chat, event, turn: None,
    ) -> App:
        """Open the store and wire everything; nothing runs yet. Raises StoreError, TokenRefused."""
        keys = settings.ENCRYPTION_KEY.get_secret_value()
        store = await SqliteStore.open(settings.database, keys, clock=clock)
        try:
            return cls(settings, shelf, store, clock, watch)
        except BaseException:
            await store.close()
            raise

    async def run(self, stop: asyncio.Event, ready: Callable[[], None] = lambda: None) -> None:
        """Serve until `stop` is set, then finish what is under way; `ready` is called once updates come in.

        Raises TokenRefused, ModelDamaged.
        """
        self.turns.take(await self.store.waiting())
        self.sender.take(await self.store.unsent())
        tasks: list[asyncio.Task[Any]] = [
            asyncio.create_task(self.incoming.run(), name="receive"),
            asyncio.create_task(self._timers(), name="timers"),
            asyncio.create_task(self._prune(), name="prune"),
            asyncio.create_task(self._open_ears(), name="ears"),
        ]
        published = asyncio.create_task(self._introduce(ready), name="introduce")
        stopping = asyncio.create_task(stop.wait(), name="stop")
        await self.health.start()
        try:
            done, _ = await asyncio.wait([*tasks, stopping], return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            tasks += [published, stopping]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self._finish()

    async def _open_ears(self) -> None:
        """Read the model while the first updates are fetched; who writes before it is there waits for it."""
        await asyncio.to_thread(self.shelf.listener.ready)
        await asyncio.Event().wait()  # it ends with an error, or with the bot

    async def _introduce(self, ready: Callable[[], None]) -> None:
        """Once updates come in: say so, show Telegram our commands and descriptions, and make the ears quick."""
        while not self.incoming.status.ready:  # noqa: ASYNC110 - a plain value, looked at for the first moments only
            await asyncio.sleep(0.05)
        ready()
        menu = self.shelf.book.menu
        await introduce(self.bot, Introduction(tuple(menu.commands.items()), menu.description, menu.short_description))
        for _ in self.shelf.listener.warming():
            await asyncio.sleep(0.002)  # whoever writes meanwhile has the floor

    async def accept(self, batch: Sequence[RawUpdate]) -> None:
        """Commit raw updates; when this returns, Telegram may forget them."""
        arrivals = [Arrival(raw.update_id, raw.chat_id, raw.raw) for raw in batch]
        receiving = asyncio.ensure_future(self.store.receive(arrivals, self.clock()))
        done, _ = await asyncio.wait({receiving}, timeout=PATIENCE)
        if not done:
            await self.refused(batch)
        self.turns.take(await receiving)

    async def refused(self, batch: Sequence[RawUpdate], _: Exception | None = None) -> None:
        """The store cannot take these (now): a crisis is answered all the same, once, from what needs no store."""
        for raw in batch:
            text = self._crisis_card(raw) if raw.update_id not in self._answered else ""
            if text:
                self._answered.add(raw.update_id)
                await self.bot.call("sendMessage", {"chat_id": raw.chat_id, "text": text})

    def _crisis_card(self, raw: RawUpdate) -> str:
        try:
            received = event_of(raw.raw, self.turns.check)
        except Unreadable:
            return ""
        if received is None or not received.private or not isinstance(received.event, Said):
            return ""
        text = received.event.text
        signals = self.shelf.listener.listen(text)
        if not any(signal.is_crisis for signal in signals):
            return ""
        turn = advance(self.shelf.book, Tracker(), Said(text, signals, (text,)), self.clock())
        return "\n\n".join(effect.text for effect in turn.effects if isinstance(effect, Say))

    def _incoming(self) -> Poller | Webhook:
        settings = self.settings
        if not settings.WEBHOOK_URL:
            return Poller(self.bot, self.accept, self.refused, now=self.clock, breather=self._breather)
        secret = settings.WEBHOOK_SECRET.get_secret_value()
        return Webhook(
            self.bot, self.accept, settings.WEBHOOK_URL, secret, settings.LISTEN, self.refused, now=self.clock
        )

    def _breather(self) -> float:
        return BREATHER if self.turns.at_work > BUSY else 0.0

    def condition(self) -> Condition:
        """How the bot is just now, for `/healthz` and `/metrics`."""
        status = self.incoming.status
        numbers = {
            "updates": status.updates,
            "outbox_waiting": self.sender.waiting,
            "chats_at_work": self.turns.at_work,
        }
        return Condition("" if status.ready else status.problem, numbers)

    async def _timers(self) -> None:
        """Turn due timers into events, as soon as they are due and however the clock moves."""
        changed = self.turns.timers_changed
        while True:
            changed.clear()
            now = self.clock()
            self.turns.fire(await self.store.due(now))
            following = await self.store.next_due()
            wait = LONGEST_SLEEP if following is None else min(max(following - now, 0.05), LONGEST_SLEEP)
            try:
                async with asyncio.timeout(wait):  # wait_for may swallow a cancellation that comes with the event
                    await changed.wait()
            except TimeoutError:
                continue

    async def _prune(self) -> None:
        while True:
            await self.store.prune(self.clock())
            await asyncio.sleep(PRUNE_EVERY)

    async def _undelivered(self, chat_id: int, why: str) -> None:
        self.turns.undelivered(chat_id, why)

    async def _finish(self) -> None:
        """Answer what has come in and send it, within the grace time; the rest is committed and comes next time."""
        try:
            async with asyncio.timeout(GRACE):
                await self.turns.drain()
                await self.sender.drain(GRACE / 2)
        except TimeoutError:
            log.warning("stopped with answers still to send; they are kept and go out at the next start")
        await self.turns.close()
        await self.sender.close()
        await self.courtesies.close()
        await self.health.stop()
        await self.bot.close_connections()
        await self.store.close()
