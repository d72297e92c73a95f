"""The rooms and their arrows, read out of the imports: `docs/architecture.md` draws them, this holds them."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

BOT = Path(__file__).resolve().parents[1] / "bot"
MODULES = sorted(path for path in BOT.rglob("*.py") if "_dialogues" not in path.parts)

# Which rooms each room may use, itself apart.
KNOWS = {
    "dialogue": set(),
    "listening": {"dialogue"},
    "coaching": {"listening", "dialogue"},
    "telegram": {"coaching", "listening", "dialogue"},
    "storage": {"coaching", "listening", "dialogue"},
    "pictures": {"coaching", "listening", "dialogue"},
    "settings": set(),
    "preview": set(),  # the stand-in and its page are a second opinion: they know nothing of the bot
    "app": {"telegram", "storage", "pictures", "coaching", "listening", "dialogue", "settings"},
    "preview.run": {
        "preview",
        "app",
        "telegram",
        "storage",
        "pictures",
        "coaching",
        "listening",
        "dialogue",
        "settings",
    },
    "__main__": {
        "preview",
        "preview.run",
        "app",
        "telegram",
        "storage",
        "pictures",
        "coaching",
        "listening",
        "dialogue",
        "settings",
    },
}
PURE = {"dialogue", "listening", "coaching"}
WORLD = set(
    "telegram sqlite3 sqlite_utils aiohttp httpx requests urllib http socket ssl select asyncio threading subprocess "
    "multiprocessing concurrent random secrets uuid time os io sys shutil tempfile glob fileinput importlib "
    "pkgutil logging dotenv pydantic cryptography".split()
)
# Calls that read a clock or a file, whatever object they are made on; a path may be named, as the linter does.
READS = set(
    "now today utcnow open read_text read_bytes write_text write_bytes iterdir glob rglob exists is_file is_dir stat "
    "mkdir unlink resolve cwd home getenv".split()
)
VAGUE = {
    "manager",
    "service",
    "context",
    "utils",
    "util",
    "helpers",
    "helper",
    "data",
    "info",
    "common",
    "misc",
    "base",
}
LONGEST = 350


# The modules that make up the command line; every other one directly in `bot` belongs to the room `app`.
COMMAND_LINE = {"__main__", "commands", "failures"}


def room(module: str) -> str:
    """`bot.dialogue.engine` is in the room `dialogue`; `preview.run`, which joins bot and stand-in, is its own."""
    parts = module.split(".")
    if len(parts) < 2:
        return "bot"
    if parts[1:3] == ["preview", "run"]:
        return "preview.run"
    if (BOT / parts[1]).is_dir() or parts[1] == "settings":
        return parts[1]
    return "__main__" if parts[1] in COMMAND_LINE else "app"


def name_of(path: Path) -> str:
    parts = path.relative_to(BOT.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Every import of a module, late and type-only ones too, as (line, full name)."""
    package = name_of(path).split(".")
    package = package if path.name == "__init__.py" else package[:-1]
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            source = ".".join([*above, *([node.module] if node.module else [])])
            # `from bot import locate` names a module, `from bot.locate import zone_at` a thing in one.
            yield from ((node.lineno, f"{source}.{alias.name}" if source == "bot" else source) for alias in node.names)


def against_the_arrows(path: Path) -> list[str]:
    here = room(name_of(path))
    return [
        f"{path.relative_to(BOT.parent)}:{line}: {here} may not know {name}"
        for line, name in imports(path)
        if name.split(".")[0] == "bot" and room(name) not in {here, "bot"} | KNOWS.get(here, set())
    ]


def against_purity(path: Path) -> list[str]:
    where = path.relative_to(BOT.parent)
    found = [f"{where}:{line}: imports {name}" for line, name in imports(path) if name.split(".")[0] in WORLD]
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            called = node.func
            name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            if name in READS:
                found.append(f"{where}:{node.lineno}: calls {name}()")
    return found


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_arrows_run_one_way(path: Path) -> None:
    assert against_the_arrows(path) == []


@pytest.mark.parametrize("path", [path for path in MODULES if room(name_of(path)) in PURE], ids=name_of)
def test_pure_rooms_touch_nothing_outside(path: Path) -> None:
    assert against_purity(path) == []


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_is_small_and_named_after_what_it_is(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST
    assert not VAGUE & set(name_of(path).split("."))


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_what_others_may_use_says_what_it_is(path: Path) -> None:
    silent = [] if ast.get_docstring(tree(path)) else ["the module itself"]
    silent += [
        f"{path.relative_to(BOT.parent)}:{node.lineno}: {node.name}"
        for node in tree(path).body
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert silent == []


def test_every_room_is_known_here() -> None:
    folders = {path.name for path in BOT.iterdir() if (path / "__init__.py").exists()}
    assert folders <= set(KNOWS)


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A module of the dialogue room in a tree of its own, to be filled by a test."""
    folder = tmp_path / "bot" / "dialogue"
    folder.mkdir(parents=True)
    (tmp_path / "bot" / "storage").mkdir()
    monkeypatch.setattr(f"{__name__}.BOT", tmp_path / "bot")
    return folder / "engine.py"


@pytest.mark.parametrize(
    "line",
    [
        "from bot.storage.store import Turn",
        "import bot.storage.store",
        "from bot import storage",
        "from ..storage import store",
        "def f():\n    from bot.app import run",
        "from bot import locate",
    ],
)
def test_an_arrow_against_the_order_is_found(written: Path, line: str) -> None:
    written.write_text(line, encoding="utf-8")
    assert len(against_the_arrows(written)) == 1


@pytest.mark.parametrize(
    "line",
    [
        "import time",
        "from random import choice",
        "from datetime import datetime\nx = datetime.now()",
        "import datetime as d\nx = d.date.today()",
        "x = open('a')",
        "def f(p):\n    return p.read_text()",
        "if 1:\n    import sqlite3.dbapi2",
    ],
)
def test_a_touch_of_the_outside_is_found(written: Path, line: str) -> None:
    written.write_text(line, encoding="utf-8")
    assert len(against_purity(written)) == 1
