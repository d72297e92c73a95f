"""Holds real talks on the two phones of the preview and takes the pictures of docs/pictures: `make pictures`."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Literal

from playwright.async_api import Browser, Locator, Page, ViewportSize, async_playwright, expect

from bot.bookshelf import Bookshelf
from bot.preview.run import opened
from tools.chromium import launch

PICTURES = Path(__file__).parent.parent / "docs" / "pictures"
MOST_BYTES = 250_000
BURST = 3.2
"""Seconds after which a text is no longer part of the one before, whose reply would be written anew."""

WELCOME = ("/start", "I'm 18 or older", "Yes, I agree", "It's private")

Talk = Callable[["Shown"], Awaitable[None]]
Colours = Literal["light", "dark"]


class Shown:
    """The page on a preview of its own, with what a picture needs done before it is taken."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.alex, self.sam = (page.locator(".phone").nth(number) for number in (0, 1))

    async def talk(self, phone: Locator, *turns: str) -> None:
        """Tap the newest button of each name where there is one, else type it; wait for each answer."""
        theirs = phone.locator(".message:not(.mine)")
        typed = False
        for turn in turns:
            count = await theirs.count()
            button = theirs.last.get_by_role("button", name=turn, exact=True) if count else None
            if button and await button.count():
                typed = False
                await button.click()
            else:
                await self.page.wait_for_timeout(BURST * 1000 if typed else 0)
                typed = True
                await phone.locator("textarea").fill(turn)
                await phone.locator("textarea").press("Enter")
            await expect(theirs).not_to_have_count(count)
            await self.page.wait_for_timeout(150)

    async def later(self, label: str) -> None:
        """Move the bot's clock."""
        moved = self.page.locator(".moved")
        before = await moved.text_content()
        await self.page.get_by_role("button", name=label).click()
        await expect(moved).not_to_have_text(before or "")


async def two_phones(shown: Shown) -> None:
    """The one who was hurt says an absolute statement so that it can be heard; the other one leans in."""
    moment = "Friday, when I cried and you went to bed"
    await shown.talk(shown.alex, "you never cared about me", "4", moment, "unimportant", "1", "1")
    lines = ("I saw you cry on the stairs", "I lied to you about Friday")
    await shown.talk(shown.sam, "/leanin", "It's shame", "I broke the trust", "I'll stay", *lines)


async def exercise(shown: Shown) -> None:
    """A breathing exercise with its pacer, and on the other phone a grounding."""
    await shown.talk(shown.alex, "/soothe", "5", "Alone", "A long breath out", "Next")
    await expect(shown.alex.locator("video")).to_have_js_property("readyState", 4)
    await shown.talk(shown.sam, "I can't breathe", "8")


async def checkin(shown: Shown) -> None:
    """The evening check-in, by the moved clock."""
    await shown.talk(shown.sam, *WELCOME, "I broke the trust", "germany", "Yes", "Yes please", "20:00", "Every day")
    await shown.later("Next check-in")
    await expect(shown.sam.locator(".clock")).to_have_text("20:00")


async def discreet(shown: Shown) -> None:
    """Everything that can be set, and discreet mode."""
    await shown.talk(shown.alex, *WELCOME, "I was betrayed", "germany", "Yes", "Not now", "/settings")
    await shown.talk(shown.sam, *WELCOME, "I broke the trust", "germany", "Yes", "Not now", "/discreet", "Turn it on")


async def developer(shown: Shown) -> None:
    """The panel for developers beside a talk."""
    await shown.talk(shown.alex, "you never cared about me")
    await shown.talk(shown.sam, "I can't talk about this again", "Neither, I need a break", "20 minutes")
    await shown.page.locator("#developer summary").click()


async def narrow(shown: Shown) -> None:
    """A window as narrow as a phone."""
    await shown.talk(shown.alex, "I can't breathe, he lied again")


@asynccontextmanager
async def stage(
    browser: Browser, shelf: Bookshelf, folder: Path, window: ViewportSize, colours: Colours
) -> AsyncIterator[Shown]:
    """An open page on empty phones."""
    async with opened(0, folder, shelf) as (_, page, app):
        stop = asyncio.Event()
        running = asyncio.create_task(app.run(stop))
        try:
            tab = await browser.new_page(viewport=window, color_scheme=colours)
            await tab.goto(page.url)
            yield Shown(tab)
            await tab.close()
        finally:
            stop.set()
            await running


async def picture(
    browser: Browser,
    shelf: Bookshelf,
    name: str,
    talk: Talk,
    size: tuple[int, int] = (1200, 800),
    colours: Colours = "light",
) -> None:
    """Hold the talk on a page of this size and write docs/pictures/<name>.png."""
    place = PICTURES / f"{name}.png"
    window = ViewportSize(width=size[0], height=size[1])
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        async with stage(browser, shelf, Path(folder), window, colours) as shown:
            await talk(shown)
            await shown.page.evaluate("() => document.activeElement.blur()")
            await shown.page.mouse.move(0, 0)
            await shown.page.wait_for_timeout(900)  # whatever still glides into its place
            taken = await shown.page.screenshot(path=place)
    if len(taken) > MOST_BYTES:
        raise ValueError(f"{place}: {len(taken)} bytes, more than {MOST_BYTES}; a README should load quickly")
    print(f"{place.relative_to(PICTURES.parent.parent)}: {len(taken) // 1000} kB")


async def main() -> None:
    """Take all pictures. Raises FileNotFoundError where chromium is missing."""
    await asyncio.to_thread(PICTURES.mkdir, parents=True, exist_ok=True)
    shelf = Bookshelf.open()
    async with async_playwright() as playwright:
        browser = await launch(playwright)
        try:
            await picture(browser, shelf, "two-phones", two_phones)
            await picture(browser, shelf, "two-phones-dark", two_phones, colours="dark")
            await picture(browser, shelf, "exercise", exercise)
            await picture(browser, shelf, "check-in", checkin)
            await picture(browser, shelf, "settings", discreet)
            await picture(browser, shelf, "developer", developer, (1240, 820))
            await picture(browser, shelf, "narrow", narrow, (390, 780))
        finally:
            await browser.close()


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except FileNotFoundError as missing:
        sys.exit(str(missing))
