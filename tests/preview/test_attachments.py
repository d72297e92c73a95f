"""Files as the page gets them: whole, in parts, and never as something that runs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestClient, TestServer

from bot.preview.bot_api import BotApi
from bot.preview.page import PreviewPage
from bot.preview.parameters import Upload
from tests.standin import MP4, Clock

Client = TestClient[Any, Any]


@pytest_asyncio.fixture
async def client() -> AsyncIterator[Client]:
    api = BotApi(now=Clock())
    api.chats.files.store("animation", Upload("pacer.mp4", MP4, "video/mp4"))
    api.chats.files.store("document", Upload("upstream.json", b"{}", "application/json"))
    async with TestClient(TestServer(PreviewPage(api).application())) as one:
        yield one


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("asked", "status", "body", "told"),
    [
        (None, 200, MP4, None),
        ("bytes=0-", 206, MP4, f"bytes 0-{len(MP4) - 1}/{len(MP4)}"),
        ("bytes=0-3", 206, MP4[:4], f"bytes 0-3/{len(MP4)}"),
        ("bytes=8-", 206, MP4[8:], f"bytes 8-{len(MP4) - 1}/{len(MP4)}"),
        ("bytes=-4", 206, MP4[-4:], f"bytes {len(MP4) - 4}-{len(MP4) - 1}/{len(MP4)}"),
        ("bytes=5000-", 416, None, f"bytes */{len(MP4)}"),
        ("bytes=nonsense", 200, MP4, None),
    ],
)
async def test_a_film_in_parts(client: Client, asked: str | None, status: int, body: bytes | None, told: str) -> None:
    answer = await client.get("/files/animation-1", headers={"Range": asked} if asked else {})
    assert answer.status == status
    assert answer.headers.get("Content-Range") == told
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    if body is not None:
        assert (answer.content_type, await answer.read()) == ("video/mp4", body)


@pytest.mark.asyncio
async def test_a_document_opens_in_a_sandbox(client: Client) -> None:
    answer = await client.get("/files/document-2")
    assert answer.content_type == "text/plain"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert (await client.get("/files/document-9")).status == 404
