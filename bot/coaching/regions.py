"""Regions that people put behind a city, "Portland, OR": GeoNames' region codes by folded name and by abbreviation."""

from __future__ import annotations

_US = (
    "AL alabama|AK alaska|AZ arizona|AR arkansas|CA california|CO colorado|CT connecticut|DE delaware|"
    "DC district of columbia|FL florida|GA georgia|HI hawaii|ID idaho|IL illinois|IN indiana|IA iowa|KS kansas|"
    "KY kentucky|LA louisiana|ME maine|MD maryland|MA massachusetts|MI michigan|MN minnesota|MS mississippi|"
    "MO missouri|MT montana|NE nebraska|NV nevada|NH new hampshire|NJ new jersey|NM new mexico|NY new york|"
    "NC north carolina|ND north dakota|OH ohio|OK oklahoma|OR oregon|PA pennsylvania|RI rhode island|"
    "SC south carolina|SD south dakota|TN tennessee|TX texas|UT utah|VT vermont|VA virginia|WA washington|"
    "WV west virginia|WI wisconsin|WY wyoming"
)
# Canada's and Australia's codes are numbers in GeoNames; the abbreviations stand before the names.
_CA = (
    "01 ab alberta|02 bc british columbia|03 mb manitoba|04 nb new brunswick|05 nl newfoundland|07 ns nova scotia|"
    "08 on ontario|09 pe prince edward island|10 qc quebec|11 sk saskatchewan|12 yt yukon|"
    "13 nt northwest territories|14 nu nunavut"
)
_AU = (
    "01 act australian capital territory|02 nsw new south wales|03 nt northern territory|04 qld queensland|"
    "05 sa south australia|06 tas tasmania|07 vic victoria|08 wa western australia"
)
_GB = "ENG england|SCT scotland|WLS wales|NIR northern ireland"


def _read() -> dict[str, tuple[tuple[str, str], ...]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for entry in _US.split("|"):
        code, name = entry.split(" ", 1)
        found.setdefault(code.lower(), []).append(("US", code))
        found.setdefault(name, []).append(("US", code))
    for country, table in (("CA", _CA), ("AU", _AU)):
        for entry in table.split("|"):
            code, short, name = entry.split(" ", 2)
            found.setdefault(short, []).append((country, code))
            found.setdefault(name, []).append((country, code))
    for entry in _GB.split("|"):
        code, name = entry.split(" ", 1)
        found.setdefault(name, []).append(("GB", code))
    return {name: tuple(places) for name, places in found.items()}


# Folded name or abbreviation → (ISO country, GeoNames region code), several where an abbreviation is shared.
REGIONS = _read()
