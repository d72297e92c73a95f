"""Every `yes:` example gives its signal, every `no:` example does not."""

from __future__ import annotations

import pytest

from bot.coaching.moments import KINDS, SIGNAL
from bot.coaching.reading import LABELS
from tests.listening.files import lines, names, parsed

CASES = [
    pytest.param(content["signal"], text, wanted == "yes", id=f"{file[:-5]}-{wanted}-{text[:60]}")
    for file, content in parsed("signals").items()
    if "signal" in content
    for wanted in ("yes", "no")
    for text in lines(content.get(wanted, ""))
]
EXTRA = {
    "says_safer",
    "checkins_off",
    "checkins_fewer",
    "checkins_wanted",
    "told_betrayed",
    "told_betrayer",
    "crisis:taken",
    "crisis:harm_others",
    "crisis:child",
    "hint:life",
    "hint:harm",
    "handoff:eating",
    "handoff:medication",
    "handoff:alcohol",
    "wants_calm",
    "driving",
    "drunk_driving",
    "checked_on",
    "must_i",
    "anger_at_things",
    "fear_denied",
    "life_denied",
    "fear_of_loss",
    "asks_human",
    "minor",
    "thanks",
    *(f"{SIGNAL}{kind}" for kind in KINDS),
}


@pytest.mark.parametrize(("signal", "text", "wanted"), CASES)
def test_example(signal: str, text: str, wanted: bool) -> None:
    assert (signal in names(text)) is wanted


def test_every_label_has_a_file_with_examples_of_both_kinds() -> None:
    files = [content for content in parsed("signals").values() if "signal" in content]
    assert {content["signal"] for content in files} == {*LABELS, *EXTRA}
    for content in files:
        assert lines(content["yes"]), content["signal"]
        assert lines(content["no"]), content["signal"]
