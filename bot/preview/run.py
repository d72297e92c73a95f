"""The preview: the real bot, a stand-in for Telegram, and a page with two phones, all on loopback."""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bot.app import App
from bot.bookshelf import Bookshelf
from bot.dialogue.effects import Erase
from bot.dialogue.engine import Turn
from bot.dialogue.events import Event
from bot.dialogue.exercise import PREFIX
from bot.dialogue.tracker import SILENCE_TIMER
from bot.preview.bot_api import BotApi
from bot.preview.clock import PreviewClock
from bot.preview.page import PHONES, PreviewServer, serve_preview
from bot.preview.stage import Stage
from bot.preview.turn_view import Seen
from bot.settings import Settings
from bot.storage import store as stored
from bot.storage.vault import new_key

FOLDER = Path("data/preview")
HOST = "127.0.0.1"
PATIENCE = 5.0
"""Seconds that a move of the clock waits for an answer to be sent."""

# What timers are, in words that tell nothing of what they are about.
TIMERS = {
    "checkin": "check-in",
    "checkin_over": "check-in left",
    "follow_up": "follow-up",
    "ask_again": "a question again",
    "ask_fear_again": "a question again",
    "sweep": "clean-up",
    "retention": "clean-up",
    "forget": "clean-up",
}


def own_key(folder: Path) -> str:
    """The preview's own encryption key, beside its own database; made where there is none."""
    place = folder / "key"
    if not place.exists():
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(new_key() + "\n")
        print(f"The preview made its own key, {place}, beside its own database. It is for trying out only.")
    return place.read_text(encoding="ascii").strip()


def preview_settings(folder: Path, api: BotApi) -> Settings:
    """The settings under which the real bot runs against the stand-in; nothing of the environment is read."""
    env = {
        "TELEGRAM_BOT_TOKEN": api.token,
        "TELEGRAM_API_URL": api.url,
        "DATABASE_URL": f"sqlite:///{folder / 'upstream.db'}",
        "ENCRYPTION_KEY": own_key(folder),
        "SEND_PER_SECOND": "0",  # the stand-in has no limits to keep to, and a quick hand should not have to wait
        "HEALTH_LISTEN": f"{HOST}:0",  # nobody watches a preview; a fixed port would be in the way of a running bot
    }
    return Settings.read(env, env_file=None)


class Joined:
    """The running bot, as the stage behind the page needs it (`bot.preview.stage.Behind`)."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def tracker(self, user_id: int) -> dict[str, Any] | None:
        return await self.app.store.load(user_id)

    async def quiet(self) -> None:
        await self.app.turns.drain()
        await self.app.sender.drain(PATIENCE)

    async def fire(self, now: float) -> None:
        self.app.turns.fire(await self.app.store.due(now))
        await self.quiet()

    async def next_due(self) -> float | None:
        return await self.app.store.next_due()

    async def erase(self, user_id: int, now: float) -> None:
        await self.app.store.commit(stored.Turn(user_id, None, erase=True), now)
        self.app.sender.forget(user_id)
        self.app.turns.timers_changed.set()

    def due_name(self, tracker: dict[str, Any], timer: str) -> str:
        if not timer.startswith(SILENCE_TIMER):
            return TIMERS.get(timer, timer.replace("_", " "))
        frames = {f"{SILENCE_TIMER}{frame['id']}:{frame['serial']}": frame for frame in tracker["frames"]}
        frame = frames.get(timer)
        flow = self.app.shelf.book.flows.get(frame["flow"]) if frame else None
        if frame is None or flow is None:
            return "a quiet word"
        if flow.name.startswith(PREFIX):
            return "next step"
        state = flow.states.get(frame["state"])
        goes_on = state is not None and state.after is not None and bool(state.after.go)
        return ("pause ends" if flow.kind == "couple" else "a wait ends") if goes_on else "a quiet word"


def seen(event: Event, turn: Turn) -> Seen:
    """A committed turn in the plain form that the developer's panel is made of."""
    erased = any(isinstance(effect, Erase) for effect in turn.effects)
    return Seen(
        (type(event).__name__, asdict(event)),
        tuple((type(effect).__name__, asdict(effect)) for effect in turn.effects),
        turn.names,
        None if erased else turn.tracker.plain(),
    )


@asynccontextmanager
async def opened(port: int, folder: Path, shelf: Bookshelf) -> AsyncIterator[tuple[BotApi, PreviewServer, App]]:
    """The stand-in, the served page and the wired bot, which is still to be `run`. Port 0 takes a free one.

    Both go by one clock, which the page may move; it is right again at the next start.
    """
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    token = f"1000:{secrets.token_urlsafe(16)}"  # unknown to any web page that might call the stand-in
    clock = PreviewClock()
    api = BotApi(token, clock, ids_file=folder / "ids", first_id=int(time.time()))
    stage = Stage(clock, api.chats.changes, [phone.user_id for phone in PHONES])

    def watch(chat_id: int, event: Event, turn: Turn) -> None:
        stage.noted(chat_id, seen(event, turn))

    await api.start()
    try:
        page = await serve_preview(api, HOST, port, stage)
        try:
            settings = preview_settings(folder, api)
            app = await App.open(settings, shelf, clock, watch)
            await stage.join(Joined(app))
            yield api, page, app
        finally:
            await page.close()
    finally:
        await api.stop()


async def preview(port: int, folder: Path = FOLDER) -> None:
    """Serve the page until Ctrl-C or SIGTERM. Raises PreviewError where the port is taken, StoreError, ScriptError."""
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    async with opened(port, folder, Bookshelf.open()) as (_, page, app):
        await app.run(stop, lambda: print(f"Two phones are waiting at {page.url}  (Ctrl-C stops)", flush=True))
