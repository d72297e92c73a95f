"""Courtesies: made at once, never tried again, and left out where there is more to do."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from telegram.error import BadRequest

from bot.telegram.calls import Call
from bot.telegram.courtesy import MOST_AT_ONCE, Courtesies

ANSWER = Call("answerCallbackQuery", {"callback_query_id": "1"})
TIDY = Call("editMessageReplyMarkup", {"chat_id": 7, "message_id": 3})


class Api:
    """Counts calls; each takes until `go` is set."""

    def __init__(self, error: Exception | None = None) -> None:
        self.methods: list[str] = []
        self.params: list[dict[str, Any]] = []
        self.error = error
        self.go = asyncio.Event()

    async def call(self, method: str, params: Mapping[str, Any], read_seconds: float | None = None) -> Any:
        self.methods.append(method)
        self.params.append(dict(params))
        await self.go.wait()
        if self.error:
            raise self.error
        return True


@pytest.mark.asyncio
async def test_they_are_made_at_once_and_side_by_side() -> None:
    api = Api()
    courtesies = Courtesies(api)
    courtesies.take([ANSWER, TIDY])
    await asyncio.sleep(0)
    assert api.methods == ["answerCallbackQuery", "editMessageReplyMarkup"]
    api.go.set()
    await courtesies.close()


@pytest.mark.asyncio
async def test_one_that_fails_is_not_tried_again() -> None:
    api = Api(BadRequest("query is too old"))
    api.go.set()
    courtesies = Courtesies(api)
    courtesies.take([ANSWER])
    await courtesies.close()
    assert api.methods == ["answerCallbackQuery"]


@pytest.mark.asyncio
async def test_where_much_waits_only_taps_are_answered() -> None:
    api = Api()
    api.go.set()
    courtesies = Courtesies(api, busy=lambda: True)
    courtesies.take([ANSWER, TIDY])
    await courtesies.close()
    assert api.methods == ["answerCallbackQuery"]


UNDER_A_HANDLE = Call("editMessageReplyMarkup", {"chat_id": 7, "message_id": {"handle": "r3"}})


@pytest.mark.asyncio
async def test_the_message_under_a_handle_is_looked_up_when_it_is_time() -> None:
    api = Api()
    api.go.set()
    kept: dict[tuple[int, str], int] = {}

    async def find(chat_id: int, handle: str) -> int | None:
        return kept.get((chat_id, handle))

    later: list[tuple[int, Callable[[], None]]] = []
    courtesies = Courtesies(api, find=find, afterwards=lambda chat, then: later.append((chat, then)))
    courtesies.take([ANSWER, UNDER_A_HANDLE])
    await asyncio.sleep(0.01)
    assert api.methods == ["answerCallbackQuery"]
    kept[7, "r3"] = 55
    (chat, then) = later.pop()
    then()
    await courtesies.close()
    assert chat == 7
    assert api.params[-1] == {"chat_id": 7, "message_id": 55}
    then()
    assert len(api.methods) == 2, "nothing is begun after the stop"


@pytest.mark.asyncio
async def test_a_handle_under_which_nothing_was_sent_and_a_store_that_is_down_cost_nothing() -> None:
    async def broken(chat_id: int, handle: str) -> int | None:
        raise OSError("database is locked")

    for courtesies in (Courtesies(api := Api()), Courtesies(api, find=broken)):
        courtesies.take([UNDER_A_HANDLE])
        await courtesies.close()
    assert api.methods == []


@pytest.mark.asyncio
async def test_where_telegram_hangs_they_do_not_pile_up_and_a_stop_is_prompt() -> None:
    api = Api()
    courtesies = Courtesies(api)
    courtesies.take([ANSWER] * (MOST_AT_ONCE * 3))
    await asyncio.sleep(0)
    assert len(api.methods) == MOST_AT_ONCE
    await asyncio.wait_for(courtesies.close(), 3)
