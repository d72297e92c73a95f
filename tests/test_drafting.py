"""What a turn leaves behind: moments, what is forgotten, what was heard, and messages as they are to look."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot import turns as turns_module
from bot.dialogue.effects import Effect, Erase, Export, Forget, Log, Say, Sweep, Unbutton
from bot.dialogue.engine import Turn, advance
from bot.storage import store as stored
from bot.storage.sqlite import SqliteStore
from bot.storage.vault import new_key
from tests.test_turns import ADA, World

Change = Callable[[Turn], None]


@pytest_asyncio.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    store = await SqliteStore.open(tmp_path / "u.db", new_key())
    yield World(store)
    await store.close()


@contextmanager
def also(patch: pytest.MonkeyPatch, *effects: Effect, **person: str) -> Iterator[None]:
    """Every turn has these effects besides, and leaves the person with these settings."""

    def more(*given: Any) -> Turn:
        turn = advance(*given)
        turn.tracker.person.update(person)
        return Turn(turn.tracker, (*turn.effects, *effects), turn.names)

    with patch.context() as patched:
        patched.setattr(turns_module, "advance", more)
        yield


async def sent(world: World) -> list[int]:
    """Send all that waits, as messages 1001, 1002 …; returns their numbers."""
    numbers = []
    for row in await world.store.unsent():
        numbers.append(1000 + row.id)
        await world.store.sent(row, 1000 + row.id, world.now)
    return numbers


def drafts(world: World, method: str) -> list[dict[str, Any]]:
    return [row.draft.params for row in world.post.rows if row.draft.method == method]


@pytest.mark.asyncio
async def test_moments_are_written_and_old_ones_forgotten(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with also(monkeypatch, Log("reconnection", {"words": "we sat on the step", "kind": "no kind"})):
        await world.says(ADA, "hello")
    first = world.now
    with also(monkeypatch, Log("setback", {})):
        await world.says(ADA, "hello again")
    expected = [
        {"at": first, "kind": "reconnection", "words": "we sat on the step"},
        {"at": world.now, "kind": "setback"},
    ]
    assert (await world.store.export(ADA))["moments"] == expected
    with also(monkeypatch, Forget(first - 5), Forget(first + 5)):
        await world.says(ADA, "and again")
    assert (await world.store.export(ADA))["moments"] == expected[1:]


@pytest.mark.asyncio
async def test_an_export_holds_the_moments(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with also(monkeypatch, Log("reconnection", {"words": "we sat on the step"})):
        await world.says(ADA, "hello")
    with also(monkeypatch, Export()):
        await world.says(ADA, "/help")
    assert drafts(world, "sendDocument")
    assert "we sat on the step" in str((await world.store.export(ADA))["moments"])


@pytest.mark.asyncio
async def test_everything_that_was_written_can_be_swept(world: World) -> None:
    await world.says(ADA, "hello")
    ours = [world.next_id - 1, *await sent(world)]
    assert sorted(await world.store.message_ids(ADA, world.now)) == sorted(ours)
    arrivals = [world.message(ADA, text) for text in ("you", "never", "cared")]
    numbers = [world.next_id - 5, world.next_id - 3, world.next_id - 1]
    world.now += 20
    await world.comes(*arrivals)
    assert await world.store.message_ids(ADA, world.now) == sorted([*numbers, *ours])
    await world.comes(world.message(ADA, voice={"file_id": "v", "file_unique_id": "v", "duration": 1}))
    assert len(await world.store.message_ids(ADA, world.now)) == len(numbers) + len(ours) + 1
    heard = (await world.store.export(ADA))["heard"]
    assert all(one.keys() == {"at", "message_id"} for one in heard)


@pytest.mark.asyncio
async def test_who_asks_for_a_clear_screen_loses_the_asking_too(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    await world.says(ADA, "hello")
    hello, ours = world.next_id - 1, await sent(world)
    with also(monkeypatch, Sweep(None)):
        await world.says(ADA, "tidy up please")
    asking = world.next_id - 1
    (sweep,) = [row for row in world.post.rows if row.draft.method == "deleteMessages"]
    assert sweep.draft.params == {"chat_id": ADA, "message_ids": {"before": None}}
    assert await world.store.message_ids(ADA, world.now, below=sweep.id) == sorted([hello, asking, *ours])


@pytest.mark.asyncio
async def test_a_tapped_message_is_ours_and_not_heard(world: World) -> None:
    await world.says(ADA, "I can't breathe")
    button = world.post.rows[0].draft.params["reply_markup"]["inline_keyboard"][0][3]
    user = {"id": ADA, "is_bot": False, "first_name": "x"}
    message = {"message_id": 5, "date": 1, "chat": {"id": ADA, "type": "private"}}
    query = {"id": "9", "from": user, "chat_instance": "1", "data": button["callback_data"], "message": message}
    await world.comes(world.raw(ADA, {"callback_query": query}))
    heard = (await world.store.export(ADA))["heard"]
    assert [one["message_id"] for one in heard] == [world.next_id - 2]


@pytest.mark.asyncio
async def test_a_sweep_beside_an_erasure_names_its_messages(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    await world.says(ADA, "hello")
    ours = [world.next_id - 1, *await sent(world)]
    with also(monkeypatch, Erase(), Sweep(None)):
        await world.says(ADA, "erase it all")
    (sweep,) = drafts(world, "deleteMessages")
    assert sweep["message_ids"] == sorted([world.next_id - 1, *ours])
    assert await world.store.message_ids(ADA, world.now) == []
    assert [row.draft.farewell for row in await world.store.unsent()] == [True] * len(await world.store.unsent())


@pytest.mark.asyncio
async def test_in_discreet_mode_everything_is_covered_but_a_danger_to_ones_own_life(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with also(monkeypatch, discreet="yes"):
        for text in ("hello", "I want to die", "I'm afraid of him, he hit me"):
            await world.says(ADA, text)
    messages = [params for params in drafts(world, "sendMessage") if "reply_markup" not in params or text]
    assert all(params["disable_notification"] and params["protect_content"] for params in messages)
    by_text = {params["text"]: "entities" in params for params in messages}
    uncovered = [text for text, covered in by_text.items() if not covered]
    assert len(uncovered) == 1
    assert "ending your life" in uncovered[0]
    assert {"text": "…", "remove_keyboard": True}.items() >= {"text": messages[0]["text"]}.items()
    assert messages[0]["reply_markup"] == {"remove_keyboard": True}


@pytest.mark.asyncio
async def test_a_picture_is_stored_by_name_and_theme_alone(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with also(monkeypatch, Say("Breathe.", picture="pacer.4-6"), pictures="light"):
        await world.says(ADA, "hello")
    (picture,) = drafts(world, "sendAnimation")
    assert picture["animation"] == {"picture": "pacer.4-6", "theme": "light"}


@pytest.mark.asyncio
async def test_buttons_of_a_handle_are_taken_off_as_a_courtesy(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with also(monkeypatch, Unbutton("r1")):
        await world.says(ADA, "hello")
    assert [call.params for call in world.courtesies] == [{"chat_id": ADA, "message_id": {"handle": "r1"}}]


@pytest.mark.asyncio
async def test_a_turn_costs_one_statement_for_what_was_heard_and_none_for_pictures(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns: list[stored.Turn] = []
    commit = world.store.commit

    async def counting(turn: stored.Turn, now: float) -> Any:
        turns.append(turn)
        return await commit(turn, now)

    monkeypatch.setattr(world.store, "commit", counting)
    statements: list[str] = []
    await world.says(ADA, "hello")
    world.store._opened.connection.set_trace_callback(statements.append)
    await world.says(ADA, "I can't breathe")
    world.store._opened.connection.set_trace_callback(None)
    assert sum("INTO heard" in statement for statement in statements) == 1
    assert not any(table in statement for statement in statements for table in ("files", "moments"))
    assert all(turn.forget is None for turn in turns)
