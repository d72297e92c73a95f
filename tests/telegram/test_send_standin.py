"""The sender against the stand-in: faults on the wire, odd texts, and how much a kill could catch."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import pytest

from bot.dialogue.effects import Button, Say, Toast, Unbutton
from bot.preview.bot_api import BotApi, Fault
from bot.telegram.bot import build_bot
from bot.telegram.calls import Where, document_call, draft_calls
from bot.telegram.keyboards import ButtonCheck, KeyboardLabels
from bot.telegram.send import Sender
from tests.standin import (
    BAD_GATEWAY,
    RESET_AFTER,
    RESET_BEFORE,
    SERVER_ERROR_AFTER,
    on,
    silence_after,
    slow,
    standin,
    too_many,
    until,
)
from tests.telegram.outbox import Draft, Journal, Row, message

CHECK = ButtonCheck(b"a secret of bytes")
LABELS = KeyboardLabels((("I'm flooded",), ("Menu",)), "Share my place", "Not now")
ROWS = ((Button("Done", 3, 14, 0),),)


class Desk:
    """A sender over HTTP to the stand-in; people 1 to 60 have written to the bot before."""

    def __init__(self, api: BotApi, rate: float = 0) -> None:
        self.api = api
        self.journal = Journal()
        self.told: list[tuple[int, str]] = []
        self.bot = build_bot(api.token, api.url)
        self.sender: Sender[Row] = Sender(self.bot, self.journal, rate=rate, on_undelivered=self._hear)
        self._next = 1000
        for person in range(1, 61):
            api.user_sends(person, "hi")

    async def _hear(self, chat_id: int, why: str) -> None:
        self.told.append((chat_id, why))

    def say(self, where: Where, *effects: Any) -> None:
        """Draft the effects and take them as rows, as `app` does."""
        rows = []
        for call in draft_calls(effects, where, LABELS, CHECK):
            self._next += 1
            rows.append(Row(self._next, where.chat_id, Draft(call.method, call.params, call.repeat, call.handle)))
        self.sender.take(rows)

    async def done(self, seconds: float = 10) -> None:
        await until(lambda: self.sender.waiting == 0, seconds)

    def texts(self, chat_id: int) -> list[str]:
        return [shown["text"] for shown in self.api.chat(chat_id) if shown["by_bot"]]


@asynccontextmanager
async def desk(rate: float = 0) -> AsyncIterator[Desk]:
    async with standin() as api:
        opened = Desk(api, rate)
        try:
            yield opened
        finally:
            await opened.sender.close()
            await opened.bot.close_connections()


@pytest.mark.asyncio
async def test_a_429_on_one_chat_with_fifty_others_due() -> None:
    async with desk() as at:
        at.api.on_call = on("sendMessage", too_many(1), times=1, chat_id=1)
        at.sender.take([message(1, 1, "one"), message(2, 1, "two"), *(message(10 + n, n) for n in range(2, 52))])
        await until(lambda: len(at.journal.ids("sent")) == 50)
        assert at.texts(1) == []
        await at.done()
        assert at.texts(1) == ["one", "two"]
        assert at.sender.waiting == 0


@pytest.mark.asyncio
@pytest.mark.parametrize("fault", [BAD_GATEWAY, RESET_BEFORE, RESET_AFTER, SERVER_ERROR_AFTER, silence_after(0.2)])
async def test_ordinary_messages_arrive_after_recovery(fault: Fault) -> None:
    async with desk() as at:
        at.api.on_call = on("sendMessage", fault, times=1, chat_id=1)
        at.sender.take([message(1, 1, "one"), message(2, 1, "two")])
        await at.done()
        assert list(dict.fromkeys(at.texts(1))) == ["one", "two"]


@pytest.mark.asyncio
@pytest.mark.parametrize("fault", [BAD_GATEWAY, RESET_AFTER, SERVER_ERROR_AFTER, silence_after(0.2)])
async def test_a_partner_message_of_unknown_fate_is_not_sent_again(fault: Fault) -> None:
    async with desk() as at:
        at.api.on_call = on("sendMessage", fault, times=1, chat_id=1)
        at.sender.take([message(1, 1, "from your partner", repeat=False)])
        await at.done()
        await asyncio.sleep(0.05)
        assert at.texts(1).count("from your partner") <= 1
        assert at.told == [(1, "unknown")]


@pytest.mark.asyncio
async def test_an_outage_ends_for_everybody_at_once() -> None:
    async with desk() as at:
        port = int(at.api.url.rsplit(":", 1)[1])
        await at.api.stop()
        at.sender.take([message(n, n, "after the outage") for n in range(1, 21)])
        await asyncio.sleep(0.3)
        assert at.journal.ids("sent") == []
        await at.api.start("127.0.0.1", port)
        await at.done()
        assert all(at.texts(n) == ["after the outage"] for n in range(1, 21))


@pytest.mark.asyncio
async def test_a_block_ends_it_for_that_chat_alone() -> None:
    async with desk() as at:
        at.api.user_blocks(1)
        at.sender.take([message(1, 1), message(2, 1), message(3, 2)])
        await at.done()
        assert at.journal.why == {1: "blocked", 2: "blocked"}
        assert at.told == [(1, "blocked")]
        at.api.user_sends(1, "I'm back")
        at.sender.take([message(4, 1, "good to hear you")])
        await at.done()
        assert at.texts(1) == ["good to hear you"]


@pytest.mark.asyncio
async def test_a_stranger_who_never_wrote_is_nobody() -> None:
    async with desk() as at:
        at.sender.take([message(1, 4040)])
        await at.done()
        assert at.journal.why == {1: "blocked"}


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "text",
    [
        "word " * 2000,
        "no space" * 1300,
        "a\n\n" * 3400,
        "👩‍❤️‍👨" * 1300,
        "<b>&</i> *_[` {{7*7}} {% if %}",
        "\u202eright to left\u202c שלום",
        "a\x00b\ud800c\udfff",
        "a" + "\n" * 9000 + "b",
    ],
)
async def test_odd_texts_are_shown_as_typed_and_never_refused(text: str) -> None:
    async with desk() as at:
        at.say(Where(1), Say(text, rows=ROWS))
        await at.done()
        assert at.journal.why == {}
        shown = "".join("".join(at.texts(1)).split())
        for broken in "\x00\ud800\udfff":
            text = text.replace(broken, "\ufffd")
        # Telegram itself takes direction overrides out.
        wanted = "".join(text.replace("\u202e", "").replace("\u202c", "").split())
        assert shown == wanted
        assert "reply_markup" in at.api.chat(1)[-1]


@pytest.mark.asyncio
async def test_a_tap_is_answered_and_its_buttons_go() -> None:
    async with desk() as at:
        at.say(Where(1), Say("Press both feet into the floor.", rows=ROWS, handle="card"))
        await at.done()
        card = at.api.chat(1)[-1]
        at.api.user_taps(1, card["message_id"], card["reply_markup"]["inline_keyboard"][0][0]["callback_data"])
        updates = await at.bot.call("getUpdates", {"offset": 0, "timeout": 0})
        tap_id = updates[-1]["callback_query"]["id"]
        at.say(Where(1, tap_id, card["message_id"]), Toast("Noted"), Say("Good."), Unbutton())
        await at.done()
        assert at.api.toasts(1)[-1]["text"] == "Noted"
        assert at.texts(1) == ["Press both feet into the floor.", "Good."]
        assert "reply_markup" not in at.api.chat(1)[-2]
        at.say(Where(1, tap_id, card["message_id"]), Toast("Again"), Unbutton())
        await at.done()
        assert list(at.journal.why.values()) == ["late"]


@pytest.mark.asyncio
async def test_an_edit_finds_its_message_and_where_it_cannot_it_writes_anew() -> None:
    async with desk() as at:
        at.say(Where(1), Say("first", handle="open"))
        at.say(Where(1), Say("second", edits="open", handle="open"))
        at.say(Where(1), Say("second", edits="open", handle="open"))
        at.say(Where(1), Say("third", edits="never sent"))
        at.say(Where(1), Say("with keyboard", keyboard="main", handle="kept"))
        at.say(Where(1), Say("instead", edits="kept"))
        await at.done()
        assert at.texts(1) == ["second", "third", "with keyboard", "instead"]
        assert at.journal.why == {}


@pytest.mark.asyncio
async def test_an_export_arrives_whole() -> None:
    async with desk() as at:
        call = document_call(1, "yours.json", '{"words": "é"}', "Everything.")
        at.sender.take([Row(1, 1, Draft(call.method, call.params))])
        await at.done()
        sent = at.api.chat(1)[-1]
        assert (sent["document"]["file_name"], sent["caption"]) == ("yours.json", "Everything.")
        file = await at.bot.get_file(sent["document"]["file_id"])
        assert bytes(await file.download_as_bytearray()) == '{"words": "é"}'.encode()


@pytest.mark.asyncio
async def test_a_chat_that_hangs_makes_no_other_wait() -> None:
    async with desk() as at:
        at.api.on_call = on("sendMessage", slow(2), times=1, chat_id=1)
        at.sender.take([message(1, 1), *(message(10 + n, n) for n in range(2, 42))])
        await until(lambda: len(at.journal.ids("sent")) == 40, 1.5)
        assert 1 not in at.journal.ids("sent")


class _Counting:
    """The bot, and the most messages that Telegram had and the journal had not noted: what a kill would send again."""

    def __init__(self, at: Desk) -> None:
        self.at = at
        self.most = 0
        self._bot = at.bot

    async def call(self, method: str, params: Mapping[str, Any], read_seconds: float | None = None) -> Any:
        self._look()
        result = await self._bot.call(method, params, read_seconds)
        self._look()
        return result

    def _look(self) -> None:
        accepted = sum(call.method == "sendMessage" for call in self.at.api.history(None))
        self.most = max(self.most, accepted - len(self.at.journal.notes))


@pytest.mark.asyncio
@pytest.mark.parametrize("rate", [0, 200])
async def test_at_loopback_a_kill_at_any_moment_catches_one_message_at_most(rate: float) -> None:
    async with desk() as at:
        counting = _Counting(at)
        sender: Sender[Row] = Sender(counting, at.journal, rate=rate)
        sender.take([message(n, 1 + n % 60) for n in range(1, 181)])
        most_in_flight = 0
        while sender.waiting:
            most_in_flight = max(most_in_flight, sender.in_flight)
            await asyncio.sleep(0)
        await sender.close()
        assert counting.most == 1
        assert most_in_flight == 1
