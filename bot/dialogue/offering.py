"""What a question shows: its choices, its scale and its offered answers, as rows of buttons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.dialogue.effects import Button
from bot.dialogue.flow import State
from bot.dialogue.talk import OFFER, SCALE, Talk
from bot.dialogue.tracker import Frame

SHORT = 12
"""Characters of labels that may stand side by side."""

WIDEST = 24
"""Characters of the labels of one row on a narrow phone."""

LONGEST_OFFER = 34
"""Characters that a button of its own shows whole; with longer answers they are numbered in the message."""


def button_rows(talk: Talk, frame: Frame, state: State) -> tuple[tuple[Button, ...], ...]:
    """The buttons of the question that a frame stands in, row by row."""
    rows: list[list[Button]] = []
    slot = talk.slot_of(frame, state.ask) if state.ask else None
    if slot and slot.type == "scale":
        scale = [Button(str(n), frame.id, frame.serial, SCALE + n) for n in range(slot.low, slot.high + 1)]
        half = 6 if len(scale) > 8 else len(scale)
        rows += [scale[:half], scale[half:]]
    offered = talk.offered(frame, state)
    labels = [str(number) for number in range(1, len(offered) + 1)] if _numbered(offered) else offered
    rows += _packed(Button(label, frame.id, frame.serial, OFFER + i) for i, label in enumerate(labels))
    rows += _packed(
        Button(label, frame.id, frame.serial, index, talk.copied(frame, state.choices[index]))
        for index, label in talk.shown(frame, state)
    )
    return tuple(tuple(row) for row in rows if row)


def listed(talk: Talk, frame: Frame, state: State) -> str:
    """Offered answers that are too long for buttons, as numbered lines; else empty."""
    offered = talk.offered(frame, state)
    return "\n".join(f"{n}. {answer}" for n, answer in enumerate(offered, 1)) if _numbered(offered) else ""


def _numbered(offered: list[str]) -> bool:
    return any(len(answer) > LONGEST_OFFER for answer in offered)


def _packed(buttons: Iterable[Button]) -> Iterator[list[Button]]:
    """Short labels side by side, as many as a row holds; a longer one has a row to itself."""
    row: list[Button] = []
    for button in buttons:
        wide = len(button.label) + sum(len(other.label) for other in row) > WIDEST
        if row and (wide or max(len(button.label), len(row[-1].label)) > SHORT):
            yield row
            row = []
        row.append(button)
    if row:
        yield row
