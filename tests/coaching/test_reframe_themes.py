"""What the themes offer: enough, different from one another, nothing invented, nothing that asks too much."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest

from tests.listening.files import lines, parsed

FILES = {content["theme"]: content for content in parsed("reframes").values() if "theme" in content}
KINDS = ("feelings", "needs", "requests")
ROLES = ("betrayed", "betrayer")
ABSOLUTE = re.compile(
    r"\b(absolutely|all|always|completely?|constant(ly)?|definitely|entire|ever|every|everyone|everything|full|must"
    r"|never|nothing|totally|whole)\b",
    re.IGNORECASE,
)
TOO_MUCH = re.compile(
    r"\b(sex|sleep with|make love|forgiv\w+|password\w*|passcode|track\w*|location|comfort\w*|console|obey|swear"
    r"|calm me|hold me|hug)\b",
    re.IGNORECASE,
)
VOICE = re.compile(r"\b(but|just|at least|perception|maybe|it seems|overreact\w*)\b", re.IGNORECASE)


def offered(content: Any, kind: str) -> dict[str, list[str]]:
    """Role → what is offered; empty for everybody."""
    found = {"": lines(content[kind])}
    return found | {role: lines(content[role][kind]) for role in ROLES if kind in content.get(role, {})}


def test_there_are_enough_themes() -> None:
    assert len(FILES) >= 24


@pytest.mark.parametrize("name", FILES)
def test_a_theme_offers_four_or_five_of_each(name: str) -> None:
    content = FILES[name]
    for kind in KINDS:
        for role, texts in offered(content, kind).items():
            assert 4 <= len(texts) <= 5, (kind, role)
            assert len(set(texts)) == len(texts)
    assert len(lines(content["sentences"])) >= 2
    assert content["grade"] in ("A", "B", "C")
    assert content["source"]


@pytest.mark.parametrize("name", FILES)
def test_nothing_absolute_is_put_into_a_mouth_and_nothing_asks_too_much(name: str) -> None:
    content = FILES[name]
    for role in ("", *ROLES):
        words = content if not role else content.get(role, {})
        for key in (*KINDS, "opening", "sentences"):
            for text in lines(words.get(key, "")):
                assert not ABSOLUTE.search(text), (role, key, text)
                assert not VOICE.search(text), (role, key, text)
                assert not TOO_MUCH.search(text), (role, key, text)


@pytest.mark.parametrize("kind", ["needs", "requests"])
def test_no_need_and_no_request_stands_in_two_themes(kind: str) -> None:
    counted = Counter(text for content in FILES.values() for texts in offered(content, kind).values() for text in texts)
    assert [text for text, times in counted.items() if times > 1] == []


@pytest.mark.parametrize("name", FILES)
def test_every_request_is_one_sentence_that_can_be_answered_or_done(name: str) -> None:
    content = FILES[name]
    for texts in offered(content, "requests").values():
        for text in texts:
            if content["about"] == "self":
                assert text.startswith("I'll "), text
            else:
                assert "?" in text, text
            assert len(text) <= 120


@pytest.mark.parametrize("name", [name for name, content in FILES.items() if content["about"] == "self"])
def test_the_betrayed_are_never_offered_guilt_about_themselves(name: str) -> None:
    content = FILES[name]
    own = content.get("betrayed", {})
    texts = [text for kind in (*KINDS, "sentences") for text in lines(own.get(kind, content[kind]))]
    assert not [text for text in texts if re.search(r"ashamed|guilt|my part of it|what I did\b|sorry", text)]


@pytest.mark.parametrize("name", [name for name, content in FILES.items() if content["about"] == "self"])
def test_the_general_words_take_nobody_for_the_one_who_did_it(name: str) -> None:
    content = FILES[name]
    for key in ("sentences", "opening"):
        assert not re.search(r"ashamed of|what I did|I broke|I cheated", content[key])
