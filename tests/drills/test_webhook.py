"""The other way in: a webhook, behind its secret."""

from __future__ import annotations

import asyncio
import io
import socket
from collections.abc import Callable

import aiohttp
import pytest

from tests.drills.phones import Phones
from tests.drills.process import BotProcess
from tests.drills.test_updates import message
from tests.standin import until

SECRET = "a-secret-of-thirty-two-characters"
HEADER = "X-Telegram-Bot-Api-Secret-Token"
CANARY = "the canary sings of the kitchen on Tuesday"


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.asyncio
async def test_a_webhook_serves_people_and_refuses_forgers(phones: Phones, new_bot: Callable[..., BotProcess]) -> None:
    listen = f"127.0.0.1:{free_port()}"
    url = f"http://{listen}/telegram"
    bot = new_bot(WEBHOOK_URL=url, WEBHOOK_SECRET=SECRET, LISTEN=listen, SEND_PER_SECOND="0")
    bot.start()
    await until(lambda: "setWebhook" in phones.calls, 30)
    people = [phones[100 + number] for number in range(20)]
    for person in people:
        person.says("I can't breathe")
    for person in people:
        await person.sees("0 to 10?")
    forged = {"update_id": 10**9, "message": message(100, text=CANARY)}
    async with aiohttp.ClientSession() as session:

        async def post(secret: str | None, **body: object) -> int:
            headers = {} if secret is None else {HEADER: secret}
            async with session.post(url, headers=headers, **body) as answer:  # type: ignore[arg-type]
                return answer.status

        assert await post(None, json=forged) == 403
        assert await post(SECRET[:-1], json=forged) == 403
        assert await post(SECRET + "x", json=forged) == 403
        assert await post("\u00e9", json=forged) == 403
        assert await post(SECRET, data=b"{" + CANARY.encode()) == 400
        assert await post(SECRET, data=b'["' + CANARY.encode() + b'"]') == 400
        assert await post(SECRET, data=io.BytesIO(b"x" * 2_000_000)) == 413
    bot.kill()
    people[0].says("7")
    await asyncio.sleep(0.5)
    bot.start()
    await people[0].sees("7. ")
    assert [len(person.shown) for person in people[1:]] == [1] * 19
    assert await bot.stop() == 0
    assert CANARY not in bot.log
    assert "Traceback" not in bot.log
