"""Logs without tokens and without words.

python-telegram-bot logs whole messages at DEBUG and unreadable answers at ERROR; httpx logs URLs, which hold the token.
"""

from __future__ import annotations

import logging
import re
import traceback
from typing import Any

TALKATIVE = ("telegram", "httpx", "httpcore", "aiohttp")
TOKEN = re.compile(r"\d{3,}(?::|%3A)[A-Za-z0-9_-]{10,}", re.IGNORECASE)
HIDDEN = "[token]"


class Redaction(logging.Filter):
    """Takes tokens out of a record: its message, its arguments and its traceback.

    Whatever looks like a Telegram token goes, and so do the exact secrets given.
    """

    def __init__(self, *secrets: str) -> None:
        super().__init__()
        self._secrets = tuple(secret for secret in secrets if secret)

    def redact(self, text: str) -> str:
        """The text with every token replaced."""
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        return TOKEN.sub(HIDDEN, text)

    def filter(self, record: logging.LogRecord) -> bool:
        """Redact the record in place; it is always kept."""
        try:
            message = record.getMessage()
        except (TypeError, ValueError, KeyError):
            message = str(record.msg)
        record.msg, record.args = self.redact(message), None
        if record.exc_info and record.exc_info[1] is not None:
            record.exc_text = self.redact("".join(traceback.format_exception(*record.exc_info)).rstrip("\n"))
        return True


def quiet_logs(*secrets: str) -> Redaction:
    """Silence the libraries that log texts or tokens, and redact tokens from every record made from now on.

    `secrets` are exact strings to hide besides (the token). It holds for every logger and handler, whichever is set up
    later, for it sits where records are made. Calling it again adds the new secrets.
    """
    for name in TALKATIVE:
        logger = logging.getLogger(name)
        logger.setLevel(logging.CRITICAL + 1)
        logger.propagate = False
        if not logger.handlers:
            logger.addHandler(logging.NullHandler())
    redaction = Redaction(*secrets)
    make = logging.getLogRecordFactory()

    def redacted(*args: Any, **kwargs: Any) -> logging.LogRecord:
        record = make(*args, **kwargs)
        redaction.filter(record)
        return record

    logging.setLogRecordFactory(redacted)
    return redaction
