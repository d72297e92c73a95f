"""What `read` answers to one line: labels, scores and the reframe of an utterance, as plain data."""

from __future__ import annotations

import json
from typing import Any

from bot.coaching.reframe import reframe
from bot.coaching.reframe_themes import Themes
from bot.dialogue.signals import Signal
from bot.listening import Listener

LABELS = (
    "crisis:suicide",
    "crisis:self_harm",
    "crisis:violence",
    "flooded",
    "absolute_partner",
    "all_or_nothing_self",
    "withdrawal",
    "shame",
    "defensive",
    "urge_to_fix",
    "calm_repair",
)
"""The labels that stand in the contract, in its order; others follow behind them."""

LONGEST_LINE = 262_144
"""Bytes (or characters) of a line that are read at most; Telegram's longest message is 4,096 characters."""


def read_line(line: str | bytes, listener: Listener, themes: Themes) -> dict[str, Any]:
    """Answer one JSON line `{"id", "text"}` with `{"id", "labels", "scores", "reframe", "heard"}`. Never raises.

    `scores` maps every label of the contract, and each further label that is known, to 0–1, heard or not. `heard` tells
    of each label how sure it is, how strongly it is said, which words carried it and where they stand, and of a crisis
    whose it is, when and how it is said. A line that cannot be read answers id null, no labels, no scores, and an
    `error` that says what is wrong.
    """
    try:
        ident, text = _parse(line)
    except Unreadable as error:
        return {"id": None, "labels": [], "scores": {}, "reframe": None, "error": str(error)}
    signals = listener.listen(text)
    sure = listener.sure(text) | {signal.name: min(1.0, max(0.0, signal.score)) for signal in signals}
    scores = dict.fromkeys(LABELS, 0.0) | {name: round(value, 3) for name, value in sure.items()}
    noticed = {signal.name for signal in signals}
    labels = [name for name in LABELS if name in noticed]
    labels += [signal.name for signal in signals if signal.name not in LABELS]
    return {
        "id": ident,
        "labels": labels,
        "scores": scores,
        "reframe": reframe(text, signals, themes),
        "heard": [_told(text, signal) for signal in signals],
    }


def _told(text: str, signal: Signal) -> dict[str, Any]:
    told: dict[str, Any] = {
        "signal": signal.name,
        "sure": round(signal.score, 3),
        "intensity": signal.intensity,
        "words": text[signal.start : signal.end],
    }
    told |= {"start": signal.start, "end": signal.end}
    if signal.is_crisis and signal.about:
        told |= {"about": signal.about, "when": signal.when, "said": signal.said}
    return told


class Unreadable(ValueError):
    """A line that is not `{"id": …, "text": "…"}`; the message says what is wrong and what is expected."""


def _parse(line: str | bytes) -> tuple[str | int | float | None, str]:
    if len(line) > LONGEST_LINE:
        raise Unreadable(f"the line is longer than {LONGEST_LINE} bytes; split the text")
    try:
        plain = line.decode("utf-8-sig") if isinstance(line, bytes) else line
    except UnicodeDecodeError as error:
        raise Unreadable(f"not UTF-8 at byte {error.start}; write the file as UTF-8") from None
    try:
        content = json.loads(plain, parse_constant=_refuse)
    except RecursionError:
        raise Unreadable("nested too deeply; expected one flat object a line") from None
    except ValueError as error:
        reason = error.msg if isinstance(error, json.JSONDecodeError) else str(error)
        raise Unreadable(f"not JSON ({reason}); expected one object a line") from None
    if not isinstance(content, dict):
        raise Unreadable('not an object; expected {"id": …, "text": "…"}')
    text, ident = content.get("text"), content.get("id")
    if not isinstance(text, str):
        raise Unreadable('"text" is missing or not a string')
    if isinstance(ident, bool) or not isinstance(ident, str | int | float | None):
        raise Unreadable('"id" is neither a string nor a number')
    if isinstance(ident, float) and ident in (float("inf"), float("-inf")):
        raise Unreadable('"id" is too large a number')
    return ident, text


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON number")
