"""Texts and conditions: sandboxed, strict, and empty where nothing was answered."""

from __future__ import annotations

import pytest

from bot.dialogue.render import UNSET, Later, Names, Renderer, RenderError, YesNo

RENDERER = Renderer({"a.j2": "included"})


def test_unset_is_empty_false_and_never_compares_true() -> None:
    assert RENDERER.text("a{{ x }}b", {"x": UNSET}) == "ab"
    for condition in ("x", "x >= 0", "x < 3", "x == 5"):
        assert not RENDERER.holds(condition, {"x": UNSET})
    assert RENDERER.holds("not x and x == ''", {"x": UNSET})
    assert RENDERER.text("{{ x|length }}{{ x|truncate(9) }}{% for y in x %}y{% endfor %}", {"x": UNSET}) == "0"


def test_a_name_that_nobody_declared_is_an_error() -> None:
    with pytest.raises(RenderError, match="nobody"):
        RENDERER.text("{{ nobody }}", {})
    with pytest.raises(RenderError):
        RENDERER.holds("nobody.x", {})


def test_the_sandbox_holds() -> None:
    with pytest.raises(RenderError):
        RENDERER.text("{{ ''.__class__.__mro__ }}", {})
    with pytest.raises(RenderError):
        RENDERER.text("{{ x.append(1) }}", {"x": []})


def test_yes_and_no_are_text_that_knows_its_truth() -> None:
    assert RENDERER.holds("x", {"x": YesNo("yes")})
    assert not RENDERER.holds("x", {"x": YesNo("no")})
    assert RENDERER.holds("x == 'no'", {"x": YesNo("no")})


def test_later_works_only_where_it_is_used() -> None:
    def work() -> str:
        calls.append(1)
        return "now"

    calls: list[int] = []
    assert RENDERER.text("no", {"x": Later(work)}) == "no"
    assert not calls
    assert RENDERER.text("{% if x %}{{ x }}{% endif %}", {"x": Later(work)}) == "now"
    assert calls == [1]


def test_blank_lines_are_folded_and_includes_work() -> None:
    assert RENDERER.text("a\n\n{% if false %}x{% endif %}\n\nb", {}) == "a\n\nb"
    assert RENDERER.text("{% include 'a.j2' %}", {}) == "included"


def test_names_are_gathered_only_where_a_text_uses_any_and_then_once() -> None:
    gathered: list[int] = []

    def gather() -> dict[str, object]:
        gathered.append(1)
        return {"name": "Jo"}

    names = Names(gather)
    assert Renderer({}).text("Hello.", names) == "Hello."
    assert not gathered
    assert Renderer({}).text("Hello, {{ name }}.", names) == "Hello, Jo."
    assert Renderer({}).holds("name == 'Jo'", names)
    assert (list(names), len(names), len(gathered)) == (["name"], 1, 1)
