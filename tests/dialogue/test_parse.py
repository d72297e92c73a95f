"""From a parsed file to a flow: everything that the author wrote, and an error where it does not fit the grammar."""

from __future__ import annotations

import pytest

from bot.dialogue.flow import After, Arrow, Flow, Slot
from bot.dialogue.parse import parse_flow, seconds
from bot.dialogue.script import ScriptError, parse_yaml

WHOLE = """
flow: talk
about: A talk.
title: the talk
kind: couple
door: open
keep: no
starts_on: [signal.flooded, command.start]
handles: flooded
stale_after: 2 h
start: one
moved: {old: one}
slots:
  pain: {type: scale, low: 1, high: 5}
  said: {max: 20}
states:
  one:
    say: [How strong?, And now?]
    ask: pain
    retry: A number.
    listen: [flooded]
    keyboard: main
    choices:
      - {label: No, also: [nope, 1:30], hears: flooded, set: {said: no}, do: [a.b, c.d e], when: not name, go: two}
    next:
      - {when: pain > 3, go: two}
      - {go: end}
    after: {wait: 20 s, say: Still here., go: two}
  two:
    do: a.b
    call: other
    next: end
"""


def flow_of(text: str) -> Flow:
    return parse_flow(parse_yaml(text, "flows/talk.yaml"), "flows/talk.yaml")


def test_a_whole_flow_is_read():
    flow = flow_of(WHOLE)
    assert (flow.name, flow.about, flow.title, flow.kind, flow.door) == (
        "talk",
        "A talk.",
        "the talk",
        "couple",
        "open",
    )
    assert (flow.keep, flow.stale_after, flow.start, flow.moved) == (False, 7200, "one", {"old": "one"})
    assert (flow.starts_on, flow.handles) == (("signal.flooded", "command.start"), ("flooded",))
    assert flow.slots == {
        "pain": Slot("pain", "scale", 1, 5, 1000, 14),
        "said": Slot("said", "text", 0, 10, 20, 15),
    }
    one, two = flow.states["one"], flow.states["two"]
    assert (one.say, one.ask, one.retry) == (("How strong?", "And now?"), "pain", ("A number.",))
    assert (one.listen, one.keyboard, one.line) == (("flooded",), "main", 17)
    assert one.next == (Arrow("two", "pain > 3", 26), Arrow("end", None, 27))
    assert one.after == After(20, ("Still here.",), "two", 28)
    assert (two.do, two.call, two.next) == (("a.b",), "other", (Arrow("end", None, 32),))


def test_a_choice_keeps_every_word_as_text():
    choice = flow_of(WHOLE).states["one"].choices[0]
    assert (choice.label, choice.go, choice.also, choice.hears) == ("No", "two", ("nope", "1:30"), ("flooded",))
    assert (choice.set, choice.do, choice.when, choice.line) == ({"said": "no"}, ("a.b", "c.d e"), "not name", 24)


def test_a_state_waits_where_it_asks_or_offers():
    flow = flow_of(WHOLE)
    assert flow.states["one"].waits
    assert not flow.states["two"].waits


@pytest.mark.parametrize(
    ("kind", "stale"), [("safety", 86400), ("soothing", 1800), ("ordinary", 1800), ("couple", 1800)]
)
def test_each_kind_has_its_own_patience(kind, stale):
    assert flow_of(f"flow: a\nkind: {kind}\nstart: b\nstates:\n  b: {{next: end}}\n").stale_after == stale


@pytest.mark.parametrize(("text", "value"), [("20 s", 20), ("3 min", 180), ("2h", 7200), (" 1 d ", 86400)])
def test_lengths_of_time(text, value):
    assert seconds(text, "f.yaml") == value


@pytest.mark.parametrize("text", ["20", "3 minutes", "-1 s", "1.5 h", "", "min"])
def test_no_length_of_time(text):
    with pytest.raises(ScriptError) as raised:
        seconds(text, "f.yaml")
    assert raised.value.code == "E005"


@pytest.mark.parametrize(
    ("was", "written", "line", "code"),
    [
        ("about: A talk.", "abuot: A talk.", 3, "E003"),
        ("    ask: pain", "    aks: pain", 19, "E003"),
        ("label: No,", "lable: No,", 24, "E003"),
        ("label: No, also: [nope, 1:30], ", "", 24, "E004"),
        ("{go: end}", "{when: pain}", 27, "E004"),
        ("{go: end}", "{goto: end}", 27, "E003"),
        ("kind: couple", "kind: pair", 5, "E005"),
        ("type: scale", "type: scales", 14, "E005"),
        ("low: 1", "low: one", 14, "E005"),
        ("wait: 20 s, ", "", 28, "E004"),
        ("wait: 20 s", "wait: 20 sec", 28, "E005"),
        ("stale_after: 2 h", "stale_after: soon", 10, "E005"),
        ("start: one\n", "", 2, "E004"),
        ("  two:\n    do: a.b\n    call: other\n    next: end\n", "  two: gone\n", 29, "E004"),
    ],
)
def test_what_does_not_fit_is_told_with_its_line(was, written, line, code):
    assert was in WHOLE
    with pytest.raises(ScriptError) as raised:
        flow_of(WHOLE.replace(was, written))
    assert (raised.value.code, raised.value.line) == (code, line)
    assert raised.value.file == "flows/talk.yaml"
