"""One chromium and one window for the whole folder, and for each test a preview of its own: the real bot, empty phones.

Where chromium is missing one test stays, which fails on CI, and one loud line says that nothing was looked at.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from bot.bookshelf import Bookshelf
from bot.preview.run import opened
from tests.browser.scene import Scene, Windows
from tools.chromium import MISSING, chromium, launch

HERE = Path(__file__).parent
ALWAYS = "test_chromium.py"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without chromium only the test that looks for it stays."""
    mine = [item for item in items if item.path.is_relative_to(HERE)]
    for item in mine:
        item.add_marker(pytest.mark.browser)
    if chromium() is None:
        gone = [item for item in mine if item.path.name != ALWAYS]
        items[:] = [item for item in items if item not in gone]
        config.hook.pytest_deselected(items=gone)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The loud line."""
    if chromium() is None:
        terminalreporter.write_line(f"!!! BROWSER TESTS NOT RUN: {MISSING}", red=True, bold=True)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """The same line from a worker of pytest-xdist, which has no terminal summary."""
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if chromium() is None and worker == "gw0":
        print(f"!!! BROWSER TESTS NOT RUN: {MISSING}", file=sys.__stderr__)


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Chromium, started once."""
    async with async_playwright() as playwright:
        started = await launch(playwright)
        yield started
        await started.close()


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def windows(browser: Browser) -> Windows:
    """The windows that everything is looked at through."""
    return Windows(browser)


@pytest.fixture(scope="session")
def shelf() -> Bookshelf:
    """The words, compiled once."""
    return Bookshelf.open()


@pytest_asyncio.fixture(loop_scope="session")
async def scene(windows: Windows, shelf: Bookshelf, tmp_path: Path) -> AsyncIterator[Scene]:
    """An open page on a preview of its own; afterwards nothing may have gone wrong unseen, or gone elsewhere."""
    async with opened(0, tmp_path / "preview", shelf) as (api, page, app):
        stop = asyncio.Event()
        running = asyncio.create_task(app.run(stop))
        acting = Scene(windows, api, page.url, app.store)
        try:
            await acting.open()
            yield acting
        finally:
            await acting.close()
            stop.set()
            await running
        assert acting.complaints == [], "the console has errors"
        assert acting.elsewhere == [], "the page asked another host"
