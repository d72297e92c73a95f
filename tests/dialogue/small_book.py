"""A small book to test the engine with: its own words, so that no test depends on the real ones."""

from __future__ import annotations

from typing import Any

from bot.dialogue.book import Book, Coaching
from bot.dialogue.effects import Erase, Say
from bot.dialogue.engine import Turn, advance
from bot.dialogue.events import Commanded, Event, Fired, Said, Tapped
from bot.dialogue.signals import Signal
from bot.dialogue.talk import Talk
from bot.dialogue.tracker import Tracker

FILES = {
    "menu.yaml": """
keyboard:
  - {name: flooded, label: "I'm flooded"}
commands:
  - {command: ask, about: asks}
words: {stop: [stop, leave me alone], menu: [menu]}
""",
    "person.yaml": "slots: {name: {type: text}, consent: {type: yes_no}, zone: {type: place}}",
    "shared/talk.yaml": "{back: ['Back to {{ flow_below }}.'], retry: [Tap one., One of these.], doubled: Have it.}",
    "shared/exercise.yaml": """
step: "NUMBER/TOTAL"
next: {label: Next, also: [ok]}
back: {label: Back}
pause: {label: Pause}
stop: {label: Stop here, also: ["no"]}
breath: {also: [dizzy], do: note breath}
left_breath: Left alone.
paused: Paused.
waiting: Still paused.
go_on: {label: Go on}
start_again: {label: Start again}
stopped: Left.
retry: Still here.
retry_paused: Still there.
""",
    "exercises/feet.yaml": """
exercise: feet
title: the feet
without_breath: "true"
grade: C
source: ours
steps:
  - {say: Feet down., seconds: "20"}
  - {say: Toes., seconds: "10"}
done: Done.
""",
    "flows/calm.yaml": """
flow: calm
title: calming
kind: soothing
starts_on: [signal.flooded, keyboard.flooded, "command.start:now"]
handles: [flooded]
start: number
slots: {before: {type: scale}}
states:
  number:
    say: "Feet down{% if name %}, {{ name }}{% endif %}. 0 to 10?"
    ask: before
    retry: A number.
    choices:
      - {label: Can't, also: [i cannot], go: run}
    next:
      - {when: before >= 7, go: run}
      - {go: fine}
    after: {wait: 3 min, say: Still here.}
  run: {call: exercise.feet, next: fine}
  fine:
    say: "Was {{ before }}. {% if words %}You wrote {{ words }}.{% endif %}"
    next: end
""",
    "flows/talk.yaml": """
flow: asking
title: the asking
kind: couple
starts_on: [command.ask, signal.absolute_partner]
start: moment
slots: {moment: {type: text, max: '40'}, sure: {type: yes_no}}
states:
  moment:
    say: [Which moment?, What moment was it?, Tell me the moment.]
    ask: moment
    retry: Your own words.
    listen: [shame]
    choices:
      - {label: Skip, go: end}
    next: sure
  sure:
    say: "You said {{ moment }}. Sure?"
    choices:
      - {label: 'Yes', also: [yeah], set: {sure: 'yes'}, do: note it, go: kept}
      - {label: 'No', go: moment}
      - {label: Never, when: 'name', go: end}
  kept: {say: 'Kept {{ sure }}.', next: end}
""",
    "flows/crisis.yaml": """
flow: crisis
title: the question
kind: safety
starts_on: ["signal.crisis:suicide"]
handles: ["crisis:suicide"]
stale_after: 24 h
start: question
states:
  question:
    say: Are you thinking of it?
    retry: Yes or no?
    choices:
      - {label: 'Yes', hears: ["crisis:suicide"], do: close, go: plan}
      - {label: 'No', go: end}
  plan: {say: Call someone., next: end}
""",
    "flows/taken.yaml": """
flow: taken
kind: safety
starts_on: ["signal.crisis:taken"]
start: call
states:
  call:
    say: Call now.
    choices:
      - {label: Called, go: end}
""",
    "flows/small.yaml": """
flow: lost
keep: 'no'
starts_on: [policy.lost]
start: here
states:
  here:
    say: [I'm here. What do you need?, Still here. What would help?]
    next: end
""",
    "flows/closed.yaml": """
flow: closed
kind: safety
keep: 'no'
starts_on: [policy.closed_couple, policy.closed_ordinary]
start: rests
states: {rests: {say: That rests., next: end}}
""",
    "flows/stale.yaml": """
flow: stale
kind: soothing
keep: 'no'
starts_on: [policy.stale]
start: offer
states:
  offer:
    say: "Go on with {{ flow_below }}, or leave it?"
    choices:
      - {label: Go on, do: talk.again, go: end}
      - {label: Leave it, do: talk.leave, go: end}
      - {label: Read it, do: talk.reread, go: end}
""",
    "flows/stop.yaml": """
flow: stop
kind: soothing
starts_on: [word.stop]
start: stopped
states: {stopped: {do: talk.stop, say: Stopped., next: end}}
""",
    "flows/old.yaml": """
flow: old
kind: soothing
starts_on: [policy.old_button, policy.forged_button, policy.unreadable, policy.stumbled]
start: old
states: {old: {say: That button is old., next: end}}
""",
    "flows/tomorrow.yaml": """
flow: tomorrow
kind: safety
starts_on: [timer.follow_up]
start: how
states: {how: {say: How are you now?, next: end}}
""",
    "flows/stranger.yaml": """
flow: stranger
kind: soothing
starts_on: [policy.stranger, command.start]
start: hello
states: {hello: {say: Hello., next: end}}
""",
}


def _note(talk: Talk, text: str) -> None:
    talk.tracker.facts["noted"] = text


def _close(talk: Talk, _: str) -> None:
    talk.tracker.facts["ordinary_closed"] = talk.now
    talk.tracker.timers["follow_up"] = talk.now + 72_000


def _again(talk: Talk, _: str) -> None:
    talk.tracker.frames[-2].since = talk.now


def _reread(talk: Talk, _: str) -> None:
    top = talk.tracker.top
    talk.drop_below()
    talk.reread = top.words if top else ""
    talk.reread_signal = top.signal if top else ""


def _stop(talk: Talk, _: str) -> None:
    talk.drop_below()
    talk.tracker.timers.clear()


COACHING = Coaching(
    actions={
        "note": _note,
        "close": _close,
        "talk.again": _again,
        "talk.leave": lambda talk, _: talk.drop_below(),
        "talk.reread": _reread,
        "talk.stop": _stop,
        "data.erase": lambda talk, _: talk.effects.append(Erase()),
    },
    readers={"place": lambda slot, text, person: text if "/" in text else None},
)


def small_book(**changed: str) -> Book:
    """The book, with files changed or added by name (`flows_calm="…"` stands for flows/calm.yaml)."""
    more = {name.replace("_", "/", 1) + ".yaml": text for name, text in changed.items()}
    return Book.of({**FILES, **more}, COACHING)


class Person:
    """Moves one tracker through a book."""

    def __init__(self, book: Book | None = None, **person: str) -> None:
        self.book = book or small_book()
        self.tracker = Tracker(person={"consent": "yes", **person})
        self.now = 1_000_000.0
        self.turn = Turn(self.tracker)

    def meets(self, event: Event, after: float = 10.0, edits: str | None = None) -> Person:
        self.now += after
        self.turn = advance(self.book, self.tracker, event, self.now, edits)
        self.tracker = Tracker.of(self.turn.tracker.plain())
        return self

    def says(self, text: str, *signals: str, after: float = 10.0) -> Person:
        return self.meets(Said(text, tuple(Signal(name) for name in signals), (text,)), after)

    def commands(self, name: str, argument: str = "", *signals: str) -> Person:
        return self.meets(Commanded(name, argument, tuple(Signal(name) for name in signals)))

    def fires(self, name: str = "", after: float = 0.0) -> Person:
        return self.meets(Fired(name or min(self.tracker.timers, key=lambda n: self.tracker.timers[n])), after)

    def tap(self, label: str) -> Tapped:
        button = next(b for say in self.said for row in say.rows for b in row if b.label == label)
        return Tapped(button.frame, button.serial, button.choice)

    def taps(self, label: str, after: float = 10.0) -> Person:
        return self.meets(self.tap(label), after)

    @property
    def said(self) -> list[Say]:
        return [effect for effect in self.turn.effects if isinstance(effect, Say)]

    @property
    def text(self) -> str:
        return "\n\n".join(say.text for say in self.said)

    @property
    def labels(self) -> list[str]:
        return [button.label for say in self.said for row in say.rows for button in row]

    @property
    def stack(self) -> list[str]:
        return [f"{frame.flow}.{frame.state}" for frame in self.tracker.frames]

    def effects(self, kind: Any) -> list[Any]:
        return [effect for effect in self.turn.effects if isinstance(effect, kind)]
