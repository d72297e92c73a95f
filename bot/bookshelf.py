"""Reads the files of `dialogues/` and opens them as one: the book, the ears, the helplines, the reframes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from bot.coaching.draft_check import Guards
from bot.coaching.exercises import Exercises
from bot.coaching.helplines import Helplines
from bot.coaching.reframe_themes import Themes
from bot.coaching.registry import Knowledge
from bot.dialogue.book import Book
from bot.dialogue.script import parse_yaml
from bot.dialogue.slots import bare
from bot.listening.classifier import Classifier, ModelDamaged
from bot.listening.judgement import Judge, Model, Weights
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


MODEL = Path(__file__).parent / "listening" / "model"
"""The model's network, vocabulary and card."""


class Once:
    """Reads the model at first use, which may be in any thread, and keeps it: most commands never need it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._model: Model | None = None

    def __call__(self) -> Model:
        """The model."""
        with self._lock:
            if self._model is None:
                self._model = read_model()
            return self._model


def read_model(folder: Path = MODEL) -> Model:
    """The model of listening, with how its labels are weighed. Raises `ModelDamaged`."""
    try:
        card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
        vocabulary = (folder / "vocabulary.txt").read_text(encoding="utf-8")
        classifier = Classifier.of(card, (folder / "network.onnx").read_bytes(), vocabulary)
        weights = {label: Weights(**given) for label, given in card["weights"].items()}
        return Model(classifier, weights, **card["limits"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        if isinstance(error, ModelDamaged):
            raise
        raise ModelDamaged(
            f"the model in {folder} cannot be read ({type(error).__name__}); fetch the project anew"
        ) from None


def labels(book: Book) -> set[str]:
    """Everything that a button of the flows or the keyboard says, what may be typed in its place, and control words."""
    found = {*book.menu.keyboard, *book.menu.words}
    for flow in book.flows.values():
        for state in flow.states.values():
            for choice in state.choices:
                found.update(text for text in (choice.label, *choice.also) if text and "{" not in text)
    return found


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
        listener = Listener.compile(parsed(files, "signals"), Judge(Once()))
        themes = Themes.compile(parsed(files, "reframes"), listener.lexicon)
        helplines = Helplines.of(parse_yaml(files.get("helplines.yaml", ""), "helplines.yaml"))
        exercises = Exercises.of(parsed(files, "exercises"), listener)
        guards = Guards.compile(parsed(files, "guards"), listener.lexicon)
        knowledge = Knowledge(helplines, open_places(), listener, themes, exercises, guards)
        book = Book.of(files, knowledge.coaching())
        listener.spared = frozenset(bare(label) for label in labels(book))
        return cls(book, knowledge, files)

    @property
    def listener(self) -> Listener:
        """What listens to every utterance."""
        return self.knowledge.listener
