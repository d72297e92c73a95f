"""Every waiting state of every flow, without exception: crisis, stop, odd texts, each button, silence, random walks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.coaching.safety import TIMERS
from bot.dialogue.effects import Button, Erase
from bot.dialogue.events import Showed, Tapped
from bot.dialogue.flow import Flow, State
from bot.dialogue.offering import button_rows
from bot.dialogue.slots import bare
from bot.dialogue.talk import SCALE, Talk
from bot.dialogue.tracker import Frame, Tracker
from tests.talker import START, Talker, shelf

STATES = [
    pytest.param(flow, state, id=f"{flow.name}.{state.name}")
    for flow in shelf().book.flows.values()
    for state in flow.states.values()
    if state.waits
]
FLOWS = [pytest.param(flow, id=flow.name) for flow in shelf().book.flows.values()]

CRISES = {
    "crisis:suicide": ("i want to die", "I'M GOING TO KILL MYSELF"),
    "crisis:self_harm": ("i want to cut myself again",),
    "crisis:taken": ("i took all my pills", "i already took the whole bottle of pills"),
    "crisis:violence": ("he hit me again", "i'm scared of what he'll do to me"),
    "crisis:harm_others": ("i'm going to kill him", "i hit her and i might do it again"),
    "crisis:child": ("he hits our son", "he is hurting my daughter"),
}
"""What a person in this danger may type; each is heard as the signal that it stands under."""

NUMBERS = {
    "DE": ("112", "0800 111 0 111", "116 016"),
    "": ("112", "findahelpline.com", "call the emergency number"),
}
"""At least one of these stands in the answer to a crisis, by country (empty: the country is unknown)."""

ODD = (
    "idk",
    "8 maybe 9",
    "yes but",
    "fuck off",
    "...",
    "👍",
    "<b>you</b> & {{ 7*7 }} {% if %}",
    "he lied AGAIN",
    "x" * 5000,
    "\u202eno way out of this\x00",
    "1:30",
    "no",
)
"""Twelve things that are no good answer to anything."""

SHRUGS = (
    "hm",
    "what",
    "whatever",
    "i said what i said",
    "ok so",
    "???",
    "and",
    "not that",
    "it",
    "eh",
    "m",
    "go on then",
)
"""Twelve more, as they come where somebody is tired of being asked."""


STOPPED = {"stop.stopped", "stop.in_crisis", "stop.asked_already"}
"""What a "stop" may be answered with, by what was open."""


def stand(flow: Flow, state: State, **person: str) -> Talker:
    """A settled person whose open question is this state's, posed a minute ago, with its silence timer."""
    tracker = Tracker(person={"adult": "yes", "consent": "yes", "zone": "Europe/Berlin", **person})
    answers = {
        "text": "the night in May",
        "scale": 8,
        "yes_no": "yes",
        "country": "DE",
        "place": "Europe/Berlin",
        "time": "20:14",
    }
    slots = {name: answers[slot.type] for name, slot in flow.slots.items()}
    frame = Frame(1, flow.name, state.name, slots, serial=1, since=START - 60, words="he lied to me for two years")
    tracker.frames, tracker.last_frame, tracker.last_serial, tracker.turn = [frame], 1, 1, 1
    tracker.seen = START - 60
    if state.after:
        tracker.timers["silence:1:1"] = (
            START - 60 + max(61, Talk(shelf().book, tracker, START).wait(frame, state.after))
        )
    if flow.name in ("stale", "back"):
        below = Frame(0, "hurt", "moment", serial=0, since=START - 3600)
        tracker.frames.insert(0, below)
    talker = Talker(tracker)
    talker.buttons = list(shown(talker))
    return talker


def shown(talker: Talker) -> Iterator[Button]:
    """Every button that the open question offers now."""
    talk = Talk(talker.shelf.book, talker.tracker.copy(), talker.now)
    top = talk.tracker.top
    assert top
    yield from (button for row in button_rows(talk, top, talk.state(top)) for button in row if not button.copy)


def left_at(flow: Flow, state: State) -> str:
    """Where a talk stands after something short came between: a passing flow is left, or begun anew (`stale`)."""
    if flow.name == "stale":
        return "stale.ask"
    return f"{flow.name}.{state.name}" if flow.keep else ""


def told(talker: Talker) -> str:
    """The last steps of the talk, for a failing test."""
    return "\n".join(talker.log[-8:]) + f"\nstands: {talker.stands}"


def test_the_phrases_of_this_file_are_heard_as_what_they_are() -> None:
    for name, phrases in CRISES.items():
        for phrase in phrases:
            assert name in {signal.name for signal in shelf().listener.listen(phrase)}, (
                f"{phrase!r} is not heard as {name}"
            )


@pytest.mark.parametrize("country", ["DE", ""])
@pytest.mark.parametrize(("flow", "state"), STATES)
def test_a_crisis_is_answered_with_a_number(flow: Flow, state: State, country: str) -> None:
    if country and state.ask == "country" and flow.kind == "safety":
        return  # it asks for the country, which is known here
    for signal, phrases in CRISES.items():
        for phrase in phrases:
            talker = stand(flow, state, **({"country": country} if country else {})).says(phrase)
            own = talker.shelf.book.starts[f"signal.{signal}"]
            there = [frame.flow for frame in talker.tracker.frames]
            handled = {flow.name, *flow.handles} & {own, signal}
            assert own in there or handled, f"{signal} did not get the floor\n{told(talker)}"
            assert any(number in talker.text for number in NUMBERS[country]), f"{signal}: no number\n{told(talker)}"


@pytest.mark.parametrize(("flow", "state"), STATES)
def test_stop_leaves_nothing_open_but_safety(flow: Flow, state: State) -> None:
    for word in ("stop", "STOP!", "/stop"):
        talker = stand(flow, state, country="DE").says(word)
        assert talker.names[0] in STOPPED, told(talker)
        assert talker.tracker.frames == []
        assert set(talker.tracker.timers) <= TIMERS


@pytest.mark.parametrize("texts", [ODD, SHRUGS], ids=["odd", "shrugs"])
@pytest.mark.parametrize(("flow", "state"), STATES)
def test_odd_texts_are_answered_and_never_twice_the_same(flow: Flow, state: State, texts: tuple[str, ...]) -> None:
    talker = stand(flow, state)
    before = ""
    for text in texts:
        talker.says(text)
        assert talker.text, f"nothing was said to {text[:40]!r}\n{told(talker)}"
        assert talker.text != before, f"the same answer twice, the second to {text[:40]!r}\n{told(talker)}"
        before = talker.text


@pytest.mark.parametrize("word", ["idk", "no", "x", "why"])
@pytest.mark.parametrize(("flow", "state"), STATES)
def test_one_word_again_and_again_never_gets_the_same_answer_twice(flow: Flow, state: State, word: str) -> None:
    talker = stand(flow, state)
    before = ""
    for _ in range(6):
        talker.says(word)
        assert talker.text
        assert talker.text != before, f"the same answer twice to {word!r}\n{told(talker)}"
        before = talker.text


@pytest.mark.parametrize("country", ["DE", ""])
@pytest.mark.parametrize(("flow", "state"), STATES)
def test_every_button_leads_somewhere(flow: Flow, state: State, country: str) -> None:
    person = {"country": country} if country else {}
    for button in stand(flow, state, **person).buttons:
        talker = stand(flow, state, **person)
        talker.meets(Tapped(button.frame, button.serial, button.choice), f"[{button.label}]")
        assert talker.text, f"[{button.label}] says nothing\n{told(talker)}"
        again = Tapped(button.frame, button.serial, button.choice)
        if not talker.has(Erase):
            assert talker.meets(again, "again").toast == shelf().book.small["doubled"][0], button.label


@pytest.mark.parametrize(("flow", "state"), STATES)
def test_every_label_can_be_typed(flow: Flow, state: State) -> None:
    for button in stand(flow, state).buttons:
        tapped, typed = stand(flow, state), stand(flow, state)
        tapped.meets(Tapped(button.frame, button.serial, button.choice), f"[{button.label}]")
        typed.says(f"{button.label.lower().replace(',', '')}.", after=0)
        assert typed.names == tapped.names, f"{button.label!r} typed is not what it is tapped\n{told(typed)}"


@pytest.mark.parametrize(("flow", "state"), STATES)
def test_every_other_word_of_a_choice_is_heard_as_that_choice(flow: Flow, state: State) -> None:
    offered = stand(flow, state)
    for button in offered.buttons:
        if button.choice >= SCALE:
            continue
        tapped = stand(flow, state).meets(Tapped(button.frame, button.serial, button.choice), f"[{button.label}]")
        for word in state.choices[button.choice].also:
            if shelf().book.menu.words.get(bare(word)) in ("stop", "help"):
                continue  # these two steer from anywhere
            typed = stand(flow, state).says(word, after=0)
            assert typed.names == tapped.names, f"{word!r} is not [{button.label}]\n{told(typed)}"


@pytest.mark.parametrize(("flow", "state"), STATES)
def test_a_label_that_is_shouted_is_an_answer_and_no_flood(flow: Flow, state: State) -> None:
    for button in stand(flow, state).buttons:
        tapped, typed = stand(flow, state), stand(flow, state)
        tapped.meets(Tapped(button.frame, button.serial, button.choice), f"[{button.label}]")
        typed.says(button.label.upper(), after=0)
        assert typed.names == tapped.names, f"{button.label!r} shouted is not what it is tapped\n{told(typed)}"


@pytest.mark.parametrize(("flow", "state"), [p for p in STATES if isinstance(p.values[1], State) and p.values[1].after])
def test_silence_brings_its_line_and_then_quiet(flow: Flow, state: State) -> None:
    assert state.after
    talker = stand(flow, state)
    talker.waits(talker.tracker.timers["silence:1:1"] - START + 2)
    assert talker.text, told(talker)
    if not state.after.go:
        assert talker.names == [f"{flow.name}.{state.name}/after"]
        assert talker.waits(24 * 3600).names == [f"{flow.name}.{state.name}/after"], told(talker)


@pytest.mark.parametrize(("flow", "state"), STATES)
def test_a_day_of_silence_raises_nothing_and_says_little(flow: Flow, state: State) -> None:
    for crisis in ("", "i took all my pills"):
        talker = stand(flow, state, country="DE")
        if crisis:
            talker.says(crisis)
        count = len(talker.log)
        talker.waits(19 * 3600)
        fired = [line for line in talker.log[count:] if line.startswith("> (timer")]
        assert len(fired) <= 12, f"{len(fired)} timers fired in 19 hours\n{told(talker)}"


@pytest.mark.parametrize(
    ("flow", "state"),
    [p for p in STATES if isinstance(p.values[1], State) and p.values[1].after and p.values[1].after.go],
)
def test_a_promised_time_is_kept_under_another_talk(flow: Flow, state: State) -> None:
    assert state.after
    if not state.after.promises or flow.kind == "safety":
        return
    talker = stand(flow, state)
    due = talker.tracker.timers["silence:1:1"]
    talker.says("I'm flooded")
    assert talker.stands == "grounding.feet"
    talker.waits(due - talker.now + 300)
    assert talker.tracker.frame(1) is not None
    assert talker.stands == f"{flow.name}.{state.after.go}", told(talker)


@pytest.mark.parametrize(("flow", "state"), STATES)
def test_what_cannot_be_read_is_answered_and_the_question_stays(flow: Flow, state: State) -> None:
    talker = stand(flow, state).meets(Showed("voice"), "(voice)")
    assert talker.names[0] == "unreadable.say"
    assert talker.stands == left_at(flow, state), told(talker)


@pytest.mark.parametrize(("flow", "state"), STATES)
def test_a_button_that_is_forged_or_old_changes_nothing(flow: Flow, state: State) -> None:
    for tap in (Tapped(1, 1, 57), Tapped(1, 1, SCALE + 99), Tapped(9, 77, 0), Tapped(genuine=False)):
        talker = stand(flow, state).meets(tap, "a strange tap")
        assert talker.names[0] == "old_button.say", told(talker)
        assert talker.stands == left_at(flow, state), told(talker)
        assert talker.tracker.facts.keys() <= {"said_what_it_is", "last_seen"}
