"""The signal and reframe files of the project, parsed and compiled once for the tests."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from bot.coaching.reframe_themes import Themes
from bot.dialogue.script import parse_yaml
from bot.listening import Listener

DIALOGUES = Path(__file__).parents[2] / "dialogues"


def parsed(folder: str) -> dict[str, Any]:
    return {
        p.name: parse_yaml(p.read_text(encoding="utf-8"), p.name) for p in sorted((DIALOGUES / folder).glob("*.yaml"))
    }


@cache
def listener() -> Listener:
    return Listener.compile(parsed("signals"))


@cache
def themes() -> Themes:
    return Themes.compile(parsed("reframes"), listener().lexicon)


def names(text: str) -> list[str]:
    return [signal.name for signal in listener().listen(text)]


def lines(block: str) -> list[str]:
    return [line.strip() for line in block.splitlines() if line.strip() and not line.strip().startswith("#")]
