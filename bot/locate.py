"""Where things lie on this machine: opens the packaged city list, and turns shared coordinates into a time zone.

The table of zone borders takes 35 MB of memory, so it is read in a process of its own that answers once and ends. The
coordinates go to it by its standard input and are kept nowhere: not in a log, not in the list of running processes.
"""

from __future__ import annotations

import asyncio
import contextlib
import math
import mmap
import sys
from importlib.resources import as_file, files
from pathlib import Path

from bot.coaching.places import Places

SECONDS = 3.0


def open_places() -> Places:
    """The packaged city list as a memory map, with the countries and tzdata's zones; about 1 MB of memory."""
    with as_file(files("bot.coaching") / "places.tsv") as path, Path(path).open("rb") as file:
        cities = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    countries = (files("bot.coaching") / "countries.tsv").read_text(encoding="utf-8")
    zone_tab = (files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8")
    return Places.read(cities, countries.splitlines(), zone_tab.splitlines())


async def zone_at(latitude: float, longitude: float, seconds: float = SECONDS) -> str | None:
    """The IANA zone at these degrees, or None: impossible degrees, the open sea, or no answer within `seconds`."""
    if not (math.isfinite(latitude) and math.isfinite(longitude) and abs(latitude) <= 90 and abs(longitude) <= 180):
        return None
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",
        "-c",
        _ANSWER,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        answer, _ = await asyncio.wait_for(process.communicate(f"{longitude!r} {latitude!r}".encode()), seconds)
    except TimeoutError:
        return None
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    zone = answer.decode("ascii", "replace").strip()
    return zone if process.returncode == 0 and "/" in zone and not zone.startswith("Etc/") else None


_ANSWER = """
import sys
from tzfpy import get_tz
print(get_tz(*map(float, sys.stdin.read().split())))
"""
