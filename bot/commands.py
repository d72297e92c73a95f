"""The commands behind the command line, each a function of its parsed arguments that returns an exit code."""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import logging
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from bot.app import App
from bot.bookshelf import Bookshelf, read_files
from bot.coaching.reading import read_line
from bot.coaching.registry import samples
from bot.dialogue.graph import graph_page, mermaid
from bot.dialogue.lint import lint as find
from bot.dialogue.lint import states_lock
from bot.preview.bench import bench_arguments, run_bench
from bot.preview.run import preview as run_preview
from bot.settings import ENV_FILE, Settings, SettingsError, dialogues_folder, write_key
from bot.storage.backup import backup as copy_database
from bot.storage.vault import new_key
from bot.telegram.quiet import quiet_logs

Command = Callable[[argparse.Namespace], int]


def start_logging(*secrets: str) -> None:
    """Log ids and classes to standard error; libraries that would log texts or tokens are silenced."""
    quiet_logs(*secrets)
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("bot").setLevel(logging.INFO)
    logging.getLogger("transitions").setLevel(logging.ERROR)  # it would tell which state a person moved to


def run_or_preview(_: argparse.Namespace) -> int:
    """`make run`: with a token the bot, without one the preview."""
    settings = Settings.read()
    if not settings.token:
        return preview(argparse.Namespace(port=8765))
    if not settings.keys and not settings.database.exists():
        write_key(ENV_FILE, new_key())
        print(f"A new ENCRYPTION_KEY was written to {ENV_FILE}. Back this up: without it nobody can read the database.")
        settings = Settings.read()
    return serve(settings)


def run(_: argparse.Namespace) -> int:
    """Run the bot on Telegram."""
    settings = Settings.read()
    if not settings.token:
        raise SettingsError("TELEGRAM_BOT_TOKEN is empty: set it in .env, or try `python -m bot preview` without one.")
    return serve(settings)


def serve(settings: Settings) -> int:
    """Run the bot with these settings until SIGTERM or Ctrl-C."""
    start_logging(settings.token)
    asyncio.run(_serve(settings))
    return 0


async def _serve(settings: Settings) -> None:
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    app = await App.open(settings, Bookshelf.open())
    gc.freeze()  # the book and the patterns stay for good; walking through them again and again costs pauses
    await app.run(stop, lambda: print("Upstream is running. Ctrl-C stops it.", flush=True))


def preview(given: argparse.Namespace) -> int:
    """Serve two phones at http://127.0.0.1:8765 that talk to the real bot through a stand-in for Telegram."""
    start_logging()
    asyncio.run(run_preview(given.port))
    return 0


def lint(given: argparse.Namespace) -> int:
    """Check everything in `dialogues/`."""
    folder = dialogues_folder()
    files = read_files(folder)
    shelf = Bookshelf.open()
    if given.accept:
        (folder / "states.lock").write_text(states_lock(shelf.book.flows), encoding="utf-8")
        files = read_files(folder)
    found = find(
        files,
        shelf.book.coaching,
        samples=samples(shelf.knowledge, datetime.now(UTC).timestamp()),
        today=datetime.now(UTC).date(),
        release=given.release,
    )
    for finding in found:
        print(finding)
    errors = sum(finding.severity == "error" for finding in found)
    print(f"{len(shelf.book.flows)} flows, {errors} errors, {len(found) - errors} warnings")
    return 1 if errors else 0


def graph(given: argparse.Namespace) -> int:
    """Print a flow as Mermaid, or every flow as a Markdown page."""
    book = Bookshelf.open().book
    if given.flow and given.flow not in book.flows:
        raise SettingsError(f"there is no flow `{given.flow}`; there are {', '.join(sorted(book.flows))}")
    print(mermaid(book, given.flow) if given.flow else graph_page(book))
    return 0


def read(_: argparse.Namespace) -> int:
    """Tell what listening and coaching make of utterances: JSON Lines in, JSON Lines out."""
    shelf = Bookshelf.open()
    for line in sys.stdin.buffer:
        if line.strip():
            print(json.dumps(read_line(line, shelf.listener, shelf.knowledge.themes), ensure_ascii=True), flush=True)
    return 0


def keys(given: argparse.Namespace) -> int:
    """Make a new encryption key."""
    if given.action == "new":
        print(new_key())
    return 0


def backup(given: argparse.Namespace) -> int:
    """Copy the database while the bot runs; the copy opens with the same key."""
    copy_database(Settings.read().database, Path(given.to))
    print(f"{given.to} is written. It opens only with its ENCRYPTION_KEY.")
    return 0


def migrate(_: argparse.Namespace) -> int:
    """Bring the database to this version's shape, and say that it opens."""
    settings = Settings.read()
    asyncio.run(_migrate(settings))
    print(f"{settings.database} is up to date.")
    return 0


async def _migrate(settings: Settings) -> None:
    from bot.storage.sqlite import SqliteStore

    store = await SqliteStore.open(settings.database, settings.ENCRYPTION_KEY.get_secret_value())
    await store.close()


def bench(given: argparse.Namespace) -> int:
    """Measure the figures of docs/performance.md."""
    return run_bench(given)


COMMANDS: dict[str, tuple[Command, str]] = {
    "run": (run, "run the bot on Telegram"),
    "preview": (preview, "serve two phones at http://127.0.0.1:8765 that talk to the real bot"),
    "lint": (lint, "check everything in dialogues/"),
    "graph": (graph, "print a flow as Mermaid, or all flows as a page"),
    "read": (read, "what listening makes of utterances: JSON Lines in, JSON Lines out"),
    "keys": (keys, "make a new encryption key"),
    "backup": (backup, "copy the database while the bot runs"),
    "migrate": (migrate, "bring the database to this version's shape"),
    "bench": (bench, "measure the figures of docs/performance.md"),
}


def arguments(name: str, sub: argparse.ArgumentParser) -> None:
    """Give a command's parser its arguments."""
    if name == "preview":
        sub.add_argument("--port", type=int, default=8765, help="the page's port (default 8765)")
    elif name == "lint":
        sub.add_argument("--release", action="store_true", help="help lines older than 180 days are errors")
        sub.add_argument("--accept", action="store_true", help="record the states people may stand in")
    elif name == "graph":
        sub.add_argument("flow", nargs="?", help="one flow; without it all of them, as a Markdown page")
    elif name == "keys":
        sub.add_argument("action", choices=["new"], help="print a new ENCRYPTION_KEY")
    elif name == "bench":
        bench_arguments(sub)
    elif name == "backup":
        sub.add_argument("to", help="where the copy goes; it must not exist")
