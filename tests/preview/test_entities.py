"""How texts are counted, cleaned, trimmed and parsed."""

from __future__ import annotations

from typing import Any

import pytest

from bot.preview.entities import detected, settle, units
from bot.preview.html_mode import parse_html
from bot.preview.markdown_mode import parse_markdown
from bot.preview.refusal import Refusal


def bold(offset: int, length: int) -> dict[str, Any]:
    return {"type": "bold", "offset": offset, "length": length}


def test_length_is_counted_in_utf16_units() -> None:
    assert units("abc") == 3
    assert units("é😀") == 3


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  hi \n", "hi"),
        ("a\x00b\tc", "a b c"),
        ("a\r\nb", "a\nb"),
        ("\u202eabc", "abc"),
        (" \n\u200b\u00a0", ""),
        ("אב", "אב"),
    ],
)
def test_cleaning(typed: str, kept: str) -> None:
    assert settle(typed, []) == (kept, [])


def test_entities_move_with_what_is_trimmed() -> None:
    assert settle("  a b  ", [bold(4, 3)]) == ("a b", [bold(2, 1)])
    assert settle(" x ", [bold(0, 3)]) == (" x", [bold(0, 2)])
    assert settle("a\rb", [bold(2, 1)]) == ("ab", [bold(1, 1)])
    assert settle("a  ", [bold(1, 2)]) == ("a", [])


def test_commands_and_links_are_found() -> None:
    assert detected("/start now", []) == [{"type": "bot_command", "offset": 0, "length": 6}]
    assert detected("😀 /help, https://a.org/x.", []) == [
        {"type": "bot_command", "offset": 3, "length": 5},
        {"type": "url", "offset": 10, "length": 15},
    ]
    assert detected("and/or 1/2 //x", []) == []
    assert detected("/start", [{"type": "code", "offset": 0, "length": 6}])[0]["type"] == "code"


def test_html() -> None:
    text, entities = parse_html("<b>a<i>😀</i></b> &lt;b&gt; &amp;&nbsp;&#33;")
    assert text == "a😀 <b> &&nbsp;!"
    assert entities == [bold(0, 3), {"type": "italic", "offset": 1, "length": 2}]
    assert parse_html('<a href="https://a.org?x=1&amp;y">go</a>')[1][0]["url"] == "https://a.org?x=1&y"
    assert parse_html('<pre><code class="language-py">x</code></pre>')[1] == [
        {"type": "pre", "offset": 0, "length": 1, "language": "py"}
    ]
    assert parse_html("<blockquote expandable>q</blockquote>")[1][0]["type"] == "expandable_blockquote"
    assert parse_html('<span class="tg-spoiler">s</span>')[1][0]["type"] == "spoiler"
    assert parse_html("<b></b>x") == ("x", [])


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>é<i>x</b></i>", 'Unmatched end tag at byte offset 9, expected "</i>", found "</b>"'),
        ("é<div>x</div>", 'Unsupported start tag "div" at byte offset 2'),
        ("1 < 2", 'Unclosed start tag'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler"'),
        ("a <3 b>", 'Unsupported start tag "3" at byte offset 2'),
    ],
)  # fmt: skip
def test_html_that_is_refused(source: str, words: str) -> None:
    if source == "1 < 2":
        words = 'Unsupported start tag "" at byte offset 2'
    with pytest.raises(Refusal) as refused:
        parse_html(source)
    assert refused.value.description.startswith(f"Bad Request: can't parse entities: {words}")


def test_markdown() -> None:
    text, entities = parse_markdown("*a _b_* __u__ ~s~ ||p|| `c.d` [go](https://a.org/\\)) 1\\.")
    assert text == "a b u s p c.d go 1."
    assert [(one["type"], one["offset"], one["length"]) for one in entities] == [
        ("bold", 0, 3), ("italic", 2, 1), ("underline", 4, 1), ("strikethrough", 6, 1), ("spoiler", 8, 1),
        ("code", 10, 3), ("text_link", 14, 2),
    ]  # fmt: skip
    assert entities[-1]["url"] == "https://a.org/)"
    assert parse_markdown(">q\n>r\nplain")[1] == [{"type": "blockquote", "offset": 0, "length": 3}]
    assert parse_markdown("```py\nx.y```") == ("x.y", [{"type": "pre", "offset": 0, "length": 3}])


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("1.", "Character '.' is reserved and must be escaped with the preceding '\\'"),
        ("é*x", "Can't find end of Bold entity at byte offset 2"),
        ("_x", "Can't find end of Italic entity at byte offset 0"),
        ("`x", "Can't find end of Code entity at byte offset 0"),
        ("[x](y", "Can't find end of a URL at byte offset 3"),
        ("a > b", "Character '>' is reserved"),
    ],
)
def test_markdown_that_is_refused(source: str, words: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse_markdown(source)
    assert refused.value.description.startswith(f"Bad Request: can't parse entities: {words}")
