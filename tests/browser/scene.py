"""The preview in a browser, as a person has it: two phones to type on, to tap and to look at."""

from __future__ import annotations

import asyncio
import time
from typing import Any, Literal

from playwright.async_api import Browser, ConsoleMessage, Error, Locator, Page, Request, expect

from bot.dialogue.tracker import Tracker
from bot.preview.bot_api import BotApi
from bot.preview.parameters import Parameters, Upload
from bot.storage.store import Store, Turn

ALEX, SAM = 1001, 1002


class PhoneOnPage:
    """One phone of the page."""

    def __init__(self, page: Page, user_id: int) -> None:
        self.page = page
        self.node = page.locator(f"#phone-{user_id}")
        self.log = self.node.get_by_role("log")
        self.input = self.node.get_by_role("textbox")
        self.toast = self.node.locator(".toast")
        self.messages = self.log.locator(".message")
        self.theirs = self.log.locator(".message:not(.mine)")
        self.mine = self.log.locator(".message.mine")
        self.keyboard = self.node.get_by_role("group", name="Keyboard")
        self.clock = self.node.locator(".status-bar .clock")

    async def say(self, text: str) -> None:
        """Type a text and send it."""
        await self.input.fill(text)
        await self.input.press("Enter")

    def button(self, label: str) -> Locator:
        """The lowest inline button with this label."""
        return self.log.get_by_role("button", name=label, exact=True).last

    async def tap(self, label: str) -> None:
        """Press the lowest inline button with this label."""
        await self.button(label).click()

    async def is_offered(self, label: str) -> None:
        """Wait until the newest message of the bot has this button: wordings change more often than labels."""
        await expect(self.theirs.last.get_by_role("button", name=label, exact=True)).to_be_visible()

    async def hears(self, words: str) -> None:
        """Wait until the newest message of the bot has these words."""
        await expect(self.theirs.last).to_contain_text(words)


class Windows:
    """What all tests look through, as a new window costs more than most tests do: one, and one for a finger."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._pages: dict[bool, Page] = {}

    async def window(self, *, touch: bool) -> Page:
        """The window for a mouse, or for a finger."""
        if touch not in self._pages:
            context = await self._browser.new_context(has_touch=touch)
            self._pages[touch] = await context.new_page()
        return self._pages[touch]


class Scene:
    """The page, the stand-in behind it, and what the browser complained of."""

    def __init__(self, windows: Windows, api: BotApi, url: str, store: Store) -> None:
        self._windows, self.api, self.url, self.store = windows, api, url, store
        self.complaints: list[str] = []
        self.elsewhere: list[str] = []
        self._watched: list[Page] = []

    async def open(
        self,
        width: int = 1200,
        height: int = 800,
        colours: Literal["light", "dark"] = "light",
        *,
        touch: bool = False,
        calm: bool = False,
    ) -> None:
        """Open the page anew, in a window of this size; `page`, `alex` and `sam` are what it shows.

        Each test's preview has a port, and so an origin, of its own: nothing is left in the window of the one before.
        """
        self.page = await self._windows.window(touch=touch)
        if self.page not in self._watched:
            self._watched.append(self.page)
            self.page.on("console", self._heard)
            self.page.on("pageerror", self._failed)
            self.page.on("request", self._asked)
        await self.page.set_viewport_size({"width": width, "height": height})
        await self.page.emulate_media(color_scheme=colours, reduced_motion="reduce" if calm else "no-preference")
        self.page.set_default_timeout(8000)
        await self.page.goto(self.url)
        self.alex, self.sam = PhoneOnPage(self.page, ALEX), PhoneOnPage(self.page, SAM)
        self.later = self.page.get_by_role("region", name="Later")
        self.due = self.later.get_by_role("listitem")
        await expect(self.alex.input).to_be_visible()

    async def close(self) -> None:
        """Leave the page, and forget what the window was allowed."""
        for page in self._watched:
            await page.goto("about:blank")
            page.remove_listener("console", self._heard)
            page.remove_listener("pageerror", self._failed)
            page.remove_listener("request", self._asked)
            await page.context.clear_permissions()

    async def call(self, method: str, uploads: dict[str, Upload] | None = None, **values: Any) -> Any:
        """A call of the Bot API, as if the bot had made it."""
        return await self.api.call(method, Parameters(values, uploads))

    async def settle(self, user_id: int, **person: str) -> None:
        """Make someone who has gone through the welcome; the page shows these settings once it is read anew."""
        tracker = Tracker(person={"adult": "yes", "consent": "yes", "private_phone": "yes", **person})
        await self.store.commit(Turn(user_id, tracker.plain()), time.time())

    async def holds(self, script: str) -> None:
        """Wait until this function gives true on the page (Playwright's own waiting needs what the page forbids)."""
        async with asyncio.timeout(8):
            while not await self.page.evaluate(script):
                await asyncio.sleep(0.05)

    async def move(self, label: str) -> None:
        """Move the bot's clock with this button, and wait until it has moved."""
        before = await self.later.locator(".moved").text_content()
        await self.later.get_by_role("button", name=label).click()
        await expect(self.later.locator(".moved")).not_to_have_text(before or "")

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def _failed(self, error: Error) -> None:
        self.complaints.append(str(error))

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.url, "data:", "about:")):
            self.elsewhere.append(request.url)
