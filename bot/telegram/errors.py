"""What can go wrong between us and Telegram; no message of these ever holds a token or a person's words.

TelegramError (python-telegram-bot)
├── NetworkError
│   ├── NotDelivered        the request certainly never reached Telegram
│   │   └── ConnectTimedOut
│   └── FateUnknown         it may have been carried out
│       └── AnswerTimedOut
├── TokenRefused            the token is not one that Telegram knows
Unreadable                  an update that cannot be parsed
"""

from __future__ import annotations

from telegram.error import NetworkError, TelegramError, TimedOut


class NotDelivered(NetworkError):
    """The request certainly never reached Telegram: no connection, no address, or refused before it was sent."""

    __slots__ = ()


class ConnectTimedOut(NotDelivered, TimedOut):
    """No connection came about in time; nothing was sent."""

    __slots__ = ()


class FateUnknown(NetworkError):
    """The request was (or may have been) written, and no usable answer came: Telegram may have carried it out."""

    __slots__ = ()


class AnswerTimedOut(FateUnknown, TimedOut):
    """The request was sent and no answer came in time."""

    __slots__ = ()


class TokenRefused(TelegramError):
    """Telegram does not accept the token."""

    __slots__ = ()

    def __init__(self, message: str | None = None) -> None:
        super().__init__(
            message
            or "Telegram refuses TELEGRAM_BOT_TOKEN. Copy the token from BotFather again (/mybots, API Token), "
            "and check that TELEGRAM_API_URL names a Bot API server."
        )


class Unreadable(Exception):
    """An update that cannot be parsed; the text is the class name of what went wrong, never its words."""
