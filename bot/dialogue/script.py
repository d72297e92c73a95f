"""Dialogue files as written: every scalar is text with the line it stands on, and a key written twice is an error.

PyYAML's own constructors turn `no` into False and `1:30` into 90 and keep the last of two equal keys in silence, so
only its parser is used here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml


class ScriptError(Exception):
    """A dialogue file that cannot be read: `file:line: CODE what is wrong, and the cure`."""

    def __init__(self, file: str, line: int, code: str, message: str) -> None:
        super().__init__(f"{file}:{line}: {code} {message}")
        self.file, self.line, self.code, self.message = file, line, code, message


class Text(str):
    """A scalar of a dialogue file; `line` counts from 1."""

    __slots__ = ("line",)
    line: int

    def __new__(cls, value: str, line: int = 0) -> Text:
        text = super().__new__(cls, value)
        text.line = line
        return text


class Mapped(dict[str, Any]):
    """A mapping of a dialogue file; `line` counts from 1."""

    line: int = 0


class Listed(list[Any]):
    """A list of a dialogue file; `line` counts from 1."""

    line: int = 0


_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def parse_yaml(text: str, file: str) -> Any:
    """Parse one YAML document into `Mapped`, `Listed` and `Text`.

    Raises `ScriptError` E001 where it is no YAML, E002 where a key is written twice.
    """
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise ScriptError(file, line, "E001", f"this is no YAML: {error.problem}; look at quotes and indents") from None
    except yaml.YAMLError as error:
        raise ScriptError(file, 1, "E001", f"this is no YAML: {type(error).__name__}; save it as UTF-8 text") from None
    return _plain(node, file) if node is not None else Mapped()


def _plain(node: Any, file: str) -> Any:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.ScalarNode):
        return Text(node.value, line)
    if isinstance(node, yaml.SequenceNode):
        items = Listed(_plain(item, file) for item in node.value)
        items.line = line
        return items
    mapped = Mapped()
    mapped.line = line
    for key, value in node.value:
        name = _plain(key, file)
        if not isinstance(name, Text):
            raise ScriptError(file, key.start_mark.line + 1, "E001", "a key must be plain text")
        if name in mapped:
            raise ScriptError(file, name.line, "E002", f"`{name}` is written twice; keep one of the two")
        mapped[name] = _plain(value, file)
    return mapped


def line_of(value: Any, otherwise: int = 1) -> int:
    """The line a parsed value stands on."""
    return int(getattr(value, "line", otherwise) or otherwise)


def texts(value: Any) -> tuple[str, ...]:
    """One text or a list of texts, as a tuple; nothing is an empty tuple."""
    if value is None:
        return ()
    if isinstance(value, str):
        return (value,)
    return tuple(_flat(value))


def _flat(values: Any) -> Iterator[str]:
    for value in values:
        yield value if isinstance(value, str) else str(value)
