"""Discreet mode, call by call: the spoiler covers exactly what can be seen, in Telegram's units."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.preview.sending import formatted
from bot.telegram.look import ORDINARY, Look, dressed
from bot.telegram.text import LONGEST_TEXT, clean, is_blank, split

COVERED = Look(discreet=True)
OPEN = Look(discreet=True, covered=False)


@pytest.mark.parametrize(
    ("text", "offset", "length"),
    [("Breathe.", 0, 8), ("\N{SEEDLING}\N{SEEDLING}", 0, 4), (" \n a b \n\n", 3, 3), ("é\N{WAVING HAND SIGN}é", 0, 4)],
)
def test_the_spoiler_is_counted_in_utf16_units(text: str, offset: int, length: int) -> None:
    params = dressed("sendMessage", {"chat_id": 7, "text": text}, COVERED)
    assert params["entities"] == [{"type": "spoiler", "offset": offset, "length": length}]
    assert (
        dressed("sendAnimation", {"animation": {}, "caption": text}, COVERED)["caption_entities"]
        == (params["entities"])
    )


@given(st.text(st.characters(exclude_categories=["Cc"]), min_size=1, max_size=60), st.integers(1, 200))
def test_telegram_finds_every_part_of_a_long_text_covered_whole(text: str, times: int) -> None:
    for part in split(clean(text * times), LONGEST_TEXT):
        if is_blank(part):
            continue
        entities = dressed("sendMessage", {"text": part}, COVERED)["entities"]
        shown, kept = formatted(part, None, entities)
        spoilers = [entity for entity in kept if entity["type"] == "spoiler"]
        covered = shown.encode("utf-16-le")[
            spoilers[0]["offset"] * 2 : (spoilers[0]["offset"] + spoilers[0]["length"]) * 2
        ]
        left = shown.encode("utf-16-le").replace(covered, b"", 1).decode("utf-16-le")
        assert len(spoilers) == 1
        assert not left.strip()


@pytest.mark.parametrize("method", ["sendMessage", "sendDocument", "sendAnimation", "editMessageText"])
def test_what_stays_open_is_silent_and_protected_all_the_same(method: str) -> None:
    params = dressed(method, {"text": "112", "animation": {}}, OPEN)
    assert params == {"text": "112", "animation": {}, "disable_notification": True, "protect_content": True}


@pytest.mark.parametrize("method", ["answerCallbackQuery", "deleteMessages", "deleteMessage", "editMessageReplyMarkup"])
def test_what_shows_nothing_stays_as_it_is(method: str) -> None:
    params: dict[str, Any] = {"chat_id": 7, "text": "Noted"}
    assert dressed(method, params, COVERED) == params


def test_without_discreet_mode_nothing_changes() -> None:
    assert dressed("sendMessage", {"text": "x"}, ORDINARY) == {"text": "x"}
