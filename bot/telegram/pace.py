"""How fast, and how many at once: the pace that Telegram allows, and the fewest calls in flight that keep it."""

from __future__ import annotations

import math
from collections import deque

UNPACED_RATE = 400.0

NEAR_SECONDS = 0.01
"""A shorter round trip is loopback, or a Bot API server next door: one call at a time is quick enough there."""
BURST = 3
CHAT_SECONDS = 1.0
FLOODED_CHATS = 3
FLOOD_SECONDS = 2.0
CALM_SECONDS = 5.0
HEAVIEST_BRAKE = 32.0
LATENESS = 0.005


class Pace:
    """The pace of all chats together: `rate` messages a second, evenly spaced; 0 means none.

    Where several chats are flooded (429) within seconds, Telegram means the bot as a whole: a brake doubles the
    spacing, and halves it again with each calm 5 seconds. Times are the event loop's.
    """

    def __init__(self, rate: float) -> None:
        self._rate = rate
        self._next = 0.0
        self._brake = 1.0
        self._braked_at = 0.0
        self._floods: deque[tuple[float, int]] = deque(maxlen=64)

    @property
    def paced(self) -> bool:
        """Whether there is a pace at all; without one, single chats are not paced either."""
        return self._rate > 0

    def ready_at(self) -> float:
        """When the next message may go."""
        return self._next

    def went(self, now: float) -> None:
        """A message goes now."""
        spacing = 1 / self._rate if self.paced else 0.0
        if self._brake > 1:
            spacing = (spacing or 1 / UNPACED_RATE) * self._braking(now)
        # A slot that the event loop took a little late does not push the later ones back; idle time gives no burst.
        self._next = max(self._next, now - min(spacing, LATENESS)) + spacing

    def flooded(self, chat_id: int, now: float) -> None:
        """Telegram answered 429 for this chat."""
        self._floods.append((now, chat_id))
        chats = {chat for at, chat in self._floods if now - at <= FLOOD_SECONDS}
        if len(chats) >= FLOODED_CHATS:
            self._brake = min(HEAVIEST_BRAKE, self._braking(now) * 2)
            self._braked_at = now
            self._floods.clear()

    def _braking(self, now: float) -> float:
        halvings = int((now - self._braked_at) / CALM_SECONDS)
        if halvings > 0:
            self._brake = max(1.0, self._brake / 2 ** min(halvings, 10))
            self._braked_at += halvings * CALM_SECONDS
        return self._brake


class Window:
    """How many calls may be in flight: what a kill catches there is sent twice, so no more than the pace needs.

    By Little's law that is the rate times the round trip, from the call to its being noted; the shortest of the late
    ones stands for the network, as the others hold our own queueing. A call that hangs gives its place up (`leave`).
    """

    def __init__(self, rate: float) -> None:
        self.held = 0
        self._rate = rate or UNPACED_RATE
        self._late: deque[float] = deque(maxlen=64)

    def enter(self) -> Place:
        """One more call is in flight."""
        self.held += 1
        return Place(self)

    def learn(self, seconds: float) -> None:
        """One call took so long, until it was noted."""
        self._late.append(seconds)

    def allowed(self) -> int:
        """How many may be in flight now: one where Telegram is near, however busy we are ourselves."""
        if not self._late or min(self._late) < NEAR_SECONDS:
            return 1
        return max(1, math.floor(self._rate * min(self._late)))


class Place:
    """One call's place in the window, until it leaves."""

    __slots__ = ("_window",)

    def __init__(self, window: Window) -> None:
        self._window: Window | None = window

    def leave(self) -> None:
        """Give the place up; a second time does nothing."""
        if self._window is not None:
            self._window.held -= 1
            self._window = None
