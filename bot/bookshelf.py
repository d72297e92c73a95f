"""Reads the files of `dialogues/` and opens them as one: the book, the ears, the helplines, the reframes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.coaching.draft_check import Guards
from bot.coaching.exercises import Exercises
from bot.coaching.helplines import Helplines
from bot.coaching.reframe_themes import Themes
from bot.coaching.registry import Knowledge
from bot.dialogue.book import Book
from bot.dialogue.script import parse_yaml
from bot.listening.listener import Listener
from bot.locate import open_places
from bot.settings import dialogues_folder


def read_files(folder: Path) -> dict[str, str]:
    """Every text of the folder by its path within it, in order."""
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.suffix in (".yaml", ".j2", ".lock")
    }


def parsed(files: Mapping[str, str], folder: str) -> dict[str, Any]:
    """The parsed YAML files of one folder of `dialogues/`, by their path."""
    return {
        path: parse_yaml(text, path)
        for path, text in files.items()
        if path.startswith(f"{folder}/") and path.endswith(".yaml")
    }


@dataclass(frozen=True, slots=True)
class Bookshelf:
    """Everything that is read at start: one book for all people, and what coaching knows."""

    book: Book
    knowledge: Knowledge
    files: Mapping[str, str]

    @classmethod
    def open(cls, folder: Path | None = None) -> Bookshelf:
        """Read and compile everything. Raises ScriptError with file and line where a file cannot be read."""
        files = read_files(folder or dialogues_folder())
        listener = Listener.compile(parsed(files, "signals"))
        themes = Themes.compile(parsed(files, "reframes"), listener.lexicon)
        helplines = Helplines.of(parse_yaml(files.get("helplines.yaml", ""), "helplines.yaml"))
        exercises = Exercises.of(parsed(files, "exercises"), listener)
        guards = Guards.compile(parsed(files, "guards"), listener.lexicon)
        knowledge = Knowledge(helplines, open_places(), listener, themes, exercises, guards)
        return cls(Book.of(files, knowledge.coaching()), knowledge, files)

    @property
    def listener(self) -> Listener:
        """What listens to every utterance."""
        return self.knowledge.listener
