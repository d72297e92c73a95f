from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.listening import BadPattern, Listener
from tests.listening.files import listener, names, parsed

NASTY = {
    "one letter": "a" * 10_000,
    "brackets": "(" * 10_000,
    "nested quotes": "\"'“‘" * 2_500,
    "NUL": "\0" * 10_000,
    "lone surrogates": "\ud800I want to die\udfff" * 500,
    "right to left": "\u202eI hate you\u202c שלום " * 400,
    "one word": "never " * 1_600,
    "no full stop": "you always never want to kill me and i can not do it all " * 170,
    "marks": "e\u0301" * 5_000,
    "stars": "a*" * 5_000,
    "dashes": " - " * 3_300,
}


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY)
def test_nasty_texts_are_read(text: str) -> None:
    signals = listener().listen(text)
    assert all(0 <= s.start < s.end <= len(text) for s in signals)


@given(st.text(st.characters(), max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read_with_spans_inside_it_and_always_alike(text: str) -> None:
    signals = listener().listen(text)
    assert all(0 <= s.start < s.end <= len(text) and 0 <= s.score <= 1 for s in signals)
    assert signals == listener().listen(text)


WORDS = st.sampled_from(
    "you never i want to die he hit me not lol . , ! can't 😂 no always love hate kill myself her".split()
)


@given(st.lists(WORDS, max_size=40))
@settings(max_examples=100, deadline=None)
def test_any_mix_of_loaded_words_is_read_once_each(words: list[str]) -> None:
    found = names(" ".join(words))
    assert len(found) == len(set(found))


def test_the_most_important_signal_comes_first() -> None:
    assert names("You never cared, I can't breathe and I want to die")[:2] == ["crisis:suicide", "flooded"]
    assert names("I took all the pills")[0] == "crisis:taken"


def test_the_span_shows_the_words_as_typed() -> None:
    text = "Well…  u NEVER  cared abt me!!"
    signal = next(s for s in listener().listen(text) if s.name == "absolute_partner")
    assert text[signal.start : signal.end].startswith("u NEVER")


def test_harm_to_others_and_children_come_with_violence() -> None:
    assert {"crisis:harm_others", "crisis:violence"} <= set(names("I hit her last night"))
    assert {"crisis:child", "crisis:violence"} <= set(names("He hits our son"))
    assert {"crisis:taken", "crisis:suicide"} <= set(names("I swallowed the whole bottle"))


@pytest.mark.parametrize(
    ("text", "signal"),
    [
        ("I'm not suicidal but he hit me yesterday", "crisis:violence"),
        ("He has never hit me. I want to kill myself.", "crisis:suicide"),
        ("I don't want to die, I want to talk. But I can't breathe.", "flooded"),
        ("i\nwant\nto die", "crisis:suicide"),
        ("I\u200b want to ki\u200bll mys\u200belf", "crisis:suicide"),
        ("I W4NT T0 D1E", "crisis:suicide"),
        ("nooooo you neeeever caaared", "absolute_partner"),
        ("I CAN’T BREATHE", "flooded"),
    ],
)
def test_heard_through_denials_bursts_and_typing(text: str, signal: str) -> None:
    assert signal in names(text)


@pytest.mark.parametrize(
    ("text", "signal"),
    [
        ("I have no plans to kill myself", "crisis:suicide"),
        ("I'm not going to hurt myself", "crisis:self_harm"),
        ("we are fine without hurting ourselves", "crisis:self_harm"),
        ("nobody has been hit", "crisis:violence"),
    ],
)
def test_denied(text: str, signal: str) -> None:
    assert signal not in names(text)


def test_somebody_who_cares_for_nobody_is_not_a_denial() -> None:
    assert "crisis:suicide" in names("nobody cares that I want to die")


def test_shouting_is_heard_only_where_nothing_else_is() -> None:
    assert "flooded" in names("GO AND FETCH THE BOX")
    assert "flooded" not in names("YOU NEVER CARED ABOUT ME")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({"signal": "flooded", "patterns": "(I can"}, r"x.yaml: patterns: .*not closed"),
        ({"signal": "flooded", "patterns": "{nobody} can"}, r"x.yaml: patterns: .*no word class \{nobody\}"),
        ({"signal": "flooded", "patterns": "[really] ..."}, r"x.yaml: patterns: .*must be there"),
        ({"signal": "flooded", "patterns": "a | | b"}, r"x.yaml: patterns: .*alternative is empty"),
        ({"signal": "flooded", "patterns": "word)"}, r"x.yaml: patterns: .*closes nothing"),
        ({"signal": "flooded", "patterns": "(a)?"}, r"x.yaml: patterns: .*not a word"),
        ({"signal": "flooded", "patterns": "ab*"}, r"x.yaml: patterns: .*too short"),
        ({"signal": "flooded", "patterns": {"a": "b"}}, r"x.yaml: patterns: expected phrases"),
        ({"signal": "flooded"}, r"x.yaml: patterns: expected at least one"),
        ({"patterns": "word"}, r"x.yaml: signal: expected the name"),
        ({"signal": "flooded", "patterns": "word", "importance": "high"}, r"x.yaml: importance: .*whole number"),
        ({"signal": "flooded", "patterns": "word", "negation": "on"}, r"x.yaml: negation: "),
        ({"signal": "flooded", "paterns": "word"}, r"x.yaml: paterns: unknown key"),
        ({"signal": "flooded", "patterns": "word", "also": ["nothing"]}, r"also: no signal 'nothing'"),
        ({"words": {"empty": ""}}, r"x.yaml: words, empty: an empty class"),
        ("text", r"x.yaml: expected `key: value`"),
    ],
)
def test_a_bad_file_is_named_with_its_entry(content: object, message: str) -> None:
    with pytest.raises(BadPattern, match=message):
        Listener.compile({"x.yaml": content})


def test_a_short_utterance_asks_few_patterns() -> None:
    """Not timed: few patterns looked at keep reading quick (for times see `benchmark.py` beside this)."""
    words = listener().lexicon.normaliser.words(
        "I don't know what to do, he hit me and then said sorry and I can't stop crying"
    )
    everything = sum(len(str(c.get("patterns", "")).splitlines()) for c in parsed("signals").values())
    assert len(listener().candidates(words)) < everything / 6


def test_warming_changes_nothing() -> None:
    fresh = Listener.compile(parsed("signals"))
    before = fresh.listen("You never cared about me")
    fresh.warm()
    assert fresh.listen("You never cared about me") == before
