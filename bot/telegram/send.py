"""The sender: committed outbox rows go to the Bot API, in order within a chat, chats side by side."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from typing import Generic

from bot.telegram.album import Album
from bot.telegram.bot import Api
from bot.telegram.delivery import Delivery, Outcome, Sent
from bot.telegram.lanes import Lane, Parcel, Queue
from bot.telegram.ledger import Ledger
from bot.telegram.pace import Pace, Place, Window
from bot.telegram.rows import Journal, RowT
from bot.telegram.verdicts import Dropped, Flooded

log = logging.getLogger(__name__)

SLOW_CALL = 0.25
LONGEST_BACKOFF = 60.0
LONGEST_WAIT = 3600.0
MOST_TRIES = 1446  # 1, 2, 4 … 32 s and then a minute each: about a day
CLOSE_SECONDS = 2.0

Undeliverable = Callable[[int, str], Awaitable[None]]
"""Told of a chat and why a message could not be delivered there: `blocked`, or `unknown` (it may have arrived)."""


class Sender(Generic[RowT]):
    """Sends rows and writes into the journal what became of each.

    `rate` is SEND_PER_SECOND (0: no pace). A chat that has to wait (429, back-off) makes no other chat wait. As few
    calls are in flight as the pace needs, for what a kill catches between Telegram's yes and the journal is sent
    again; a call that hangs for longer than a quarter of a second gives its place up. `gone` are the journal's errors
    that say that a row was done or erased and must not be sent. `album` has the pictures; without it words go alone.
    """

    def __init__(
        self,
        api: Api,
        journal: Journal[RowT],
        *,
        rate: float = 30.0,
        on_undelivered: Undeliverable | None = None,
        now: Callable[[], float] = time.time,
        gone: tuple[type[Exception], ...] = (),
        album: Album | None = None,
    ) -> None:
        self._delivery = Delivery(api, journal, now, gone, album)
        self._journal = journal
        self._ledger = Ledger()
        self._on_undelivered = on_undelivered
        self._now = now
        self._pace = Pace(rate)
        self._window = Window(rate)
        self._lanes: dict[int, Lane[RowT]] = {}
        self._queue: Queue[RowT] = Queue()
        self._known: set[int] = set()
        self._cut_off: set[Lane[RowT]] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._changed = asyncio.Event()
        self._closing = False

    @property
    def waiting(self) -> int:
        """Rows taken and not yet done with."""
        return len(self._known)

    @property
    def in_flight(self) -> int:
        """Calls being made or recorded, without those that hang."""
        return self._window.held

    def take(self, rows: Iterable[RowT]) -> None:
        """Send these rows; call it on the event loop, once they are committed. A row known already is left out."""
        if self._closing:
            return  # they are committed: the next start takes them up
        now = _time()
        for row in rows:
            if row.id in self._known:
                continue
            self._known.add(row.id)
            wait = min(row.not_before - self._now(), LONGEST_WAIT)
            parcel = Parcel.of(row, now + wait if wait > 0 else now)
            lane = self._lanes.setdefault(row.chat_id, Lane(row.chat_id))
            if parcel.clears:
                lane.overtake(now)
            lane.parcels.append(parcel)
            if lane.current is None and (parcel.clears or len(lane.parcels) == 1):
                self._line_up(lane)
        self._pump()

    def afterwards(self, chat_id: int, then: Callable[[], None]) -> None:
        """Do this once nothing of the chat waits to be sent; at once where nothing does. A stop forgets it."""
        lane = self._lanes.get(chat_id)
        if lane is None or (lane.current is None and not lane.parcels):
            then()
        else:
            lane.afterwards.append(then)

    def forget(self, chat_id: int) -> None:
        """Send nothing more of what was taken for this chat, and record nothing: its rows were erased."""
        lane = self._lanes.pop(chat_id, None)
        if lane is None:
            return
        self._queue.remove(lane)
        self._known.difference_update(parcel.row.id for parcel in lane.parcels)
        lane.parcels.clear()
        lane.afterwards.clear()
        if lane.current is not None:
            lane.current.withdrawn = True

    async def drain(self, seconds: float) -> bool:
        """Wait until everything is sent that can be; True where nothing is left.

        Chats that wait for Telegram (429, back-off) or for a later time hold it up no longer than there is other work.
        """
        deadline = _time() + seconds
        while self._known and _time() < deadline:
            if not self._tasks and not any(lane.ready_at <= deadline and not lane.waits for lane in self._queue):
                break
            self._changed.clear()
            try:
                async with asyncio.timeout_at(deadline):
                    await self._changed.wait()
            except TimeoutError:
                break
        return not self._known

    async def close(self) -> None:
        """Start nothing more, give what is under way a moment, and stop. Unsent rows stay with the journal."""
        self._closing = True
        if self._timer is not None:
            self._timer.cancel()
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=CLOSE_SECONDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def _line_up(self, lane: Lane[RowT]) -> None:
        self._queue.put(lane, lane.next_at(paced=self._pace.paced))

    def _pump(self) -> None:
        while (lane := self._pick()) is not None:
            task = asyncio.create_task(self._carry(lane))
            self._tasks.add(task)
            task.add_done_callback(self._carried)

    def _carried(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._changed.set()

    def _pick(self) -> Lane[RowT] | None:
        """The lane whose first parcel may go now, out of the queue; where it is too early, a timer is set."""
        if self._closing:
            return None
        now = _time()
        lane = self._queue.first()
        if lane is None:
            return None
        ready_at = max(lane.ready_at, self._pace.ready_at())
        if ready_at > now:
            self._wake_at(ready_at)
            return None
        if self._window.held >= self._window.allowed():
            return None  # a call that ends, or hangs too long, pumps again
        self._queue.remove(lane)
        lane.current = lane.parcels.popleft()
        lane.place = self._window.enter()
        self._pace.went(now)
        if lane.current.is_message:
            lane.went(now)
        return lane

    def _wake_at(self, when: float) -> None:
        if self._timer is not None:
            if self._timer.when() <= when:
                return
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_at(when, self._wake)

    def _wake(self) -> None:
        self._timer = None
        self._pump()

    async def _carry(self, first: Lane[RowT]) -> None:
        """Deliver from this lane, then from whichever may go next: a task for each would cost a turn of the loop."""
        lane: Lane[RowT] | None = first
        while lane is not None:
            await self._deliver(lane)
            self._changed.set()
            lane = self._pick()
            self._pump()

    async def _deliver(self, lane: Lane[RowT]) -> None:
        parcel, place = lane.current, lane.place
        assert parcel is not None
        assert place is not None
        started = _time()
        hanging = asyncio.get_running_loop().call_later(SLOW_CALL, self._let_go, place)
        try:
            outcome = await self._delivery.attempt(parcel)
            if isinstance(outcome, Sent):
                self._journal.noted(parcel.row, outcome.message_id)
                self._window.learn(min(_time() - started, SLOW_CALL))
                self._let_go(place)
            if parcel.withdrawn:
                self._known.discard(parcel.row.id)
            else:
                await self._settle(lane, parcel, outcome)
            if isinstance(outcome, Sent):
                self._reached()
        finally:
            hanging.cancel()
            place.leave()
            lane.current = None
            while lane.afterwards and not lane.parcels:
                lane.afterwards.popleft()()
            if lane.parcels:
                self._line_up(lane)
            elif lane.spent > _time():
                asyncio.get_running_loop().call_at(lane.spent, self._retire, lane)
            else:
                self._retire(lane)

    def _let_go(self, place: Place) -> None:
        place.leave()
        self._pump()

    def _retire(self, lane: Lane[RowT]) -> None:
        """Forget a lane that has nothing to send and no pace to remember."""
        if lane.current is None and not lane.parcels and self._lanes.get(lane.chat_id) is lane:
            del self._lanes[lane.chat_id]

    async def _settle(self, lane: Lane[RowT], parcel: Parcel[RowT], outcome: Outcome) -> None:
        row = parcel.row
        if isinstance(outcome, Sent):
            await self._ledger.keep(row, partial(self._journal.sent, row, outcome.message_id, self._now()))
            self._known.discard(row.id)
        elif isinstance(outcome, Dropped) or parcel.swept:
            await self._drop(lane, parcel, outcome.why if isinstance(outcome, Dropped) else "swept")
        elif parcel.tries >= MOST_TRIES:
            await self._drop(lane, parcel, "expired")
        elif isinstance(outcome, Flooded):
            self._pace.flooded(lane.chat_id, _time())
            await self._postpone(lane, parcel, outcome.seconds)
        else:
            if outcome.unreached:
                self._cut_off.add(lane)
            await self._postpone(lane, parcel, min(LONGEST_BACKOFF, 2.0 ** min(parcel.tries, 6)))

    async def _postpone(self, lane: Lane[RowT], parcel: Parcel[RowT], seconds: float) -> None:
        parcel.tries += 1
        parcel.postponed = True
        parcel.attempted = False  # this time it is known that it did not arrive
        parcel.not_before = _time() + seconds
        lane.parcels.appendleft(parcel)
        entry = partial(self._journal.postpone, parcel.row, self._now() + seconds)
        if parcel.row.draft.repeat:
            await self._ledger.note(parcel.row, entry)
        else:
            await self._ledger.keep(parcel.row, entry)  # else its mark stands, and a restart takes it for sent

    async def _drop(self, lane: Lane[RowT], parcel: Parcel[RowT], why: str) -> None:
        """Give the parcel up, and with nobody there all that is queued behind it."""
        dropped = [parcel]
        if why == "blocked":
            dropped += lane.parcels
            lane.parcels.clear()
        for parcel in dropped:
            row = parcel.row
            log.info("discarded row=%d chat=%d why=%s", row.id, row.chat_id, why)
            await self._ledger.keep(row, partial(self._journal.discard, row, why))
            self._known.discard(row.id)
        if why in ("blocked", "unknown") and self._on_undelivered is not None:
            try:
                await self._on_undelivered(lane.chat_id, why)
            except Exception as error:  # noqa: BLE001 sending goes on
                log.error("undelivered_untold chat=%d error=%s", lane.chat_id, type(error).__name__)

    def _reached(self) -> None:
        """Telegram can be reached again: chats that waited for that alone go on at once."""
        for lane in self._cut_off:
            if lane.waits and lane.current is None and self._lanes.get(lane.chat_id) is lane:
                lane.parcels[0].not_before = _time()
                self._line_up(lane)
        self._cut_off.clear()


def _time() -> float:
    return asyncio.get_running_loop().time()
