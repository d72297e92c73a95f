"""The policy: given an event, which flow has the floor, and what the event means to it.

It decides and changes nothing. The order is the product's promise: taps and commands first, and never as answers; in
text, crisis and fear before everything, then control words, a wheel in the hands, flooding, words that may be danger or
only a way of speaking, the running flow's answer, other signals, and last of all "I'm here; what do you need?".
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.dialogue.answers import Choose, Fill, filled, leading_choice, whole_choice
from bot.dialogue.events import Commanded, Event, Fired, Located, Overheard, Said, Showed, Stumbled, Tapped
from bot.dialogue.flow import State
from bot.dialogue.moves import Begin, GoOn, Later, Leave, Move, Nothing, Retry, Silence
from bot.dialogue.signals import PLAIN, Signal
from bot.dialogue.slots import bare
from bot.dialogue.talk import FEWEST_WORDS, OFFER, SCALE, Talk
from bot.dialogue.tracker import SILENCE_TIMER, Frame

CRISIS_ORDER = (
    "crisis:taken",
    "crisis:harm_others",
    "crisis:child",
    "crisis:suicide",
    "crisis:self_harm",
    "crisis:violence",
)
"""Which crisis has the floor where an utterance holds several: what cannot wait comes first."""

ALWAYS = frozenset({"stop", "help"})
"""Control words that no question may take as its answer; the others yield to a choice of the same words."""

CLEAR = "clear"
"""The control word that empties the chat: before everything else and from anywhere, for somebody may be looking."""

ACTIVE = 600.0
"""Seconds after a person's last word in which a talk counts as going on, so that a timer of ours does not cut in."""


POSTPONED = 1800.0
"""Seconds that a timer of ours waits where it would cut into a talk."""

WHEEL = ("drunk_driving", "driving")
"""Signals of somebody who is about to drive drunk, or writes at the wheel; what else was heard goes on later."""

HINTS = ("hint:life", "hint:harm")
"""Signals of words that may be danger and may be a way of speaking: one gentle question, then what else was heard."""

SHORT_WISH, LEAD_IN = 7, 2
"""Words of a wish for calm in all, and before the wish; longer texts say what happened, and begin the grounding."""

SHORTLY = 120.0
"""Seconds that a time we promised (the end of a pause) waits for another talk that is going on."""


def decide(talk: Talk, event: Event) -> Move:
    """What this event means now."""
    if isinstance(event, Tapped):
        return _tap(talk, event)
    if isinstance(event, Commanded):
        return _command(talk, event)
    if isinstance(event, Said):
        return _text(talk, event)
    if isinstance(event, Located):
        return _place(talk, event)
    if isinstance(event, Fired):
        return _timer(talk, event)
    if isinstance(event, Overheard):
        return Nothing() if talk.tracker.turn > 1 else _begin(talk, "policy.group")
    if isinstance(event, Showed):
        return _begin(talk, "policy.unreadable")
    if isinstance(event, Stumbled):
        return _begin(talk, "policy.stumbled")
    return Leave() if event.why == "blocked" else _begin(talk, f"policy.undelivered_{event.why}")


def crisis_of(signals: Iterable[Signal]) -> str | None:
    """The crisis signal that has the floor, or None."""
    heard = {signal.name for signal in signals}
    return next((name for name in CRISIS_ORDER if name in heard), None)


def _begin(talk: Talk, point: str, words: str = "", signal: str = "") -> Begin | Nothing:
    flow = talk.book.starts.get(point)
    return Begin(flow, point, words, signal) if flow else Nothing()


def _tap(talk: Talk, tap: Tapped) -> Move:
    if not tap.genuine:
        return _begin(talk, "policy.forged_button")
    top = talk.tracker.top
    if not top or (tap.frame, tap.serial) != (top.id, top.serial):
        return Nothing(doubled=True) if tap.serial == talk.tracker.answered else _begin(talk, "policy.old_button")
    state = talk.state(top)
    if tap.choice >= OFFER:
        offered = talk.offered(top, state)
        known = tap.choice - OFFER < len(offered)
        return Fill(offered[tap.choice - OFFER]) if known else _begin(talk, "policy.forged_button")
    if tap.choice >= SCALE:
        slot = talk.slot_of(top, state.ask) if state.ask else None
        value = tap.choice - SCALE
        fits = slot and slot.type == "scale" and slot.low <= value <= slot.high
        return Fill(value) if fits else _begin(talk, "policy.forged_button")
    if tap.choice in {index for index, _ in talk.shown(top, state) if state.choices[index].go}:
        return Choose(tap.choice)
    return _begin(talk, "policy.forged_button")


def _command(talk: Talk, command: Commanded) -> Move:
    words = command.argument
    crisis = _crisis(talk, command.signals, words)
    if crisis:
        return crisis
    wheel = _at_once(talk, command.signals, words, WHEEL)
    if wheel:
        return wheel
    for point in (f"command.{command.name}:{words.strip()}", f"command.{command.name}"):
        if point in talk.book.starts:
            return _begin(talk, point, "" if ":" in point else words)
    return _fallback(talk, words)


def _crisis(talk: Talk, signals: tuple[Signal, ...], words: str) -> Move | None:
    name = crisis_of(signals)
    if not name:
        return None
    flow = talk.book.starts.get(f"signal.{name}")
    top = talk.tracker.top
    if not flow or (top and not talk.stale(top) and (top.flow == flow or _handled(talk, top, name))):
        return None
    return Begin(flow, f"signal.{name}", words, name)


def _text(talk: Talk, said: Said) -> Move:
    book = talk.book
    crisis = _crisis(talk, said.signals, said.text)
    if crisis:
        return crisis
    typed = bare(said.text)
    if _clears(talk, said):
        return _begin(talk, f"word.{CLEAR}")
    if typed in book.menu.keyboard:
        return _begin(talk, f"keyboard.{book.menu.keyboard[typed]}")
    top = talk.tracker.top
    open_ = top if top and not talk.stale(top) else None
    control = book.control(talk.tracker, typed)
    own = whole_choice(talk, open_, said) if open_ else None
    if control and (control in ALWAYS or not own):
        return _begin(talk, f"word.{control}")
    if own:
        return own
    wheel = _at_once(talk, said.signals, said.text, WHEEL)
    if wheel:
        return wheel
    if crisis_of(said.signals) is None and _hears(said, "flooded") and not _handled(talk, open_, "flooded"):
        wish = _begin(talk, "signal.wants_calm", said.text, "wants_calm") if _wishes_calm(said) else None
        flooded = wish if isinstance(wish, Begin) else _begin(talk, "signal.flooded", said.text, "flooded")
        if isinstance(flooded, Begin):
            return flooded
    hint = None if open_ and talk.flow(open_).kind == "soothing" else _at_once(talk, said.signals, said.text, HINTS)
    if hint:
        return hint
    if open_:
        return _answer(talk, open_, said)
    return _signal(talk, said.signals, said.text) or _fallback(talk, said.text)


def _at_once(talk: Talk, signals: tuple[Signal, ...], words: str, names: tuple[str, ...]) -> Begin | None:
    """The flow for one of these signals, with the next thing that was heard as its signal; not in a safety flow."""
    top = talk.tracker.top
    open_ = top if top and not talk.stale(top) else None
    # In the middle of a talk a hint counts only where a phrase gave it; a guess would take answers for something else.
    heard = {s.name for s in signals if not (open_ and s.name in HINTS and s.score < PLAIN)}
    name = next((name for name in names if name in heard), "")
    flow = talk.book.starts.get(f"signal.{name}")
    if not flow or (open_ and (_safe(talk, open_) or _handled(talk, open_, name))):
        return None
    others = (s.name for s in signals if s.name not in (*WHEEL, *HINTS) and not s.is_crisis)
    next_heard = next((name for name in others if f"signal.{name}" in talk.book.starts), "")
    return Begin(flow, f"signal.{name}", words, next_heard)


def _clears(talk: Talk, said: Said) -> bool:
    """Whether a message, or one of a burst, is the word that clears the screen; a crisis in any of them wins."""
    if crisis_of(said.signals):
        return False
    return any(talk.book.control(talk.tracker, bare(part)) == CLEAR for part in (said.text, *said.parts))


def _hears(said: Said, name: str) -> bool:
    return any(signal.name == name for signal in said.signals)


def _wishes_calm(said: Said) -> bool:
    """Whether a text is the wish to be calmed and little more ("can you help me calm down"): flooded, and asking."""
    wish = next((signal for signal in said.signals if signal.name == "wants_calm"), None)
    if wish is None or len(said.parts) > 1:
        return False
    return len(said.text.split()) <= SHORT_WISH and len(said.text[: wish.start].split()) <= LEAD_IN


def _handled(talk: Talk, frame: Frame | None, signal: str) -> bool:
    return frame is not None and signal in talk.flow(frame).handles


def _answer(talk: Talk, frame: Frame, said: Said) -> Move:
    state = talk.state(frame)
    choice = leading_choice(talk, frame, said)
    value = filled(talk, frame, state, said)
    if state.ask and talk.slot_of(frame, state.ask).type == "text":
        listened = tuple(signal for signal in said.signals if signal.name in state.listen)
        return choice or _signal(talk, listened, said.text) or value or Retry()
    if value or choice:
        return value or choice or Retry()
    if _safe(talk, frame):
        return Retry()
    if answered := _going_on(talk, frame, said):
        return answered
    # A hint had its turn before; here, in the middle of an exercise, it would only cut in.
    others = (s for s in said.signals if not (s.is_crisis or s.name in HINTS or _handled(talk, frame, s.name)))
    return _signal(talk, tuple(others), said.text) or Retry()


def _going_on(talk: Talk, frame: Frame, said: Said) -> GoOn | None:
    """A text that answers the question of the talk below, where “go on, or leave it?” was asked: it goes on there."""
    frames = talk.tracker.frames
    if frame.flow != talk.book.starts.get("policy.stale") or len(frames) < 2 or _safe(talk, frames[-2]):
        return None
    below = frames[-2]
    state = talk.state(below)
    value = filled(talk, below, state, said)
    if not state.ask or value is None or any(signal.is_crisis for signal in said.signals):
        return None
    free = talk.slot_of(below, state.ask).type == "text"
    return GoOn(value) if not free or len(said.text.split()) >= FEWEST_WORDS else None


def _safe(talk: Talk, frame: Frame) -> bool:
    """True in a safety flow: only another crisis may take the floor from it."""
    return talk.flow(frame).kind == "safety"


def _signal(talk: Talk, signals: tuple[Signal, ...], words: str) -> Begin | None:
    top = talk.tracker.top
    for signal in signals:
        flow = talk.book.starts.get(f"signal.{signal.name}")
        if flow and not (top and top.flow == flow and not talk.stale(top)):
            return Begin(flow, f"signal.{signal.name}", words, signal.name)
    return None


def _fallback(talk: Talk, words: str) -> Move:
    tracker = talk.tracker
    if any(talk.flow(frame).keep for frame in tracker.frames):
        return _begin(talk, "policy.stale", words)
    return _begin(talk, "policy.lost" if tracker.person.get("consent") == "yes" else "policy.stranger", words)


def _place(talk: Talk, place: Located) -> Move:
    top = talk.tracker.top
    state: State | None = talk.state(top) if top else None
    if top and state and state.ask and talk.slot_of(top, state.ask).type == "place":
        return Fill(place.zone) if place.zone else Retry()
    return _begin(talk, "policy.unreadable")


def _timer(talk: Talk, timer: Fired) -> Move:
    tracker = talk.tracker
    top = tracker.top
    quiet = talk.now - tracker.seen
    if timer.name.startswith(SILENCE_TIMER):
        frame = next((f for f in tracker.frames if timer.name == f.silence), None)
        if not frame or not top or (frame is not top and _safe(talk, top)):
            return Nothing()
        return Later(timer.name, SHORTLY) if frame is not top and quiet < SHORTLY else Silence(frame.id)
    busy = top is not None and quiet < ACTIVE and not talk.stale(top)
    return Later(timer.name, POSTPONED) if busy else _begin(talk, f"timer.{timer.name}")
