"""Lines begin at once only where a talk about them called this one; shame in words brings the kind hand."""

from __future__ import annotations

from bot.dialogue.tracker import Frame, Tracker
from tests.talker import START, Talker

PERSON = {"adult": "yes", "consent": "yes", "role": "betrayer", "country": "DE"}


def over_a_reframe(state: str) -> Talker:
    below = Frame(1, "reframe", state, serial=1, since=START - 60)
    return Talker(Tracker(person=dict(PERSON), frames=[below], last_frame=1, last_serial=1, turn=1, seen=START - 60))


def test_a_leftover_reframe_does_not_skip_the_question_whether_they_can_stay() -> None:
    talker = over_a_reframe("moment").says("/leanin").says("shame")
    assert talker.stands == "lean_in.stay_or_pause"


def test_called_for_lines_they_begin() -> None:
    talker = Talker.settled(**PERSON).says("I already said sorry").taps("Yes, my lines").says("shame")
    assert talker.stands == "lines.acknowledge"


def test_words_of_shame_bring_the_kind_hand() -> None:
    talker = Talker.settled(**PERSON).says("/soothe I'm disgusting").says("4").taps("Alone")
    assert "A kind hand" in [button.label for button in talker.buttons]


def test_one_bare_word_opens_nothing() -> None:
    for word in ("k", "kk", "whatever", "fine"):
        assert not Talker.settled(**PERSON).says("stop").says(word).stands.startswith("lean_in")
