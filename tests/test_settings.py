"""The environment is read once, and a wrong value is told in one line that keeps secrets."""

import base64
import re
import stat
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.settings import Settings, SettingsError, dialogues_folder, host_and_port, write_key

ROOT = Path(__file__).resolve().parents[1]
TOKEN = "123456789:" + "Canary_" * 5
KEY = base64.b64encode(b"k" * 32).decode()
OLDER = base64.b64encode(b"o" * 32).decode()


def test_nothing_set_is_the_preview_on_sqlite() -> None:
    settings = Settings.read({}, None)
    assert settings.token == ""
    assert settings.keys == ()
    assert settings.database == Path("data/upstream.db")
    assert settings.TELEGRAM_API_URL == "https://api.telegram.org"
    assert settings.SEND_PER_SECOND == 30


def test_values_are_cast_and_spaces_trimmed() -> None:
    env = {"TELEGRAM_BOT_TOKEN": f" {TOKEN}\n", "ENCRYPTION_KEY": f"{KEY}, {OLDER}", "SEND_PER_SECOND": "0"}
    settings = Settings.read({**env, "TELEGRAM_API_URL": "http://127.0.0.1:9/", "HOME": "/x"}, None)
    assert settings.token == TOKEN
    assert settings.keys == (b"k" * 32, b"o" * 32)
    assert settings.SEND_PER_SECOND == 0
    assert settings.TELEGRAM_API_URL == "http://127.0.0.1:9"
    assert Settings.read({"DATABASE_URL": "sqlite:////srv/up.db"}, None).database == Path("/srv/up.db")


def test_the_environment_wins_over_the_file_and_an_empty_value_is_not_set(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text(f"# mine\nexport TELEGRAM_BOT_TOKEN='{TOKEN}'\nSEND_PER_SECOND=5\nLISTEN=\nOTHER=${{HOME}}\n")
    settings = Settings.read({"SEND_PER_SECOND": "7", "TELEGRAM_BOT_TOKEN": ""}, file)
    assert settings.token == TOKEN
    assert settings.SEND_PER_SECOND == 7
    assert settings.LISTEN == "127.0.0.1:8080"
    assert Settings.read({}, tmp_path / "absent").token == ""


def test_the_process_environment_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEND_PER_SECOND", "9")
    assert Settings.read(env_file=None).SEND_PER_SECOND == 9


@pytest.mark.parametrize(
    ("name", "value", "cure"),
    [
        ("TELEGRAM_BOT_TOKEN", "Canary_no_colon", "@BotFather"),
        ("TELEGRAM_BOT_TOKEN", "123456:Canary two", "@BotFather"),
        ("TELEGRAM_BOT_TOKEN", "Canary:123456", "@BotFather"),
        ("TELEGRAM_API_URL", "api.telegram.org", "http"),
        ("DATABASE_URL", "postgresql://u:Canary@h/d", "sqlite:///data/upstream.db"),
        ("DATABASE_URL", "sqlite:///", "sqlite:///data/upstream.db"),
        ("DATABASE_URL", "data.db", "sqlite:///data/upstream.db"),
        ("STREAM_URL", "nats://Canary@h", "leave it empty"),
        ("ENCRYPTION_KEY", "Canary", "python -m bot keys new"),
        ("ENCRYPTION_KEY", f"{KEY},Canary", "key 2"),
        ("ENCRYPTION_KEY", base64.b64encode(b"Canary").decode(), "32 bytes"),
        ("WEBHOOK_URL", "http://h/x", "https://"),
        ("WEBHOOK_SECRET", "Canary!", "at most 256"),
        ("LISTEN", "8080", "127.0.0.1:8080"),
        ("HEALTH_LISTEN", "h:99999", "127.0.0.1:8080"),
        ("SEND_PER_SECOND", "fast", "a number"),
        ("SEND_PER_SECOND", "-1", "between 0"),
        ("SEND_PER_SECOND", "nan", "between 0"),
    ],
)
def test_a_wrong_value_is_one_line_with_its_cure_and_without_the_value(name: str, value: str, cure: str) -> None:
    with pytest.raises(SettingsError) as told:
        Settings.read({name: value}, None)
    line = str(told.value)
    assert line.startswith(f"{name} ")
    assert cure in line
    assert "\n" not in line
    assert "Canary" not in line
    assert base64.b64encode(b"Canary").decode() not in line
    assert told.value.__context__ is None or told.value.__suppress_context__


def test_each_wrong_value_has_a_line() -> None:
    with pytest.raises(SettingsError) as told:
        Settings.read({"LISTEN": "x", "STREAM_URL": "nats://h", "SEND_PER_SECOND": "x"}, None)
    assert len(str(told.value).splitlines()) == 3


def test_a_webhook_needs_its_secret() -> None:
    with pytest.raises(SettingsError, match="WEBHOOK_SECRET is missing"):
        Settings.read({"WEBHOOK_URL": "https://h.example/t"}, None)


def test_only_another_bot_api_server_calls_without_https() -> None:
    env = {"WEBHOOK_URL": "http://127.0.0.1:9/t", "WEBHOOK_SECRET": "s", "TELEGRAM_API_URL": "http://127.0.0.1:8"}
    assert Settings.read(env, None).WEBHOOK_URL == "http://127.0.0.1:9/t"


def test_secrets_do_not_show_and_nothing_changes() -> None:
    settings = Settings.read({"TELEGRAM_BOT_TOKEN": TOKEN, "ENCRYPTION_KEY": KEY, "WEBHOOK_SECRET": "Canary" * 4}, None)
    shown = f"{settings!r} {settings} {settings.model_dump_json()}"
    assert "Canary" not in shown
    assert KEY not in shown
    with pytest.raises(ValidationError, match="frozen"):
        settings.LISTEN = "0.0.0.0:1"


def test_an_unreadable_file_is_told(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_bytes(b"TELEGRAM_BOT_TOKEN=\xff\xfe")
    with pytest.raises(SettingsError, match="cannot be read"):
        Settings.read({}, file)


def test_a_key_is_added_for_the_owner_alone_and_never_replaced(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    write_key(file, KEY)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert Settings.read({}, file).keys == (b"k" * 32,)
    with pytest.raises(SettingsError, match="already"):
        write_key(file, OLDER)
    assert Settings.read({}, file).keys == (b"k" * 32,)
    assert [path.name for path in tmp_path.iterdir()] == [".env"]


def test_a_key_takes_the_place_of_an_empty_line_and_keeps_the_rest(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text(f"TELEGRAM_BOT_TOKEN={TOKEN}\nENCRYPTION_KEY=\n# last", encoding="utf-8")
    file.chmod(0o644)
    write_key(file, KEY)
    assert file.read_text(encoding="utf-8") == f"TELEGRAM_BOT_TOKEN={TOKEN}\n# last\nENCRYPTION_KEY={KEY}\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_settings_example_and_docs_name_the_same() -> None:
    ours = set(Settings.model_fields)
    example = re.findall(r"(?m)^(?:# )?([A-Z_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"))
    table = re.findall(r"(?m)^\| `([A-Z_]+)` \| (\S+) \|", (ROOT / "docs/settings.md").read_text(encoding="utf-8"))
    assert set(example) == ours
    assert len(example) == len(ours)
    assert {name for name, _ in table} == ours
    plain = Settings.read({}, None)
    for name, default in table:
        value = getattr(plain, name)
        assert default in ("empty", f"`{value:g}`" if isinstance(value, float) else f"`{value}`"), name


def test_the_example_itself_is_a_valid_file() -> None:
    assert Settings.read({}, ROOT / ".env.example") == Settings.read({}, None)


def test_an_address_and_its_port() -> None:
    assert host_and_port("127.0.0.1:8080") == ("127.0.0.1", 8080)
    assert host_and_port("[::1]:0") == ("::1", 0)


def test_the_words_lie_beside_the_source() -> None:
    assert dialogues_folder() == ROOT / "dialogues"
