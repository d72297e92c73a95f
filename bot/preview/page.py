"""The page of two phones: what it shows comes from the stand-in, what is typed and tapped goes to it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.preview.attachments import attachment
from bot.preview.bot_api import BotApi
from bot.preview.changes import Subscription
from bot.preview.guard import HEADERS, LOOPBACK, guard
from bot.preview.stage import Stage

STATIC = Path(__file__).parent / "static"
PING_SECONDS = 15.0
_KINDS = {".css": "text/css", ".js": "text/javascript"}
_PAGE_FILES = {path.name: _KINDS[path.suffix] for path in STATIC.iterdir() if path.suffix in _KINDS}
# What concerns the page as a whole; everything else concerns one of its phones.
_FOR_ALL = ("profile", "clock")
# Telegram marks a bot's message as edited where its words changed, not where buttons were only taken away.
_REWRITES = ("editMessageText", "editMessageCaption", "editMessageMedia")


class PreviewError(Exception):
    """The preview cannot be served; the message is one line that says why and what to do."""


@dataclass(frozen=True, slots=True)
class Phone:
    """One phone of the page: whose it is, what stands above it, and what an empty chat offers to send."""

    user_id: int
    first_name: str
    title: str
    tries: tuple[str, ...] = ()
    language_code: str = "en"


PHONES = (
    Phone(1001, "Alex", "The one who was hurt", ("I can't breathe, he lied again", "You never cared about me")),
    Phone(1002, "Sam", "The one who broke the trust", ("Nothing I do is enough", "I want to pull away")),
)


class PreviewPage:
    """The web application of the page; `application()` is served by `serve_preview`."""

    def __init__(self, api: BotApi, stage: Stage | None = None, phones: tuple[Phone, ...] = PHONES) -> None:
        self.api, self.stage = api, stage
        self.phones = {phone.user_id: phone for phone in phones}
        self._watchers: set[Subscription] = set()
        for phone in phones:
            api.person(phone.user_id, phone.first_name, phone.language_code)

    def application(self) -> web.Application:
        """The routes, behind the guard."""
        app = web.Application(middlewares=[guard])
        app.router.add_get("/", self._index)
        app.router.add_get("/static/{name}", self._static)
        app.router.add_get("/api/phones", self._state)
        app.router.add_get("/api/changes", self._changes)
        app.router.add_get("/files/{file_id}", self._file)
        app.router.add_post("/api/later", self._later)
        app.router.add_post("/api/reset", self._reset)
        app.router.add_post("/api/phones/{user_id}/{act}", self._act)
        app.on_shutdown.append(self._end_streams)
        return app

    async def _index(self, request: web.Request) -> web.StreamResponse:
        return web.Response(body=(STATIC / "index.html").read_bytes(), content_type="text/html", charset="utf-8")

    async def _static(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]
        if name not in _PAGE_FILES:
            raise web.HTTPNotFound
        return web.Response(body=(STATIC / name).read_bytes(), content_type=_PAGE_FILES[name], charset="utf-8")

    async def _state(self, request: web.Request) -> web.StreamResponse:
        """Everything that the phones show now, and what stands behind them."""
        stage = await self.stage.shown() if self.stage else None
        return web.json_response({"phones": [self._phone(phone) for phone in self.phones.values()], "stage": stage})

    def _phone(self, phone: Phone) -> dict[str, Any]:
        profile = self.api.profile
        return {
            "user_id": phone.user_id,
            "first_name": phone.first_name,
            "title": phone.title,
            "tries": phone.tries,
            "bot_name": profile.shown_text("name", phone.language_code) or self.api.chats.bot["first_name"],
            "description": profile.shown_text("description", phone.language_code),
            "commands": profile.shown_commands(phone.language_code),
            "blocked": self.api.person(phone.user_id).blocked,
            "keyboard": self.api.keyboard(phone.user_id),
            "messages": [self._marked(phone.user_id, message) for message in self.api.chat(phone.user_id)],
            "answered": self._answered(phone.user_id),
        }

    def _answered(self, user_id: int) -> int:
        """The number of the bot's newest message, also where it is on the phone no more; 0 where it never wrote."""
        results = (call.result for call in self.api.history(user_id))
        return max((one["message_id"] for one in results if isinstance(one, dict) and "message_id" in one), default=0)

    def _marked(self, user_id: int, message: dict[str, Any]) -> dict[str, Any]:
        """The message with `rewritten`: whether its words have changed since it was sent."""
        if "edit_date" not in message:
            return message
        calls = (call for call in self.api.history(user_id) if call.method in _REWRITES)
        number = message["message_id"]
        return {**message, "rewritten": any(str(call.parameters.get("message_id")) == str(number) for call in calls)}

    async def _changes(self, request: web.Request) -> web.StreamResponse:
        """Changes as server-sent events; the first one, `hello`, tells the page to read the state."""
        stream = web.StreamResponse(headers={**HEADERS, "Content-Type": "text/event-stream"})
        watcher = self.api.subscribe()
        self._watchers.add(watcher)
        try:
            await stream.prepare(request)
            await stream.write(b'retry: 1000\ndata: {"kind": "hello"}\n\n')
            while True:
                try:
                    change = await watcher.next_change(PING_SECONDS)
                except TimeoutError:
                    await stream.write(b": still here\n\n")
                    continue
                if change["kind"] == "closing":
                    break
                if change["kind"] == "edited":
                    change = {**change, "message": self._marked(change["user_id"], change["message"])}
                if change["user_id"] in self.phones or change["kind"] in _FOR_ALL:
                    await stream.write(f"data: {json.dumps(change)}\n\n".encode())
        except ConnectionError:
            return stream  # the tab was closed
        finally:
            watcher.close()
            self._watchers.discard(watcher)
        return stream

    async def _end_streams(self, _: web.Application) -> None:
        for watcher in self._watchers:
            watcher.queue.put_nowait({"kind": "closing"})

    async def _file(self, request: web.Request) -> web.StreamResponse:
        file = self.api.chats.files.by_id.get(request.match_info["file_id"])
        if file is None:
            raise web.HTTPNotFound
        return attachment(request, file)

    async def _later(self, request: web.Request) -> web.StreamResponse:
        """Move the bot's clock (`Stage.later`); answers with the number of times at which something happened."""
        if self.stage is None:
            raise web.HTTPNotFound
        try:
            return web.json_response({"stops": await self.stage.later(json.loads(await request.read()))})
        except (ValueError, KeyError, TypeError) as wrong:
            return web.json_response({"error": f"later: {wrong}"}, status=400)

    async def _reset(self, request: web.Request) -> web.StreamResponse:
        """Erase everything of everyone and empty their chats: they are strangers again."""
        if self.stage is not None:
            await self.stage.reset()
        for phone in self.phones.values():
            self.api.chats.people.pop(phone.user_id, None)
            self.api.person(phone.user_id, phone.first_name, phone.language_code)
            self.api.chats.changes.tell("reset", phone.user_id)
        return web.json_response({})

    async def _act(self, request: web.Request) -> web.StreamResponse:
        """One deed of a person: `send`, `tap`, `location`, `show`, `block`."""
        user_id = int(request.match_info["user_id"]) if request.match_info["user_id"].isdecimal() else 0
        act = _ACTS.get(request.match_info["act"])
        if user_id not in self.phones or act is None:
            raise web.HTTPNotFound
        try:
            body = json.loads(await request.read())
            update_id = act(self.api, user_id, body)
        except (ValueError, KeyError, TypeError) as wrong:
            return web.json_response({"error": f"{request.match_info['act']}: {wrong}"}, status=400)
        return web.json_response({"update_id": update_id})


def _send(api: BotApi, user_id: int, body: dict[str, Any]) -> int:
    text = _typed(body["text"], str).strip()
    text.encode()
    return api.user_sends(user_id, text)


def _tap(api: BotApi, user_id: int, body: dict[str, Any]) -> int:
    return api.user_taps(user_id, _typed(body["message_id"], int), _typed(body["data"], str))


def _location(api: BotApi, user_id: int, body: dict[str, Any]) -> int:
    lat, lon = float(body["latitude"]), float(body["longitude"])
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise ValueError("latitude is between -90 and 90, longitude between -180 and 180")
    return api.user_shares_location(user_id, lat, lon)


def _show(api: BotApi, user_id: int, body: dict[str, Any]) -> int:
    send = {"photo": api.user_sends_photo, "voice": api.user_sends_voice, "sticker": api.user_sends_sticker}
    return send[body["what"]](user_id)


def _block(api: BotApi, user_id: int, body: dict[str, Any]) -> int:
    return api.user_blocks(user_id) if _typed(body["blocked"], bool) else api.user_unblocks(user_id)


def _typed(value: Any, kind: type) -> Any:
    if not isinstance(value, kind):
        raise TypeError(f"expected {kind.__name__}")
    return value


_ACTS = {"send": _send, "tap": _tap, "location": _location, "show": _show, "block": _block}


class PreviewServer:
    """The page while it is served: `url`, and `close()`."""

    def __init__(self, runner: web.AppRunner, url: str) -> None:
        self._runner = runner
        self.url = url

    async def close(self) -> None:
        """Stop serving; open pages see the connection end."""
        await self._runner.cleanup()


async def serve_preview(
    api: BotApi, host: str = "127.0.0.1", port: int = 8765, stage: Stage | None = None
) -> PreviewServer:
    """Serve the page of a stand-in; with a `stage` it moves the clock, too.

    Raises `PreviewError` where the host is not loopback or the port is taken.
    """
    if host not in LOOPBACK:
        raise PreviewError(f"preview: {host} is not a loopback address; use 127.0.0.1")
    runner = web.AppRunner(PreviewPage(api, stage).application(), access_log=None, shutdown_timeout=2.0)
    await runner.setup()
    site = web.TCPSite(runner, host, port)
    shown = f"[{host}]" if ":" in host else host
    try:
        await site.start()
    except OSError as taken:
        await runner.cleanup()
        raise PreviewError(
            f"preview: cannot listen on {shown}:{port} ({taken.strerror or taken}); "
            "stop what is using the port, or choose another one"
        ) from None
    return PreviewServer(runner, f"http://{shown}:{runner.addresses[0][1]}")
