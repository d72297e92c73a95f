"""The store's contract: it speaks in whole turns, so that another database can take SQLite's place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Arrival:
    """A raw update as it came: `chat_id` is 0 where none could be read out of it; `raw` is its JSON."""

    update_id: int
    chat_id: int
    raw: bytes


@dataclass(frozen=True, slots=True)
class InboxRow:
    """An update that is committed and not yet handled; `received_at` in Unix seconds, `tries` counts failed turns."""

    update_id: int
    chat_id: int
    raw: bytes
    received_at: float
    tries: int = 0


@dataclass(frozen=True, slots=True)
class Draft:
    """One call to the Bot API that a turn wants made, `params` as JSON types.

    `repeat` says whether the call may be made again where its fate is unknown (False for a partner message).
    `handle` names the message within its chat, so that it can be edited; a param of the form
    `{"message_id": {"handle": "h"}}` is resolved by whoever sends it. `farewell` marks words of our own that outlive
    an erasure: they are kept under the system key until sent.
    """

    method: str
    params: dict[str, Any]
    repeat: bool = True
    handle: str | None = None
    farewell: bool = False


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """A draft that is committed and not yet sent; ids grow in the order of sending within a chat."""

    id: int
    chat_id: int
    draft: Draft
    not_before: float = 0.0
    tries: int = 0
    attempted: bool = False


@dataclass(frozen=True, slots=True)
class TimerRow:
    """A durable timer that is due at `at` (Unix seconds); unique per (chat, name)."""

    chat_id: int
    name: str
    at: float


@dataclass(frozen=True, slots=True)
class Turn:
    """Everything that one turn changes; it is committed as one transaction, or not at all.

    `timers` is the whole set that the person has after the turn (name → Unix seconds): rows that are not in it are
    deleted, so a timer that fired goes with the turn that it caused. `tracker` None leaves the stored one as it is.
    `forget` deletes the person's moments from before that time (Unix seconds); `moments` are new ones.
    `heard` are the numbers of messages that the person wrote, kept for 48 hours so that a sweep finds them.
    `erase` destroys all that is stored of the person, data key included, and keeps only `outbox` (farewells).
    """

    chat_id: int
    tracker: dict[str, Any] | None
    timers: Mapping[str, float] = field(default_factory=dict)
    moments: Sequence[dict[str, Any]] = ()
    outbox: Sequence[Draft] = ()
    inbox_done: Sequence[int] = ()
    erase: bool = False
    heard: Sequence[int] = ()
    forget: float | None = None


class Store(Protocol):
    """What `app` needs of a database. Every method is safe to call from the event loop; errors are `StoreError`."""

    async def receive(self, arrivals: Sequence[Arrival], now: float) -> list[InboxRow]:
        """Commit raw updates and return those that are new (an update id that is known already is left out)."""

    async def waiting(self) -> list[InboxRow]:
        """All committed updates that no turn has handled yet, oldest first: what a start must take up again."""

    async def load(self, chat_id: int) -> dict[str, Any] | None:
        """The stored tracker, or None for a stranger."""

    async def commit(self, turn: Turn, now: float) -> list[OutboxRow]:
        """Commit a turn; returns its outbox rows, which may be sent from now on."""

    async def failed(self, update_ids: Sequence[int]) -> int:
        """Count one more failed turn for these updates; returns the highest count."""

    async def quarantine(self, update_ids: Sequence[int], why: str) -> None:
        """Set updates aside for good: kept encrypted, never handled again. `why` is a class name, never text."""

    async def due(self, now: float, limit: int = 100) -> list[TimerRow]:
        """Timers due at `now`, earliest first; they stay until the turn that they cause is committed."""

    async def next_due(self) -> float | None:
        """When the next timer is due (Unix seconds), or None."""

    async def unsent(self) -> list[OutboxRow]:
        """All outbox rows that were not sent, in order: what a start must take up again."""

    async def attempted(self, row: OutboxRow) -> None:
        """Commit that a row which must not be repeated is about to be sent."""

    def noted(self, row: OutboxRow, message_id: int | None) -> None:
        """The row was sent: noted at once, so that a process that is killed does not send it again. `sent` follows."""

    async def sent(self, row: OutboxRow, message_id: int | None, now: float) -> None:
        """The row was sent: its words are wiped, its message id is kept under its handle."""

    async def postpone(self, row: OutboxRow, not_before: float) -> None:
        """The row is to be tried again at `not_before` (Unix seconds); its `tries` grows by one."""

    async def discard(self, row: OutboxRow, why: str) -> None:
        """The row will never be sent; its words are wiped. `why` is a short code, never text."""

    async def message_id(self, chat_id: int, handle: str) -> int | None:
        """The Telegram message id that was sent under this handle, or None."""

    async def message_ids(
        self, chat_id: int, now: float, before: float | None = None, below: int | None = None
    ) -> list[int]:
        """The messages of a chat that Telegram still lets a bot delete (48 hours), ours and those heard, oldest first.

        `before` leaves out what was queued or heard later (Unix seconds), `below` what came after that outbox row.
        """

    async def file_id(self, key: str) -> str | None:
        """What Telegram calls the picture whose content has this key, or None where it has none."""

    async def keep_file_id(self, key: str, file_id: str) -> None:
        """Keep what Telegram calls a picture; the newest name counts."""

    async def export(self, chat_id: int) -> dict[str, Any]:
        """Everything stored about the person, in plain JSON types."""

    async def prune(self, now: float) -> int:
        """Forget handled updates, and messages sent or heard, after 48 hours; called hourly. Returns how many went."""

    @property
    def button_secret(self) -> bytes:
        """32 bytes for signing what buttons carry; they outlive every change of key."""

    async def close(self) -> None:
        """Finish what is under way, then let go of the database and its lock."""
