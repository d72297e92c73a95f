"""Dialogue files as written: text stays text, every value knows its line, and nothing is lost in silence."""

from __future__ import annotations

import pytest

from bot.dialogue.script import Listed, Mapped, ScriptError, Text, line_of, parse_yaml, texts


@pytest.mark.parametrize(
    "written", ["no", "yes", "on", "1:30", "0123", "1e3", "null", "~", "2026-05-01", "0x10", "true"]
)
def test_a_scalar_stays_the_text_that_was_written(written):
    assert parse_yaml(f"a: {written}", "f.yaml") == {"a": written}


def test_every_value_knows_its_line():
    script = parse_yaml("a:\n  - b\n  - c: d\n    e: |\n      f\n", "f.yaml")
    assert isinstance(script, Mapped)
    assert isinstance(script["a"], Listed)
    assert line_of(script["a"]) == 2
    assert [line_of(item) for item in script["a"]] == [2, 3]
    key = next(key for key in script["a"][1] if key == "e")
    assert isinstance(key, Text)
    assert line_of(key) == line_of(script["a"][1]["e"]) == 4


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        ('a: "b\n', 2, "E001"),
        ("a: b\n\tc: d\n", 2, "E001"),
        ("a: [b\nc: d\n", 2, "E001"),
        ("a: b\nc: d\na: e\n", 3, "E002"),
        ("a:\n  b: c\n  b: d\n", 3, "E002"),
        ("? [a, b]\n: c\n", 1, "E001"),
        ("a: \x00\n", 1, "E001"),
        ("a: *b\n", 1, "E001"),
    ],
)
def test_a_file_that_cannot_be_read_says_where(text, line, code):
    with pytest.raises(ScriptError) as raised:
        parse_yaml(text, "flows/f.yaml")
    error = raised.value
    assert (error.file, error.code) == ("flows/f.yaml", code)
    assert error.line == line
    assert str(error).startswith(f"flows/f.yaml:{line}: {code} ")


def test_an_empty_file_is_an_empty_mapping():
    assert parse_yaml("", "f.yaml") == {} == parse_yaml("# nothing\n", "f.yaml")


def test_one_text_or_a_list_of_texts_is_a_tuple():
    assert texts(None) == ()
    assert texts("a") == ("a",)
    assert texts(["a", "b"]) == ("a", "b")
    wordings = texts(parse_yaml("- a\n- b\n", "f.yaml"))
    assert [line_of(wording) for wording in wordings] == [1, 2]


def test_what_has_no_line_stands_on_the_first_or_where_it_is_told():
    assert line_of("plain") == 1
    assert line_of("plain", 7) == 7
    assert line_of(Text("a", 0), 7) == 7
