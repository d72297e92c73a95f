"""The clock of the preview: real time, and whatever it was moved ahead by."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

MORNING = 8
"""The hour of "tomorrow morning"."""


class PreviewClock:
    """Unix seconds when called, as `time.time`; goes on running after it was moved. A restart sets it right again."""

    def __init__(self, real: Callable[[], float] = time.time) -> None:
        self._real = real
        self.ahead = 0.0

    def __call__(self) -> float:
        return self._real() + self.ahead

    def move_to(self, at: float) -> None:
        """Show this time (Unix seconds); a time that is over changes nothing."""
        self.ahead += max(0.0, at - self())

    def put_right(self) -> None:
        """Show the real time again."""
        self.ahead = 0.0


def tomorrow_morning(now: float, zone: str | None = None) -> float:
    """Eight o'clock of the next date in a time zone (IANA name; None: this machine's), in Unix seconds."""
    at = datetime.fromtimestamp(now, ZoneInfo(zone) if zone else None)
    morning = (at + timedelta(days=1)).replace(hour=MORNING, minute=0, second=0, microsecond=0)
    return morning.timestamp()
