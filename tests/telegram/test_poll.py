"""Long polling: nothing is acknowledged that is not committed, and no answer of Telegram's stops it for good."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from telegram.error import BadRequest, Conflict, InvalidToken, NetworkError, RetryAfter

from bot.preview.bot_api import BotApi
from bot.telegram.arrivals import RawUpdate, raw_update
from bot.telegram.bot import build_bot
from bot.telegram.errors import FateUnknown, NotDelivered, TokenRefused
from bot.telegram.poll import Poller
from tests.standin import BAD_GATEWAY, CONFLICT, UNAUTHORIZED, on, standin, until


class Script:
    """Answers getUpdates with what is written, then cancels; keeps offsets, other calls and waits."""

    def __init__(self, *answers: Any, webhook: str = "") -> None:
        self.answers = list(answers)
        self.asked: list[dict[str, Any]] = []
        self.others: list[tuple[str, dict[str, Any]]] = []
        self.waits: list[float] = []
        self.batches: list[list[int]] = []
        self.accepting: list[Exception | None] = []
        self.refused: list[list[int]] = []
        self.webhook = webhook

    async def call(self, method: str, params: Mapping[str, Any], read_seconds: float | None = None) -> Any:
        if method != "getUpdates":
            self.others.append((method, dict(params)))
            return {"url": self.webhook} if method == "getWebhookInfo" else True
        self.asked.append(dict(params))
        if not self.answers:
            raise asyncio.CancelledError
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def accept(self, batch: Sequence[RawUpdate]) -> None:
        error = self.accepting.pop(0) if self.accepting else None
        if error is not None:
            raise error
        self.batches.append([update.update_id for update in batch])

    async def hear(self, batch: Sequence[RawUpdate], error: Exception) -> None:
        self.refused.append([update.update_id for update in batch])

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)

    async def run(self) -> Poller:
        poller = Poller(self, self.accept, self.hear, sleep=self.sleep, now=lambda: 5.0)
        with pytest.raises(asyncio.CancelledError):
            await poller.run()
        return poller

    @property
    def offsets(self) -> list[int | None]:
        return [asked.get("offset") for asked in self.asked]


def _updates(*ids: int) -> list[dict[str, Any]]:
    return [{"update_id": n, "message": {"chat": {"id": 7}, "from": {"id": 7}}} for n in ids]


@pytest.mark.asyncio
async def test_the_offset_moves_only_past_what_was_committed() -> None:
    script = Script(_updates(5, 6), [], _updates(9))
    poller = await script.run()
    assert script.batches == [[5, 6], [9]]
    assert script.offsets == [None, 7, 7, 10]
    assert (poller.status.ready, poller.status.updates, poller.status.heard_at) == (True, 3, 5.0)


@pytest.mark.asyncio
async def test_the_first_call_does_not_wait_and_nothing_pending_is_dropped() -> None:
    script = Script([], [])
    await script.run()
    assert [asked["timeout"] for asked in script.asked] == [0, 30, 30]
    assert script.asked[0]["allowed_updates"] == ["message", "edited_message", "callback_query", "my_chat_member"]
    assert script.others == []
    assert all((offset or 0) >= 0 for offset in script.offsets)


@pytest.mark.asyncio
async def test_what_cannot_be_committed_comes_again_and_is_told_once() -> None:
    script = Script(_updates(5), _updates(5, 6), _updates(5, 6), _updates(5, 6))
    script.accepting = [OSError("locked"), OSError("locked"), OSError("locked"), None]
    await script.run()
    assert script.offsets == [None, None, None, None, 7]
    assert script.refused == [[5], [6]]
    assert script.batches == [[5, 6]]
    assert script.waits == [1, 2, 4]


@pytest.mark.asyncio
async def test_elements_without_an_id_are_skipped_over() -> None:
    odd = [
        {},
        {"update_id": "x"},
        {"update_id": True},
        {"update_id": 1.5},
        {"update_id": -1},
        3,
        None,
        [],
        {"update_id": 2**63},
    ]
    script = Script([*odd, *_updates(5)], odd, odd, _updates(8))
    await script.run()
    assert script.batches == [[5], [8]]
    assert script.offsets == [None, 6, 7, 8, 9]
    assert script.waits == [1, 1]


@pytest.mark.asyncio
async def test_only_elements_without_an_id_are_no_endless_rush() -> None:
    script = Script([{}], [{}], _updates(5))
    await script.run()
    assert script.waits == [1, 1]
    assert script.batches == [[5]]


@pytest.mark.asyncio
async def test_trouble_backs_off_and_is_named() -> None:
    errors = [NotDelivered("x"), FateUnknown("x"), NetworkError("x"), BadRequest("x"), Conflict("x"), FateUnknown("x")]
    script = Script(*errors, _updates(5), FateUnknown("x"))
    poller = await script.run()
    assert script.waits == [1, 2, 4, 8, 16, 30, 1]
    assert script.offsets[-1] == 6
    assert not poller.status.ready
    assert poller.status.problem == "Telegram cannot be reached (FateUnknown)"


@pytest.mark.asyncio
async def test_an_answer_that_is_no_list_is_trouble() -> None:
    script = Script({"update_id": 5}, "x", None)
    await script.run()
    assert script.waits == [1, 2, 4]


@pytest.mark.asyncio
async def test_a_refused_token_ends_it_with_one_clear_line() -> None:
    script = Script(InvalidToken("Unauthorized"))
    with pytest.raises(TokenRefused, match="TELEGRAM_BOT_TOKEN"):
        await Poller(script, script.accept, sleep=script.sleep).run()


@pytest.mark.asyncio
async def test_a_token_refused_in_the_middle_is_tried_again_for_it_was_good_before() -> None:
    script = Script([], InvalidToken("x"), InvalidToken("x"))
    poller = await script.run()
    assert script.waits == [1, 2]
    assert (poller.status.ready, poller.status.problem) == (False, "Telegram refuses the token")


@pytest.mark.asyncio
async def test_429_waits_as_told() -> None:
    script = Script(RetryAfter(17), [])
    await script.run()
    assert script.waits == [17]


@pytest.mark.asyncio
async def test_a_webhook_that_is_set_is_taken_away_and_nothing_dropped() -> None:
    script = Script(Conflict("x"), [], webhook="https://old.example/hook")
    await script.run()
    assert script.others == [("getWebhookInfo", {}), ("deleteWebhook", {"drop_pending_updates": False})]
    assert script.waits == []


@pytest.mark.asyncio
async def test_another_poller_is_named() -> None:
    script = Script(Conflict("x"))
    poller = await script.run()
    assert poller.status.problem == "another poller or a webhook is active"
    assert script.waits == [1]


@pytest.mark.parametrize(
    ("element", "chat", "user"),
    [
        ({"message": {"chat": {"id": 7}, "from": {"id": 8}}}, 7, 8),
        ({"edited_message": {"chat": {"id": 7}, "from": {"id": 8}}}, 7, 8),
        ({"callback_query": {"id": "1", "from": {"id": 8}, "data": "x", "message": {"chat": {"id": 7}}}}, 7, 8),
        ({"callback_query": {"id": "1", "from": {"id": 8}, "data": "x"}}, 8, 8),
        ({"my_chat_member": {"chat": {"id": 7}, "from": {"id": 8}}}, 7, 8),
        ({"channel_post": {"chat": {"id": -7}}}, -7, 0),
        ({"poll_answer": {"user": {"id": 8}}}, 0, 8),
        ({"message": {"chat": {"id": "7"}, "from": [1]}}, 0, 0),
        ({"message": {"chat": {"id": True}}}, 0, 0),
        ({"message": {"chat": {"id": 2**70}}}, 0, 0),
        ({"message": "nonsense"}, 0, 0),
        ({}, 0, 0),
    ],
)
def test_whose_an_update_is_is_read_from_any_kind(element: dict[str, Any], chat: int, user: int) -> None:
    update = raw_update({"update_id": 5, **element})
    assert update is not None
    assert (update.chat_id, update.user_id) == (chat, user)
    assert json.loads(update.raw) == {"update_id": 5, **element}


def test_odd_texts_survive_as_json() -> None:
    text = "\ud800 \x00 é \u202e 👩‍❤️‍👨"
    update = raw_update({"update_id": 5, "message": {"text": text}})
    assert update is not None
    assert update.raw.isascii()
    assert json.loads(update.raw)["message"]["text"] == text


def test_nesting_without_end_is_kept_as_an_update_without_content() -> None:
    nested: dict[str, Any] = {}
    for _ in range(5000):
        nested = {"message": nested}
    update = raw_update({"update_id": 5, "message": nested})
    assert update is not None
    assert json.loads(update.raw) == {"update_id": 5}


# Against the stand-in.


class _Inbox:
    def __init__(self, api: BotApi) -> None:
        self.bot = build_bot(api.token, api.url)
        self.seen: list[str] = []
        self.troubles: list[str] = []
        self.poller = Poller(self.bot, self._accept, sleep=self._sleep)
        self.task = asyncio.create_task(self.poller.run())

    async def _accept(self, batch: Sequence[RawUpdate]) -> None:
        self.seen += [json.loads(update.raw).get("message", {}).get("text", "") for update in batch]

    async def _sleep(self, seconds: float) -> None:
        # What it waits for is kept: who only looks now and then can miss a short trouble.
        if not self.poller.status.ready:
            self.troubles.append(self.poller.status.problem)
        await asyncio.sleep(seconds / 50)

    async def __aenter__(self) -> _Inbox:
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.stop()

    async def stop(self) -> float:
        started = time.monotonic()
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)
        await self.bot.close_connections()
        return time.monotonic() - started


@pytest.mark.asyncio
async def test_against_the_stand_in_every_message_arrives_once_and_stopping_is_prompt() -> None:
    async with standin() as api, _Inbox(api) as inbox:
        for n in range(150):
            api.user_sends(7, str(n))
        await until(lambda: len(inbox.seen) == 150)
        await asyncio.sleep(0.1)
        api.user_sends(7, "while it waits")
        await until(lambda: inbox.seen[-1] == "while it waits")
        assert await inbox.stop() < 1
        assert inbox.seen == [*(str(n) for n in range(150)), "while it waits"]


@pytest.mark.asyncio
@pytest.mark.parametrize("fault", [BAD_GATEWAY, CONFLICT, UNAUTHORIZED])
async def test_against_the_stand_in_it_comes_back_after_trouble(fault: Any) -> None:
    async with standin() as api, _Inbox(api) as inbox:
        await until(lambda: inbox.poller.status.ready)
        api.on_call = on("getUpdates", fault, times=3)
        api.user_sends(7, "one")
        await until(lambda: inbox.seen == ["one"])
        api.user_sends(7, "two")
        await until(lambda: inbox.seen == ["one", "two"])
        await until(lambda: inbox.poller.status.ready)
        assert len(inbox.troubles) == 3


@pytest.mark.asyncio
async def test_against_the_stand_in_a_wrong_token_is_told() -> None:
    async with standin() as api:
        bot = build_bot("1:wrong", api.url)
        with pytest.raises(TokenRefused):
            await Poller(bot, lambda _: asyncio.sleep(0)).run()
        await bot.close_connections()


@pytest.mark.asyncio
async def test_against_the_stand_in_a_webhook_gives_way() -> None:
    async with standin() as api:
        first = build_bot(api.token, api.url)
        await first.call("setWebhook", {"url": "http://127.0.0.1:9/hook"})
        api.user_sends(7, "kept")
        async with _Inbox(api) as inbox:
            await until(lambda: inbox.seen == ["kept"])
        await first.close_connections()


@pytest.mark.asyncio
@pytest.mark.parametrize("pause", [0.02, 0.0])
async def test_where_there_is_much_to_do_it_takes_a_breath_between_two_calls(pause: float) -> None:
    script = Script(_updates(1), _updates(2))
    poller = Poller(script, script.accept, sleep=script.sleep, breather=lambda: pause)
    with pytest.raises(asyncio.CancelledError):
        await poller.run()
    assert script.batches == [[1], [2]]
    assert script.waits == ([pause, pause] if pause else [])
