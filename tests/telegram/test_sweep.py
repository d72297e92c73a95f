"""Sweeping: a hundred at a time, past whatever cannot be deleted, and as often as it takes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from telegram.error import BadRequest, Forbidden, RetryAfter, TelegramError, TimedOut

from bot.telegram.sweep import sweep
from bot.telegram.verdicts import Done, Dropped, Flooded, Later


class Phone:
    """Takes whole batches, unless one of them is `too_old`; `fault` is raised first."""

    def __init__(self, *too_old: int, fault: Exception | None = None) -> None:
        self.too_old, self.fault = set(too_old), fault
        self.deleted: list[int] = []
        self.calls = 0

    async def call(self, method: str, params: Mapping[str, Any], read_seconds: float | None = None) -> Any:
        assert method == "deleteMessages"
        assert params["chat_id"] == 7
        self.calls += 1
        batch = params["message_ids"]
        assert 1 <= len(batch) <= 100
        if self.fault:
            raise self.fault
        if self.too_old & set(batch):
            raise BadRequest("message can't be deleted for everyone")
        self.deleted += batch
        return True


@pytest.mark.asyncio
@pytest.mark.parametrize(("count", "calls"), [(0, 0), (1, 1), (100, 1), (101, 2), (250, 3)])
async def test_in_batches_of_a_hundred_oldest_first(count: int, calls: int) -> None:
    phone = Phone()
    assert await sweep(phone, 7, list(range(1, count + 1))) == Done()
    assert phone.deleted == list(range(1, count + 1))
    assert phone.calls == calls


@pytest.mark.asyncio
async def test_what_cannot_be_deleted_makes_no_other_stay() -> None:
    phone = Phone(1, 70, 150)
    assert await sweep(phone, 7, list(range(1, 201))) == Done()
    assert phone.deleted == [number for number in range(1, 201) if number not in (1, 70, 150)]
    assert phone.calls < 60


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("fault", "then"),
    [
        (RetryAfter(timedelta(seconds=3)), Flooded(3.0)),
        (TimedOut("late"), Later(unreached=False)),
        (OSError("anything"), Later(unreached=False)),
        (Forbidden("bot was blocked by the user"), Dropped("blocked")),
        (BadRequest("chat not found"), Dropped("blocked")),
    ],
)
async def test_what_hinders_all_of_it_ends_it(fault: TelegramError | OSError, then: object) -> None:
    phone = Phone(fault=fault)
    assert await sweep(phone, 7, [1, 2, 3]) == then
    assert phone.calls == 1
