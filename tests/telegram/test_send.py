"""The sender, on a jumping clock: order, pace, refusals, and what a kill could catch."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, RetryAfter

from bot.telegram.errors import AnswerTimedOut, ConnectTimedOut, FateUnknown, NotDelivered
from bot.telegram.send import Sender
from tests.telegram.outbox import START, Draft, Journal, Row, Telegram, jump, message, wall


class Desk:
    """A sender with everything around it."""

    def __init__(self, rate: float = 0, **options: Any) -> None:
        self.telegram = Telegram()
        self.journal = Journal()
        self.told: list[tuple[int, str]] = []
        self.sender: Sender[Row] = Sender(
            self.telegram, self.journal, rate=rate, on_undelivered=self._hear, now=wall, **options
        )

    async def _hear(self, chat_id: int, why: str) -> None:
        self.told.append((chat_id, why))

    async def send(self, *rows: Row, within: float = 200_000) -> None:
        """Take the rows and wait, however long, until the journal knows what became of all of them."""
        self.sender.take(rows)
        end = asyncio.get_running_loop().time() + within
        while self.sender.waiting and asyncio.get_running_loop().time() < end:
            await asyncio.sleep(0.05)
        assert not self.sender.waiting, "rows are left"
        await self.sender.close()


def run(desk: Desk, *rows: Row) -> Desk:
    jump(desk.send(*rows))
    return desk


def test_a_chat_is_sent_in_order_and_one_at_a_time() -> None:
    desk = Desk()
    rows = [message(n, chat_id=1 + n % 5, text=str(n)) for n in range(200)]
    run(desk, *rows)
    for chat in range(1, 6):
        assert desk.telegram.texts(chat) == [str(n) for n in range(200) if 1 + n % 5 == chat]
    assert not desk.telegram.crossed
    assert sorted(desk.journal.ids("sent")) == list(range(200))


def test_order_holds_with_random_trouble() -> None:
    desk = Desk()
    desk.telegram.faults[0] = [
        fault
        for _ in range(20)
        for fault in (RetryAfter(2), NotDelivered("x"), FateUnknown("y"), AnswerTimedOut("z"), NetworkError("w"))
    ]
    run(desk, *(message(n, chat_id=1 + n % 7, text=str(n)) for n in range(210)))
    for chat in range(1, 8):
        assert desk.telegram.texts(chat) == [str(n) for n in range(210) if 1 + n % 7 == chat]
    assert not desk.telegram.crossed


def test_a_row_that_is_known_is_not_sent_twice() -> None:
    desk = Desk()
    run(desk, message(1), message(1))
    assert desk.telegram.texts(7) == ["hello"]


@pytest.mark.parametrize("wait", [dt.timedelta(seconds=30), 30])
def test_429_makes_that_chat_wait_and_no_other(wait: Any) -> None:
    desk = Desk()
    desk.telegram.faults[1] = [RetryAfter(wait)]
    run(desk, message(1, 1, "first"), message(2, 1, "second"), *(message(20 + n, 100 + n) for n in range(50)))
    late, others = desk.telegram.times(1), [desk.telegram.times(100 + n)[0] for n in range(50)]
    assert desk.telegram.texts(1) == ["first", "second"]
    assert min(late) >= 1030
    assert max(others) < 1002
    assert desk.journal.postponed == {1: pytest.approx(START + 1030, abs=1)}


def test_429_on_many_chats_slows_everybody_for_a_while() -> None:
    desk = Desk()
    for chat in range(1, 13):
        desk.telegram.faults[chat] = [RetryAfter(5)]
    run(desk, *(message(n, n) for n in range(1, 200)))
    assert len(desk.telegram.accepted) == 199
    unbraked = Desk()
    run(unbraked, *(message(n, n) for n in range(1, 200)))
    spread, usual = (max(d.telegram.times()[:180]) - min(d.telegram.times()) for d in (desk, unbraked))
    assert spread > 2 * usual


def test_the_pace_is_even_and_no_chat_gets_more_than_its_share() -> None:
    desk = Desk(rate=30)
    run(desk, *(message(n, chat_id=n) for n in range(1, 61)))
    times = desk.telegram.times()
    gaps = [after - before for before, after in pairwise(times)]
    assert min(gaps) > 1 / 30 - 0.006
    assert times[-1] - times[0] == pytest.approx(59 / 30, rel=0.05)


def test_one_chat_gets_three_at_once_and_then_one_a_second() -> None:
    desk = Desk(rate=30)
    run(desk, *(message(n, text=str(n)) for n in range(6)))
    times = [at - desk.telegram.times()[0] for at in desk.telegram.times()]
    assert times == pytest.approx([0, 1 / 30, 2 / 30, 1, 2, 3], abs=0.05)


def test_without_a_pace_nothing_waits() -> None:
    desk = Desk()
    run(desk, *(message(n, text=str(n)) for n in range(50)))
    assert desk.telegram.times()[-1] < 1000.5


@pytest.mark.parametrize("error", [BadRequest("Query is too old"), RetryAfter(5), FateUnknown("x"), NotDelivered("x")])
def test_a_toast_that_fails_is_never_tried_again(error: Exception) -> None:
    desk = Desk()
    desk.telegram.faults[0] = [error]
    run(desk, Row(1, 7, Draft("answerCallbackQuery", {"callback_query_id": "1"})), message(2))
    assert desk.journal.why == {1: "late"}
    assert desk.telegram.texts(7) == ["hello"]


@pytest.mark.parametrize(
    "error",
    [NotDelivered("x"), ConnectTimedOut("x"), FateUnknown("x"), AnswerTimedOut("x"), NetworkError("x"), InvalidToken()],
)
def test_an_ordinary_message_is_tried_again_with_growing_waits(error: Exception) -> None:
    desk = Desk()
    desk.telegram.faults[7] = [error] * 8
    run(desk, message(1), message(2, text="after"))
    at = [moment for moment, _, _ in desk.telegram.made]
    waits = [after - before for before, after in pairwise(at[:9])]
    assert waits == pytest.approx([1, 2, 4, 8, 16, 32, 60, 60], abs=0.1)
    assert desk.telegram.texts(7) == ["hello", "after"]
    assert desk.told == []


def test_an_ordinary_message_is_given_up_after_a_day_and_not_before() -> None:
    desk = Desk()
    desk.telegram.faults[7] = [FateUnknown("x")] * 5000
    jump(_given_up(desk))
    first, last = desk.telegram.made[0][0], desk.telegram.made[-1][0]
    assert 86_000 < last - first < 90_000
    assert desk.journal.why == {1: "expired"}


async def _given_up(desk: Desk) -> None:
    desk.sender.take([message(1)])
    while desk.sender.waiting:
        await asyncio.sleep(30)
    await desk.sender.close()


def test_when_telegram_is_back_everybody_goes_on_at_once() -> None:
    desk = Desk()
    for chat in range(1, 21):
        desk.telegram.faults[chat] = [ConnectTimedOut("x")] * 6
    jump(_outage(desk))
    assert max(desk.telegram.times()) - min(desk.telegram.times()) < 1


async def _outage(desk: Desk) -> None:
    desk.sender.take([message(n, n) for n in range(1, 21)])
    await asyncio.sleep(40)
    for chat in range(1, 21):
        desk.telegram.faults[chat] = []
    await desk.send(message(99, 99))


@pytest.mark.parametrize("error", [FateUnknown("x"), AnswerTimedOut("x"), NetworkError("Unknown error")])
def test_a_partner_message_of_unknown_fate_is_not_sent_again_and_told(error: Exception) -> None:
    desk = Desk()
    desk.telegram.faults[7] = [error]
    run(desk, message(1, repeat=False), message(2, text="later"))
    assert len([made for made in desk.telegram.made if made[2]["text"] == "hello"]) == 1
    assert desk.journal.why == {1: "unknown"}
    assert desk.told == [(7, "unknown")]
    assert desk.telegram.texts(7) == ["later"]


@pytest.mark.parametrize("error", [NotDelivered("x"), RetryAfter(3)])
def test_a_partner_message_that_certainly_did_not_arrive_is_tried_again(error: Exception) -> None:
    desk = Desk()
    desk.telegram.faults[7] = [error]
    run(desk, message(1, repeat=False))
    assert desk.telegram.texts(7) == ["hello"]
    assert desk.told == []


def test_a_partner_message_is_marked_before_its_call() -> None:
    desk = Desk()
    marked: list[bool] = []
    desk.telegram.watch = lambda: marked.append(("attempted", 1) in desk.journal.entries)
    run(desk, message(1, repeat=False))
    assert marked == [True]
    assert desk.journal.entries == [("attempted", 1), ("sent", 1)]


def test_a_row_that_the_journal_will_not_have_sent_is_dropped_without_a_word() -> None:
    desk = Desk(gone=(LookupError,))
    desk.journal.erased.add(1)
    run(desk, message(1, repeat=False), message(2, text="next"))
    assert desk.telegram.texts(7) == ["next"]
    assert desk.journal.why == {1: "gone"}
    assert desk.told == []


def test_a_partner_message_that_waits_is_unmarked_however_long_the_database_is_down() -> None:
    async def story(desk: Desk) -> None:
        desk.telegram.faults[7] = [NotDelivered("x")]
        desk.sender.take([message(1, repeat=False)])
        while not desk.telegram.made:
            await asyncio.sleep(0)
        desk.journal.down = True
        await asyncio.sleep(30)
        assert len(desk.telegram.made) == 1
        desk.journal.down = False
        await desk.send()

    desk = Desk()
    jump(story(desk))
    assert desk.journal.entries == [("attempted", 1), ("postponed", 1), ("attempted", 1), ("sent", 1)]


def test_an_attempt_of_an_earlier_run_is_of_unknown_fate() -> None:
    desk = Desk()
    run(desk, message(1, repeat=False, attempted=True), message(2, text="next"))
    assert desk.journal.why == {1: "unknown"}
    assert desk.told == [(7, "unknown")]
    assert desk.telegram.texts(7) == ["next"]


@pytest.mark.parametrize("error", [Forbidden("Forbidden: bot was blocked by the user"), BadRequest("Chat not found")])
def test_with_nobody_there_the_whole_chat_is_given_up(error: Exception) -> None:
    desk = Desk()
    desk.telegram.faults[7] = [error]
    run(desk, message(1), message(2), message(3), message(4, chat_id=8))
    assert desk.journal.why == {1: "blocked", 2: "blocked", 3: "blocked"}
    assert desk.told == [(7, "blocked")]
    assert len([made for made in desk.telegram.made if made[2]["chat_id"] == 7]) == 1
    assert desk.telegram.texts(8) == ["hello"]


def test_after_a_block_a_new_message_is_tried_afresh() -> None:
    async def story(desk: Desk) -> None:
        desk.telegram.faults[7] = [Forbidden("Forbidden: bot was blocked by the user")]
        desk.sender.take([message(1)])
        await asyncio.sleep(1)
        await desk.send(message(2, text="welcome back"))

    desk = Desk()
    jump(story(desk))
    assert desk.telegram.texts(7) == ["welcome back"]


def _edit(row_id: int, handle: str = "card", **more: Any) -> Row:
    params = {"chat_id": 7, "text": "new", "message_id": {"handle": handle}, **more}
    return Row(row_id, 7, Draft("editMessageText", params, handle=handle))


def test_an_edit_finds_its_message_by_the_handle() -> None:
    desk = Desk()
    card = Row(1, 7, Draft("sendMessage", {"chat_id": 7, "text": "old"}, handle="card"))
    run(desk, card, _edit(2))
    (_, _, sent), (_, method, edited) = desk.telegram.accepted
    assert method == "editMessageText"
    assert edited["message_id"] == 101
    assert sent["text"] == "old"


@pytest.mark.parametrize("told", ["Message to edit not found", "Message can't be edited", "MESSAGE_ID_INVALID"])
def test_an_edit_whose_message_is_gone_is_sent_anew(told: str) -> None:
    desk = Desk()
    desk.journal.messages[7, "card"] = 55
    desk.telegram.faults[7] = [BadRequest(told)]
    run(desk, _edit(1))
    assert [(method, params) for _, method, params in desk.telegram.accepted] == [
        ("sendMessage", {"chat_id": 7, "text": "new"})
    ]
    assert desk.journal.messages[7, "card"] == 101


def test_an_edit_whose_message_was_never_sent_is_sent_anew() -> None:
    desk = Desk()
    run(desk, _edit(1))
    assert [method for _, method, _ in desk.telegram.accepted] == ["sendMessage"]


def test_not_modified_is_no_error_and_keeps_the_handle() -> None:
    desk = Desk()
    desk.journal.messages[7, "card"] = 55
    desk.telegram.faults[7] = [BadRequest("Message is not modified: specified new message content")]
    run(desk, _edit(1))
    assert desk.journal.ids("sent") == [1]
    assert desk.journal.messages[7, "card"] == 55


def test_buttons_of_a_message_that_is_gone_are_nothing_to_take_away() -> None:
    desk = Desk()
    desk.telegram.faults[7] = [BadRequest("Message to edit not found")]
    run(desk, Row(1, 7, Draft("editMessageReplyMarkup", {"chat_id": 7, "message_id": 5})))
    assert desk.journal.ids("sent") == [1]
    assert len(desk.telegram.made) == 1


def test_unbalanced_markup_is_sent_as_plain_text() -> None:
    desk = Desk()
    desk.telegram.faults[7] = [BadRequest("Can't parse entities: unclosed tag")]
    row = Row(1, 7, Draft("sendMessage", {"chat_id": 7, "text": "<b>", "parse_mode": "HTML"}))
    run(desk, row)
    assert desk.telegram.accepted[0][2] == {"chat_id": 7, "text": "<b>"}


def test_any_other_400_is_tried_once_without_its_buttons_and_then_given_up(caplog: pytest.LogCaptureFixture) -> None:
    desk = Desk()
    desk.telegram.faults[7] = [BadRequest("BUTTON_DATA_INVALID")] * 2
    row = Row(1, 7, Draft("sendMessage", {"chat_id": 7, "text": "canary", "reply_markup": {"inline_keyboard": []}}))
    with caplog.at_level("DEBUG"):
        run(desk, row, message(2, text="next"))
    assert ["reply_markup" in made[2] for made in desk.telegram.made] == [True, False, False]
    assert desk.journal.why == {1: "refused"}
    assert desk.telegram.texts(7) == ["next"]
    assert "row=1" in caplog.text
    assert "BadRequest" in caplog.text
    assert "canary" not in caplog.text


def test_a_chat_that_moved_is_followed() -> None:
    desk = Desk()
    desk.telegram.faults[7] = [ChatMigrated(-1007)]
    run(desk, message(1))
    assert desk.telegram.accepted[0][2]["chat_id"] == -1007


@pytest.mark.parametrize("document", [{"filename": "a", "base64": "%%%"}, {"filename": "a", "base64": 5}])
def test_a_draft_that_cannot_be_sent_stops_nobody(document: object) -> None:
    desk = Desk()
    run(desk, Row(1, 7, Draft("sendDocument", {"chat_id": 7, "document": document})), message(2))
    assert desk.journal.why == {1: "refused"}
    assert desk.telegram.texts(7) == ["hello"]


def test_a_bug_in_a_call_is_not_the_end() -> None:
    desk = Desk()
    desk.telegram.faults[7] = [AttributeError("words that nobody may read")]
    run(desk, message(1))
    assert desk.telegram.texts(7) == ["hello"]


def test_what_was_sent_is_not_sent_again_while_the_database_is_down() -> None:
    async def story(desk: Desk) -> None:
        desk.sender.take([message(1), message(2, text="second")])
        await asyncio.sleep(0)
        desk.journal.down = True
        await asyncio.sleep(60)
        assert len(desk.telegram.made) == 1
        desk.journal.down = False
        await desk.send()

    desk = Desk()
    jump(story(desk))
    assert desk.telegram.texts(7) == ["hello", "second"]
    assert desk.journal.ids("sent") == [1, 2]


def test_a_row_waits_for_its_time_also_after_a_restart() -> None:
    desk = Desk()
    run(desk, message(1, not_before=START + 1000 + 120), message(2, chat_id=8))
    assert desk.telegram.times(7)[0] == pytest.approx(1120, abs=1)
    assert desk.telegram.times(8)[0] < 1001


def test_a_clock_that_was_wrong_by_a_day_holds_nothing_for_a_day() -> None:
    desk = Desk()
    run(desk, message(1, not_before=START + 1000 + 86_400))
    assert desk.telegram.times(7)[0] <= 1000 + 3601


def test_a_chat_that_hangs_stops_nobody() -> None:
    desk = Desk()
    desk.telegram.hangs[1] = 10.0
    run(desk, message(1, 1), *(message(20 + n, 100 + n) for n in range(50)))
    assert max(desk.telegram.times(100 + n)[0] for n in range(50)) < 1001


def test_many_chats_that_hang_stop_nobody_for_long() -> None:
    desk = Desk()
    for chat in range(1, 11):
        desk.telegram.hangs[chat] = 10.0
    run(desk, *(message(n, n) for n in range(1, 11)), *(message(20 + n, 100 + n) for n in range(50)))
    assert max(desk.telegram.times(100 + n)[0] for n in range(50)) < 1005


def test_at_loopback_speed_one_call_is_in_flight() -> None:
    desk = Desk()
    desk.telegram.seconds = 0.002
    run(desk, *(message(n, chat_id=n % 100) for n in range(400)))
    assert desk.telegram.most_under_way == 1
    assert desk.telegram.times()[-1] < 1001


def test_at_50_ms_there_are_as_many_in_flight_as_400_a_second_need() -> None:
    desk = Desk()
    desk.telegram.seconds = 0.05
    run(desk, *(message(n, chat_id=n % 200) for n in range(2000)))
    took = desk.telegram.times()[-1] - desk.telegram.times()[0]
    assert 2000 / took >= 390
    assert desk.telegram.most_under_way <= 21


def test_the_usual_pace_over_a_far_network_needs_few_in_flight() -> None:
    desk = Desk(rate=30)
    desk.telegram.seconds = 0.1
    run(desk, *(message(n, chat_id=n) for n in range(1, 91)))
    assert desk.telegram.most_under_way <= 4
    assert desk.telegram.times()[-1] - 1000 < 3.5


def test_draining_waits_for_all_that_can_be_sent_and_no_longer() -> None:
    async def story(desk: Desk) -> tuple[bool, float]:
        desk.telegram.faults[1] = [RetryAfter(500)]
        desk.sender.take([message(n, n) for n in range(1, 31)])
        done = await desk.sender.drain(20)
        ended = asyncio.get_running_loop().time()
        await desk.sender.close()
        return done, ended

    desk = Desk(rate=30)
    done, ended = jump(story(desk))
    assert not done
    assert len(desk.telegram.accepted) == 29
    assert ended < 1002
    assert desk.sender.waiting == 1


def test_draining_an_empty_sender_is_done_at_once() -> None:
    async def story() -> bool:
        desk = Desk()
        done = await desk.sender.drain(5)
        await desk.sender.close()
        return done

    assert jump(story())


def test_closing_ends_within_moments_though_a_call_hangs() -> None:
    async def story(desk: Desk) -> float:
        desk.telegram.hangs[7] = 600
        desk.sender.take([message(1)])
        await asyncio.sleep(1)
        await desk.sender.close()
        desk.sender.take([message(2, chat_id=8)])
        return asyncio.get_running_loop().time()

    desk = Desk()
    assert jump(story(desk)) < 1004
    assert desk.journal.entries == []


def test_what_was_erased_is_not_sent() -> None:
    async def story(desk: Desk) -> None:
        desk.sender.take([message(n, text=str(n)) for n in range(1, 6)] + [message(9, chat_id=8)])
        desk.sender.forget(7)
        await desk.send(message(20, text="farewell"))

    desk = Desk()
    jump(story(desk))
    assert desk.telegram.texts(7)[-1] == "farewell"
    assert len(desk.telegram.texts(7)) <= 2
    assert desk.telegram.texts(8) == ["hello"]
    assert 1 not in desk.journal.ids("sent")


def test_what_was_erased_under_way_is_not_tried_again() -> None:
    async def story(desk: Desk) -> None:
        desk.telegram.faults[7] = [FateUnknown("x")]
        desk.sender.take([message(1)])
        await asyncio.sleep(0)
        desk.sender.forget(7)
        await desk.send()

    desk = Desk()
    jump(story(desk))
    assert len(desk.telegram.made) == 1
    assert desk.journal.entries == []


def test_a_deaf_author_does_not_stop_the_sender() -> None:
    async def deaf(chat_id: int, why: str) -> None:
        raise KeyError("x")

    desk = Desk()
    desk.sender._on_undelivered = deaf
    desk.telegram.faults[7] = [Forbidden("Forbidden: bot was blocked by the user")]
    run(desk, message(1), message(2, chat_id=8))
    assert desk.telegram.texts(8) == ["hello"]


def test_lanes_are_not_kept_for_ever() -> None:
    async def story(desk: Desk) -> int:
        await desk.send(*(message(n, chat_id=n) for n in range(1, 101)))
        await asyncio.sleep(10)
        return len(desk.sender._lanes)

    make: list[Callable[[], Desk]] = [Desk, lambda: Desk(rate=1000)]
    assert [jump(story(desk())) for desk in make] == [0, 0]
