"""Telegram, as transport only: updates come in (receive, poll, webhook), Bot API calls go out (calls, send).

What a talk means is decided elsewhere; nothing in here knows the database, the flows or the listening.
"""

import os

# python-telegram-bot's own opt-in: waits are `timedelta`, without a deprecation warning at each 429.
os.environ.setdefault("PTB_TIMEDELTA", "true")
