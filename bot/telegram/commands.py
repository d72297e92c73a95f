"""What Telegram shows about the bot before a talk: its commands and two descriptions."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from telegram.error import TelegramError

from bot.telegram.bot import Api

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Introduction:
    """Commands as (name without slash, what it does), the text of an empty chat (512 characters at most), and the
    line of the profile (120 at most).
    """

    commands: tuple[tuple[str, str], ...]
    description: str
    short_description: str


async def introduce(api: Api, introduction: Introduction) -> list[str]:
    """Set whatever Telegram has otherwise, and only that; returns the methods that were called to do so.

    Run it beside polling, never before it: a failure is a warning in the log, and the next start tries again.
    """
    commands = [{"command": name, "description": text} for name, text in introduction.commands]
    short = introduction.short_description
    changed = []
    for what, wanted, told in (
        ("Commands", {"commands": commands}, commands),
        ("Description", {"description": introduction.description}, {"description": introduction.description}),
        ("ShortDescription", {"short_description": short}, {"short_description": short}),
    ):
        if await _set_where_it_differs(api, what, wanted, told):
            changed.append(f"setMy{what}")
    return changed


async def _set_where_it_differs(api: Api, what: str, wanted: Mapping[str, Any], told: object) -> bool:
    try:
        if await api.call(f"getMy{what}", {}) == told:
            return False
        await api.call(f"setMy{what}", wanted)
    except TelegramError as error:
        log.warning("introduction_not_set what=%s error=%s", what, type(error).__name__)
        return False
    return True
