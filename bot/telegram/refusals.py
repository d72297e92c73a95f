"""A refusing HTTP answer, reduced to what python-telegram-bot may safely read of it.

Its error texts quote whatever came back; a proxy's error page can echo the URL, and the URL holds the token.
"""

from __future__ import annotations

import json
import math
from typing import Any

from bot.telegram.errors import FateUnknown, NotDelivered

KNOWN = frozenset({400, 401, 403, 404, 409, 429})
LONGEST_WAIT = 24 * 3600
LONGEST_DESCRIPTION = 200


def plain_refusal(code: int, payload: bytes) -> tuple[int, bytes]:
    """The status and body of a refusal, safe to read.

    Raises `FateUnknown` for 5xx and 408 (a gateway may answer so after the call was carried out), `NotDelivered` for
    redirects. Other 4xx, such as 413, become 400: the call was read and is not wanted. A 429 always names a wait.
    """
    if code >= 500 or code == 408:
        raise FateUnknown(f"the Bot API answered {code}")
    if code < 400:
        raise NotDelivered(f"the Bot API answered {code}; is TELEGRAM_API_URL right?")
    readable, parsed = parsed_json(payload)
    answer: dict[str, Any] = parsed if readable and isinstance(parsed, dict) else {}
    told = answer.get("description")
    description = told[:LONGEST_DESCRIPTION] if isinstance(told, str) and told else f"HTTP {code}"
    reduced: dict[str, Any] = {"ok": False, "error_code": code, "description": description}
    parameters = answer.get("parameters")
    parameters = parameters if isinstance(parameters, dict) else {}
    if code == 429:
        reduced["parameters"] = {"retry_after": _wait(parameters.get("retry_after"))}
    elif _is_int(parameters.get("migrate_to_chat_id")) and parameters["migrate_to_chat_id"]:
        reduced["parameters"] = {"migrate_to_chat_id": parameters["migrate_to_chat_id"]}
    return (code if code in KNOWN else 400), json.dumps(reduced).encode("ascii")


def parsed_json(payload: bytes) -> tuple[bool, Any]:
    """Whether the payload is JSON, and what it holds; never raises."""
    try:
        return True, json.loads(payload.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return False, None


def _wait(given: object) -> float:
    """Seconds to wait, at least 1 and at most a day; 1 where none can be read."""
    try:
        seconds = float(given) if isinstance(given, (int, float, str)) else 1.0
    except (ValueError, OverflowError):
        seconds = 1.0
    return min(max(seconds, 1.0), LONGEST_WAIT) if math.isfinite(seconds) else 1.0


def _is_int(given: object) -> bool:
    return isinstance(given, int) and not isinstance(given, bool)
