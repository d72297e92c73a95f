"""Debian's own chromium for the browser tests and the pictures; no browser is ever downloaded."""

from __future__ import annotations

import shutil

from playwright.async_api import Browser, Playwright

MISSING = "chromium is not installed, so nothing was looked at in a browser; as root: apt-get install chromium"
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


def chromium() -> str | None:
    """Where chromium is, None where it is not installed."""
    return shutil.which("chromium")


async def launch(playwright: Playwright) -> Browser:
    """Start chromium without a window. Raises FileNotFoundError where there is none."""
    place = chromium()
    if place is None:
        raise FileNotFoundError(MISSING)
    return await playwright.chromium.launch(executable_path=place, args=list(ARGUMENTS))
