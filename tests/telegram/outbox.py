"""An outbox in memory, and a clock that jumps to whatever is waited for, so that a day of back-off takes no time."""

from __future__ import annotations

import asyncio
import selectors
from collections import Counter
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

T = TypeVar("T")
START = 1_790_000_000.0


@dataclass(frozen=True, slots=True)
class Draft:
    method: str
    params: dict[str, Any]
    repeat: bool = True
    handle: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    id: int
    chat_id: int
    draft: Draft
    not_before: float = 0.0
    tries: int = 0
    attempted: bool = False


def message(row_id: int, chat_id: int = 7, text: str = "hello", **more: Any) -> Row:
    """A row with one sendMessage."""
    params = {"chat_id": chat_id, "text": text}
    return Row(row_id, chat_id, Draft("sendMessage", params, more.pop("repeat", True)), **more)


@dataclass
class Journal:
    """What became of each row, and in which order it was written down; `down` makes every entry fail."""

    entries: list[tuple[str, int]] = field(default_factory=list)
    messages: dict[tuple[int, str], int] = field(default_factory=dict)
    why: dict[int, str] = field(default_factory=dict)
    sent_as: dict[int, int | None] = field(default_factory=dict)
    postponed: dict[int, float] = field(default_factory=dict)
    erased: set[int] = field(default_factory=set)
    notes: list[int] = field(default_factory=list)
    swept: list[tuple[int, float | None, int | None]] = field(default_factory=list)
    down: bool = False

    def _enter(self, what: str, row: Row) -> None:
        if self.down:
            raise OSError("database is locked")
        self.entries.append((what, row.id))

    async def attempted(self, row: Row) -> None:
        if row.id in self.erased:
            raise LookupError("done, or erased")
        self._enter("attempted", row)

    def noted(self, row: Row, message_id: int | None) -> None:
        self.notes.append(row.id)

    async def sent(self, row: Row, message_id: int | None, now: float) -> None:
        self._enter("sent", row)
        self.sent_as[row.id] = message_id
        if row.draft.handle is not None and message_id is not None:
            self.messages[row.chat_id, row.draft.handle] = message_id

    async def postpone(self, row: Row, not_before: float) -> None:
        self._enter("postponed", row)
        self.postponed[row.id] = not_before

    async def discard(self, row: Row, why: str) -> None:
        self._enter("discarded", row)
        self.why[row.id] = why

    async def message_id(self, chat_id: int, handle: str) -> int | None:
        return self.messages.get((chat_id, handle))

    async def message_ids(
        self, chat_id: int, now: float, before: float | None = None, below: int | None = None
    ) -> list[int]:
        self.swept.append((chat_id, before, below))
        return [number for row, number in sorted(self.sent_as.items()) if number and (below is None or row < below)]

    def ids(self, what: str) -> list[int]:
        return [row_id for entry, row_id in self.entries if entry == what]


@dataclass
class Telegram:
    """Answers calls: `faults` are raised first, one a call, per chat (0: any chat); `seconds` is the round trip."""

    seconds: float = 0.001
    faults: dict[int, list[Exception]] = field(default_factory=dict)
    hangs: dict[int, float] = field(default_factory=dict)
    made: list[tuple[float, str, dict[str, Any]]] = field(default_factory=list)
    accepted: list[tuple[float, str, dict[str, Any]]] = field(default_factory=list)
    under_way: int = 0
    most_under_way: int = 0
    at_once: Counter[int] = field(default_factory=Counter)
    crossed: bool = False
    watch: Callable[[], None] = lambda: None

    async def call(self, method: str, params: Mapping[str, Any], read_seconds: float | None = None) -> Any:
        loop = asyncio.get_running_loop()
        chat = int(params.get("chat_id", 0))
        self.made.append((loop.time(), method, dict(params)))
        self.watch()
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        if method != "answerCallbackQuery":
            self.at_once[chat] += 1
            self.crossed = self.crossed or self.at_once[chat] > 1
        try:
            await asyncio.sleep(self.hangs.get(chat, self.seconds))
            for queue in (self.faults.get(chat), self.faults.get(0)):
                if queue:
                    raise queue.pop(0)
            self.accepted.append((loop.time(), method, dict(params)))
            return True if method == "answerCallbackQuery" else {"message_id": 100 + len(self.accepted)}
        finally:
            self.under_way -= 1
            if method != "answerCallbackQuery":
                self.at_once[chat] -= 1

    def texts(self, chat_id: int) -> list[str]:
        return [params["text"] for _, _, params in self.accepted if params.get("chat_id") == chat_id]

    def times(self, chat_id: int | None = None) -> list[float]:
        return [at for at, _, params in self.accepted if chat_id in (None, params.get("chat_id"))]


class _JumpingLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self.jumped = 1000.0
        super().__init__(_JumpingSelector(self))

    def time(self) -> float:
        return self.jumped


class _JumpingSelector(selectors.SelectSelector):
    def __init__(self, loop: _JumpingLoop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if not ready:
            if timeout is None:
                raise AssertionError("nothing will ever happen again")
            self._loop.jumped += timeout + 1e-9
        return ready


def jump(story: Coroutine[Any, Any, T]) -> T:
    """Run a story to its end on a loop whose clock jumps to the next thing due."""
    with asyncio.Runner(loop_factory=_JumpingLoop) as runner:
        return runner.run(story)


def wall() -> float:
    """Unix seconds that go with the jumping clock."""
    return START + asyncio.get_running_loop().time()
