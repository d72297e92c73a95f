"""The reply of a turn: what was said and done in it, as effects, and whether text that goes on may still change it."""

from __future__ import annotations

from dataclasses import replace

from bot.dialogue.answers import Choose, Fill
from bot.dialogue.burst import rewritten
from bot.dialogue.effects import Effect, Erase, Export, Log, Say, Toast, Unbutton
from bot.dialogue.events import Event, Said, Tapped
from bot.dialogue.moves import Begin, Move, Nothing, Retry
from bot.dialogue.policy import crisis_of
from bot.dialogue.talk import Talk
from bot.dialogue.tracker import OpenReply, Tracker


def effects_of(talk: Talk, event: Event, chosen: Move, before: Tracker, edits: str | None) -> tuple[Effect, ...]:
    """What a turn wants done, in order; `before` is the tracker before it, `edits` the reply that it replaces."""
    effects: list[Effect] = []
    messages = talk.messages()
    if isinstance(event, Tapped):
        doubled = isinstance(chosen, Nothing) and chosen.doubled
        effects.append(Toast(talk.book.small["doubled"][0] if doubled else ""))
    if messages:
        handle = edits or f"r{talk.tracker.turn}"
        messages[-1] = replace(messages[-1], handle=handle)
        if messages[-1].rows and talk.tracker.top:
            talk.tracker.top.handle = handle
        if edits:
            messages[0] = rewritten(before.open_reply, messages[0], edits)
        if isinstance(event, Said) and _rewritable(talk, event, chosen, messages):
            earlier = {**before.plain(), "open_reply": None}
            kept, text = isinstance(chosen, Fill), messages[0].text
            talk.tracker.open_reply = OpenReply(talk.now, event.text, handle, earlier, kept, text)
    effects.extend(messages)
    if isinstance(event, Tapped) and isinstance(chosen, Choose | Fill):
        effects.append(Unbutton())
    effects.extend(talk.effects)
    return tuple(effects)


def _rewritable(talk: Talk, said: Said, chosen: Move, messages: list[Say]) -> bool:
    """Whether a text that goes on may still change this reply: one plain message, no crisis, nothing irrevocable."""
    free = isinstance(chosen, Begin | Retry) or (isinstance(chosen, Fill) and isinstance(chosen.value, str))
    lasting = any(isinstance(effect, Erase | Export | Log) for effect in talk.effects)
    plain = len(messages) == 1 and not messages[0].keyboard and not messages[0].picture
    return free and not lasting and plain and crisis_of(said.signals) is None
