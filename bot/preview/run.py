"""The preview: the real bot, a stand-in for Telegram, and a page with two phones, all on loopback."""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.app import App
from bot.bookshelf import Bookshelf
from bot.preview.bot_api import BotApi
from bot.preview.page import PreviewServer, serve_preview
from bot.settings import Settings
from bot.storage.vault import new_key

FOLDER = Path("data/preview")
HOST = "127.0.0.1"


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


@asynccontextmanager
async def opened(port: int, folder: Path, shelf: Bookshelf) -> AsyncIterator[tuple[BotApi, PreviewServer, App]]:
    """The stand-in, the served page and the wired bot, which is still to be `run`. Port 0 takes a free one."""
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    token = f"1000:{secrets.token_urlsafe(16)}"  # unknown to any web page that might call the stand-in
    api = BotApi(token, ids_file=folder / "ids", first_id=int(time.time()))
    await api.start()
    try:
        page = await serve_preview(api, HOST, port)
        try:
            yield api, page, await App.open(preview_settings(folder, api), shelf)
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
