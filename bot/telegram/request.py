"""Our HTTP client behind python-telegram-bot: aiohttp instead of httpx, which costs three to five times the time."""

from __future__ import annotations

import io
from typing import Any
from urllib.parse import urlencode

import aiohttp
from telegram._utils.defaultvalue import DefaultValue
from telegram._utils.types import ODVInput
from telegram.error import BadRequest, TelegramError
from telegram.request import BaseRequest, RequestData
from yarl import URL

from bot.telegram.errors import AnswerTimedOut, ConnectTimedOut, FateUnknown, NotDelivered
from bot.telegram.refusals import parsed_json, plain_refusal

CONNECT_SECONDS = 5.0
READ_SECONDS = 10.0
WRITE_SECONDS = 10.0
UPLOAD_SECONDS = 60.0
IDLE_SECONDS = 25.0  # below the usual idle limit of servers, so that a dying connection is seldom picked up
CONNECTIONS = 512
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class AiohttpRequest(BaseRequest):
    """One pool of kept-alive connections to the Bot API. It opens itself at the first call.

    Raises `NotDelivered` where the request certainly did not arrive, `FateUnknown` where it may have, and leaves
    Telegram's own refusals to python-telegram-bot. Nothing that it raises names the URL, for the URL holds the token.
    """

    __slots__ = ("_limits_known", "_read_seconds", "_session", "_urls")

    def __init__(self, read_seconds: float = READ_SECONDS) -> None:
        self._read_seconds = read_seconds
        self._session: aiohttp.ClientSession | None = None
        self._urls: dict[str, URL] = {}
        self._limits_known: dict[tuple[float | None, ...], aiohttp.ClientTimeout] = {}

    def __repr__(self) -> str:
        return "AiohttpRequest()"

    @property
    def read_timeout(self) -> float | None:
        return self._read_seconds

    async def initialize(self) -> None:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=CONNECTIONS, keepalive_timeout=IDLE_SECONDS),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
            )

    async def shutdown(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Make one request; returns the status and the body, which for a refusal holds only what PTB reads of it."""
        failure: TelegramError
        uploads = request_data is not None and request_data.contains_files
        limits = self._limits(
            _seconds(connect_timeout, CONNECT_SECONDS),
            _seconds(read_timeout, self._read_seconds),
            _seconds(write_timeout, UPLOAD_SECONDS if uploads else WRITE_SECONDS),
        )
        try:
            body = None if request_data is None else _body(request_data)
        except Exception as error:  # noqa: BLE001 whatever it is, its text may hold words
            failure = BadRequest(f"the call could not be written down ({type(error).__name__})")
        else:
            try:
                code, payload = await self._exchange(url, method, body, limits)
                return (code, payload) if 200 <= code <= 299 else plain_refusal(code, payload)
            except TelegramError as error:
                failure = error
            except (aiohttp.ConnectionTimeoutError, aiohttp.ServerTimeoutError, TimeoutError) as error:
                connecting = isinstance(error, aiohttp.ConnectionTimeoutError)
                failure = (
                    ConnectTimedOut("no connection in time") if connecting else AnswerTimedOut("no answer in time")
                )
            except (aiohttp.ClientConnectorError, aiohttp.InvalidURL) as error:
                failure = NotDelivered(f"no connection to the Bot API ({_reason(error)})")
            except (aiohttp.ClientError, OSError) as error:
                failure = FateUnknown(f"the connection broke ({type(error).__name__})")
            except Exception as error:  # noqa: BLE001 python-telegram-bot would quote it whole
                failure = FateUnknown(f"the call failed ({type(error).__name__})")
        # Raised here, outside of `except`, so that no cause is chained whose text could name the URL.
        raise failure

    async def _exchange(self, url: str, method: str, body: Any, limits: aiohttp.ClientTimeout) -> tuple[int, bytes]:
        if self._session is None or self._session.closed:
            await self.initialize()
        session = self._session
        assert session is not None
        address = self._urls.get(url)
        if address is None:
            address = URL(url)
            if len(self._urls) < 64:
                self._urls[url] = address
        headers = FORM if isinstance(body, bytes) else None
        async with session.request(
            method, address, data=body, headers=headers, timeout=limits, allow_redirects=False
        ) as answer:
            return answer.status, await answer.read()

    def _limits(self, connect: float | None, read: float | None, write: float | None) -> aiohttp.ClientTimeout:
        key = (connect, read, write)
        timeout = self._limits_known.get(key)
        if timeout is None:
            total = None if connect is None or read is None or write is None else connect + read + write
            timeout = aiohttp.ClientTimeout(total=total, connect=connect, sock_connect=connect, sock_read=read)
            if len(self._limits_known) < 64:
                self._limits_known[key] = timeout
        return timeout

    @staticmethod
    def parse_json_payload(payload: bytes) -> Any:
        """The answer as a dict; one that is none may still have been acted upon, and its text is never logged."""
        readable, parsed = parsed_json(payload)
        if not readable:
            raise FateUnknown("the answer is not JSON")
        return parsed


def _seconds(given: ODVInput[float], default: float | None) -> float | None:
    if isinstance(given, DefaultValue):
        return default
    return None if given is None else float(given)


def _body(given: RequestData) -> Any:
    """A form, as python-telegram-bot itself sends it; lone surrogates cannot break it."""
    if not given.contains_files:
        return urlencode(given.json_parameters, errors="replace").encode("ascii")
    form = aiohttp.FormData()
    for name, value in given.json_parameters.items():
        form.add_field(name, value.encode("utf-8", "replace").decode("utf-8"))
    for name, (filename, content, kind) in given.multipart_data.items():
        stream = io.BytesIO(content) if isinstance(content, bytes) else content
        form.add_field(name, stream, filename=filename, content_type=kind)
    return form


def _reason(error: Exception) -> str:
    inner = getattr(error, "os_error", None)
    return type(inner or error).__name__
