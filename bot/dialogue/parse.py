"""From a parsed dialogue file to a `Flow`: every key is known here, and an unknown one is an error with its line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.dialogue.flow import KINDS, SLOT_TYPES, After, Arrow, Choice, Flow, Slot, State
from bot.dialogue.script import Mapped, ScriptError, line_of, texts

_FLOW_KEYS = set("flow about title kind door keep starts_on handles stale_after start slots states moved".split())
_STATE_KEYS = set("say ask offer retry listen choices next do call after keyboard script picture".split())
_CHOICE_KEYS = set("label also hears set do go when copy".split())
_SLOT_KEYS = set("type low high max about optional worded".split())
_UNITS = {"s": 1, "min": 60, "h": 3600, "d": 86400}
_STALE = {"safety": 86400, "soothing": 1800, "ordinary": 1800, "couple": 1800}


def seconds(value: str, file: str) -> int:
    """Turn `20 s`, `3 min`, `2 h` or `1 d` into seconds."""
    match = re.fullmatch(r"\s*(\d+)\s*(s|min|h|d)\s*", value)
    if not match:
        raise ScriptError(
            file, line_of(value), "E005", f"`{value}` is no length of time; write 20 s, 3 min, 2 h or 1 d"
        )
    return int(match[1]) * _UNITS[match[2]]


def parse_flow(script: Any, file: str) -> Flow:
    """Read one flow; raises `ScriptError` with the line where the file does not fit the grammar."""
    _keys(script, _FLOW_KEYS, file, "a flow")
    for needed in ("flow", "start", "states"):
        if needed not in script:
            raise ScriptError(file, line_of(script), "E004", f"a flow needs `{needed}:`; add it")
    for plain in ("flow", "start", "kind", "title", "about"):
        if not isinstance(script.get(plain, ""), str):
            raise ScriptError(file, line_of(script[plain]), "E004", f"`{plain}:` takes one text")
    kind = script.get("kind", "ordinary")
    if kind not in KINDS:
        raise ScriptError(file, line_of(kind), "E005", f"`kind: {kind}` is unknown; choose from {', '.join(KINDS)}")
    return Flow(
        name=script["flow"],
        start=script["start"],
        states={name: _state(name, body, file) for name, body in _mapping(script["states"], file, "states").items()},
        about=script.get("about", ""),
        title=script.get("title", ""),
        kind=kind,
        door=script.get("door", ""),
        keep=script.get("keep", "yes") != "no",
        starts_on=texts(script.get("starts_on")),
        handles=texts(script.get("handles")),
        stale_after=seconds(script["stale_after"], file) if "stale_after" in script else _STALE[kind],
        slots=parse_slots(script.get("slots") or {}, file),
        moved=dict(script.get("moved") or {}),
        file=file,
        line=line_of(script),
    )


def parse_slots(script: Any, file: str) -> dict[str, Slot]:
    """Read a `slots:` block."""
    slots = {}
    for name, body in _mapping(script, file, "slots").items():
        _keys(body, _SLOT_KEYS, file, f"slot `{name}`")
        kind = body.get("type", "text")
        if kind not in SLOT_TYPES:
            raise ScriptError(
                file, line_of(kind), "E005", f"slot type `{kind}` is unknown; choose {', '.join(SLOT_TYPES)}"
            )
        low, high, most = (
            _number(body.get(key, default), file) for key, default in (("low", "0"), ("high", "10"), ("max", "1000"))
        )
        slots[str(name)] = Slot(str(name), str(kind), low, high, most, line_of(name), body.get("worded") == "yes")
    return slots


def _state(name: str, body: Any, file: str) -> State:
    _keys(body, _STATE_KEYS, file, f"state `{name}`")
    return State(
        name=str(name),
        say=texts(body.get("say")),
        ask=body.get("ask"),
        retry=texts(body.get("retry")),
        listen=texts(body.get("listen")),
        choices=tuple(_choice(choice, file) for choice in _list(body.get("choices"), file)),
        next=_arrows(body.get("next"), file),
        do=texts(body.get("do")),
        call=body.get("call"),
        after=_after(body["after"], file) if "after" in body else None,
        keyboard=body.get("keyboard"),
        script=body.get("script", ""),
        offer=body.get("offer", ""),
        picture=body.get("picture", ""),
        line=line_of(name),
    )


def _choice(body: Any, file: str) -> Choice:
    _keys(body, _CHOICE_KEYS, file, "a choice")
    for needed in (*(() if "also" in body else ("label",)), "copy" if "copy" in body else "go"):
        if needed not in body:
            raise ScriptError(file, line_of(body), "E004", f"a choice needs `{needed}:`; add it")
    if "copy" in body and {"go", "set", "do", "hears", "also"} & set(body):
        message = "a choice with `copy:` leads nowhere; keep its `label:` and `when:` alone"
        raise ScriptError(file, line_of(body), "E004", message)
    return Choice(
        label=body.get("label", ""),
        go=body.get("go", ""),
        also=texts(body.get("also")),
        hears=texts(body.get("hears")),
        set=dict(_mapping(body.get("set") or {}, file, "set")),
        do=texts(body.get("do")),
        when=body.get("when"),
        copy=body.get("copy", ""),
        line=line_of(body),
    )


def _arrows(value: Any, file: str) -> tuple[Arrow, ...]:
    if value is None:
        return ()
    if isinstance(value, str):
        return (Arrow(value, None, line_of(value)),)
    arrows = []
    for item in _list(value, file):
        _keys(item, {"when", "go"}, file, "an arrow of `next`")
        if "go" not in item:
            raise ScriptError(file, line_of(item), "E004", "an arrow of `next` needs `go:`; add it")
        arrows.append(Arrow(item["go"], item.get("when"), line_of(item)))
    return tuple(arrows)


def _after(body: Any, file: str) -> After:
    _keys(body, {"wait", "say", "go"}, file, "`after`")
    if "wait" not in body or not ({"say", "go"} & set(body)):
        raise ScriptError(file, line_of(body), "E004", "`after` needs `wait:` and `say:` or `go:`; add them")
    wait = body["wait"] if "{" in body["wait"] else ""
    length = 0 if wait else seconds(body["wait"], file)
    return After(length, texts(body.get("say")), body.get("go"), line_of(body), wait)


def _keys(body: Any, known: set[str], file: str, what: str) -> None:
    for key in _mapping(body, file, what):
        if key not in known:
            raise ScriptError(
                file, line_of(key), "E003", f"`{key}` is no key of {what}; known: {', '.join(sorted(known))}"
            )


def _mapping(body: Any, file: str, what: str) -> Mapping[str, Any]:
    if isinstance(body, Mapped) or body == {}:
        return body  # type: ignore[no-any-return]
    raise ScriptError(file, line_of(body), "E004", f"{what} must be written as `key: value` lines")


def _list(body: Any, file: str) -> list[Any]:
    if body is None or isinstance(body, list):
        return body or []
    raise ScriptError(file, line_of(body), "E004", "this must be a list: start each line with `- `")


def _number(value: str, file: str) -> int:
    try:
        return int(value)
    except ValueError:
        raise ScriptError(file, line_of(value), "E005", f"`{value}` is no whole number") from None
