"""Plays a short talk on both phones of the preview and saves its pictures for the README: `make pictures`."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path
from typing import Literal

from playwright.async_api import Browser, Locator, async_playwright, expect

from bot.bookshelf import Bookshelf
from bot.preview.run import opened
from tools.chromium import launch

PICTURES = Path(__file__).parent.parent / "docs" / "pictures"
WIDTH, HEIGHT = 1200, 800
MOST_BYTES = 200_000


async def main() -> None:
    """Write docs/pictures/two-phones.png and its dark sister. Raises FileNotFoundError where chromium is missing."""
    await asyncio.to_thread(PICTURES.mkdir, parents=True, exist_ok=True)
    shelf = Bookshelf.open()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        async with opened(0, Path(folder), shelf) as (_, page, app), async_playwright() as playwright:
            stop = asyncio.Event()
            running = asyncio.create_task(app.run(stop))
            browser = await launch(playwright)
            try:
                await _talk(browser, page.url)
                await _picture(browser, page.url, "light", PICTURES / "two-phones.png")
                await _picture(browser, page.url, "dark", PICTURES / "two-phones-dark.png")
            finally:
                await browser.close()
                stop.set()
                await running


async def _talk(browser: Browser, url: str) -> None:
    page = await browser.new_page()
    await page.goto(url)
    left, right = (page.locator(".phone").nth(number) for number in (0, 1))
    await _say(left, "I can't breathe, he lied again")
    await left.get_by_role("button", name="8", exact=True).click()
    await expect(left.locator(".log")).to_contain_text("Step 1 of")
    await _say(right, "nothing I do is enough")
    await page.close()


async def _say(phone: Locator, text: str) -> None:
    await phone.locator("textarea").fill(text)
    await phone.locator("textarea").press("Enter")
    await expect(phone.locator(".message:not(.mine) .rows").last).to_be_visible()


async def _picture(browser: Browser, url: str, colours: Literal["light", "dark"], place: Path) -> None:
    page = await browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme=colours)
    await page.goto(url)
    await expect(page.locator(".message .rows")).not_to_have_count(0)
    await page.evaluate("document.activeElement.blur()")
    picture = await page.screenshot(path=place)
    if len(picture) > MOST_BYTES:
        raise ValueError(f"{place}: {len(picture)} bytes, more than {MOST_BYTES}; a README should load quickly")
    print(f"{place.relative_to(PICTURES.parent.parent)}: {len(picture) // 1000} kB")
    await page.close()


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except FileNotFoundError as missing:
        sys.exit(str(missing))
