"""Countries, cities and times of day, as people type them."""

from datetime import UTC, datetime
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coaching.clock import parse_time
from bot.coaching.places import Places
from bot.locate import open_places

PLACES = open_places()
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
WITH_HELPLINES = (
    "AR AT AU BE BR CA CH DE DK ES FI FR GB IE IL IN IT JP KE KR MX NG NL NO NZ PH PL PT SE SG US ZA"
).split()


@pytest.fixture
def places() -> Places:
    return PLACES


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("UK", "GB"),
        ("u.k.", "GB"),
        ("England", "GB"),
        ("northern ireland", "GB"),
        ("USA", "US"),
        ("us", "US"),
        ("the states", "US"),
        ("Texas", "US"),
        ("Holland", "NL"),
        ("the netherlands", "NL"),
        ("Deutschland", "DE"),
        ("Alemania", "DE"),
        ("España", "ES"),
        ("espana", "ES"),
        ("Österreich", "AT"),
        ("Oesterreich", "AT"),
        ("日本", "JP"),
        ("대한민국", "KR"),
        ("Ελλάδα", "GR"),
        ("DE", "DE"),
        ("GBR", "GB"),
        ("🇩🇪", "DE"),
        ("we are in 🇳🇴 now", "NO"),
        ("🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f", "GB"),
        ("I live in Germany.", "DE"),
        ("we're both in the UK", "GB"),
        ("Berlin, Germany", "DE"),
        ("moved to New Zealand last year", "NZ"),
        ("Gemany", "DE"),
        ("Untied States", "US"),
        ("the Phillipines", "PH"),
        ("Cote d'Ivoire", "CI"),
        ("Guinea-Bissau", "GW"),
        ("New Mexico", "US"),
        ("Georgia", "GE"),
        ("south korea", "KR"),
    ],
)
def test_a_country_is_known_by_what_people_call_it(places: Places, typed: str, code: str) -> None:
    assert places.country_of(typed) == code


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "NO",  # a refusal far more often than Norway
        "no",
        "in",
        "it",
        "is",
        "skip",
        "none",
        "why",
        "prefer not to say",
        "Austrlia",  # one slip from Austria, and one from Australia
        "France or Spain",
        "Jordan said he loves me",
        "he told me about Chad",
        "🇩🇪🇫🇷",
        "🇽🇽",
        "a" * 5000,
    ],
)
def test_what_names_no_country_or_two_is_none(places: Places, typed: str) -> None:
    assert places.country_of(typed) is None


def test_the_names_of_countries_are_kept_from_clashing(places: Places) -> None:
    for code, name in places.countries.names.items():
        assert places.country_of(name) == code, name
        assert places.country_of(name.upper() + "!") in (code, None), name


@pytest.mark.parametrize("code", WITH_HELPLINES)
def test_each_country_with_helplines_has_a_name_a_code_and_real_zones(places: Places, code: str) -> None:
    assert places.country_of(code) == (None if code == "NO" else code)
    assert places.country_name(code) != code
    assert set(places.zones_of_country(code)) <= available_timezones()
    assert places.clocks_of_country(code, NOW)


def test_every_zone_of_countries_and_cities_is_in_the_packaged_tzdata(places: Places) -> None:
    cities = bytes(places.cities[:]).decode().splitlines()
    named = {line.split("\t")[3] for line in cities if not line.startswith("#")} - {""}
    assert named | {zone for zones in places.zones.values() for zone in zones} <= available_timezones()


@pytest.mark.parametrize(
    ("code", "first", "how_many"),
    [
        ("DE", "Europe/Berlin", 1),
        ("AR", "America/Argentina/Buenos_Aires", 1),
        ("GB", "Europe/London", 1),
        ("ES", "Europe/Madrid", 2),
        ("NZ", "Pacific/Auckland", 2),
        ("US", "America/New_York", 8),
        ("XX", None, 0),
    ],
)
def test_zones_that_show_one_time_are_one_clock(places: Places, code: str, first: str | None, how_many: int) -> None:
    clocks = places.clocks_of_country(code, NOW)
    assert len(clocks) == how_many
    assert (clocks[0] if clocks else None) == first
    assert set(clocks) <= set(places.zones_of_country(code))


def test_an_unknown_code_names_itself(places: Places) -> None:
    assert places.country_name("XX") == "XX"
    assert places.country_name("NL") == "the Netherlands"


@pytest.mark.parametrize(
    ("typed", "name", "country", "zone"),
    [
        ("Berlin", "Berlin", "DE", "Europe/Berlin"),
        ("München", "Munich", "DE", "Europe/Berlin"),
        ("muenchen", "Munich", "DE", "Europe/Berlin"),
        ("MUNICH", "Munich", "DE", "Europe/Berlin"),
        ("Köln", "Köln", "DE", "Europe/Berlin"),
        ("Koeln", "Köln", "DE", "Europe/Berlin"),
        ("Cologne", "Köln", "DE", "Europe/Berlin"),
        ("NYC", "New York City", "US", "America/New_York"),
        ("new york", "New York City", "US", "America/New_York"),
        ("LA", "Los Angeles", "US", "America/Los_Angeles"),
        ("Paris, Texas", "Paris", "US", "America/Chicago"),
        ("paris tx", "Paris", "US", "America/Chicago"),
        ("Paris", "Paris", "FR", "Europe/Paris"),
        ("Portland, OR", "Portland", "US", "America/Los_Angeles"),
        ("Portland, Maine", "Portland", "US", "America/New_York"),
        ("London, Ontario", "London", "CA", "America/Toronto"),
        ("london in canada", "London", "CA", "America/Toronto"),
        ("Perth WA", "Perth", "AU", "Australia/Perth"),
        ("Cork, Ireland", "Cork", "IE", "Europe/Dublin"),
        ("I live near Leeds", "Leeds", "GB", "Europe/London"),
        ("sao paulo", "São Paulo", "BR", "America/Sao_Paulo"),
        ("Warszawa", "Warsaw", "PL", "Europe/Warsaw"),
        ("Firenze", "Florence", "IT", "Europe/Rome"),
        ("frankfurt", "Frankfurt am Main", "DE", "Europe/Berlin"),
        ("st louis", "St. Louis", "US", "America/Chicago"),
        ("Bombay", "Mumbai", "IN", "Asia/Kolkata"),
        ("Bernlin", "Berlin", "DE", "Europe/Berlin"),
        ("Amstredam", "Amsterdam", "NL", "Europe/Amsterdam"),
        ("Las Palmas", "Las Palmas de Gran Canaria", "ES", "Atlantic/Canary"),
    ],
)
def test_the_likeliest_city_comes_first(places: Places, typed: str, name: str, country: str, zone: str) -> None:
    city = places.city_zone(typed)[0]
    assert (city.name, city.country, city.zone) == (name, country, zone)


def test_the_persons_country_goes_first_and_a_shared_name_gives_several(places: Places) -> None:
    assert places.city_zone("Valencia", "ES")[0].country == "ES"
    assert places.city_zone("London", "CA")[0].zone == "America/Toronto"
    assert {city.zone for city in places.city_zone("Springfield")} >= {"America/Chicago", "America/New_York"}
    assert {city.country for city in places.city_zone("Birmingham")} >= {"GB", "US"}


@pytest.mark.parametrize(
    "typed", ["", " ", "asdfgh", "x", "#", "\t", "\n", ",", "# Cities", "\x00", "東京", "a" * 5000]
)
def test_what_names_no_city_finds_none(places: Places, typed: str) -> None:
    assert places.city_zone(typed) == []


@given(st.text(max_size=60))
def test_no_text_breaks_a_look_up(text: str) -> None:
    assert len(PLACES.city_zone(text)) <= 8
    assert PLACES.country_of(text) is None or PLACES.country_of(text) in PLACES.countries.names
    found = parse_time(text)
    assert found is None or (0 <= found[0] <= 23 and 0 <= found[1] <= 59)


def test_the_city_list_is_sorted_small_and_names_its_licence(places: Places) -> None:
    lines = bytes(places.cities[:]).splitlines()
    rows = [line for line in lines if not line.startswith(b"#")]
    assert rows == sorted(rows)
    assert len(places.cities) < 4_000_000
    assert b"CC BY 4.0" in b"\n".join(lines[:6])
    assert all(line.count(b"\t") == 5 for line in rows)


@pytest.mark.parametrize(
    ("typed", "time"),
    [
        ("8pm", (20, 0)),
        ("8 PM", (20, 0)),
        ("8:30 p.m.", (20, 30)),
        ("20:15", (20, 15)),
        ("20.15", (20, 15)),
        ("20h15", (20, 15)),
        ("2015", (20, 15)),
        ("19 Uhr", (19, 0)),
        ("8 o’clock", (8, 0)),
        ("8", (8, 0)),
        ("at 9 at night", (21, 0)),
        ("8 in the evening", (20, 0)),
        ("half past eight pm", (20, 30)),
        ("half 8", (8, 30)),
        ("quarter to 9", (8, 45)),
        ("quarter to 12am", (23, 45)),
        ("20 past 7", (7, 20)),
        ("noon", (12, 0)),
        ("midnight", (0, 0)),
        ("12am", (0, 0)),
        ("12pm", (12, 0)),
    ],
)
def test_a_time_of_day_is_read(typed: str, time: tuple[int, int]) -> None:
    assert parse_time(typed) == time


@pytest.mark.parametrize("typed", ["", "13pm", "0am", "25:00", "8:3", "8:60", "-1", "no", "later", "٨", "99 past 7"])
def test_what_is_no_time_of_day_is_none(typed: str) -> None:
    assert parse_time(typed) is None
