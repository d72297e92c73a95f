"""`advance`: one event in, a new tracker and effects out.

It is a function of its arguments alone: the same book, tracker, event and now give the same turn.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.dialogue.answers import Choose, Fill
from bot.dialogue.book import Book
from bot.dialogue.effects import Effect, Unbutton
from bot.dialogue.events import Commanded, Event, Fired, Said, Undelivered
from bot.dialogue.flow import END, State
from bot.dialogue.left import drop_left
from bot.dialogue.machine import GO_ON, SILENCE, Cursor, move, trigger_of
from bot.dialogue.moves import Begin, GoOn, Later, Leave, Move, Nothing, Retry, Silence
from bot.dialogue.offering import button_rows, listed
from bot.dialogue.policy import decide
from bot.dialogue.reply import effects_of
from bot.dialogue.talk import Talk
from bot.dialogue.tracker import SILENCE_TIMER, Frame, Tracker

MOST_FRAMES = 6
"""Flows in progress at once; with a further one the oldest that is not a safety flow is dropped."""

MOST_STEPS = 60
"""States that one turn may pass through; the linter finds endless loops, this bound stops what it cannot see."""

PLAIN_WORDS = 4
"""Words from which a text without a foreign language counts as written in ours."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What one event led to: the tracker as it is now, and what is to be done.

    `names` tells which words were said: `grounding.feet`, or `grounding.feet/retry`; a transcript asserts these, so
    that rewording breaks nothing.
    """

    tracker: Tracker
    effects: tuple[Effect, ...] = ()
    names: tuple[str, ...] = ()


def advance(book: Book, tracker: Tracker, event: Event, now: float, edits: str | None = None) -> Turn:
    """Take one event (`now` in Unix seconds) and return the turn it leads to; the given tracker stays as it was.

    `edits` is the handle of the reply that this turn's message replaces (`bot.dialogue.burst`). Raises LookupError for
    a stored state that the book does not have, RenderError for a text that cannot be rendered.
    """
    talk = Talk(book, tracker.copy(), now)
    new = talk.tracker
    if not new.turn:
        # Numbers begin at the second of the first turn, so that a button from before an erasure never fits again.
        new.last_frame = new.last_serial = int(now)
    new.turn += 1
    new.open_reply = None
    if isinstance(event, Fired):
        new.timers.pop(event.name, None)
    if isinstance(event, Said | Commanded):
        event = replace(event, signals=tuple(book.coaching.heard(talk, event.signals)))
        _note_language(new, event)
    drop_left(talk, event)
    timer = event.name if isinstance(event, Fired) else SILENCE_TIMER
    off = not timer.startswith(SILENCE_TIMER) and not book.coaching.due(talk, timer)
    chosen: Move = Nothing() if off else decide(talk, event)
    _apply(talk, chosen)
    if talk.reread is not None:
        _fresh(talk, talk.reread)
    if not isinstance(event, Fired | Undelivered):
        new.seen = now
    book.coaching.settle(talk)
    return Turn(new, effects_of(talk, event, chosen, tracker, edits), tuple(talk.names))


def _note_language(tracker: Tracker, said: Said | Commanded) -> None:
    """Keep the language of what was typed; several words in none but ours clear it."""
    found = next((s.name for s in said.signals if s.name.startswith("language:")), None)
    if found:
        tracker.facts["language"] = found.removeprefix("language:")
    elif isinstance(said, Said) and len(said.text.split()) >= PLAIN_WORDS:
        tracker.facts.pop("language", None)


def _apply(talk: Talk, chosen: Move) -> None:
    top = talk.tracker.top
    if isinstance(chosen, Begin):
        begin(talk, chosen)
    elif isinstance(chosen, Later):
        talk.tracker.timers[chosen.name] = talk.now + chosen.seconds
    elif isinstance(chosen, Leave):
        talk.drop(0)
        talk.tracker.timers.clear()
        talk.tracker.facts["blocked"] = talk.now
    elif isinstance(chosen, Silence):
        _silence(talk, chosen.frame)
    elif isinstance(chosen, Nothing) or top is None:
        return
    elif isinstance(chosen, Choose):
        _choose(talk, top, chosen.index)
    elif isinstance(chosen, Fill):
        talk.tracker.answered = top.serial
        state = talk.state(top)
        if state.ask:
            talk.keep(top, state.ask, chosen.value)
        _go(talk, top, GO_ON)
    elif isinstance(chosen, GoOn):
        talk.drop(len(talk.tracker.frames) - 1)
        talk.tracker.frames[-1].since = talk.now
        _apply(talk, chosen.then)
    elif isinstance(chosen, Retry):
        ask_again(talk, top)


def begin(talk: Talk, chosen: Begin) -> None:
    """Give a flow the floor; one that is open already is begun anew, so that none stands twice."""
    frames = talk.tracker.frames
    name = _behind_door(talk, chosen.flow)
    standing = next((index for index, frame in enumerate(frames) if frame.flow == name), None)
    if standing is not None:
        _drop_standing(talk, standing)
    while frames and not talk.flow(frames[-1]).keep:
        talk.drop(len(frames) - 1)
    if frames and not _promised(talk, frames[-1]):
        talk.hush(frames[-1])
    push(talk, name, chosen.words, chosen.signal)


def _drop_standing(talk: Talk, index: int) -> None:
    """Leave a talk that is to begin anew, with what lies on top of it; a passing one (`keep: no`) goes by itself."""
    frame = talk.tracker.frames[index]
    if talk.flow(frame).keep:
        talk.drop(index)
    else:
        talk.hush(frame)
        del talk.tracker.frames[index]


def _promised(talk: Talk, frame: Frame) -> bool:
    """Whether the frame's timer is a time that the person was told: it is kept."""
    after = talk.state(frame).after
    return after is not None and after.promises


def _behind_door(talk: Talk, name: str) -> str:
    """The flow itself, or the one that says kindly that its door is closed."""
    flow, facts = talk.book.flows[name], talk.tracker.facts
    if flow.door == "open" or flow.kind in ("safety", "soothing"):
        return name
    point = ""
    if facts.get("ordinary_closed") or facts.get("under_18"):
        point = "policy.closed_ordinary"
    elif flow.kind == "couple" and facts.get("couple_closed"):
        point = "policy.closed_couple"
    return talk.book.starts.get(point, name)


def push(talk: Talk, name: str, words: str = "", signal: str = "") -> None:
    """Put a flow on the stack and enter its first state; where it is open below, it is left there."""
    tracker = talk.tracker
    for open_ in [frame for frame in tracker.frames if frame.flow == name]:
        talk.hush(open_)
        tracker.frames.remove(open_)
    if len(tracker.frames) >= MOST_FRAMES:
        passed = (i for i, f in enumerate(tracker.frames) if talk.flow(f).kind != "safety" and not _promised(talk, f))
        talk.hush(tracker.frames.pop(next(passed, 0)))
    tracker.last_frame += 1
    flow = talk.book.flows[name]
    frame = Frame(tracker.last_frame, name, flow.start, since=talk.now, words=words, signal=signal)
    tracker.frames.append(frame)
    _enter(talk, frame)


def _enter(talk: Talk, frame: Frame, steps: int = 0) -> None:
    """Enter the frame's state and go on until a question is open or the stack is empty."""
    if steps > MOST_STEPS:
        raise LookupError(f"flow `{frame.flow}` goes round in circles at `{frame.state}`")
    if frame.state == END:
        _leave(talk, frame, steps)
        return
    state = talk.state(frame)
    frame.since = talk.now
    talk.act(state.do)
    talk.show(frame, state.picture)
    talk.say_of(frame, "say", state.say)
    talk.quote(frame, state.script)
    _show_keyboard(talk, state)
    if frame not in talk.tracker.frames:
        return
    if state.call:
        if state.after and state.after.promises:
            # A time that the person was told runs on while another flow is called.
            due = talk.now + talk.wait(frame, state.after)
            talk.tracker.timers[frame.silence] = due
        push(talk, _behind_door(talk, state.call), frame.words, frame.signal)
    elif state.waits:
        _pose(talk, frame, state)
    else:
        _go(talk, frame, GO_ON, steps)


def _show_keyboard(talk: Talk, state: State) -> None:
    if state.keyboard and talk.bubbles:
        talk.bubbles[-1].keyboard = state.keyboard


def _go(talk: Talk, frame: Frame, trigger: str, steps: int = 0) -> None:
    talk.hush(frame)
    cursor = Cursor(talk.state(frame).name, lambda condition: talk.holds(frame, condition))
    before = frame.state
    frame.state = move(talk.book.machines[frame.flow], trigger, cursor)
    if frame.state == END:
        talk.left = f"{frame.flow}.{before}"
        talk.left_number = talk.last_number(frame)
    _enter(talk, frame, steps + 1)


def _choose(talk: Talk, frame: Frame, index: int) -> None:
    talk.tracker.answered = frame.serial
    state = talk.state(frame)
    choice = state.choices[index]
    for name, value in choice.set.items():
        rendered = talk.book.renderer.text(value, talk.context(frame)) if "{" in value else value
        talk.keep(frame, name, rendered)
    talk.act(choice.do)
    if frame in talk.tracker.frames:
        _go(talk, frame, trigger_of(state, index))


def _pose(talk: Talk, frame: Frame, state: State, *, again: bool = False) -> None:
    """Open the frame's question: number it, show its buttons, and start its silence timer."""
    tracker = talk.tracker
    tracker.last_serial += 1
    frame.serial = tracker.last_serial
    frame.since = talk.now
    # Asked again, the question keeps the time that runs, so that a step goes on whatever is typed beside it.
    runs = talk.hush(frame)
    if state.after and not (again and not state.after.go):
        due = (runs if again else None) or talk.now + talk.wait(frame, state.after)
        tracker.timers[frame.silence] = due
    talk.say(listed(talk, frame, state))
    rows = button_rows(talk, frame, state)
    if talk.bubbles and rows and not talk.bubbles[-1].keyboard:
        talk.bubbles[-1].rows = rows


def ask_again(talk: Talk, frame: Frame, *, lead: bool = False) -> None:
    """Say the open question of a frame again, in other words where there are some, with fresh buttons."""
    state = talk.state(frame)
    if lead:
        back = talk.pick("talk.back", talk.book.small["back"])
        talk.say(talk.book.renderer.text(back, {"flow_below": talk.flow(frame).title}))
    own = state.retry or talk.book.small["retry"]
    talk.say_of(frame, "retry", (*own, *state.say) if not lead else (state.retry or state.say), in_order=True)
    if lead or not state.retry:
        talk.quote(frame, state.script)
    _show_keyboard(talk, state)
    _pose(talk, frame, state, again=True)


def _silence(talk: Talk, frame_id: int) -> None:
    """The time of a frame's question is over; a talk on top of it that has gone quiet is left."""
    frame = talk.tracker.frame(frame_id)
    after = talk.state(frame).after if frame else None
    if frame and after:
        talk.drop(talk.tracker.frames.index(frame) + 1)
        talk.say_of(frame, "after", after.say)
        if after.go:
            if frame.handle:
                talk.effects.append(Unbutton(frame.handle))
            _go(talk, frame, SILENCE)


def _leave(talk: Talk, frame: Frame, steps: int) -> None:
    """A flow came to its end: what lay below comes back, unless its door was closed meanwhile."""
    frames = talk.tracker.frames
    ended = talk.flow(frame)
    at_once = frame.serial == 0
    talk.drop(frames.index(frame))
    closed = ""
    while frames and (behind := _behind_door(talk, frames[-1].flow)) != frames[-1].flow:
        closed = behind
        talk.drop(len(frames) - 1)
    if closed and not frames and not talk.bubbles and talk.reread is None:
        push(talk, closed)
        return
    if not frames or talk.reread is not None:
        return
    below = frames[-1]
    state = talk.state(below)
    if state.call and not state.waits:
        _go(talk, below, GO_ON, steps)
        return
    if talk.answer is not None and state.ask:
        # What was typed before they went on is the answer to the question that waited.
        value = talk.read(talk.slot_of(below, state.ask), talk.answer)
        talk.answer = None
        if value is not None:
            talk.keep(below, state.ask, value)
            _go(talk, below, GO_ON, steps)
            return
    left = talk.stale(below) or (ended.kind == "safety" and ended.keep and talk.flow(below).kind != "safety")
    offer = talk.book.starts.get("policy.stale", ended.name)
    if left and offer != ended.name:
        push(talk, offer)
    else:
        ask_again(talk, below, lead=not at_once)


def _fresh(talk: Talk, words: str) -> None:
    """Read kept words as if nothing were open; where they held no signal, the person is asked what they need."""
    talk.reread = None
    heard = talk.book.starts.get(f"signal.{talk.reread_signal}")
    if heard:
        push(talk, _behind_door(talk, heard), words, talk.reread_signal)
        return
    point = "policy.lost" if talk.tracker.person.get("consent") == "yes" else "policy.stranger"
    if point in talk.book.starts:
        push(talk, talk.book.starts[point], words)
