"""The book: every flow, compiled once at start and shared by all people.

`app` reads the files of `dialogues/`, hands their text to `Book.of`, and registers what coaching knows: actions, slot
readers and the words of the context. The engine knows nothing else of the world.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from transitions import Machine

from bot.dialogue.exercise import exercise_flow
from bot.dialogue.flow import Flow, Slot
from bot.dialogue.machine import compile_flow
from bot.dialogue.parse import parse_flow, parse_slots
from bot.dialogue.render import Renderer
from bot.dialogue.script import ScriptError, line_of, parse_yaml, texts
from bot.dialogue.signals import Signal
from bot.dialogue.slots import READERS, SlotReader, bare

if TYPE_CHECKING:
    from bot.dialogue.talk import Talk
    from bot.dialogue.tracker import Frame, Tracker

Action = Callable[["Talk", str], None]
"""A pure function that changes the talk of one turn; the text is what follows its name in `do:`, often empty."""

Context = Callable[["Tracker", "Frame | None", float], Mapping[str, Any]]
"""What coaching adds to the words that a text may use, at a time in Unix seconds."""


@dataclass(frozen=True, slots=True)
class Coaching:
    """What `app` registers from coaching.

    Actions by name, readers by slot type, the context and the names in it; `grave` names the actions that cannot be
    taken back, for which only a whole message or a tap counts; `own_words`, the control words that a person chose, by
    their bare form; `heard`, which looks at every text and says which signals the policy hears; `due`, which says of a
    named timer whether what it begins may begin now; and `settle`, which looks at every turn before it ends.
    """

    actions: Mapping[str, Action] = field(default_factory=dict)
    readers: Mapping[str, SlotReader] = field(default_factory=dict)
    context: Context = lambda tracker, frame, now: {}
    context_names: frozenset[str] = frozenset()
    grave: frozenset[str] = frozenset()
    heard: Callable[[Talk, Sequence[Signal]], Sequence[Signal]] = lambda talk, signals: signals
    settle: Callable[[Talk], None] = lambda talk: None
    due: Callable[[Talk, str], bool] = lambda talk, name: True
    own_words: Callable[[Tracker], Mapping[str, str]] = lambda tracker: {}


@dataclass(frozen=True, slots=True)
class Menu:
    """The persistent keyboard, Telegram's command list, descriptions, control words and small answers."""

    keyboard: Mapping[str, str] = field(default_factory=dict)
    commands: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    description: str = ""
    short_description: str = ""

    @classmethod
    def of(cls, script: Any) -> Menu:
        """Read `dialogues/menu.yaml`."""
        return cls(
            keyboard={bare(key["label"]): str(key["name"]) for key in script.get("keyboard") or ()},
            commands={str(row["command"]): str(row["about"]) for row in script.get("commands") or ()},
            words={
                bare(word): str(name) for name, words in (script.get("words") or {}).items() for word in texts(words)
            },
            description=script.get("description", "").strip(),
            short_description=script.get("short_description", "").strip(),
        )


@dataclass(frozen=True, slots=True)
class Book:
    """Flows and their machines, where each starts, the person's slots, the menu, small words and the renderer."""

    flows: Mapping[str, Flow]
    machines: Mapping[str, Machine]
    starts: Mapping[str, str]
    person: Mapping[str, Slot]
    menu: Menu
    labels: Sequence[str]
    small: Mapping[str, tuple[str, ...]]
    renderer: Renderer
    coaching: Coaching
    readers: Mapping[str, SlotReader]

    @classmethod
    def of(cls, files: Mapping[str, str], coaching: Coaching) -> Book:
        """Compile the book from the texts of the files, by their path within `dialogues/`. Raises `ScriptError`."""
        flows = read_flows(files)
        menu = parse_yaml(files.get("menu.yaml", ""), "menu.yaml")
        person = parse_yaml(files.get("person.yaml", ""), "person.yaml")
        return cls(
            flows=flows,
            machines={name: compile_flow(flow) for name, flow in flows.items()},
            starts={point: flow.name for flow in flows.values() for point in flow.starts_on},
            person=parse_slots(person.get("slots") or {}, "person.yaml"),
            menu=Menu.of(menu),
            labels=tuple(str(key["label"]) for key in menu.get("keyboard") or ()),
            small={
                name: texts(said) for name, said in parse_yaml(files["shared/talk.yaml"], "shared/talk.yaml").items()
            },
            renderer=Renderer(shared_templates(files)),
            coaching=coaching,
            readers={**READERS, **coaching.readers},
        )

    def control(self, tracker: Tracker, typed: str) -> str | None:
        """The control word that a bare text is, the menu's or one that the person chose, or None."""
        return self.menu.words.get(typed) or self.coaching.own_words(tracker).get(typed)

    def slot(self, flow: Flow, name: str) -> Slot | None:
        """A slot by name: the flow's own, or the person's."""
        return flow.slots.get(name) or self.person.get(name)


def shared_templates(files: Mapping[str, str]) -> dict[str, str]:
    """The templates of `dialogues/shared/` by file name."""
    return {path.removeprefix("shared/"): text for path, text in files.items() if path.startswith("shared/")}


def read_flows(files: Mapping[str, str]) -> dict[str, Flow]:
    """Read every flow and exercise; raises `ScriptError`, also where two files give a flow one name."""
    flows: dict[str, Flow] = {}
    shared = parse_yaml(files.get("shared/exercise.yaml", ""), "shared/exercise.yaml")
    for path in sorted(files):
        try:
            if path.startswith("flows/") and path.endswith(".yaml"):
                flow = parse_flow(parse_yaml(files[path], path), path)
            elif path.startswith("exercises/") and path.endswith(".yaml"):
                flow = exercise_flow(parse_yaml(files[path], path), path, shared)
            else:
                continue
        except (TypeError, KeyError, ValueError, AttributeError):
            why = "a part of this file has the wrong shape; `python -m bot lint` names the line"
            raise ScriptError(path, 1, "E004", why) from None
        if flow.name in flows:
            raise ScriptError(
                path,
                line_of(flow),
                "E006",
                f"a flow named `{flow.name}` stands in {flows[flow.name].file} too; rename one",
            )
        flows[flow.name] = flow
    return flows
