"""The contract of `bot.storage.store`, asked of every store that there is: a new one adds its factory here."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
import pytest_asyncio

from bot.storage.errors import AlreadyDone, ClosedError, StoreError
from bot.storage.sqlite import SqliteStore
from bot.storage.store import Arrival, Draft, Store, Turn
from bot.storage.sweeping import DELETABLE_SECONDS
from bot.storage.vault import new_key

Reopen = Callable[[], Awaitable[Store]]
KEY = new_key()


async def sqlite_store(folder: Path) -> Store:
    return await SqliteStore.open(folder / "contract.db", KEY, clock=lambda: 50.0)


@pytest_asyncio.fixture(params=[sqlite_store], ids=["sqlite"])
async def reopen(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Reopen]:
    """Opens the store; called again, it closes and opens it anew."""
    opened: list[Store] = []

    async def again() -> Store:
        if opened:
            await opened.pop().close()
        opened.append(await request.param(tmp_path))
        return opened[0]

    yield again
    if opened:
        await opened[0].close()


def said(update_id: int, chat_id: int = 7, raw: bytes = b'{"text":"you never cared"}') -> Arrival:
    return Arrival(update_id, chat_id, raw)


@pytest.mark.asyncio
async def test_arrivals_wait_until_a_turn_handles_them(reopen: Reopen) -> None:
    store = await reopen()
    first = await store.receive([said(1), said(2, chat_id=0, raw=b"\xff{")], 10.0)
    assert [(row.update_id, row.chat_id, row.raw, row.received_at) for row in first] == [
        (1, 7, b'{"text":"you never cared"}', 10.0),
        (2, 0, b"\xff{", 10.0),
    ]
    assert await (await reopen()).waiting() == first
    store = await reopen()
    await store.commit(Turn(7, {"a": 1}, inbox_done=(1,)), 11.0)
    assert [row.update_id for row in await store.waiting()] == [2]


@pytest.mark.asyncio
async def test_an_update_that_is_known_is_left_out(reopen: Reopen) -> None:
    store = await reopen()
    await store.receive([said(1)], 10.0)
    assert [row.update_id for row in await store.receive([said(1), said(2), said(2)], 11.0)] == [2]
    await store.commit(Turn(7, {}, inbox_done=(1, 2)), 12.0)
    assert await (await reopen()).receive([said(1), said(2)], 13.0) == []


@pytest.mark.asyncio
async def test_arrivals_keep_the_order_in_which_they_came_even_if_the_clock_goes_back(reopen: Reopen) -> None:
    store = await reopen()
    await store.receive([said(30)], 100.0)
    await store.receive([said(10), said(20)], 40.0)
    assert [row.update_id for row in await store.waiting()] == [30, 10, 20]


@pytest.mark.asyncio
async def test_a_turn_is_committed_whole(reopen: Reopen) -> None:
    store = await reopen()
    await store.receive([said(1)], 10.0)
    drafts = (
        Draft("sendMessage", {"text": "feet \ud800 on the floor \x00"}, handle="q1"),
        Draft("sendMessage", {"chat": 1}, repeat=False),
    )
    turn = Turn(7, {"name": "Ada\udc00"}, {"silence": 70.0}, ({"kind": "setback"},), drafts, (1,))
    rows = await store.commit(turn, 11.0)
    assert [row.draft for row in rows] == list(drafts)
    assert rows[0].id < rows[1].id
    store = await reopen()
    assert await store.load(7) == {"name": "Ada\udc00"}
    assert await store.unsent() == rows
    assert [(row.chat_id, row.name, row.at) for row in await store.due(70.0)] == [(7, "silence", 70.0)]
    assert (await store.export(7))["moments"] == [{"at": 11.0, "kind": "setback"}]
    assert await store.load(8) is None


@pytest.mark.asyncio
async def test_moments_are_kept_with_their_time_until_they_are_forgotten(reopen: Reopen) -> None:
    store = await reopen()
    await store.commit(Turn(7, {}, moments=({"kind": "reconnection", "words": "we sat on the step"},)), 10.0)
    await store.commit(Turn(8, {}, moments=({"kind": "setback"},)), 10.0)
    await store.commit(Turn(7, {}, moments=({"kind": "setback"},)), 20.0)
    await store.commit(Turn(7, {}, moments=({"kind": "attunement"},), forget=20.0), 5.0)
    store = await reopen()
    assert (await store.export(7))["moments"] == [{"at": 20.0, "kind": "setback"}, {"at": 5.0, "kind": "attunement"}]
    assert (await store.export(8))["moments"] == [{"at": 10.0, "kind": "setback"}]


@pytest.mark.asyncio
async def test_a_turn_that_fails_forgets_nothing_and_hears_nothing(reopen: Reopen) -> None:
    store = await reopen()
    await store.commit(Turn(7, {}, moments=({"kind": "setback"},)), 10.0)
    with pytest.raises(AlreadyDone):
        await store.commit(Turn(7, {}, inbox_done=(1,), forget=99.0, heard=(5,)), 20.0)
    assert len((await store.export(7))["moments"]) == 1
    assert await store.message_ids(7, 20.0) == []


async def sent(store: Store, chat_id: int, message_id: int | None, now: float, handle: str = "") -> int:
    """Send one message at `now`; returns its row."""
    (row,) = await store.commit(Turn(chat_id, {}, outbox=(Draft("sendMessage", {}, handle=handle),)), now)
    await store.sent(row, message_id, now)
    return row.id


@pytest.mark.asyncio
async def test_a_sweep_finds_what_was_sent_and_heard_for_48_hours(reopen: Reopen) -> None:
    store = await reopen()
    await sent(store, 7, 501, 10.0)
    await sent(store, 7, None, 10.0)
    await sent(store, 8, 601, 10.0)
    await store.commit(Turn(7, {}, heard=(502, 500)), 20.0)
    await store.commit(Turn(7, {}, heard=(502,)), 30.0)
    edit = await sent(store, 7, 501, 40.0, "edits it")
    await sent(store, 7, 503, 50.0)
    await store.commit(Turn(7, {}, heard=(504,)), 50.0)
    await store.commit(Turn(7, {}, outbox=(Draft("sendMessage", {}),)), 50.0)
    store = await reopen()
    assert await store.message_ids(7, 60.0) == [500, 501, 502, 503, 504]
    assert await store.message_ids(8, 60.0) == [601]
    assert await store.message_ids(7, 60.0, before=20.0) == [501]
    assert await store.message_ids(7, 60.0, before=20.5) == [500, 501, 502]
    assert await store.message_ids(7, 60.0, below=edit) == [500, 501, 502]
    assert await store.message_ids(7, 15.0 + DELETABLE_SECONDS) == [500, 502, 503, 504]
    assert await store.message_ids(7, 48 * 3600.0) == []


@pytest.mark.asyncio
async def test_a_message_that_was_sent_late_belongs_to_its_turn(reopen: Reopen) -> None:
    store = await reopen()
    (late,) = await store.commit(Turn(7, {}, outbox=(Draft("sendMessage", {}),)), 10.0)
    await sent(store, 7, 502, 20.0)
    await store.sent(late, 501, 99.0)
    assert await store.message_ids(7, 100.0, before=15.0) == [501]
    assert await store.message_ids(7, 50.0 + DELETABLE_SECONDS) == [501]


@pytest.mark.asyncio
async def test_numbers_of_messages_are_forgotten_after_48_hours(reopen: Reopen) -> None:
    store = await reopen()
    await sent(store, 7, 501, 10.0)
    await store.commit(Turn(7, {}, heard=tuple(range(2000, 4500))), 10.0)
    await store.commit(Turn(7, {}, heard=(9000,)), 3600.0)
    assert await store.prune(11.0 + 48 * 3600) == 2501
    assert (await (await reopen()).export(7))["heard"] == [{"at": 3600.0, "message_id": 9000}]


@pytest.mark.asyncio
async def test_what_telegram_calls_a_picture_is_kept(reopen: Reopen) -> None:
    store = await reopen()
    assert await store.file_id("k1") is None
    await store.keep_file_id("k1", "AgAD1")
    await store.keep_file_id("k2", "AgAD2")
    await store.keep_file_id("k1", "AgAD3")
    store = await reopen()
    assert [await store.file_id(key) for key in ("k1", "k2", "k3")] == ["AgAD3", "AgAD2", None]


@pytest.mark.asyncio
async def test_an_update_is_handled_once(reopen: Reopen) -> None:
    store = await reopen()
    await store.receive([said(1), said(2)], 10.0)
    await store.commit(Turn(7, {"n": 1}, inbox_done=(1,)), 11.0)
    again = Turn(7, {"n": 2}, {"t": 5.0}, ({"kind": "x"},), (Draft("sendMessage", {}),), (2, 1))
    with pytest.raises(AlreadyDone):
        await store.commit(again, 12.0)
    assert await store.load(7) == {"n": 1}
    assert await store.next_due() is None
    assert await store.unsent() == []
    assert [row.update_id for row in await store.waiting()] == [2]
    assert (await store.export(7))["moments"] == []


@pytest.mark.asyncio
async def test_timers_are_exactly_those_of_the_last_turn(reopen: Reopen) -> None:
    store = await reopen()
    await store.commit(Turn(7, {}, {"a": 5.0, "b": 6.0}), 1.0)
    await store.commit(Turn(8, {}, {"a": 4.0}), 1.0)
    await store.commit(Turn(7, None, {"b": 9.0, "c": 2.0}), 1.0)
    assert [(row.chat_id, row.name, row.at) for row in await store.due(100.0)] == [
        (7, "c", 2.0),
        (8, "a", 4.0),
        (7, "b", 9.0),
    ]
    assert await store.next_due() == 2.0
    assert [row.name for row in await store.due(4.0, limit=1)] == ["c"]
    assert await store.load(7) == {}


@pytest.mark.asyncio
async def test_the_life_of_an_outbox_row(reopen: Reopen) -> None:
    store = await reopen()
    one, two, three = await store.commit(
        Turn(7, {}, outbox=[Draft("sendMessage", {"text": t}, repeat=t != "2", handle=f"h{t}") for t in "123"]), 1.0
    )
    await store.postpone(one, 99.0)
    await store.attempted(two)
    await store.discard(three, "blocked")
    store = await reopen()
    left = await store.unsent()
    assert [(row.id, row.not_before, row.tries, row.attempted) for row in left] == [
        (one.id, 99.0, 1, False),
        (two.id, 0.0, 0, True),
    ]
    with pytest.raises(AlreadyDone):
        await store.attempted(two)
    await store.postpone(two, 5.0)  # a 429: it did not arrive, so that it may be taken up once more
    await store.attempted(two)
    await store.sent(one, 501, 2.0)
    await store.sent(two, None, 2.0)
    with pytest.raises(AlreadyDone):
        await store.attempted(one)
    assert await store.unsent() == []
    assert await store.message_id(7, "h1") == 501
    assert [await store.message_id(7, "h2"), await store.message_id(8, "h1")] == [None, None]


@pytest.mark.asyncio
async def test_failures_are_counted_and_poison_is_set_aside(reopen: Reopen) -> None:
    store = await reopen()
    await store.receive([said(1), said(2), said(3, chat_id=0)], 1.0)
    assert await store.failed([1]) == 1
    assert await store.failed([1, 2]) == 2
    assert [row.tries for row in await store.waiting()] == [2, 1, 0]
    await store.quarantine([1, 3], "ValueError")
    await store.quarantine([1], "KeyError")
    store = await reopen()
    assert [row.update_id for row in await store.waiting()] == [2]
    assert (await store.export(7))["set_aside"] == [
        {"at": 50.0, "why": "ValueError", "update": {"text": "you never cared"}}
    ]
    assert await store.receive([said(1), said(3)], 2.0) == []
    with pytest.raises(AlreadyDone):
        await store.commit(Turn(7, {}, inbox_done=(1,)), 3.0)


@pytest.mark.asyncio
async def test_erasing_leaves_only_the_farewell(reopen: Reopen) -> None:
    store = await reopen()
    await store.receive([said(1), said(2), said(3, chat_id=8)], 1.0)
    kept = (Draft("sendMessage", {"text": "card"}, farewell=True), Draft("sendMessage", {"text": "secret"}, handle="q"))
    old = await store.commit(Turn(7, {"a": 1}, {"t": 5.0}, ({"kind": "x"},), kept, (1,), heard=(77,)), 2.0)
    await store.quarantine([2], "ValueError")
    await store.commit(Turn(8, {"b": 1}, {"u": 6.0}, inbox_done=(3,)), 2.0)
    await store.receive([said(4)], 3.0)
    last = await store.commit(
        Turn(
            7,
            {"ignored": 1},
            {"x": 1.0},
            outbox=(Draft("sendMessage", {"text": "bye"}, handle="f"),),
            inbox_done=(4,),
            erase=True,
        ),
        4.0,
    )
    store = await reopen()
    assert await store.load(7) is None
    assert await store.message_ids(7, 5.0) == []
    assert [row.chat_id for row in await store.due(100.0)] == [8]
    assert [row.draft.params["text"] for row in await store.unsent()] == ["card", "bye"]
    empty = await store.export(7)
    assert not any(value for name, value in empty.items() if name != "chat_id")
    assert await store.receive([said(1), said(2), said(4)], 5.0) == []
    with pytest.raises(AlreadyDone):
        await store.attempted(old[1])
    await store.sent(old[1], 9, 5.0)
    await store.sent(last[0], 10, 5.0)
    assert [await store.message_id(7, "q"), await store.message_id(7, "f")] == [None, None]
    assert [row.draft.params["text"] for row in await store.unsent()] == ["card"]
    assert await store.load(8) == {"b": 1}


@pytest.mark.asyncio
async def test_what_was_written_after_the_wish_to_erase_is_a_new_beginning(reopen: Reopen) -> None:
    store = await reopen()
    await store.receive([said(1), said(2), said(3, raw=b'"are you there?"')], 1.0)
    await store.commit(Turn(7, None, inbox_done=(2,), erase=True), 2.0)
    store = await reopen()
    assert [(row.update_id, row.chat_id, row.raw) for row in await store.waiting()] == [(3, 7, b'"are you there?"')]
    await store.commit(Turn(7, {"new": True}, inbox_done=(3,)), 3.0)
    assert await (await reopen()).load(7) == {"new": True}


@pytest.mark.asyncio
async def test_outbox_ids_are_never_given_twice(reopen: Reopen) -> None:
    store = await reopen()
    (old,) = await store.commit(Turn(7, {}, outbox=(Draft("sendMessage", {}),)), 1.0)
    await store.commit(Turn(7, None, erase=True), 2.0)
    store = await reopen()
    (new,) = await store.commit(Turn(8, {}, outbox=(Draft("sendMessage", {}),)), 3.0)
    assert new.id > old.id
    await store.sent(old, 1, 4.0)
    assert await store.unsent() == [new]


@pytest.mark.asyncio
async def test_a_closed_store_says_so(reopen: Reopen) -> None:
    store = await reopen()
    await store.close()
    await store.close()
    with pytest.raises(ClosedError, match="closed"):
        await store.load(7)
    with pytest.raises(StoreError, match="closed"):
        await store.receive([said(1)], 1.0)
