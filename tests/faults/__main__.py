"""Tries every seeded fault on a copy of the tree: its test must be green before, and red after.

python -m tests.faults [PART OF A NAME]
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.faults.seeded import FAULTS, Fault

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("bot", "dialogues", "tests", "docs", "pyproject.toml")
AT_ONCE = 2


def copied(folder: Path) -> Path:
    """A copy of the tree without caches."""
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, folder / part, ignore=shutil.ignore_patterns("__pycache__", ".*_cache"))
        else:
            shutil.copy(source, folder / part)
    return folder


def verdict(folder: Path, test: str) -> int:
    """Run one test in a copy; returns pytest's exit code (0 green, 1 red, more: it did not run)."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-n", "0", "-p", "no:cacheprovider", test]
    env = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, timeout=300, check=False).returncode


def tried(fault: Fault, clean: Path) -> str:
    """Empty where the fault was noticed, else what is wrong with it."""
    text = (ROOT / fault.file).read_text(encoding="utf-8")
    if text.count(fault.good) < 1:
        return f"{fault.file} no longer holds what the fault changes; write the fault anew"
    if verdict(clean, fault.test) != 0:
        return f"{fault.test} is not green without the fault"
    with tempfile.TemporaryDirectory() as place:
        folder = copied(Path(place))
        (folder / fault.file).write_text(text.replace(fault.good, fault.bad), encoding="utf-8")
        code = verdict(folder, fault.test)
    return "" if code == 1 else f"{fault.test} did not notice (pytest exit code {code})"


def main(wanted: str = "") -> int:
    """Try the faults whose names hold `wanted`; 1 where one went unnoticed."""
    faults = [fault for fault in FAULTS if wanted in fault.name]
    with tempfile.TemporaryDirectory() as place, ThreadPoolExecutor(AT_ONCE) as pool:
        clean = copied(Path(place))
        missed = 0
        for fault, wrong in zip(faults, pool.map(lambda fault: tried(fault, clean), faults), strict=True):
            print(f"{'noticed' if not wrong else 'MISSED '}  {fault.name}{f': {wrong}' if wrong else ''}", flush=True)
            missed += bool(wrong)
    print(f"{len(faults) - missed} faults noticed, {missed} missed")
    return 1 if missed or not faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
