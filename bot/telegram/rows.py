"""What the sender needs of an outbox: rows to send, and a journal that keeps what became of them.

They have the shapes of the store's own, which this room does not know.
"""

from __future__ import annotations

from typing import Any, Protocol, TypeVar


class Draft(Protocol):
    """One Bot API call; `repeat` says whether it may be made again where its fate is unknown."""

    @property
    def method(self) -> str: ...
    @property
    def params(self) -> dict[str, Any]: ...
    @property
    def repeat(self) -> bool: ...
    @property
    def handle(self) -> str | None: ...


class Row(Protocol):
    """A committed draft; `not_before` in Unix seconds, `attempted` where a call that must not be repeated was begun."""

    @property
    def id(self) -> int: ...
    @property
    def chat_id(self) -> int: ...
    @property
    def draft(self) -> Draft: ...
    @property
    def not_before(self) -> float: ...
    @property
    def tries(self) -> int: ...
    @property
    def attempted(self) -> bool: ...


RowT = TypeVar("RowT", bound=Row)
RowT_contra = TypeVar("RowT_contra", bound=Row, contravariant=True)


class Journal(Protocol[RowT_contra]):
    """Where it is kept, durably, what became of a row; times in Unix seconds, `why` a short code."""

    async def attempted(self, row: RowT_contra) -> None: ...
    async def sent(self, row: RowT_contra, message_id: int | None, now: float) -> None: ...
    async def postpone(self, row: RowT_contra, not_before: float) -> None: ...
    async def discard(self, row: RowT_contra, why: str) -> None: ...
    async def message_id(self, chat_id: int, handle: str) -> int | None: ...
