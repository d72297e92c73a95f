"""The preview in a browser, as a person has it: two phones to type on, to tap and to look at."""

from __future__ import annotations

import asyncio
from typing import Any, Literal

from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Request, expect

from bot.preview.bot_api import BotApi
from bot.preview.parameters import Parameters, Upload

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


class Scene:
    """The page, the stand-in behind it, and what the browser complained of."""

    def __init__(self, browser: Browser, api: BotApi, url: str) -> None:
        self.browser, self.api, self.url = browser, api, url
        self.complaints: list[str] = []
        self.elsewhere: list[str] = []
        self._contexts: list[BrowserContext] = []

    async def open(
        self,
        width: int = 1200,
        height: int = 800,
        colours: Literal["light", "dark"] = "light",
        *,
        touch: bool = False,
        calm: bool = False,
    ) -> None:
        """Open the page anew, in a window of this size; `page`, `alex` and `sam` are what it shows."""
        context = await self.browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=colours,
            has_touch=touch,
            reduced_motion="reduce" if calm else "no-preference",
        )
        self._contexts.append(context)
        self.page = await context.new_page()
        self.page.set_default_timeout(8000)
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        context.on("request", self._asked)
        await self.page.goto(self.url)
        self.alex, self.sam = PhoneOnPage(self.page, ALEX), PhoneOnPage(self.page, SAM)
        self.later = self.page.get_by_role("region", name="Later")
        self.due = self.later.get_by_role("listitem")
        await expect(self.alex.input).to_be_visible()

    async def close(self) -> None:
        """Close every window."""
        for context in self._contexts:
            await context.close()

    async def call(self, method: str, uploads: dict[str, Upload] | None = None, **values: Any) -> Any:
        """A call of the Bot API, as if the bot had made it."""
        return await self.api.call(method, Parameters(values, uploads))

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

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.url, "data:")):
            self.elsewhere.append(request.url)
