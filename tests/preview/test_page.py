"""The page's server: what it shows, what it passes on, and whom it refuses."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from aiohttp.test_utils import TestClient, TestServer

from bot.preview.bot_api import BotApi, Refusal
from bot.preview.clock import PreviewClock
from bot.preview.page import STATIC, PreviewError, PreviewPage, serve_preview
from bot.preview.parameters import Parameters, Upload
from bot.preview.stage import Stage
from tests.standin import PNG, Clock

Client = TestClient[Any, Any]


@pytest.fixture
def api() -> BotApi:
    return BotApi(now=Clock())


@pytest_asyncio.fixture
async def client(api: BotApi) -> AsyncIterator[Client]:
    async with TestClient(TestServer(PreviewPage(api).application())) as one:
        yield one


async def call(api: BotApi, method: str, uploads: dict[str, Upload] | None = None, **values: Any) -> Any:
    return await api.call(method, Parameters(values, uploads))


async def phones(client: Client) -> list[dict[str, Any]]:
    answer = await client.get("/api/phones")
    found: list[dict[str, Any]] = (await answer.json())["phones"]
    return found


async def updates(api: BotApi) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = await call(api, "getUpdates")
    return found


@pytest.mark.asyncio
async def test_the_page_and_its_files_come_from_here_alone(client: Client) -> None:
    page = await client.get("/")
    assert page.status == 200
    text = await page.text()
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    wanted = set(re.findall(r'(?:src|href)="(/[^"]+)"', text))
    for script in STATIC.glob("*.js"):
        wanted |= {f"/static/{name}" for name in re.findall(r'from "\./([^"]+)"', script.read_text())}
    assert wanted == {f"/static/{path.name}" for path in STATIC.iterdir() if path.suffix != ".html"}
    for address in wanted:
        answer = await client.get(address)
        assert answer.status == 200, address
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    for file in STATIC.iterdir():
        assert "//cdn" not in file.read_text()
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", file.read_text()), (
            file.name
        )
    assert (await client.get("/static/../page.py")).status == 404
    assert (await client.get("/static/index.html")).status == 404


@pytest.mark.asyncio
async def test_two_empty_phones_then_a_talk(api: BotApi, client: Client) -> None:
    left, right = await phones(client)
    assert (left["title"], right["title"]) == ("The one who was hurt", "The one who broke the trust")
    assert left["messages"] == right["messages"] == []
    await call(api, "setMyDescription", description="A calm third voice")
    await call(api, "setMyCommands", commands=[{"command": "help", "description": "What I can do"}])

    answer = await client.post("/api/phones/1001/send", json={"text": " /start now\n<b> "})
    assert answer.status == 200
    (update,) = await updates(api)
    assert (await answer.json())["update_id"] == update["update_id"]
    assert update["message"]["text"] == "/start now\n<b>"
    assert update["message"]["from"]["first_name"] == "Alex"

    keyboard = {"keyboard": [[{"text": "Menu"}]], "is_persistent": True}
    await call(api, "sendMessage", chat_id=1001, text="<i>hi</i>", parse_mode="HTML", reply_markup=keyboard)
    left, right = await phones(client)
    assert [message["by_bot"] for message in left["messages"]] == [False, True]
    assert left["messages"][1]["entities"] == [{"type": "italic", "offset": 0, "length": 2}]
    assert left["keyboard"] == keyboard
    assert left["description"] == "A calm third voice"
    assert left["commands"] == [{"command": "help", "description": "What I can do"}]
    assert right["messages"] == []


@pytest.mark.asyncio
async def test_deeds(api: BotApi, client: Client) -> None:
    deeds: list[tuple[str, dict[str, Any], str]] = [
        ("send", {"text": "hello"}, "message"),
        ("tap", {"message_id": 1, "data": "1:2"}, "callback_query"),
        ("location", {"latitude": 52.5, "longitude": 13.4}, "message"),
        ("show", {"what": "photo"}, "message"),
        ("show", {"what": "voice"}, "message"),
        ("show", {"what": "sticker"}, "message"),
        ("block", {"blocked": True}, "my_chat_member"),
        ("block", {"blocked": False}, "my_chat_member"),
    ]
    for act, body, _ in deeds:
        answer = await client.post(f"/api/phones/1002/{act}", json=body)
        assert answer.status == 200, await answer.text()
    kinds = [next(key for key in update if key != "update_id") for update in await updates(api)]
    assert kinds == [kind for _, _, kind in deeds]


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("1001/send", {"text": "  "}, 400),
        ("1001/send", {"text": 5}, 400),
        ("1001/send", {"text": "\ud83d"}, 400),
        ("1001/send", {}, 400),
        ("1001/send", [], 400),
        ("1001/send", "not json", 400),
        ("1001/location", {"latitude": 91, "longitude": 0}, 400),
        ("1001/location", {"latitude": "nan", "longitude": 0}, 400),
        ("1001/show", {"what": "door"}, 400),
        ("1001/block", {"blocked": False}, 400),
        ("1001/dance", {}, 404),
        ("1003/send", {"text": "x"}, 404),
        ("x/send", {"text": "x"}, 404),
    ],
)
async def test_deeds_that_are_refused(api: BotApi, client: Client, path: str, body: Any, status: int) -> None:
    sent = body if body == "not json" else json.dumps(body)
    answer = await client.post(f"/api/phones/{path}", data=sent, headers={"Content-Type": "application/json"})
    assert answer.status == status
    assert await updates(api) == []


async def _events(stream: aiohttp.ClientResponse, count: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    while len(found) < count:
        line = await asyncio.wait_for(stream.content.readline(), 5)
        if line.startswith(b"data: "):
            found.append(json.loads(line[6:]))
    return found


@pytest.mark.asyncio
async def test_changes_arrive_as_events(api: BotApi, client: Client) -> None:
    async with client.get("/api/changes") as stream:
        assert stream.headers["Content-Type"].startswith("text/event-stream")
        assert await _events(stream, 1) == [{"kind": "hello"}]
        api.user_sends(7, "someone else, not on the page")
        api.user_sends(1001, "hello")
        sent = await call(api, "sendMessage", chat_id=1001, text="a\nb")
        await call(api, "editMessageText", chat_id=1001, message_id=sent["message_id"], text="c")
        api.user_taps(1001, sent["message_id"], "d")
        await call(api, "answerCallbackQuery", callback_query_id=str((1001 << 32) + 1), text="noted")
        await call(api, "deleteMessage", chat_id=1001, message_id=sent["message_id"])
        events = await _events(stream, 6)
        assert [event["kind"] for event in events] == ["message", "message", "edited", "tapped", "answered", "deleted"]
        assert events[1]["message"]["text"] == "a\nb"
        assert events[2]["message"]["text"] == "c"
        assert events[4]["text"] == "noted"
        assert len(api.chats.changes.listeners) == 1
    api.user_sends(1001, "wake the stream that is gone")
    for _ in range(100):
        if not api.chats.changes.listeners:
            break
        api.chats.changes.tell("action", 1001, action="typing")
        await asyncio.sleep(0.01)
    assert not api.chats.changes.listeners, "a closed tab is forgotten"


@pytest.mark.asyncio
async def test_files(api: BotApi, client: Client) -> None:
    api.user_sends(1001, "hello")
    await call(api, "sendPhoto", {"photo": Upload("hill.png", PNG, "image/png")}, chat_id=1001)
    trap = Upload('a"\r\n.html', b"<script>alert(1)</script>", "text/html")
    await call(api, "sendDocument", {"document": trap}, chat_id=1001)
    picture = await client.get("/files/photo-1")
    assert (picture.content_type, await picture.read()) == ("image/png", PNG)
    page = await client.get("/files/document-2?download")
    assert page.content_type == "text/plain"
    assert page.headers["Content-Security-Policy"].startswith("sandbox")
    assert page.headers["Content-Disposition"] == "attachment; filename*=UTF-8''a%22%0D%0A.html"
    missing = await client.get("/files/none")
    assert (missing.status, missing.headers["X-Content-Type-Options"]) == (404, "nosniff")


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "evil.example:8765"},
        {"Host": "127.0.0.1.evil.example"},
        {"Host": "192.168.1.4:8765"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_other_pages_are_kept_out(api: BotApi, client: Client, headers: dict[str, str]) -> None:
    for path in ("/api/phones", "/", "/files/none"):
        assert (await client.get(path, headers=headers)).status == 403
    answer = await client.post("/api/phones/1001/send", json={"text": "x"}, headers=headers)
    assert answer.status == 403
    assert await updates(api) == []


@pytest.mark.asyncio
async def test_the_own_page_and_a_followed_link_are_let_in(client: Client) -> None:
    own = f"http://127.0.0.1:{client.port}"
    answer = await client.post(
        "/api/phones/1001/send", json={"text": "x"}, headers={"Origin": own, "Sec-Fetch-Site": "same-origin"}
    )
    assert answer.status == 200
    followed = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    assert (await client.get("/", headers=followed)).status == 200
    assert (await client.get("/api/phones", headers=followed)).status == 403
    assert (await client.get("/", headers={"Host": f"localhost:{client.port}"})).status == 200


@pytest.mark.asyncio
@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
async def test_only_json_changes_anything(api: BotApi, client: Client, kind: str) -> None:
    answer = await client.post("/api/phones/1001/send", data=b'{"text": "x"}', headers={"Content-Type": kind})
    assert answer.status == 415
    assert await updates(api) == []


@pytest.mark.asyncio
async def test_starting_anew_empties_the_chats(api: BotApi, client: Client) -> None:
    keyboard = {"keyboard": [[{"text": "Menu"}]]}
    api.user_sends(1001, "hello")
    await call(api, "sendMessage", chat_id=1001, text="hi", reply_markup=keyboard)
    api.user_blocks(1002)
    async with client.get("/api/changes") as stream:
        await _events(stream, 1)
        assert (await client.post("/api/reset", json={})).status == 200
        told = await _events(stream, 2)
    assert told == [{"kind": "reset", "user_id": 1001}, {"kind": "reset", "user_id": 1002}]
    for phone in await phones(client):
        assert (phone["messages"], phone["keyboard"], phone["blocked"]) == ([], None, False)
        assert phone["first_name"] in ("Alex", "Sam")
    with pytest.raises(Refusal, match="chat not found"):
        await call(api, "sendMessage", chat_id=1001, text="a stranger is not written to")


@pytest.mark.asyncio
async def test_without_a_stage_there_is_no_clock_to_move(client: Client) -> None:
    assert (await (await client.get("/api/phones")).json())["stage"] is None
    assert (await client.post("/api/later", json={"minutes": 1})).status == 404


@pytest.mark.asyncio
async def test_the_clock_is_moved_through_the_page(api: BotApi) -> None:
    stage = Stage(PreviewClock(), api.chats.changes, [1001, 1002])
    async with TestClient(TestServer(PreviewPage(api, stage).application())) as client:
        assert (await (await client.get("/api/phones")).json())["stage"]["ahead"] == 0
        for body in ("[]", "{}", "not json", '{"minutes": "x"}', '{"minutes": 1}'):
            answer = await client.post("/api/later", data=body, headers={"Content-Type": "application/json"})
            assert answer.status == 400, "the bot has not started, and most of these are no moves"
            assert (await answer.json())["error"].startswith("later: ")
        for path in ("/api/later", "/api/reset"):
            foreign = await client.post(path, json={}, headers={"Origin": "http://evil.example"})
            assert foreign.status == 403


@pytest.mark.asyncio
async def test_serving_and_a_taken_port(api: BotApi) -> None:
    server = await serve_preview(api, "127.0.0.1", 0)
    port = int(server.url.rpartition(":")[2])
    async with aiohttp.ClientSession() as session:
        async with session.get(server.url) as answer:
            assert answer.status == 200
        with pytest.raises(PreviewError, match=f"127.0.0.1:{port} .*another one") as taken:
            await serve_preview(api, "127.0.0.1", port)
        assert "\n" not in str(taken.value)
        async with session.get(f"{server.url}/api/changes") as stream:
            await _events(stream, 1)
            await asyncio.wait_for(server.close(), 3)
            assert await asyncio.wait_for(stream.content.read(), 3) is not None
    with pytest.raises(PreviewError, match="not a loopback address"):
        await serve_preview(api, "0.0.0.0", 0)
