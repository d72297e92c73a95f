"""Pictures and sweeps against the stand-in, with a real store: what a person sees, whatever Telegram refuses."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.dialogue.effects import Button, Effect, Say, Sweep
from bot.preview.bot_api import BotApi, Fault
from bot.storage.sqlite import SqliteStore
from bot.storage.store import Draft, OutboxRow, Turn
from bot.storage.vault import new_key
from bot.telegram.album import Album
from bot.telegram.bot import build_bot
from bot.telegram.calls import Call, Where, draft_calls
from bot.telegram.courtesy import Courtesies
from bot.telegram.keyboards import ButtonCheck, KeyboardLabels
from bot.telegram.look import Look
from bot.telegram.send import Sender
from tests.standin import BAD_GATEWAY, Clock, on, slow, standin, too_many, until
from tests.telegram.test_album import Film

LABELS = KeyboardLabels((("I'm flooded",),), "Share my place", "Not now")
ROWS = ((Button("Next", 3, 14, 0),),)
STEP = Say("In for four, out for six.", rows=ROWS, handle="r1", picture="pacer.4-6")
KEY = new_key()
REFUSED_FILE = Fault(400, "Bad Request: wrong file identifier/HTTP URL specified")
REMOTE_FILE = Fault(400, "Bad Request: wrong remote file identifier specified: can't unserialize it")
TOO_BIG = Fault(413, "Request Entity Too Large")
ODD = Fault(400, "Bad Request: PHOTO_INVALID_DIMENSIONS")


class Bureau:
    """A sender with a store on disk; `open` may be called again, as after a restart. Person 7 has written."""

    def __init__(self, api: BotApi, clock: Clock, path: Path, find: Callable[[str, str], Film | None]) -> None:
        self.api, self.clock, self.path, self.find = api, clock, path, find

    async def open(self) -> None:
        self.store = await SqliteStore.open(self.path, KEY, clock=self.clock)
        self.bot = build_bot(self.api.token, self.api.url)
        self.sender: Sender[OutboxRow] = Sender(
            self.bot, self.store, rate=0, now=self.clock, album=Album(self.find, self.store)
        )

    async def close(self) -> None:
        await self.sender.close()
        await self.bot.close_connections()
        await self.store.close()

    async def says(self, *effects: Effect, look: Look | None = None, heard: tuple[int, ...] = ()) -> None:
        """Commit a turn with these effects, and wait until all of it is sent."""
        self.sender.take(await self.commits(*effects, look=look, heard=heard))
        await until(lambda: self.sender.waiting == 0)

    async def commits(self, *effects: Effect, look: Look | None = None, heard: tuple[int, ...] = ()) -> list[OutboxRow]:
        calls = draft_calls(effects, Where(7, look=look or Look()), LABELS, ButtonCheck(self.store.button_secret))
        drafts = [Draft(call.method, call.params, call.repeat, call.handle) for call in calls]
        return await self.store.commit(Turn(7, {}, outbox=drafts, heard=heard), self.clock())

    def shown(self) -> list[dict[str, Any]]:
        return [message for message in self.api.chat(7) if message["by_bot"]]

    def texts(self) -> list[str]:
        return [message.get("text") or message.get("caption", "") for message in self.api.chat(7)]

    def called(self, method: str) -> int:
        return sum(call.method == method for call in self.api.history(None))


@asynccontextmanager
async def bureau(
    path: Path, find: Callable[[str, str], Film | None] = lambda name, theme: Film() if "pacer" in name else None
) -> AsyncIterator[Bureau]:
    clock = Clock()
    async with standin(now=clock) as api:
        api.user_sends(7, "hi")
        opened = Bureau(api, clock, path / "u.db", find)
        await opened.open()
        try:
            yield opened
        finally:
            await opened.close()


@pytest.mark.asyncio
async def test_a_step_arrives_as_an_animation_with_its_words_and_buttons(tmp_path: Path) -> None:
    async with bureau(tmp_path) as at:
        await at.says(STEP)
        (step,) = at.shown()
        assert step["caption"] == STEP.text
        assert step["reply_markup"]["inline_keyboard"][0][0]["text"] == "Next"
        animation = step["animation"]
        assert (animation["width"], animation["height"], animation["duration"]) == (480, 320, 10)
        assert animation["mime_type"] == "video/mp4"
        assert await at.store.message_id(7, "r1") == step["message_id"]
        file = await at.bot.get_file(animation["file_id"])
        assert bytes(await file.download_as_bytearray()) == Film().content


@pytest.mark.asyncio
async def test_it_is_uploaded_once_also_over_a_restart(tmp_path: Path) -> None:
    async with bureau(tmp_path) as at:
        for _ in range(2):
            await at.says(STEP)
            await at.says(STEP)
            await at.close()
            await at.open()
        await at.says(STEP)
        assert len({step["animation"]["file_id"] for step in at.shown()}) == 1
        assert len(at.shown()) == 5
        assert len(at.api.chats.files.by_id) == 1


@pytest.mark.asyncio
@pytest.mark.parametrize("fault", [REFUSED_FILE, REMOTE_FILE])
async def test_a_name_that_telegram_no_longer_knows_is_replaced(tmp_path: Path, fault: Fault) -> None:
    async with bureau(tmp_path) as at:
        await at.says(STEP)
        at.api.on_call = on("sendAnimation", fault, times=1)
        await at.says(STEP)
        await at.says(STEP)
        first, second, third = (step["animation"]["file_id"] for step in at.shown())
        assert first != second == third
        assert await at.store.file_id("k1") == third


@pytest.mark.asyncio
async def test_another_bots_database_brings_names_that_are_refused(tmp_path: Path) -> None:
    async with bureau(tmp_path) as at:
        await at.store.keep_file_id("k1", "AgAD-of-another-bot")
        await at.says(STEP)
        assert at.shown()[0]["caption"] == STEP.text
        assert await at.store.file_id("k1") == at.shown()[0]["animation"]["file_id"]


@pytest.mark.asyncio
@pytest.mark.parametrize("fault", [TOO_BIG, ODD, REFUSED_FILE, BAD_GATEWAY])
async def test_where_the_picture_cannot_be_sent_nobody_goes_without_the_step(tmp_path: Path, fault: Fault) -> None:
    async with bureau(tmp_path) as at:
        at.api.on_call = on("sendAnimation", fault)
        await at.says(STEP, look=Look(discreet=True))
        (step,) = at.shown()
        assert step["text"] == STEP.text
        assert step["silent"]
        assert [entity["type"] for entity in step["entities"]] == ["spoiler"]
        assert step["reply_markup"]["inline_keyboard"][0][0]["text"] == "Next"
        assert await at.store.message_id(7, "r1") == step["message_id"]


@pytest.mark.asyncio
async def test_a_picture_that_nobody_drew_or_that_cannot_be_read(tmp_path: Path) -> None:
    def find(name: str, theme: str) -> Film | None:
        if name == "torn":
            raise OSError("no such file")
        return None

    async with bureau(tmp_path, find) as at:
        await at.says(Say("Breathe.", picture="pacer.9-9"))
        await at.says(Say("And again.", picture="torn"))
        await at.says(Say("", picture="pacer.9-9"))
        assert at.texts() == ["hi", "Breathe.", "And again."]
        assert await at.store.unsent() == []


@pytest.mark.asyncio
async def test_a_long_text_keeps_its_own_message_where_the_picture_is_refused(tmp_path: Path) -> None:
    async with bureau(tmp_path) as at:
        at.api.on_call = on("sendAnimation", ODD)
        await at.says(Say("word " * 300, rows=ROWS, picture="pacer.4-6"))
        (step,) = at.shown()
        assert "reply_markup" in step


@pytest.mark.asyncio
async def test_a_picture_takes_the_place_of_an_open_reply(tmp_path: Path) -> None:
    async with bureau(tmp_path) as at:
        await at.says(Say("What do you need?", handle="r1"))
        await at.says(Say("Breathe.", picture="pacer.4-6", edits="r1", handle="r1"))
        (step,) = at.shown()
        assert step["caption"] == "Breathe."
        assert await at.store.message_id(7, "r1") == step["message_id"]


@pytest.mark.asyncio
async def test_in_discreet_mode_the_animation_is_covered(tmp_path: Path) -> None:
    async with bureau(tmp_path) as at:
        await at.says(STEP, look=Look(discreet=True))
        (step,) = at.shown()
        assert step["has_media_spoiler"]
        assert step["has_protected_content"]
        assert step["silent"]
        assert step["caption_entities"] == [{"type": "spoiler", "offset": 0, "length": len(STEP.text)}]


@pytest.mark.asyncio
async def test_discreet_mode_takes_the_keyboard_away_and_leaves_no_trace_of_that(tmp_path: Path) -> None:
    async with bureau(tmp_path) as at:
        await at.says(Say("Hello.", keyboard="main"))
        assert at.api.keyboard(7) is not None
        await at.says(Say("From now on it is covered.", rows=ROWS), look=Look(discreet=True, bare=True))
        assert at.api.keyboard(7) is None
        assert at.texts() == ["hi", "Hello.", "From now on it is covered."]


@pytest.mark.asyncio
async def test_a_sweep_clears_the_screen_with_what_was_queued_before_it(tmp_path: Path) -> None:
    async with bureau(tmp_path) as at:
        at.api.user_sends(7, "clear")
        hi, clear = (message["message_id"] for message in at.api.chat(7))
        await at.says(Say("one"), STEP, heard=(hi,))
        queued = await at.commits(Say("two"))
        queued += await at.commits(Sweep(None), Say("·"), heard=(clear,))
        queued += await at.commits(Say("three"))
        at.sender.take(queued)
        await until(lambda: at.sender.waiting == 0)
        assert at.texts() == ["·", "three"]


@pytest.mark.asyncio
async def test_a_clear_screen_does_not_wait_for_what_telegram_holds_back(tmp_path: Path) -> None:
    async with bureau(tmp_path) as at:
        await at.says(Say("one"))
        at.api.on_call = on("sendMessage", too_many(30), times=1)
        at.sender.take(await at.commits(Say("two"), Say("three")))
        await asyncio.sleep(0.1)
        kept = await at.store.commit(
            Turn(7, None, outbox=(Draft("sendMessage", {"chat_id": 7, "text": "from your partner"}, repeat=False),)),
            at.clock(),
        )
        at.sender.take([*kept, *await at.commits(Sweep(None))])
        await until(lambda: at.sender.waiting == 0)
        assert at.texts() == ["hi"]
        assert "two" not in [call.parameters.get("text") for call in at.api.history(7)]
        assert "from your partner" in [call.parameters.get("text") for call in at.api.history(7)]
        assert await at.store.unsent() == []


@pytest.mark.asyncio
async def test_what_is_on_its_way_when_the_screen_is_cleared_is_not_tried_again(tmp_path: Path) -> None:
    async with bureau(tmp_path) as at:
        at.api.on_call = on("sendMessage", Fault(502, "Bad Gateway", delay=0.2), times=1)
        at.sender.take(await at.commits(Say("one")))
        await asyncio.sleep(0.05)
        at.sender.take(await at.commits(Sweep(None), Say("·")))
        await until(lambda: at.sender.waiting == 0)
        assert at.texts() == ["hi", "·"]


@pytest.mark.asyncio
async def test_buttons_of_an_earlier_step_go_once_the_new_one_is_there(tmp_path: Path) -> None:
    async with bureau(tmp_path) as at:
        courtesies = Courtesies(at.bot, find=at.store.message_id, afterwards=at.sender.afterwards)
        await at.says(STEP)
        at.api.on_call = on("sendMessage", slow(0.1))
        at.sender.take(await at.commits(Say("two", rows=ROWS, handle="r2"), Say("and three")))
        courtesies.take([Call("editMessageReplyMarkup", {"chat_id": 7, "message_id": {"handle": "r1"}})] * 2)
        await until(lambda: at.called("editMessageReplyMarkup"))
        await courtesies.close()
        assert [call.method for call in at.api.history(7)][-3:] == ["sendMessage"] * 2 + ["editMessageReplyMarkup"]
        step, two, _ = at.shown()
        assert "reply_markup" not in step
        assert "reply_markup" in two


@pytest.mark.asyncio
async def test_words_whose_number_is_unknown_stay_and_what_is_too_old_is_left(tmp_path: Path) -> None:
    async with bureau(tmp_path) as at:
        await at.says(Say("too old by tomorrow"))
        at.clock.turn(47 * 3600)
        await at.says(Say("yesterday"))
        at.clock.turn(2 * 3600)
        await at.says(Sweep(None))
        assert at.texts() == ["hi", "too old by tomorrow"]


@pytest.mark.asyncio
async def test_a_sweep_up_to_a_time_leaves_what_came_later(tmp_path: Path) -> None:
    async with bureau(tmp_path) as at:
        for text in ("a", "b", "c"):
            await at.says(Say(text))
            at.clock.turn(60)
        await at.says(Sweep(at.clock() - 90))
        assert at.texts() == ["hi", "c"]


@pytest.mark.asyncio
async def test_a_sweep_of_many_messages_of_which_telegram_lost_some(tmp_path: Path) -> None:
    async with bureau(tmp_path) as at:
        await at.says(*[Say(f"message {number}") for number in range(130)])
        for message in at.shown()[::7]:
            at.api.chats.delete(at.api.person(7), message["message_id"])
        before = at.called("deleteMessages")
        await at.says(Sweep(None))
        assert at.texts() == ["hi"]
        assert at.called("deleteMessages") - before == 2


@pytest.mark.asyncio
async def test_a_sweep_that_was_cut_off_by_a_stop_is_made_at_the_next_start(tmp_path: Path) -> None:
    async with bureau(tmp_path) as at:
        await at.says(Say("one"), Say("two"))
        at.api.on_call = on("deleteMessages", BAD_GATEWAY)
        at.sender.take(await at.commits(Say("three"), Sweep(None)))
        await asyncio.sleep(0.1)
        await at.close()
        assert at.texts() == ["hi", "one", "two"]
        at.api.on_call = None
        await at.open()
        at.sender.take(await at.store.unsent())
        await until(lambda: at.sender.waiting == 0)
        assert at.texts() == ["hi", "three"]
        assert await at.store.unsent() == []
