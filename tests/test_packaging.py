"""The two commands' set-up, the locks, and the wheel: tried with stand-in Pythons, without the network."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from time import perf_counter

import pytest

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ["run", "dev", "places"]

# A Python that answers what tools/setup.sh asks: it makes an empty .venv with itself in it, and notes what pip gets.
STAND_IN = """#!/bin/sh
case "$*" in
    -V) echo "Python {version}";;
    *version_info*) echo {number};;
    *ensurepip*) exit {no_ensurepip};;
    "-m venv "*) mkdir -p "$3/bin" && cp "$0" "$3/bin/python";;
    "-m pip "*) echo "$*" >> "$NOTES"; exit "${{PIP_EXIT:-0}}";;
    *) exit 64;;
esac
"""


def pinned(name: str) -> dict[str, str]:
    """Every requirement of a lock with the lines that belong to it."""
    text = (ROOT / f"requirements/{name}.txt").read_text(encoding="utf-8")
    return {entry.split(" ", 1)[0]: entry for entry in re.split(r"(?m)^(?=[a-zA-Z0-9])", text)[1:]}


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_pins_everything_by_hash_and_names_no_place(name: str) -> None:
    for requirement, entry in pinned(name).items():
        assert re.fullmatch(r"[a-z0-9.\[\]-]+==[\w.]+", requirement)
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), requirement
    text = (ROOT / f"requirements/{name}.txt").read_text(encoding="utf-8")
    assert not re.search(r"://|--(?:extra-)?index|--find-links|--trusted", text)


def test_what_runs_is_what_is_tested() -> None:
    assert set(pinned("run")) < set(pinned("dev"))


def test_every_dependency_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    groups = {"run": project["dependencies"], **project["optional-dependencies"]}
    for name, wanted in groups.items():
        locked = {requirement.split("==")[0] for requirement in pinned(name)}
        assert {re.split(r"[=<>\[]", one)[0].lower() for one in wanted} <= locked


def test_no_file_names_the_registry() -> None:
    host = re.compile(r"(?:py" + r"pi\.|python" + r"hosted\.)org|npm" + r"js\.", re.IGNORECASE)
    ours = [ROOT / name for name in ("bot", "tests", "tools", "docs", "deploy", "dialogues", "requirements", ".ci")]
    files = [
        path for folder in ours for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts
    ]
    files += [path for path in ROOT.iterdir() if path.is_file() and path.name != ".env"]
    assert len(files) > 50
    assert [path for path in files if host.search(path.read_text(encoding="utf-8", errors="replace"))] == []


class Fresh:
    """A fresh clone with only what the set-up reads, and stand-in Pythons of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.notes = folder / "notes"
        self.pythons: list[str] = []
        shutil.copytree(ROOT / "tools", folder / "tools", ignore=shutil.ignore_patterns("__pycache__"))
        (folder / "requirements").mkdir()
        for name in ("run", "dev"):
            (folder / f"requirements/{name}.txt").write_text(f"{name} 1\n", encoding="ascii")

    def add(self, version: str, ensurepip: bool = True) -> None:
        major, minor = version.split(".")[:2]
        path = self.folder / f"python{version}"
        number = int(major) * 100 + int(minor)
        path.write_text(
            STAND_IN.format(version=version, number=number, no_ensurepip=int(not ensurepip)), encoding="ascii"
        )
        path.chmod(0o755)
        self.pythons.append(str(path))

    def set_up(self, kind: str = "dev", **env: str) -> subprocess.CompletedProcess[str]:
        env = {
            "PATH": os.environ["PATH"],
            "NOTES": str(self.notes),
            "PYTHONS": " ".join(self.pythons) or "/none",
            **env,
        }
        return subprocess.run(
            [self.folder / "tools/setup.sh", kind], env=env, capture_output=True, text=True, timeout=60, check=False
        )

    def installed(self) -> list[str]:
        """The locks that pip was given so far."""
        text = self.notes.read_text(encoding="utf-8") if self.notes.exists() else ""
        assert all("--require-hashes" in line for line in text.splitlines())
        return re.findall(r"-r requirements/(\w+)\.txt", text)


@pytest.fixture
def fresh(tmp_path: Path) -> Fresh:
    return Fresh(tmp_path)


def test_a_second_set_up_does_nothing_and_takes_no_time(fresh: Fresh) -> None:
    fresh.add("3.11.2")
    assert fresh.set_up().returncode == 0
    began = perf_counter()
    again = fresh.set_up()
    assert perf_counter() - began < 1
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")
    assert fresh.set_up("run").stderr == ""
    assert fresh.installed() == ["dev"]


def test_the_bots_own_set_up_leaves_the_tests_packages_for_later(fresh: Fresh) -> None:
    fresh.add("3.11.2")
    fresh.set_up("run")
    assert fresh.installed() == ["run"]
    fresh.set_up("dev")
    fresh.set_up("run")
    assert fresh.installed() == ["run", "dev"]


def test_a_changed_lock_is_installed(fresh: Fresh) -> None:
    fresh.add("3.11.2")
    fresh.set_up()
    (fresh.folder / "requirements/dev.txt").write_text("dev 2\n", encoding="ascii")
    assert fresh.set_up().returncode == 0
    assert fresh.installed() == ["dev", "dev"]


def test_a_half_made_folder_is_made_anew(fresh: Fresh) -> None:
    fresh.add("3.11.2")
    failed = fresh.set_up(PIP_EXIT="1")
    assert failed.returncode == 1
    assert "did not finish" in failed.stderr
    left = fresh.folder / ".venv/left-over"
    left.write_text("", encoding="ascii")
    assert fresh.set_up().returncode == 0
    assert not left.exists()


def test_a_folder_of_another_python_is_made_anew(fresh: Fresh) -> None:
    fresh.add("3.11.2")
    fresh.set_up()
    python = fresh.folder / ".venv/bin/python"
    python.write_text(python.read_text(encoding="ascii").replace("3.11.2", "3.12.9"), encoding="ascii")
    assert "Setting up .venv" in fresh.set_up().stderr
    python.unlink()
    assert "Setting up .venv" in fresh.set_up().stderr


def test_the_newest_suitable_python_is_taken(fresh: Fresh) -> None:
    fresh.add("3.9.2")
    fresh.add("3.12.1")
    fresh.add("3.13.0", ensurepip=False)
    fresh.add("3.11.7")
    assert "Python 3.12.1" in fresh.set_up().stderr


@pytest.mark.parametrize(
    ("version", "ensurepip", "said"),
    [
        (
            "3.9.2",
            True,
            "Python 3.11 or newer is needed (found Python 3.9.2): install it with 'apt-get install python3",
        ),
        ("3.11.2", False, "install it with 'apt-get install python3-venv' (as root)"),
        (None, True, "Python 3.11 or newer is needed: install it with 'apt-get install python3 python3-venv'"),
    ],
)
def test_what_is_missing_is_named_in_one_line(fresh: Fresh, version: str | None, ensurepip: bool, said: str) -> None:
    if version:
        fresh.add(version, ensurepip)
    told = fresh.set_up()
    assert told.returncode == 1
    assert said in told.stderr
    assert len(told.stderr.splitlines()) == 1
    assert not (fresh.folder / ".venv").exists()


def test_ci_runs_make_test_and_passes_its_exit_code_on(tmp_path: Path) -> None:
    make = tmp_path / "make"
    make.write_text('#!/bin/sh\necho "make $*"; pwd; exit 7\n', encoding="ascii")
    make.chmod(0o755)
    env = {"PATH": f"{tmp_path}:{os.environ['PATH']}"}
    ran = subprocess.run(
        ["/usr/bin/env", "bash", ROOT / ".ci/run"], env=env, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stdout.split("\n")[:2]) == (7, ["make test", str(ROOT)])


def test_the_wheel_carries_the_words_and_the_cities(tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    clone.mkdir()
    for name in ("bot", "dialogues"):
        shutil.copytree(ROOT / name, clone / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", ".gitignore"):
        shutil.copy(ROOT / name, clone)
    (clone / "README.md").write_text("# Upstream\n", encoding="ascii")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=clone,
        check=True,
        capture_output=True,
        timeout=60,
    )
    with zipfile.ZipFile(next(tmp_path.glob("upstream_coach-*.whl"))) as wheel:
        packed = set(wheel.namelist())
        wheel.extractall(tmp_path / "site")
    words = {
        f"bot/_dialogues/{p.relative_to(ROOT / 'dialogues')}" for p in (ROOT / "dialogues").rglob("*") if p.is_file()
    }
    assert words
    assert words <= packed
    assert {"bot/coaching/places.tsv", "bot/coaching/countries.tsv"} <= packed
    assert not any(name.startswith("tests") for name in packed)
    asked = "from bot.settings import dialogues_folder; from bot.locate import open_places; open_places(); "
    found = subprocess.run(
        [sys.executable, "-c", asked + "print(dialogues_folder())"],
        cwd=tmp_path / "site",
        check=True,
        capture_output=True,
        text=True,
    )
    assert found.stdout.strip() == str(tmp_path / "site/bot/_dialogues")
