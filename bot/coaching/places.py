"""Cities and time zones: which clock a typed city, or a country, goes by.

Pure: `locate.open_places` reads the files and hands them in. The city list is looked up where it lies (a memory map),
so that it costs a few pages of memory instead of all of it.
"""

from __future__ import annotations

import mmap
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.coaching.countries import Countries, fold
from bot.coaching.regions import REGIONS
from bot.coaching.slips import one_slip

__all__ = ["City", "Places", "fold"]

_LEAD_IN = re.compile(r"^(?:i am|im|i live|we live|living|based|near|close to|in|from|around|here in|the city of)\s+")


@dataclass(frozen=True, slots=True)
class City:
    """One city: its name as it calls itself in English, ISO country, IANA zone, people (to the thousand).

    `region` is GeoNames' code where we read regions (US, CA, AU, GB), else empty.
    """

    name: str
    country: str
    zone: str
    population: int
    region: str = ""


@dataclass(frozen=True, slots=True)
class Places:
    """Where people are: countries, their zones, and cities. `cities` is `places.tsv`, read or as a memory map."""

    countries: Countries
    cities: bytes | mmap.mmap = field(repr=False)
    zones: dict[str, tuple[str, ...]] = field(repr=False)

    @classmethod
    def read(cls, cities: bytes | mmap.mmap, countries: Iterable[str], zone_tab: Iterable[str]) -> Places:
        """Build from `places.tsv`, the lines of `countries.tsv`, and the lines of tzdata's `zone.tab`."""
        known = Countries.read(countries)
        zones: dict[str, list[str]] = {code: list(listed) for code, listed in known.zones.items()}
        for line in zone_tab:
            if not line.startswith("#") and "\t" in line:
                code, _, zone = line.rstrip("\n").split("\t")[:3]
                if zone not in (listed := zones.setdefault(code, [])):
                    listed.append(zone)
        return cls(known, cities, {code: tuple(listed) for code, listed in zones.items()})

    def country_of(self, text: str) -> str | None:
        """See `Countries.country_of`."""
        return self.countries.country_of(text)

    def country_name(self, code: str) -> str:
        """See `Countries.country_name`."""
        return self.countries.country_name(code)

    def zones_of_country(self, code: str) -> tuple[str, ...]:
        """All IANA zones of a country, those of most people first; none for an unknown code."""
        return self.zones.get(code, ())

    def clocks_of_country(self, code: str, now: datetime) -> tuple[str, ...]:
        """The zones whose clocks differ in the year from `now` (aware), those of most people first.

        One zone means that the country alone settles it: Germany's two zones, or Argentina's twelve, show one time.
        """
        clocks: dict[tuple[timedelta | None, ...], str] = {}
        days = [now + timedelta(days=30 * month) for month in range(12)]
        for zone in self.zones_of_country(code):
            clocks.setdefault(tuple(day.astimezone(ZoneInfo(zone)).utcoffset() for day in days), zone)
        return tuple(clocks.values())

    def city_zone(self, text: str, country: str | None = None) -> list[City]:
        """The cities that a text may mean, likeliest first, each (name, country, region, zone) once; at most eight.

        Understands "Paris, Texas", "Portland OR", "London in Canada", other spellings and languages in Latin letters
        (Köln, Koeln, Cologne), the beginning of a longer name, and one slip. Cities of `country` go before all others.
        """
        if len(text) > 200:
            return []
        readings = list(self._readings(text, country))
        for look in (self._spelled, self._nearly):
            for words, region, place in readings:
                fitting = [c for c in look(words) if place in ("", c.country) and region in ("", c.region)]
                if fitting:
                    return sorted(fitting, key=lambda c: c.country != (place or country))[:8]
        return []

    def _readings(self, text: str, country: str | None) -> Iterator[tuple[str, str, str]]:
        """Ways to read a text as (folded city, region, country), the most exact first; "" where it says nothing."""
        parts = [part for part in re.split(r"[,;/()\n]+", text) if part.strip()]
        if len(parts) > 1:
            yield from self._named_after(_bare(parts[0]), ", ".join(parts[1:]), country)
            yield from self._named_after(_bare(parts[-1]), parts[0], country)
        words = _bare(text)
        yield words, "", ""
        pieces = words.split()
        for size in (1, 2):
            if len(pieces) > size:
                tail = " ".join(pieces[-size:])
                yield from self._named_after(" ".join(pieces[:-size]).removesuffix(" in"), tail, country)
        if len(parts) > 1:
            yield _bare(parts[0]), "", ""

    def _named_after(self, city: str, where: str, country: str | None) -> Iterator[tuple[str, str, str]]:
        """The readings of a city followed by a region or a country."""
        for word in [where, *where.split(", ")]:
            for place, region in sorted(REGIONS.get(fold(word), ()), key=lambda found: found[0] != country):
                yield city, region, place
        named = self.country_of(where) or (self.country_of(where.upper()) if len(where.strip()) <= 3 else None)
        if named:
            yield city, "", named

    def _spelled(self, words: str) -> list[City]:
        """Cities under this folded name, and those whose name goes on after it: "frankfurt" for "frankfurt am main"."""
        if not words:
            return []
        exact = self._ranked(words, self._lines(f"{words}\t"))
        longer = self._ranked(words, self._lines(f"{words} ")) if len(words) >= 4 else []
        # Of longer names only those that are the city's own, and not the districts of a city that is found already.
        known = {(city.country, city.zone) for city in exact}
        return exact + [c for c in longer if fold(c.name).startswith(words) and (c.country, c.zone) not in known]

    def _nearly(self, words: str) -> list[City]:
        """Cities one slip away, among those that begin with the same three letters."""
        if len(words) < 5:
            return []
        near = (line for line in self._lines(words[:3]) if one_slip(words, line.partition("\t")[0]))
        return self._ranked(words, near)

    def _lines(self, prefix: str) -> Iterator[str]:
        """All lines that begin with a prefix: a binary search by bytes, then one line after the other."""
        wanted, text = prefix.encode(), self.cities
        low, high = 0, len(text)
        while low < high:
            middle = (low + high) // 2
            start = text.rfind(b"\n", 0, middle) + 1
            end = text.find(b"\n", start)
            end = len(text) if end < 0 else end + 1
            line = text[start:end]
            if line.startswith(b"#") or line < wanted:
                low = end
            else:
                high = start
        while low < len(text):
            end = text.find(b"\n", low)
            end = len(text) if end < 0 else end
            line = text[low:end]
            if not line.startswith(wanted):
                return
            yield line.decode()
            low = end + 1

    def _ranked(self, words: str, lines: Iterable[str]) -> list[City]:
        """The cities of these lines, most people first; one that is only also called so counts for a fifth."""
        found: dict[tuple[str, str, str, str], tuple[float, City]] = {}
        for line in lines:
            key, country, region, zone, thousands, shown = line.split("\t")
            name = shown or key.title()
            people = int(thousands) * 1000
            city = City(name, country, zone or self.countries.zones[country][0], people, region)
            weight = people * (1.0 if fold(name) == words else 0.2)
            if weight > found.get((name, country, region, zone), (0.0, city))[0]:
                found[name, country, region, zone] = (weight, city)
        ordered: Sequence[tuple[float, City]] = sorted(found.values(), key=lambda pair: -pair[0])
        return [city for _, city in ordered]


def _bare(text: str) -> str:
    words = fold(text)
    while (shorter := _LEAD_IN.sub("", words)) != words:
        words = shorter
    return words
