"""The command line: every command is documented, and what can be put right is told in one line."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bot import commands
from bot.__main__ import main
from tests.talker import ROOT


def test_every_command_is_in_the_docs_and_in_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    page = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    with pytest.raises(SystemExit):
        main(["--help"])
    told = capsys.readouterr().out
    for name in commands.COMMANDS:
        assert f"| `{name}` |" in page
        assert name in told


def test_an_unknown_flow_is_told_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["graph", "nowhere"]) == 1
    error = capsys.readouterr().err
    assert error.startswith("upstream: there is no flow `nowhere`")
    assert error.count("\n") == 1


def test_a_flow_is_drawn(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["graph", "grounding"]) == 0
    assert "stateDiagram-v2" in capsys.readouterr().out


def test_keys_new_prints_a_key_of_32_bytes(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["keys", "new"]) == 0
    assert len(capsys.readouterr().out.strip()) == 44


def test_read_answers_line_by_line_in_order(tmp_path: Path) -> None:
    lines = b'{"id": "a", "text": "You never cared about me"}\nno json\n\n{"id": 3, "text": "I want to die"}\n'
    done = subprocess.run([sys.executable, "-m", "bot", "read"], input=lines, capture_output=True, cwd=ROOT, check=True)
    first, second, third = map(json.loads, done.stdout.splitlines())
    assert first["id"] == "a"
    assert "absolute_partner" in first["labels"]
    assert first["reframe"]
    assert second == {"id": None, "labels": [], "scores": {}, "reframe": None, "error": second["error"]}
    assert third["reframe"] is None
    assert third["labels"][0] == "crisis:suicide"


def test_lint_says_what_it_checked(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lint"]) == 0
    assert "0 errors" in capsys.readouterr().out
