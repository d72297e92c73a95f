"""From a turn's effects to what is committed and sent: the whole turn for the store, and the courtesies beside it."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from bot.bookshelf import Bookshelf
from bot.dialogue.effects import Effect, Erase, Export, Forget, Log
from bot.dialogue.engine import Turn
from bot.dialogue.events import Event
from bot.dialogue.tracker import Tracker
from bot.intake import Arrived
from bot.manner import look
from bot.storage import store as stored
from bot.telegram.calls import Call, Where, document_call, draft_calls
from bot.telegram.keyboards import ButtonCheck, KeyboardLabels

WIDEST_ROW = 24
"""Characters of the labels that stand side by side on the keyboard of a narrow phone."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """What is committed as one, and the calls that nobody misses."""

    turn: stored.Turn
    courtesies: list[Call]


class Drafting:
    """Writes turns down for the store."""

    def __init__(self, shelf: Bookshelf, store: stored.Store, check: ButtonCheck) -> None:
        self.store, self.check = store, check
        self.labels = keyboard_labels(shelf)

    async def draft(
        self, chat_id: int, arrived: Arrived, before: Tracker, event: Event, turn: Turn, now: float
    ) -> Drafted:
        """Write down the turn that led a chat's tracker away from `before`. Raises StoreError."""
        effects = turn.effects
        erase = any(isinstance(effect, Erase) for effect in effects)
        calls = await self._calls(chat_id, arrived, before, event, turn, now)
        drafts = [
            stored.Draft(call.method, call.params, call.repeat, call.handle, farewell=erase)
            for call in calls
            if not call.is_courtesy
        ]
        written = stored.Turn(
            chat_id,
            None if erase else turn.tracker.plain(),
            {} if erase else turn.tracker.timers,
            moments=[{**effect.slots, "kind": effect.kind} for effect in effects if isinstance(effect, Log)],
            outbox=drafts,
            inbox_done=arrived.updates,
            erase=erase,
            heard=arrived.heard,
            forget=max((effect.before for effect in effects if isinstance(effect, Forget)), default=None),
        )
        return Drafted(written, [call for call in calls if call.is_courtesy])

    async def _calls(
        self, chat_id: int, arrived: Arrived, before: Tracker, event: Event, turn: Turn, now: float
    ) -> list[Call]:
        received, shown = arrived.received, look(before, turn.tracker, event, now)
        where = Where(chat_id, look=shown)
        if received:
            where = replace(where, tap_id=received.tap_id, message_id=received.message_id)
        calls = draft_calls(turn.effects, where, self.labels, self.check)
        if _has(turn.effects, Erase):
            calls = [await self._named(call, arrived, now) for call in calls]
        if _has(turn.effects, Export):
            everything = json.dumps(await self.store.export(chat_id), ensure_ascii=True, indent=1)
            calls.append(document_call(chat_id, "upstream.json", everything, look=shown))
        return calls

    async def _named(self, call: Call, arrived: Arrived, now: float) -> Call:
        """A sweep beside an erasure names its messages: what is known of them is gone when it is made."""
        if "message_ids" not in call.params:
            return call
        before = call.params["message_ids"]["before"]
        known = await self.store.message_ids(call.params["chat_id"], now, before)
        heard = arrived.heard if before is None else ()
        return replace(call, params={**call.params, "message_ids": sorted({*known, *heard})})


def _has(effects: tuple[Effect, ...], kind: type[Effect]) -> bool:
    return any(isinstance(effect, kind) for effect in effects)


def keyboard_labels(shelf: Bookshelf) -> KeyboardLabels:
    """The words on the keyboards under the input field."""
    small = shelf.book.small
    rows: list[tuple[str, ...]] = []
    for label in shelf.book.labels:
        if rows and len(label) + sum(map(len, rows[-1])) <= WIDEST_ROW:
            rows[-1] = (*rows[-1], label)
        else:
            rows.append((label,))
    return KeyboardLabels(tuple(rows), small["place"][0], small["way_out"][0])
