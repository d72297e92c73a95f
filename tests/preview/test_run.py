"""The preview joined to the real bot: its clock, its last turns, and starting anew."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.app import App
from bot.bookshelf import Bookshelf
from bot.preview.bot_api import BotApi
from bot.preview.run import Joined, opened
from tests.standin import until

ALEX, SAM = 1001, 1002


@pytest.fixture(scope="module")
def shelf() -> Bookshelf:
    """The words, compiled once."""
    return Bookshelf.open()


class Previewed:
    """A running preview: the phones, the page's own interface, and the bot."""

    def __init__(self, api: BotApi, app: App, url: str, http: aiohttp.ClientSession) -> None:
        self.api, self.app, self.url, self.http = api, app, url, http

    async def says(self, user_id: int, text: str) -> None:
        """Send a text and wait for the answer to it."""
        before = len(self.shown(user_id))
        self.api.user_sends(user_id, text)
        await until(lambda: len(self.shown(user_id)) > before)

    def shown(self, user_id: int) -> list[dict[str, Any]]:
        """The bot's messages on a phone."""
        return [message for message in self.api.chat(user_id) if message["by_bot"]]

    async def stage(self) -> dict[str, Any]:
        """What stands behind the phones."""
        async with self.http.get(f"{self.url}/api/phones") as answer:
            stage: dict[str, Any] = (await answer.json())["stage"]
            return stage

    async def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Ask the page's server to do something."""
        async with self.http.post(f"{self.url}{path}", json=body) as answer:
            assert answer.status == 200, await answer.text()
            told: dict[str, Any] = await answer.json()
            return told


@asynccontextmanager
async def previewed(folder: Path, shelf: Bookshelf) -> AsyncIterator[Previewed]:
    async with opened(0, folder, shelf) as (api, page, app), aiohttp.ClientSession() as http:
        stop = asyncio.Event()
        running = asyncio.create_task(app.run(stop))
        try:
            yield Previewed(api, app, page.url, http)
        finally:
            stop.set()
            await running


@pytest.mark.asyncio
async def test_six_hours_later_everything_has_happened_at_its_own_time(tmp_path: Path, shelf: Bookshelf) -> None:
    async with previewed(tmp_path, shelf) as preview:
        await preview.says(ALEX, "I can't breathe, he lied again")
        for text in ("I can't talk about this again", "Neither, I need a break", "20 minutes"):
            await preview.says(SAM, text)
        before = {user: len(preview.shown(user)) for user in (ALEX, SAM)}
        asked = preview.shown(SAM)[-1]["date"]
        names = {(one["user_id"], one["name"]) for one in (await preview.stage())["due"]}
        assert {(ALEX, "a quiet word"), (SAM, "pause ends")} <= names
        assert (await preview.post("/api/later", {"minutes": 360}))["stops"] >= 2
        quiet = preview.shown(ALEX)[before[ALEX]]
        back = preview.shown(SAM)[before[SAM]]
        assert quiet["date"] - preview.shown(ALEX)[0]["date"] in range(
            176, 182
        )  # from the first answer, which may come late
        assert back["date"] - asked in (1200, 1201)
        assert (await preview.stage())["ahead"] == pytest.approx(6 * 3600, abs=1)
        await preview.says(ALEX, "hello")
        assert preview.shown(ALEX)[-1]["date"] - asked >= 6 * 3600, "what is said now has the moved clock's date"


@pytest.mark.asyncio
async def test_exercise_steps_come_by_their_own_time(tmp_path: Path, shelf: Bookshelf) -> None:
    async with previewed(tmp_path, shelf) as preview:
        await preview.says(ALEX, "I'm flooded")
        await preview.says(ALEX, "8")
        (step,) = [one for one in (await preview.stage())["due"] if one["name"] == "next step"]
        texts = len(preview.shown(ALEX))
        assert await preview.post("/api/later", {"until": step["at"]}) == {"stops": 1}
        assert len(preview.shown(ALEX)) == texts + 1
        turn = (await preview.stage())["turns"][str(ALEX)]
        assert turn["event"] == "Fired"
        assert turn["place"]["before"].endswith("step_1")
        assert turn["place"]["after"].endswith("step_2")


@pytest.mark.asyncio
async def test_starting_anew_forgets_both_and_the_bot_goes_on(tmp_path: Path, shelf: Bookshelf) -> None:
    async with previewed(tmp_path, shelf) as preview:
        await preview.says(ALEX, "I'm flooded")
        await preview.says(SAM, "nothing I do is enough")
        await preview.post("/api/later", {"minutes": 1})
        await preview.post("/api/reset", {})
        assert preview.api.chat(ALEX) == preview.api.chat(SAM) == []
        for user_id in (ALEX, SAM):
            assert await preview.app.store.load(user_id) is None
        stage = await preview.stage()
        assert (stage["ahead"], stage["due"], stage["turns"]) == (0.0, [], {})
        await preview.says(ALEX, "I'm flooded")
        turn = (await preview.stage())["turns"][str(ALEX)]
        assert (turn["turn"], turn["place"]["before"]) == (1, ""), "a stranger again"


@pytest.mark.asyncio
async def test_the_last_turn_with_its_signals(tmp_path: Path, shelf: Bookshelf) -> None:
    async with previewed(tmp_path, shelf) as preview:
        await preview.says(ALEX, "you never cared about me")
        turn = (await preview.stage())["turns"][str(ALEX)]
        assert "absolute_partner" in [one["name"] for one in turn["signals"]]
        covered = "".join(one["text"] for one in turn["heard"] if "absolute_partner" in one["signals"])
        assert "never" in covered
        assert "".join(one["text"] for one in turn["heard"]) == "you never cared about me"
        assert turn["said"]
        assert turn["effects"][0]["kind"] == "Say"
        assert (await preview.stage())["turns"].keys() == {str(ALEX)}


@pytest.mark.asyncio
async def test_a_restart_puts_the_clock_right_and_keeps_the_talk(tmp_path: Path, shelf: Bookshelf) -> None:
    async with previewed(tmp_path, shelf) as preview:
        await preview.says(SAM, "I want to pull away")
        await preview.post("/api/later", {"to": "morning"})
    async with previewed(tmp_path, shelf) as preview:
        assert (await preview.stage())["ahead"] == 0.0
        assert await preview.app.store.load(SAM) is not None
        await preview.says(SAM, "hello")
        assert (await preview.stage())["turns"][str(SAM)]["place"]["before"], "where the talk stood is known"


@pytest.mark.asyncio
async def test_timers_have_neutral_names(tmp_path: Path, shelf: Bookshelf) -> None:
    async with previewed(tmp_path, shelf) as preview:
        joined = Joined(preview.app)
        named = {"checkin": "check-in", "checkin_over": "check-in left", "ask_fear_again": "a question again"}
        for timer, name in {**named, "some_other": "some other", "silence:1:1": "a quiet word"}.items():
            assert joined.due_name({"frames": []}, timer) == name
