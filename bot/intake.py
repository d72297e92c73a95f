"""From what waits in a chat to one event: raw updates are read, texts that wait together are joined and listened to."""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.coaching.person import named
from bot.dialogue.events import Commanded, Event, Fired, Located, Overheard, Said, Undelivered
from bot.listening.listener import Listener
from bot.storage.store import InboxRow, TimerRow
from bot.telegram.errors import Unreadable
from bot.telegram.keyboards import ButtonCheck
from bot.telegram.receive import Place, Received, event_of

Locate = Callable[[float, float], Awaitable[str | None]]
"""A place (degrees) to its time zone (IANA name), or None."""

Job = InboxRow | TimerRow | Undelivered
"""What may wait in a chat."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """What a worker takes up at once: one event (None: nothing to answer) and the updates it settles.

    `heard` are the numbers of the messages in which the person wrote it, none for a tap.
    """

    event: Event | None
    updates: tuple[int, ...] = ()
    received: Received | None = None
    heard: tuple[int, ...] = ()


class Intake:
    """Reads what waits in a chat."""

    def __init__(self, listener: Listener, check: ButtonCheck, locate: Locate) -> None:
        self.listener, self.check, self.locate = listener, check, locate

    async def next(self, jobs: deque[Job], taken: list[Job]) -> Arrived:
        """The next event; what it takes off the queue is put into `taken`."""
        job = jobs.popleft()
        taken.append(job)
        if isinstance(job, Undelivered):
            return Arrived(job)
        if isinstance(job, TimerRow):
            return Arrived(Fired(job.name))
        received = event_of(job.raw, self.check)
        if received is None:
            return Arrived(None, (job.update_id,))
        if not received.private:
            return Arrived(Overheard(), (job.update_id,), received)
        event = await self._event(received)
        heard = _numbers(received)
        if not isinstance(event, Said):
            return Arrived(event, (job.update_id,), received, tuple(heard))
        parts, updates = [event.text], [job.update_id]
        while not job.tries and jobs and isinstance(following := jobs[0], InboxRow) and not following.tries:
            further = self._text_in(following)
            if further is None:
                break
            parts.append(further[0])
            heard += further[1]
            updates.append(following.update_id)
            taken.append(jobs.popleft())
        return Arrived(Said("\n".join(parts), (), tuple(parts)), tuple(updates), received, tuple(heard))

    def _text_in(self, row: InboxRow) -> tuple[str, list[int]] | None:
        """The text of a waiting update with its message's number, where it is a text and nothing else."""
        try:
            received = event_of(row.raw, self.check)
        except Unreadable:
            return None
        if received is None or not received.private or not isinstance(received.event, Said):
            return None
        return received.event.text, _numbers(received)

    async def _event(self, received: Received) -> Event | None:
        if isinstance(received.event, Place):
            return Located(await self.locate(received.event.lat, received.event.lon))
        return received.event

    def heard_command(self, command: Commanded, person: Mapping[str, Any]) -> Commanded:
        """A command with the signals of its argument, for a person with these settings."""
        return replace(command, signals=self.listener.listen(command.argument, named(person)))

    def heard(self, parts: tuple[str, ...], person: Mapping[str, Any]) -> Said:
        """An utterance with its signals: read in the whole, and crisis in each of its parts too.

        `person` are the settings of whoever wrote it: the name of their partner is heard as "he" or "she".
        """
        text = "\n".join(parts)
        partner = named(person)
        signals = list(self.listener.listen(text, partner))
        names = {signal.name for signal in signals}
        offset = 0
        for part in parts if len(parts) > 1 else ():
            for signal in self.listener.listen(part, partner):
                if signal.is_crisis and signal.name not in names:
                    names.add(signal.name)
                    signals.insert(0, replace(signal, start=signal.start + offset, end=signal.end + offset))
            offset += len(part) + 1
        return Said(text, tuple(signals), parts)


def _numbers(received: Received) -> list[int]:
    """The number of the message that the person wrote; a tap has that of ours."""
    return [] if received.tap_id is not None or received.message_id is None else [received.message_id]
