"""`/healthz` and `/metrics`: whether updates come in and can be kept, in numbers and without a word of anybody's."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from aiohttp import web

from bot.settings import host_and_port

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Condition:
    """How the bot is just now: `problem` is empty where it is well, else says why in a few plain words."""

    problem: str
    numbers: Mapping[str, float]


class Health:
    """A small server for whoever watches the bot; on loopback unless `HEALTH_LISTEN` says otherwise."""

    def __init__(self, listen: str, condition: Callable[[], Condition]) -> None:
        self._host, self._port = host_and_port(listen)
        self._condition = condition
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        """Serve. A taken port is a warning, for the bot matters more than its gauge."""
        app = web.Application()
        app.router.add_get("/healthz", self._healthz)
        app.router.add_get("/metrics", self._metrics)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        try:
            await web.TCPSite(runner, self._host, self._port).start()
        except OSError as error:
            log.warning("HEALTH_LISTEN %s:%s cannot be served (%s)", self._host, self._port, error.strerror)
            await runner.cleanup()
            return
        self._runner = runner

    async def stop(self) -> None:
        """Stop serving."""
        if self._runner:
            await self._runner.cleanup()

    @property
    def address(self) -> tuple[str, int] | None:
        """Where it is served, or None where it is not."""
        return self._runner.addresses[0][:2] if self._runner and self._runner.addresses else None

    async def _healthz(self, _: web.Request) -> web.Response:
        problem = self._condition().problem
        return web.Response(text=(problem or "ok") + "\n", status=503 if problem else 200)

    async def _metrics(self, _: web.Request) -> web.Response:
        condition = self._condition()
        numbers = {"ready": 0.0 if condition.problem else 1.0, **condition.numbers}
        lines = [f"# TYPE upstream_{name} gauge\nupstream_{name} {value:g}" for name, value in numbers.items()]
        return web.Response(text="\n".join(lines) + "\n", content_type="text/plain")
