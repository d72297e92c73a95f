"""What can be put right from outside, told in one line; anything else is a fault of ours and keeps its traceback."""

from __future__ import annotations

from bot.dialogue.script import ScriptError
from bot.listening.classifier import ModelDamaged
from bot.listening.patterns import BadPattern
from bot.preview.page import PreviewError
from bot.settings import SettingsError
from bot.storage.errors import StoreError
from bot.telegram.errors import TokenRefused

TOLD = (SettingsError, StoreError, ScriptError, BadPattern, ModelDamaged, TokenRefused, PreviewError)


def one_line(error: BaseException) -> str | None:
    """The message for a failure that can be put right from outside, or None."""
    if isinstance(error, BaseExceptionGroup):
        return next((told for told in map(one_line, error.exceptions) if told), None)
    return str(error) if isinstance(error, TOLD) else None
