"""Turns: inbox rows and timers become committed turns, in order per chat, whatever one of them does."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot import turns as turns_module
from bot.dialogue.engine import advance
from bot.dialogue.events import Event
from bot.dialogue.tracker import Tracker
from bot.storage.errors import UnavailableError
from bot.storage.sqlite import SqliteStore
from bot.storage.store import Arrival, InboxRow, OutboxRow, Turn
from bot.storage.vault import new_key
from bot.turns import Turns
from tests.talker import shelf

ADA, BEN = 1001, 1002


class Post:
    """Stands where the sender stands: keeps what was handed over."""

    def __init__(self) -> None:
        self.rows: list[OutboxRow] = []
        self.forgotten: list[int] = []

    def take(self, rows: Any) -> None:
        self.rows.extend(rows)

    def forget(self, chat_id: int) -> None:
        self.forgotten.append(chat_id)

    def texts(self, chat_id: int) -> list[str]:
        return [row.draft.params["text"] for row in self.rows if row.chat_id == chat_id and "text" in row.draft.params]


class World:
    """A store on disk, turns, and a clock that is moved by hand."""

    def __init__(self, store: SqliteStore) -> None:
        self.store, self.post, self.now, self.next_id = store, Post(), 1_800_000_000.0, 1
        self.events: list[tuple[int, Event]] = []
        self.courtesies: list[Any] = []
        self.turns = Turns(
            shelf(),
            store,
            self.post,
            store.button_secret,
            lambda: self.now,
            self.locate,
            self.courtesies.extend,
            self.watch,
        )

    def watch(self, chat_id: int, event: Event, turn: Any) -> None:
        self.events.append((chat_id, event))

    async def locate(self, lat: float, lon: float) -> str | None:
        return "Europe/Berlin" if (lat, lon) == (52.5, 13.4) else None

    def message(self, chat_id: int, text: str | None = None, **more: Any) -> Arrival:
        self.next_id += 1
        message = {
            "message_id": self.next_id,
            "date": int(self.now),
            "chat": {"id": chat_id, "type": "private", "first_name": "A"},
            "from": {"id": chat_id, "is_bot": False, "first_name": "A"},
            **({"text": text} if text is not None else {}),
            **more,
        }
        return self.raw(chat_id, {"message": message})

    def raw(self, chat_id: int, body: dict[str, Any]) -> Arrival:
        self.next_id += 1
        return Arrival(self.next_id, chat_id, json.dumps({"update_id": self.next_id, **body}).encode())

    async def comes(self, *arrivals: Arrival) -> None:
        self.turns.take(await self.store.receive(arrivals, self.now))
        await asyncio.wait_for(self.turns.drain(), 20)

    async def says(self, chat_id: int, *texts: str, after: float = 20.0) -> None:
        self.now += after
        await self.comes(*[self.message(chat_id, text) for text in texts])


@pytest_asyncio.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    store = await SqliteStore.open(tmp_path / "u.db", new_key())
    yield World(store)
    await store.close()


@pytest.mark.asyncio
async def test_a_text_is_answered_and_everything_of_the_turn_is_committed(world: World) -> None:
    await world.says(ADA, "I can't breathe, he lied again")
    assert "0 to 10" in world.post.texts(ADA)[0]
    assert await world.store.waiting() == []
    tracker = await world.store.load(ADA)
    assert tracker is not None
    assert tracker["frames"][0]["flow"] == "grounding"
    assert len(await world.store.unsent()) == 1


@pytest.mark.asyncio
async def test_texts_that_wait_together_are_one_utterance(world: World) -> None:
    await world.says(ADA, "I", "can't", "breathe")
    assert len(world.post.texts(ADA)) == 1
    assert "0 to 10" in world.post.texts(ADA)[0]


@pytest.mark.asyncio
async def test_a_text_that_goes_on_edits_the_open_reply(world: World) -> None:
    await world.says(ADA, "hello")
    await world.says(ADA, "I can't breathe", after=1.5)
    last = world.post.rows[-1].draft
    assert last.method == "editMessageText"
    assert last.params["message_id"] == {"handle": world.post.rows[0].draft.handle}


@pytest.mark.asyncio
@pytest.mark.parametrize("text", ["tom hit me last night", "/reframe tom hit me last night"])
async def test_the_name_of_the_partner_is_heard_in_a_text_and_in_a_command(world: World, text: str) -> None:
    settings = {"adult": "yes", "consent": "yes", "partner_name": "Tom", "role": "betrayed"}
    await world.store.commit(Turn(ADA, Tracker(person=settings, turn=1).plain(), {}), world.now)
    await world.says(ADA, text)
    tracker = await world.store.load(ADA)
    assert tracker is not None
    assert tracker["frames"][-1]["flow"] == "crisis_violence"


@pytest.mark.asyncio
async def test_a_crisis_in_one_part_of_a_burst_is_heard(world: World) -> None:
    await world.says(ADA, "he is at work", "I want to die", "the dog is fine")
    assert "ending your life" in world.post.texts(ADA)[0]


@pytest.mark.asyncio
async def test_chats_are_apart_and_each_in_order(world: World) -> None:
    people = range(2000, 2030)
    await world.comes(*[world.message(person, "I can't breathe") for person in people])
    world.now += 30
    await world.comes(*[world.message(person, "9") for person in people])
    for person in people:
        assert [text[:2] for text in world.post.texts(person)][1] == "9."


@pytest.mark.asyncio
async def test_a_poison_update_is_set_aside_the_person_told_and_others_served(world: World) -> None:
    poison = world.raw(ADA, {"message": {"chat": {"id": ADA, "type": "private"}, "text": 5, "message_id": "x"}})
    await world.comes(poison, world.message(BEN, "I can't breathe"), world.message(ADA, "I can't breathe"))
    assert "0 to 10" in world.post.texts(BEN)[0]
    assert len(world.post.texts(ADA)) == 2
    assert await world.store.waiting() == []


@pytest.mark.asyncio
async def test_a_turn_that_always_fails_is_tried_and_then_set_aside(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[int] = []

    def failing(book: Any, tracker: Any, event: Any, *rest: Any) -> Any:
        if "poison" in getattr(event, "text", ""):
            tries.append(1)
            raise RuntimeError("boom")
        return advance(book, tracker, event, *rest)

    monkeypatch.setattr(turns_module, "advance", failing)
    await world.comes(world.message(ADA, "/start"), world.message(ADA, "poison"), world.message(ADA, "I can't breathe"))
    assert len(tries) == turns_module.MOST_TRIES
    assert "0 to 10" in world.post.texts(ADA)[-1]
    assert await world.store.waiting() == []


@pytest.mark.asyncio
async def test_a_stored_state_that_no_flow_has_does_not_lock_the_person_out(world: World) -> None:
    await world.says(ADA, "I can't breathe")
    tracker = await world.store.load(ADA)
    assert tracker is not None
    tracker["frames"][0]["state"] = "no such state"
    await world.store.commit(Turn(ADA, tracker), world.now)
    await world.says(ADA, "9")
    await world.says(ADA, "I can't breathe")
    assert "0 to 10" in world.post.texts(ADA)[-1]


@pytest.mark.asyncio
async def test_the_store_may_refuse_for_a_while(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    commit = world.store.commit
    refused: list[int] = []

    async def busy(*given: Any) -> Any:
        if len(refused) < 2:
            refused.append(1)
            raise UnavailableError("not now")
        return await commit(*given)

    monkeypatch.setattr(turns_module, "PATIENCE", 0.01)
    monkeypatch.setattr(world.store, "commit", busy)
    await world.says(ADA, "I can't breathe")
    assert len(world.post.texts(ADA)) == 1


@pytest.mark.asyncio
async def test_a_timer_takes_the_same_road_and_goes_with_its_turn(world: World) -> None:
    await world.says(ADA, "I can't breathe")
    world.now += 181
    due = await world.store.due(world.now)
    world.turns.fire(due)
    world.turns.fire(due)
    await world.turns.drain()
    assert world.post.texts(ADA)[1:] == ["I'm still here. No need to answer."]
    assert await world.store.due(world.now) == []


@pytest.mark.asyncio
async def test_a_timer_that_always_fails_is_dropped(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    await world.says(ADA, "I can't breathe")
    monkeypatch.setattr(turns_module, "advance", lambda *given: 1 / 0)
    world.now += 181
    world.turns.fire(await world.store.due(world.now))
    await world.turns.drain()
    assert await world.store.due(world.now) == []
    assert len(world.post.texts(ADA)) == 1


@pytest.mark.asyncio
async def test_a_place_becomes_a_zone_and_is_dropped(world: World, tmp_path: Path) -> None:
    await world.says(ADA, "/settings")
    await world.says(ADA, "time")
    await world.comes(world.message(ADA, location={"latitude": 52.5, "longitude": 13.4}))
    tracker = await world.store.load(ADA)
    assert tracker is not None
    assert tracker["person"]["zone"] == "Europe/Berlin"
    assert "52.5" not in json.dumps(await world.store.export(ADA))


@pytest.mark.asyncio
async def test_export_sends_a_document_with_everything(world: World) -> None:
    await world.says(ADA, "/start")
    await world.says(ADA, "/export")
    await world.says(ADA, "send it")
    methods = [row.draft.method for row in world.post.rows]
    assert methods[-1] == "sendDocument" or "sendDocument" in methods[-2:]


@pytest.mark.asyncio
async def test_erase_leaves_nothing_and_says_so(world: World) -> None:
    await world.says(ADA, "/start")
    await world.says(ADA, "/erase")
    await world.says(ADA, "yes")
    assert await world.store.load(ADA) is None
    assert world.post.forgotten == [ADA]
    assert world.post.rows[-1].draft.farewell


@pytest.mark.asyncio
async def test_a_group_is_told_once_and_nothing_of_it_is_kept(world: World) -> None:
    group = {"id": -5, "type": "group", "title": "us"}
    for _ in range(3):
        await world.comes(world.message(-5, "I want to die", chat=group))
    assert len(world.post.texts(-5)) == 1


@pytest.mark.asyncio
async def test_what_waits_at_a_stop_is_taken_up_at_the_next_start(world: World) -> None:
    rows = await world.store.receive([world.message(ADA, "I can't breathe")], world.now)
    await world.turns.close()
    world.turns.take(rows)
    assert not world.post.rows
    fresh = World(world.store)
    fresh.turns.take(await world.store.waiting())
    await fresh.turns.drain()
    assert len(fresh.post.texts(ADA)) == 1


@pytest.mark.asyncio
async def test_the_same_update_twice_has_one_effect(world: World) -> None:
    arrival = world.message(ADA, "I can't breathe")
    await world.comes(arrival)
    await world.comes(arrival)
    assert len(world.post.texts(ADA)) == 1
    row = InboxRow(arrival.update_id, ADA, arrival.raw, world.now)
    world.turns.take([row])
    await world.turns.drain()
    assert len(world.post.texts(ADA)) == 1


@pytest.mark.asyncio
async def test_a_tap_of_another_account_is_refused_kindly(world: World) -> None:
    await world.says(ADA, "I can't breathe")
    button = world.post.rows[0].draft.params["reply_markup"]["inline_keyboard"][0][3]

    def tap(person: int) -> Arrival:
        user = {"id": person, "is_bot": False, "first_name": "x"}
        message = {"message_id": 5, "date": 1, "chat": {"id": person, "type": "private"}}
        query = {"id": "9", "from": user, "chat_instance": "1", "data": button["callback_data"], "message": message}
        return world.raw(person, {"callback_query": query})

    await world.says(BEN, "I can't breathe", after=0)
    await world.comes(tap(BEN))
    tracker = await world.store.load(BEN)
    assert tracker is not None
    assert [frame["state"] for frame in tracker["frames"]] == ["feet"]
    assert len(world.post.texts(BEN)) == 2
    await world.comes(tap(ADA))
    assert world.post.texts(ADA)[-1].startswith("3.")
    assert [call.method for call in world.courtesies][-2:] == ["answerCallbackQuery", "editMessageReplyMarkup"]


@pytest.mark.asyncio
async def test_blocked_people_are_left_in_peace(world: World) -> None:
    await world.says(ADA, "I can't breathe")
    world.turns.undelivered(ADA, "blocked")
    await world.turns.drain()
    tracker = await world.store.load(ADA)
    assert tracker is not None
    assert not tracker["frames"]
    assert [name for name in tracker["timers"] if name.startswith("silence")] == []


@pytest.mark.asyncio
async def test_one_turn_is_one_transaction(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    commit = world.store.commit
    turns: list[Turn] = []

    async def counting(turn: Any, now: float) -> Any:
        turns.append(turn)
        return await commit(turn, now)

    monkeypatch.setattr(world.store, "commit", counting)
    await world.says(ADA, "I can't breathe")
    (turn,) = turns
    assert turn.inbox_done
    assert turn.tracker
    assert turn.timers
    assert turn.outbox
