"""How the stand-in says no: Telegram's own codes and words, and the faults that a test may order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

QUERY_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


class Refusal(Exception):
    """A call that Telegram would refuse: `code` is the HTTP status, `description` Telegram's sentence."""

    def __init__(self, code: int, description: str, retry_after: int | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.retry_after = retry_after

    def body(self) -> dict[str, Any]:
        """The answer as Telegram writes it."""
        answer: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.retry_after is not None:
            answer["parameters"] = {"retry_after": self.retry_after}
        return answer


def bad_request(words: str) -> Refusal:
    """A 400 in Telegram's form: `Bad Request: ` and the words."""
    return Refusal(400, f"Bad Request: {words}")


@dataclass(frozen=True, slots=True)
class Fault:
    """A failure that a test orders for one call; returned by the `on_call` hook.

    The call is handled first when `after` is true (it was accepted, only its answer is lost), else it never is.
    `delay` seconds pass before the failure shows. With `reset` the connection is torn down without an answer;
    with `body` that text is sent as HTML; else a JSON refusal with `status`, `description` and `retry_after`.
    A `status` of 0 without `reset` is a mere delay: the ordinary answer follows.
    """

    status: int = 500
    description: str = "Internal Server Error"
    retry_after: int | None = None
    body: str | None = None
    reset: bool = False
    after: bool = False
    delay: float = 0.0
