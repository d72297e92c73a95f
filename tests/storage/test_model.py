"""Random lives of a store, against a model of a few dictionaries; what is left after a restart equals the model."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.storage.errors import AlreadyDone
from bot.storage.sqlite import SqliteStore
from bot.storage.store import Arrival, Draft, OutboxRow, Turn
from bot.storage.vault import new_key

KEY = new_key()
CHATS = st.integers(1, 3)
TEXTS = st.text(st.characters(codec=None, exclude_categories=()), max_size=8)
STEPS = st.one_of(
    st.tuples(st.just("receive"), CHATS, st.integers(1, 12)),
    st.tuples(st.just("commit"), CHATS, TEXTS, st.dictionaries(TEXTS, st.floats(1, 9), max_size=3), st.booleans()),
    st.tuples(st.just("log"), CHATS, st.integers(1, 9), st.none() | st.floats(1, 9), st.sets(st.integers(1, 5))),
    st.tuples(st.just("erase"), CHATS),
    st.tuples(st.sampled_from(["sent", "postpone", "discard", "attempted"]), st.integers(0, 20)),
    st.tuples(st.just("quarantine"), st.integers(1, 12)),
    st.tuples(st.just("reopen")),
)


class Model:
    """What a store should hold."""

    def __init__(self) -> None:
        self.known: set[int] = set()
        self.waiting: dict[int, int] = {}
        self.trackers: dict[int, dict[str, Any]] = {}
        self.timers: dict[tuple[int, str], float] = {}
        self.unsent: dict[int, tuple[int, str, int, bool]] = {}
        self.rows: list[OutboxRow] = []
        self.sent: dict[tuple[int, str], int] = {}
        self.moments: dict[int, list[int]] = {1: [], 2: [], 3: []}
        self.heard: dict[int, set[int]] = {1: set(), 2: set(), 3: set()}


async def live(steps: list[tuple[Any, ...]], path: Path) -> None:
    model = Model()
    store = await SqliteStore.open(path, KEY)
    for step in steps:
        if step[0] == "reopen":
            await store.close()
            store = await SqliteStore.open(path, KEY)
        else:
            await take(step, model, store)
    for reopened in (False, True):
        if reopened:
            await store.close()
            store = await SqliteStore.open(path, KEY)
        assert [(row.update_id, row.chat_id) for row in await store.waiting()] == list(model.waiting.items())
        assert {n: await store.load(n) for n in (1, 2, 3)} == {n: model.trackers.get(n) for n in (1, 2, 3)}
        assert {(row.chat_id, row.name): row.at for row in await store.due(99)} == model.timers
        assert await store.next_due() == min(model.timers.values(), default=None)
        found = {
            row.id: (row.chat_id, row.draft.params["text"], row.tries, row.attempted) for row in await store.unsent()
        }
        assert found == model.unsent
        for chat_id, handle in [(row.chat_id, row.draft.handle or "") for row in model.rows]:
            assert await store.message_id(chat_id, handle) == model.sent.get((chat_id, handle))
        for chat_id in (1, 2, 3):
            assert [moment["at"] for moment in (await store.export(chat_id))["moments"]] == model.moments[chat_id]
            ours = {number for (chat, _), number in model.sent.items() if chat == chat_id}
            assert await store.message_ids(chat_id, 1.0) == sorted(ours | model.heard[chat_id])
    await store.close()


async def take(step: tuple[Any, ...], model: Model, store: SqliteStore) -> None:
    match step:
        case ("receive", chat_id, update_id):
            fresh = await store.receive([Arrival(update_id, chat_id, b"{}")], 1.0)
            assert bool(fresh) == (update_id not in model.known)
            if fresh:
                model.known.add(update_id)
                model.waiting[update_id] = chat_id
        case ("commit", chat_id, text, timers, handles_all):
            done = [id_ for id_, of in model.waiting.items() if of == chat_id][: None if handles_all else 1]
            draft = Draft("sendMessage", {"text": text}, handle=f"{text}{len(model.rows)}")
            (row,) = await store.commit(Turn(chat_id, {"said": text}, timers, (), (draft,), done), 1.0)
            for id_ in done:
                del model.waiting[id_]
            model.trackers[chat_id] = {"said": text}
            model.timers = {name: at for name, at in model.timers.items() if name[0] != chat_id}
            model.timers |= {(chat_id, name): at for name, at in timers.items()}
            model.rows.append(row)
            model.unsent[row.id] = (chat_id, text, 0, False)
        case ("log", chat_id, at, forget, heard):
            moments = ({"kind": "setback"},)
            turn = Turn(chat_id, None, _timers(model, chat_id), moments, heard=sorted(heard), forget=forget)
            await store.commit(turn, at)
            kept = [time for time in model.moments[chat_id] if forget is None or time >= forget]
            model.moments[chat_id] = [*kept, at]
            model.heard[chat_id] |= heard
        case ("erase", chat_id):
            await store.commit(Turn(chat_id, None, erase=True), 1.0)
            model.moments[chat_id], model.heard[chat_id] = [], set()
            model.trackers.pop(chat_id, None)
            model.timers = {name: at for name, at in model.timers.items() if name[0] != chat_id}
            model.unsent = {id_: row for id_, row in model.unsent.items() if row[0] != chat_id}
            model.sent = {name: id_ for name, id_ in model.sent.items() if name[0] != chat_id}
        case ("quarantine", update_id):
            await store.quarantine([update_id], "ValueError")
            model.waiting.pop(update_id, None)
        case (word, number) if model.rows:
            await become(word, model.rows[number % len(model.rows)], model, store)


def _timers(model: Model, chat_id: int) -> dict[str, float]:
    return {name: at for (chat, name), at in model.timers.items() if chat == chat_id}


async def become(word: str, row: OutboxRow, model: Model, store: SqliteStore) -> None:
    left = model.unsent.get(row.id)
    if word == "attempted":
        if left and not left[3]:
            await store.attempted(row)
            model.unsent[row.id] = (*left[:3], True)
            return
        try:
            await store.attempted(row)
        except AlreadyDone:
            return
        raise AssertionError("a row was taken up twice")
    if word == "postpone":
        await store.postpone(row, 5.0)
        if left:
            model.unsent[row.id] = (left[0], left[1], left[2] + 1, False)
        return
    await (store.sent(row, row.id + 100, 1.0) if word == "sent" else store.discard(row, "blocked"))
    if model.unsent.pop(row.id, None) and word == "sent":
        model.sent[row.chat_id, row.draft.handle or ""] = row.id + 100


@settings(max_examples=40, deadline=None)
@given(st.lists(STEPS, max_size=30))
def test_a_store_remembers_what_the_model_remembers(steps: list[tuple[Any, ...]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(live(steps, Path(folder) / "upstream.db"))
