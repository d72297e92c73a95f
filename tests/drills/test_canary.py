"""A sentence that anyone would recognise, and the token, go through many paths at DEBUG: nothing may show them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.storage.backup import backup
from tests.drills.conftest import TOKEN
from tests.drills.phones import Phones
from tests.drills.process import BotProcess
from tests.drills.test_updates import message
from tests.standin import BAD_GATEWAY, RESET_AFTER, on, too_many
from tests.storage.test_canary import CANARY, forms

LOUD = """
import logging, sys
logging.basicConfig(level=logging.DEBUG)
logging.getLogger("asyncio").setLevel(logging.DEBUG)
from bot.__main__ import main
sys.exit(main(["run"]))
"""
"""Started like this, everything that the bot's own code or a library logs at any level is written out."""


@pytest.mark.slow
@pytest.mark.asyncio
async def test_no_log_and_no_file_shows_a_sentence_or_the_token(
    phones: Phones, new_bot: Callable[..., BotProcess]
) -> None:
    bot = new_bot(SEND_PER_SECOND="0", PYTHONASYNCIODEBUG="1")
    bot.command = ("-c", LOUD)
    bot.start()
    await phones.polled()
    ada = phones[7]
    seen = b""
    ada.says(f"I can't breathe, {CANARY}")
    await ada.sees("0 to 10?")
    ada.says(f"/start {CANARY}")
    await ada.answered(2)
    ada.says(f"I want to die, {CANARY}")
    await ada.sees("ending your life")
    phones.api.person(8, CANARY)
    phones.api.user_sends_photo(8, CANARY)
    for update in (
        {"message": message(7, text=[CANARY])},
        {"message": message(7, text=CANARY, date=CANARY)},
        {"message": {"text": CANARY}},
        {"callback_query": {"data": CANARY, "id": CANARY, "from": {"id": 7, "is_bot": False, "first_name": CANARY}}},
        {"edited_message": message(7, text=CANARY, edit_date=1)},
        {CANARY: {"text": CANARY}},
        {"update_id": CANARY, "message": message(7, text=CANARY)},
    ):
        phones.api.inject(update)
    ada.says("/settings")
    await ada.sees("What would you like to change?")
    ada.says("my name")
    await ada.sees("What may I call you?")
    phones.faults = on("*", too_many(1), times=1)
    ada.says(CANARY[:40])
    await ada.sees(f"Name: {CANARY[:40]}")
    ben = phones[10]
    ben.says("/discreet")
    await ben.sees("Turn it on?")
    ben.taps("Turn it on")
    await ben.sees("Want a word of your own for it?")
    phones.faults = on("deleteMessages", BAD_GATEWAY, times=1)
    ben.says(f"I can't breathe, {CANARY}")
    ben.says("clear")
    await ben.until(lambda: not ben.shown, "an empty chat")
    for fault in (RESET_AFTER, BAD_GATEWAY):
        phones.faults = on("*", fault, times=1)
        phones[9].says(f"hello {CANARY}")
        await phones[9].answered(1)
    phones.faults = None
    seen += files(bot)
    backup(bot.database, bot.folder / "copy.db")
    ada.says(CANARY)
    bot.kill()
    seen += files(bot)
    bot.start()
    phones[9].says("/help")
    await phones[9].sees("What do you need?")
    assert await bot.stop() == 0
    seen += files(bot) + bot.log.encode()
    assert "DEBUG" in bot.log, "the drill itself would see nothing"
    bot.settings["ENCRYPTION_KEY"] = ""
    bot.start()
    assert await bot.ended() == 1
    seen += bot.log.encode()
    for form in (*forms(CANARY), *forms(CANARY[:40]), *forms(TOKEN), TOKEN.partition(":")[2].encode()):
        assert form not in seen


def files(bot: BotProcess) -> bytes:
    """Every byte of every file beside the database, log and backup included."""
    return b"".join(path.read_bytes() for path in sorted(bot.folder.iterdir()) if path.is_file())
