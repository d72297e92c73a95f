"""The guards: every example is a test, spans are the person's own words, and a broken file names its line."""

from __future__ import annotations

import pytest

from bot.coaching.draft_check import LONGEST_SPAN, NONE_FOUND, Guards
from bot.dialogue.script import ScriptError, parse_yaml
from tests.listening.files import lines, listener, parsed

FILES = {f"guards/{name}": content for name, content in parsed("guards").items()}
GUARDS = Guards.compile(FILES, listener().lexicon)
FEWEST = 12
"""Examples of each kind that a guard has at least."""

GOOD = """\
guard: loud
rank: 5
why: It is loud.
instead: Say it quietly.
patterns: |
  very loud
yes: |
  a very loud word
no: |
  a word
"""

CASES = [
    pytest.param(content["guard"], text, wanted == "yes", id=f"{content['guard']}-{wanted}-{text[:60]}")
    for content in FILES.values()
    for wanted in ("yes", "no")
    for text in lines(content[wanted])
]


def names(draft: str) -> list[str]:
    return [finding.name for finding in GUARDS.findings(draft)]


@pytest.mark.parametrize(("guard", "text", "wanted"), CASES)
def test_example(guard: str, text: str, wanted: bool) -> None:
    assert (guard in names(text)) is wanted


@pytest.mark.parametrize("file", FILES)
def test_every_guard_has_enough_examples_and_the_name_of_its_file(file: str) -> None:
    content = FILES[file]
    assert file == f"guards/{content['guard']}.yaml"
    assert min(len(lines(content["yes"])), len(lines(content["no"]))) >= FEWEST


def test_the_ranks_are_all_different_so_that_the_first_finding_is_no_accident() -> None:
    ranks = [guard.rank for guard in GUARDS.guards.values()]
    assert len(set(ranks)) == len(ranks)


@pytest.mark.parametrize(
    ("draft", "name", "span"),
    [
        ("I lied to you, BUT you were never home", "counter_blame", "you were never home"),
        ("I hurt you.  But it was late", "but", "But"),
        ("I was   drunk\nthat night", "excuse", "I was drunk"),
        ("I’m sorry you feel that way", "conditional", "sorry you feel"),
        ("pls forgive me", "plea", "pls forgive me"),
        ("mistakes were made", "passive", "mistakes were made"),
    ],
)
def test_the_span_is_quoted_as_it_was_typed(draft: str, name: str, span: str) -> None:
    finding = GUARDS.first(draft)
    assert (finding.name, finding.span) == (name, span)
    assert " ".join(draft[finding.start : finding.end].split()) == span
    assert finding.why
    assert finding.instead


def test_the_heaviest_comes_first_and_each_guard_once() -> None:
    found = names("But if you leave me I'll tell everyone, but you never listened, but please forgive me")
    assert found[0] == "threat"
    assert {"but", "plea", "counter_blame"} < set(found)
    assert len(found) == len(set(found))


@pytest.mark.parametrize(
    "draft",
    [
        "You told me you can't sleep in our bed any more",
        "I lied to you about the hotel in March, and again when you asked",
        "Since then you check every door twice",
        "I'm staying here tonight. If you want, I'll show you my phone",
        "I hid 14,000 in debt from you and let you pay for it",
        "",
        "   \n",
        "x" * 5000,
        "<b>{{ 7*7 }}</b> \x00\u202e 👍",
    ],
)
def test_nothing_is_found_where_nothing_takes_it_back(draft: str) -> None:
    assert GUARDS.findings(draft) == ()
    assert GUARDS.first(draft) is NONE_FOUND
    assert not GUARDS.first(draft)


def test_a_long_span_is_cut() -> None:
    content = parse_yaml(GOOD.replace("very loud\n", "very ... ... ... ... loud\n"), "guards/loud.yaml")
    guards = Guards.compile({"guards/loud.yaml": content}, listener().lexicon)
    draft = "very " + "extraordinarily " * 19 + "loud"
    assert len(guards.first(draft).span) == LONGEST_SPAN


def test_another_language_is_no_finding() -> None:
    assert GUARDS.findings("je suis désolé, je t'ai menti pendant deux ans et je reste ici ce soir") == ()


@pytest.mark.parametrize(
    ("broken", "line", "code", "said"),
    [
        (GOOD.replace("rank: 5", "rank: high"), 2, "E005", "no whole number"),
        (GOOD.replace("rank: 5", "rank: 100"), 2, "E005", "no whole number"),
        (GOOD.replace("why: It is loud.\n", ""), 1, "E004", "`why:`"),
        (GOOD.replace("  a word\n", "\n"), 1, "E004", "`no:`"),
        (GOOD.replace("instead:", "insted:"), 4, "E003", "`insted`"),
        (GOOD.replace("  very loud\n", "  # a remark\n  very loud\n  (very loud\n"), 8, "E005", "bracket"),
        (GOOD.replace("  very loud\n", "  {nobody} loud\n"), 6, "E005", "no word class"),
        (GOOD.replace("  very loud\n", "  [very]\n"), 6, "E005", "must be there"),
        (GOOD.replace("yes: |\n  a very loud word\n", "yes: [a very loud word]\n"), 7, "E004", "one text"),
        (GOOD + "negation: perhaps\n", 11, "E005", "`ignored`"),
    ],
)
def test_a_broken_file_names_its_line_and_the_cure(broken: str, line: int, code: str, said: str) -> None:
    content = parse_yaml(broken, "guards/loud.yaml")
    with pytest.raises(ScriptError, match=said.replace("(", r"\(")) as raised:
        Guards.compile({"guards/loud.yaml": content}, listener().lexicon)
    assert (raised.value.file, raised.value.line, raised.value.code) == ("guards/loud.yaml", line, code)


def test_two_guards_of_one_name_are_refused() -> None:
    files = {name: parse_yaml(GOOD, name) for name in ("guards/loud.yaml", "guards/louder.yaml")}
    with pytest.raises(ScriptError, match=r"louder\.yaml:1: E006"):
        Guards.compile(files, listener().lexicon)
