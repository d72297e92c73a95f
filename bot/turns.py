"""Turns: inbox rows and due timers become events, and each event one committed turn.

One worker for each chat that has something waiting: chats run side by side, each chat in order. A worker joins texts
that already wait (a burst is one utterance and one reply). What fails is tried again, then set aside, and the person
is told.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, Protocol

from bot.bookshelf import Bookshelf
from bot.dialogue.burst import reopen
from bot.dialogue.engine import Turn, advance
from bot.dialogue.events import Commanded, Event, Fired, Said, Stumbled, Undelivered
from bot.dialogue.tracker import SILENCE_TIMER, Tracker
from bot.drafting import Drafting
from bot.intake import Arrived, Intake, Job, Locate
from bot.storage import store as stored
from bot.storage.errors import AlreadyDone, StoreError
from bot.telegram.calls import Call
from bot.telegram.errors import Unreadable
from bot.telegram.keyboards import ButtonCheck

log = logging.getLogger(__name__)

MOST_TRIES = 3
"""Failed turns after which an update is set aside."""

PATIENCE = 0.5
"""Seconds before a turn is tried again where the store refused it; doubles up to `MOST_PATIENCE`."""

MOST_PATIENCE = 15.0


class Outgoing(Protocol):
    """Takes committed outbox rows to Telegram."""

    def take(self, rows: Sequence[stored.OutboxRow]) -> None:
        """Send these, in order per chat."""

    def forget(self, chat_id: int) -> None:
        """Send nothing more of what was taken for this chat: it was erased."""


class Turns:
    """Takes committed inbox rows and due timers, and turns them into committed turns."""

    def __init__(
        self,
        shelf: Bookshelf,
        store: stored.Store,
        outgoing: Outgoing,
        secret: bytes,
        clock: Callable[[], float],
        locate: Locate,
        courtesy: Callable[[Sequence[Call]], None] = lambda calls: None,
        watch: Callable[[int, Event, Turn], None] = lambda chat, event, turn: None,
    ) -> None:
        self.shelf, self.store, self.outgoing = shelf, store, outgoing
        self.clock, self.courtesy, self.watch = clock, courtesy, watch
        self.check = ButtonCheck(secret)
        self.intake = Intake(shelf.listener, self.check, locate)
        self.drafting = Drafting(shelf, store, self.check)
        self.timers_changed = asyncio.Event()
        self._waiting: dict[int, deque[Job]] = {}
        self._workers: dict[int, asyncio.Task[None]] = {}
        self._fired: set[tuple[int, str]] = set()
        self._closing = False

    @property
    def at_work(self) -> int:
        """How many chats have something under way."""
        return len(self._workers)

    def take(self, rows: Iterable[stored.InboxRow]) -> None:
        """Queue committed updates, in the order of their ids within a chat."""
        for row in rows:
            self._queue(row.chat_id, row)

    def fire(self, timers: Iterable[stored.TimerRow]) -> None:
        """Queue timers that are due; one that is queued already is left alone."""
        for timer in timers:
            if (timer.chat_id, timer.name) not in self._fired:
                self._fired.add((timer.chat_id, timer.name))
                self._queue(timer.chat_id, timer)

    def undelivered(self, chat_id: int, why: str) -> None:
        """A message did not reach this person."""
        self._queue(chat_id, Undelivered(why))

    async def drain(self) -> None:
        """Wait until nothing is queued any more."""
        while self._workers:
            await asyncio.gather(*self._workers.values(), return_exceptions=True)

    async def close(self) -> None:
        """Finish the turn that each chat is in, then stop; what still waits is committed and is taken up at start."""
        self._closing = True
        await self.drain()

    def _queue(self, chat_id: int, job: Job) -> None:
        self._waiting.setdefault(chat_id, deque()).append(job)
        if chat_id not in self._workers and not self._closing:
            self._workers[chat_id] = asyncio.create_task(self._work(chat_id), name=f"chat {chat_id}")

    async def _work(self, chat_id: int) -> None:
        jobs = self._waiting[chat_id]
        try:
            while jobs and not self._closing:
                await self._settle(chat_id, jobs)
        finally:
            del self._workers[chat_id]
            if not jobs:
                self._waiting.pop(chat_id, None)
            elif not self._closing:
                self._queue(chat_id, jobs.popleft())

    async def _settle(self, chat_id: int, jobs: deque[Job]) -> None:
        """Take up the next job, with the texts that go with it, until it is committed or set aside."""
        taken: list[Job] = []
        patience = PATIENCE
        while True:
            try:
                arrived = await self.intake.next(jobs, taken)
                await self._turn(chat_id, arrived)
                break
            except AlreadyDone:
                log.warning("chat %s: an update was handled already; nothing is done twice", chat_id)
                break
            except StoreError as error:
                log.error("chat %s: the store refused a turn (%s); trying again", chat_id, type(error).__name__)
                jobs.extendleft(reversed(taken))
                taken.clear()
                await asyncio.sleep(patience)
                patience = min(MOST_PATIENCE, patience * 2)
                if self._closing:
                    return
            except Exception as error:  # noqa: BLE001 - whatever one update does, everybody else is served
                log.error("chat %s: a turn failed: %s", chat_id, type(error).__name__)
                over = await self._give_up(chat_id, taken[0], error)
                jobs.extendleft(reversed(taken[1:]))
                del taken[1:]
                if over:
                    break
                jobs.appendleft(_tried(taken.pop()))
        self._fired.difference_update((chat_id, job.name) for job in taken if isinstance(job, stored.TimerRow))

    async def _turn(self, chat_id: int, arrived: Arrived) -> None:
        now = self.clock()
        plain = await self.store.load(chat_id)
        event = arrived.event
        if event is None:
            timers = dict(plain["timers"]) if plain else {}
            await self.store.commit(stored.Turn(chat_id, None, timers, inbox_done=arrived.updates), now)
            return
        if isinstance(event, Fired) and not _still_due(event, plain, now):
            if plain is not None:  # its row goes, should it stand there without the tracker's knowing
                await self.store.commit(stored.Turn(chat_id, None, plain["timers"]), now)
            return
        tracker = Tracker.of(plain)
        edits = None
        if isinstance(event, Commanded):
            event = self.intake.heard_command(event, tracker.person)
        elif isinstance(event, Said):
            event = self.intake.heard(event.parts, tracker.person)
            again = reopen(self.shelf.book, tracker, event, now)
            if again:
                tracker, edits = again.tracker, again.edits
                event = self.intake.heard((again.earlier, *event.parts), tracker.person)
        turn = advance(self.shelf.book, tracker, event, now, edits)
        await self._commit(chat_id, arrived, tracker, event, turn, now)
        self.watch(chat_id, event, turn)

    async def _commit(
        self, chat_id: int, arrived: Arrived, before: Tracker, event: Event, turn: Turn, now: float
    ) -> None:
        drafted = await self.drafting.draft(chat_id, arrived, before, event, turn, now)
        rows = await self.store.commit(drafted.turn, now)
        if drafted.turn.erase:
            self.outgoing.forget(chat_id)
        self.outgoing.take(rows)
        self.courtesy(drafted.courtesies)
        self.timers_changed.set()

    async def _give_up(self, chat_id: int, job: Job, error: Exception) -> bool:
        """Count a failed turn; after too many, set its update aside and tell the person. True where it is over."""
        if isinstance(job, stored.InboxRow):
            if not isinstance(error, Unreadable) and await self.store.failed([job.update_id]) < MOST_TRIES:
                return False
            await self.store.quarantine([job.update_id], type(error).__name__)
            await self._tell(chat_id)
        elif isinstance(job, stored.TimerRow):
            tracker = _mended(await self.store.load(chat_id), keep_talks=True)
            tracker.timers.pop(job.name, None)
            await self.store.commit(stored.Turn(chat_id, tracker.plain(), tracker.timers), self.clock())
        return True

    async def _tell(self, chat_id: int) -> None:
        """Say that something could not be handled; where the tracker itself is the cause, begin its talks anew."""
        if not chat_id:
            return
        plain = await self.store.load(chat_id)
        now = self.clock()
        for keep_talks in (True, False):
            tracker = _mended(plain, keep_talks=keep_talks)
            try:
                turn = advance(self.shelf.book, tracker, Stumbled(), now)
            except Exception as error:  # noqa: BLE001 - the second round starts from a tracker without talks
                log.error("chat %s: %s while telling of a failed update", chat_id, type(error).__name__)
                continue
            await self._commit(chat_id, Arrived(Stumbled()), tracker, Stumbled(), turn, now)
            return


def _still_due(event: Fired, plain: dict[str, Any] | None, now: float) -> bool:
    """Whether a timer that was queued still stands: what came before it in the queue may have erased or moved it."""
    return plain is not None and plain["timers"].get(event.name, now + 1) <= now


def _tried(job: Job) -> Job:
    """The same job, known to have failed once more, so that it is not joined with others again."""
    return replace(job, tries=job.tries + 1) if isinstance(job, stored.InboxRow) else job


def _mended(plain: dict[str, Any] | None, *, keep_talks: bool) -> Tracker:
    """The stored tracker, or what can be kept of one that cannot be used: settings, facts and safety's timers."""
    if keep_talks:
        try:
            return Tracker.of(plain)
        except (ValueError, KeyError, TypeError):
            keep_talks = False
    plain = plain or {}
    timers = {name: at for name, at in (plain.get("timers") or {}).items() if not name.startswith(SILENCE_TIMER)}
    return Tracker(person=plain.get("person") or {}, facts=plain.get("facts") or {}, timers=timers)
