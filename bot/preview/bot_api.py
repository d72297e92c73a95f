"""A stand-in for Telegram's Bot API on loopback: the real bot runs on it unmodified, and tests drive it.

What it does not do: groups, inline mode, payments, legacy Markdown, fetching files from the web; a webhook gets its
updates one after the other. Refusals carry Telegram's own codes and words.
"""

from __future__ import annotations

import asyncio
import json
import re
import socket
import struct
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from aiohttp import web

from bot.preview import editing, profile, sending
from bot.preview.chats import Chats
from bot.preview.numbering import Numbering
from bot.preview.parameters import Parameters, read_parameters
from bot.preview.refusal import Fault, Refusal
from bot.preview.updates import allowed_kinds
from bot.preview.visitors import Visitors
from bot.preview.webhook import Webhook

__all__ = ["BotApi", "Fault", "Refusal"]

LARGEST_BODY = 50 * 1024 * 1024
Method = Callable[[Chats, Parameters], Any]
OnCall = Callable[[str, dict[str, Any]], Awaitable[Fault | None]]
_ROUTE = re.compile(r"/(file/)?bot([^/]+)/(.+)\Z")
_TOKEN = re.compile(r"[1-9][0-9]*:.+\Z")
_POLLING_CONFLICT = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete it first"
)


class BotApi(Visitors):
    """The stand-in: `start`, point a bot at `url` with `token`, act for people through the methods of `Visitors`.

    `now` is the clock (unix seconds). `first_id` and `ids_file` see to ids that grow across restarts (`Numbering`).
    `history_limit` bounds the calls that are remembered, per person and in all. `on_call` may be set at any time: it
    sees every call before it is handled and may return a `Fault`.
    """

    def __init__(
        self,
        token: str = "1000:preview",
        now: Callable[[], float] = time.time,
        first_id: int = 1,
        ids_file: Path | None = None,
        history_limit: int | None = None,
        name: str = "Upstream",
    ) -> None:
        self.token = token
        number = int(token.partition(":")[0])
        bot = {"id": number, "is_bot": True, "first_name": name, "username": "upstream_preview_bot"}
        self.chats = Chats(bot, now, Numbering(first_id, ids_file), history_limit)
        self.webhook = Webhook(self.chats.updates, now)
        self.webhook.on_reply = self._replied
        self.profile = profile.Profile()
        self.on_call: OnCall | None = None
        self.url = ""
        self._methods = self._all_methods()
        self._runner: web.ServerRunner | None = None
        self._stopping = asyncio.Event()

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Listen. Raises OSError where the port is taken; port 0 takes a free one."""
        self._stopping.clear()
        server = web.Server(self._serve, request_factory=_request)
        self._runner = web.ServerRunner(server, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port, backlog=1024)
        try:
            await site.start()
        except OSError:
            await self._runner.cleanup()
            raise
        bound = self._runner.addresses[0]
        self.url = f"http://[{host}]:{bound[1]}" if ":" in host else f"http://{host}:{bound[1]}"

    async def stop(self) -> None:
        """Stop listening; what was remembered stays, so that `start` may follow (an outage)."""
        self._stopping.set()
        await self.webhook.stop()
        self.chats.updates.release()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    @property
    def connections(self) -> int:
        """How many connections of clients are open."""
        server = self._runner.server if self._runner else None
        return len(server.connections) if server else 0

    def _all_methods(self) -> dict[str, Method]:
        own = self.profile
        methods: dict[str, Method] = {
            "getMe": self._get_me,
            "getUpdates": self._get_updates,
            "setWebhook": lambda _, parameters: self.webhook.set(parameters),
            "deleteWebhook": lambda _, parameters: self.webhook.delete(parameters),
            "getWebhookInfo": lambda _, parameters: self.webhook.described(),
            "logOut": lambda *_: True,
            "close": lambda *_: True,
            "sendMessage": sending.send_message,
            "sendPhoto": sending.send_media("photo"),
            "sendAnimation": sending.send_media("animation"),
            "sendVideo": sending.send_media("video"),
            "sendDocument": sending.send_media("document"),
            "sendChatAction": sending.send_chat_action,
            "editMessageText": editing.edit_text,
            "editMessageCaption": editing.edit_caption,
            "editMessageReplyMarkup": editing.edit_markup,
            "editMessageMedia": editing.edit_media,
            "deleteMessage": editing.delete_message,
            "deleteMessages": editing.delete_messages,
            "answerCallbackQuery": editing.answer_query,
            "setMyCommands": own.set_commands,
            "getMyCommands": own.get_commands,
            "deleteMyCommands": own.delete_commands,
            "getChat": profile.get_chat,
            "getFile": profile.get_file,
        }
        for field, suffix, most in (
            ("description", "Description", 512),
            ("short_description", "ShortDescription", 120),
            ("name", "Name", 64),
        ):
            methods[f"setMy{suffix}"] = own.setter(field, most)
            methods[f"getMy{suffix}"] = own.getter(field)
        self.methods = tuple(methods)
        self._names = {name.lower(): name for name in methods}
        return methods

    def _get_me(self, chats: Chats, parameters: Parameters) -> dict[str, Any]:
        """getMe."""
        return {
            **chats.bot,
            "can_join_groups": False,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
            "can_connect_to_business": False,
            "has_main_web_app": False,
        }

    async def _get_updates(self, chats: Chats, parameters: Parameters) -> list[dict[str, Any]]:
        """getUpdates."""
        if self.webhook.url:
            raise Refusal(409, _POLLING_CONFLICT)
        allowed = allowed_kinds(parameters.structure("allowed_updates", "allowed updates"))
        if allowed is not None:
            chats.updates.allowed = allowed
        timeout = 0 if self._stopping.is_set() else parameters.integer("timeout")
        found = await chats.updates.poll(parameters.integer("offset"), parameters.integer("limit", 100), timeout)
        if self.webhook.url:
            raise Refusal(409, "Conflict: terminated by setWebhook request")
        return found

    async def call(self, method: str, parameters: Parameters) -> Any:
        """Handle one call as HTTP would bring it; raises `Refusal`."""
        name = self._names.get(method.lower())
        if name is None:
            raise Refusal(404, "Not Found")
        result = self._methods[name](self.chats, parameters)
        if asyncio.iscoroutine(result):
            result = await result
        if name != "getUpdates":
            self.chats.accepted(name, parameters, result)
        return result

    async def _replied(self, call: dict[str, Any]) -> None:
        """A call that a webhook gave as its answer; Telegram tells nobody where it fails, and neither do we."""
        try:
            await self.call(str(call.pop("method")), Parameters(call))
        except Refusal as refusal:
            self.webhook.last_error = (int(self.chats.now()), refusal.description)

    async def _serve(self, request: web.BaseRequest) -> web.StreamResponse:
        found = _ROUTE.match(unquote(request.rel_url.raw_path))
        if found is None:
            return _refused(Refusal(404, "Not Found"))
        in_files, token, rest = found.groups()
        if token != self.token:
            known_form = _TOKEN.match(token) is not None
            return _refused(Refusal(401, "Unauthorized" if known_form else "Unauthorized: invalid token specified"))
        if in_files:
            return self._file(rest)
        try:
            parameters = await read_parameters(request)
        except Refusal as refusal:
            return _refused(refusal)
        except web.HTTPRequestEntityTooLarge:
            return _refused(Refusal(413, "Request Entity Too Large"))
        fault = await self.on_call(self._names.get(rest.lower(), rest), parameters.values) if self.on_call else None
        if fault is not None and not fault.after:
            await asyncio.sleep(fault.delay)
            if fault.status or fault.reset:
                return _fail(request, fault)
        try:
            response = _answer({"ok": True, "result": await self.call(rest, parameters)})
        except Refusal as refusal:
            response = _refused(refusal)
        if request.transport is None and rest.lower() == "getupdates":
            self.chats.updates.undelivered()
        if fault is not None and fault.after:
            await asyncio.sleep(fault.delay)
            if fault.status or fault.reset:
                return _fail(request, fault)
        return response

    def _file(self, path: str) -> web.Response:
        file = self.chats.files.by_path.get(path)
        if file is None:
            return _refused(Refusal(404, "Not Found"))
        return web.Response(body=file.content, content_type="application/octet-stream")


def _request(message: Any, payload: Any, protocol: Any, writer: Any, task: Any) -> web.BaseRequest:
    loop = asyncio.get_running_loop()
    return web.BaseRequest(message, payload, protocol, writer, task, loop, client_max_size=LARGEST_BODY)


def _answer(body: dict[str, Any], status: int = 200) -> web.Response:
    return web.Response(body=json.dumps(body).encode(), status=status, content_type="application/json")


def _refused(refusal: Refusal) -> web.Response:
    response = _answer(refusal.body(), refusal.code)
    if refusal.retry_after is not None:
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response


def _fail(request: web.BaseRequest, fault: Fault) -> web.Response:
    if fault.reset:
        transport = request.transport
        if transport is not None:
            raw = transport.get_extra_info("socket")
            if raw is not None:
                # Linger 0 makes the kernel send a reset instead of a polite end.
                raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            transport.abort()
        return web.Response()
    if fault.body is not None:
        return web.Response(text=fault.body, status=fault.status, content_type="text/html")
    return _refused(Refusal(fault.status, fault.description, fault.retry_after))
