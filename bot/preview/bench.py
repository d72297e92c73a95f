"""The figures of docs/performance.md, measured here and now: the real bot as a child process, against the stand-in."""

from __future__ import annotations

import argparse
import asyncio
import base64
import os
import secrets
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bot.preview.bot_api import BotApi, Fault
from bot.preview.load import Load

TOKEN = "1000:bench"
NETWORK = 0.05
PATIENCE = 30.0
WARM = 10.0
"""Seconds of load before it counts: a fresh start still builds its expressions, a little at a time."""
FLOODED = "I can't breathe"


def bench_arguments(sub: argparse.ArgumentParser) -> None:
    """The arguments of `python -m bot bench`."""
    sub.add_argument("--runs", type=int, default=3, help="how often each figure is measured (default 3)")
    sub.add_argument("--seconds", type=float, default=8.0, help="how long each load lasts (default 8)")
    sub.add_argument("--people", type=int, default=200, help="how many write at once (default 200)")


def run_bench(given: argparse.Namespace) -> int:
    """Measure everything and print a table; takes about two minutes."""
    _say(f"{len(_cores())} cores, Python {sys.version.split()[0]}, {given.runs} runs, median (best)\n")
    asyncio.run(_measure(given.runs, given.seconds, given.people))
    return 0


async def _measure(runs: int, seconds: float, people: int) -> None:
    with tempfile.TemporaryDirectory(prefix="upstream-bench-") as folder:
        place = Path(folder)
        await _first_poll(place / "start")  # reads everything from the disk once
        _row(
            "first poll after a warm start, s", [await _first_poll(place / "start") for _ in range(runs + 2)], "≤ 2", 2
        )
        waits = await _first_instruction(place / "idle", 20 * runs)
        _row('update to first sendMessage, "I can\'t breathe", idle, ms', waits, "≤ 100", 1)
        _row("the same, 95th percentile, ms", [statistics.quantiles(waits, n=20)[-1]], "≤ 100", 1)
        memory, turns = [], []
        for run in range(runs):
            rate, resident = await _throughput(place / f"load{run}", seconds, people, 0.0)
            turns.append(rate)
            memory.append(resident)
        for row, name in enumerate(("after the start", "after the load", "after a shared location")):
            _row(f"resident memory {name}, MB", [of[row] for of in memory], "≤ 350", 0)
        _row(f"turns/s, {people} people, bot on one core", turns, "≥ 400", 0, most=True)
        far = [(await _throughput(place / f"far{run}", seconds, people, NETWORK))[0] for run in range(runs)]
        _row(f"the same with a network of {NETWORK * 1000:.0f} ms", far, "", 0, most=True)


async def _first_poll(place: Path) -> float:
    async with _standin(Load, people=0) as load:
        began = time.monotonic()
        async with _bot(load.api, place):
            await asyncio.wait_for(load.first_poll.wait(), PATIENCE)
            return time.monotonic() - began


async def _first_instruction(place: Path, times: int) -> list[float]:
    """Milliseconds from the moment at which Telegram has the update to the arrival of the answer, one by one."""
    waits = []
    arrived = asyncio.Event()

    async def called(method: str, _: dict[str, Any]) -> Fault | None:
        if method == "sendMessage":
            arrived.set()
        return None

    async with _standin(Load, people=0) as load, _bot(load.api, place, pace="30"):
        await asyncio.wait_for(load.first_poll.wait(), PATIENCE)
        load.api.on_call = called
        for chat_id in range(1, times + 1):
            await asyncio.sleep(0.1)
            arrived.clear()
            began = time.monotonic()
            load.api.user_sends(chat_id, FLOODED)
            await asyncio.wait_for(arrived.wait(), PATIENCE)
            waits.append((time.monotonic() - began) * 1000)
    return waits


async def _throughput(place: Path, seconds: float, people: int, network: float) -> tuple[float, list[float]]:
    """Turns a second under load, and the resident memory (MB) before it, after it, and after a shared location."""
    bots, ours = _cores()[0], _cores()[-1]
    async with _standin(Load, people=people, network=network) as load, _bot(load.api, place, core=bots) as pid:
        os.sched_setaffinity(0, {ours})
        try:
            await asyncio.wait_for(load.first_poll.wait(), PATIENCE)
            memory = [_resident(pid)]
            writing = asyncio.create_task(load.run())
            await asyncio.sleep(WARM)
            rate = await load.turns_a_second(seconds)
            memory.append(_resident(pid))
            writing.cancel()
            await asyncio.gather(writing, return_exceptions=True)
            placed = asyncio.create_task(_shown(load.api, 1))
            await asyncio.sleep(0)
            load.api.user_shares_location(1, 52.52, 13.40)
            await placed
            return rate, [*memory, _resident(pid)]
        finally:
            os.sched_setaffinity(0, set(_cores()))


@asynccontextmanager
async def _standin(make: type[Load], **options: Any) -> AsyncIterator[Load]:
    api = BotApi(TOKEN, history_limit=100)
    load = make(api, **options)
    await api.start()
    try:
        yield load
    finally:
        await api.stop()


@asynccontextmanager
async def _bot(api: BotApi, place: Path, pace: str = "0", core: int | None = None) -> AsyncIterator[int]:
    """The real bot, started on the database in this folder; gives its process id, and stops it at the end."""
    env = {
        "PYTHONPATH": os.pathsep.join([*filter(None, [os.environ.get("PYTHONPATH")]), str(Path(__file__).parents[2])]),
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_API_URL": api.url,
        "DATABASE_URL": f"sqlite:///{place / 'upstream.db'}",
        "ENCRYPTION_KEY": _key(place),
        "SEND_PER_SECOND": pace,
        "HEALTH_LISTEN": "127.0.0.1:0",
    }
    nowhere = asyncio.subprocess.DEVNULL
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", cwd=place, env=env, stdin=nowhere, stdout=nowhere, stderr=nowhere
    )
    try:
        if core is not None:
            os.sched_setaffinity(child.pid, {core})
        yield child.pid
    finally:
        if child.returncode is None:
            child.kill()
        await child.wait()


def _key(place: Path) -> str:
    """The key of the database in this folder; both are made where there are none."""
    place.mkdir(exist_ok=True)
    key = place / "key"
    if not key.exists():
        key.write_text(base64.b64encode(secrets.token_bytes(32)).decode(), encoding="ascii")
    return key.read_text(encoding="ascii")


async def _shown(api: BotApi, chat_id: int) -> None:
    """Wait until the bot has shown this person something."""
    changes = api.subscribe()
    try:
        async with asyncio.timeout(PATIENCE):
            async for change in changes:
                if change["user_id"] == chat_id and change["kind"] == "message" and change["message"]["by_bot"]:
                    return
    finally:
        changes.close()


def _resident(pid: int) -> float:
    """Resident memory in MB (10^6 bytes), as the system counts it."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    kilobytes = next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(kilobytes) * 1024 / 1e6


def _cores() -> list[int]:
    return sorted(os.sched_getaffinity(0))


def _row(name: str, figures: Sequence[float], target: str, digits: int, *, most: bool = False) -> None:
    best = max(figures) if most else min(figures)
    _say(f"{name:<58} {statistics.median(figures):8.{digits}f} ({best:.{digits}f})  {target}")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
