"""Text and conditions, in Jinja2: sandboxed, and strict about names that nobody declared."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from jinja2 import DictLoader, StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

_BLANK = re.compile(r"\n[ \t]*\n[ \t\n]*\n")


class RenderError(Exception):
    """A text or condition that Jinja2 cannot read or render."""


class Unset:
    """The value of a declared slot that has no answer: renders empty, is false, and compares as false."""

    def __str__(self) -> str:
        return ""

    def __bool__(self) -> bool:
        return False

    def __len__(self) -> int:
        return 0

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __eq__(self, other: object) -> bool:
        return other is None or other == "" or isinstance(other, Unset)

    def __hash__(self) -> int:
        return hash("")

    def __lt__(self, other: object) -> bool:
        return False

    __le__ = __gt__ = __ge__ = __lt__


UNSET = Unset()


class YesNo(str):
    """`yes` or `no` as a slot keeps it: the same text, and true only for yes."""

    __slots__ = ()

    def __bool__(self) -> bool:
        return self == "yes"


class Later:
    """A value of the context that is worked out only where a text asks for it."""

    def __init__(self, work: Callable[[], Any]) -> None:
        self._work = work
        self._value: Any = None
        self._done = False

    @property
    def value(self) -> Any:
        """The worked-out value."""
        if not self._done:
            self._value, self._done = self._work(), True
        return self._value

    def __str__(self) -> str:
        return str(self.value) if self.value is not None else ""

    def __bool__(self) -> bool:
        return bool(self.value)

    def __eq__(self, other: object) -> bool:
        return bool(self.value == other)

    __hash__ = None  # type: ignore[assignment]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.value, name)

    def __getitem__(self, name: Any) -> Any:
        return self.value[name]


class Names(Mapping[str, Any]):
    """The names that a text may use, put together only where it uses any; most labels and many texts use none."""

    def __init__(self, gather: Callable[[], dict[str, Any]]) -> None:
        self._gather = gather
        self._names: dict[str, Any] | None = None

    def _all(self) -> dict[str, Any]:
        if self._names is None:
            self._names = self._gather()
        return self._names

    def __getitem__(self, name: str) -> Any:
        return self._all()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())


class Renderer:
    """Compiles each text and condition once and renders it with a context of plain values."""

    def __init__(self, shared: Mapping[str, str]) -> None:
        self.env = ImmutableSandboxedEnvironment(
            loader=DictLoader(dict(shared)),
            undefined=StrictUndefined,
            autoescape=False,
        )
        self._template = lru_cache(maxsize=None)(self.env.from_string)
        self._condition = lru_cache(maxsize=None)(
            lambda source: self.env.compile_expression(source, undefined_to_none=False)
        )

    def text(self, source: str, context: Mapping[str, Any]) -> str:
        """Render a text; blank lines at its ends go. Raises `RenderError`."""
        if "{" not in source:
            return source.strip()
        try:
            return _BLANK.sub("\n\n", self._template(str(source)).render(context)).strip()
        except (TemplateError, TypeError, ValueError) as error:
            raise RenderError(f"{type(error).__name__}: {error}") from error

    def holds(self, source: str, context: Mapping[str, Any]) -> bool:
        """Whether a condition holds. Raises `RenderError`."""
        return bool(self.value(source, context))

    def value(self, source: str, context: Mapping[str, Any]) -> Any:
        """The value of an expression. Raises `RenderError`."""
        try:
            found = self._condition(str(source))(**context)
        except (TemplateError, TypeError, ValueError) as error:
            raise RenderError(f"{type(error).__name__}: {error}") from error
        return found.value if isinstance(found, Later) else found

    def check(self, source: str, *, condition: bool = False) -> str | None:
        """What is wrong with a text or condition as Jinja2 reads it, or None."""
        try:
            (self._condition if condition else self._template)(str(source))
        except TemplateSyntaxError as error:
            return error.message or "it cannot be read"
        return None
