"""The panel for developers."""

import pytest
from playwright.async_api import expect

from tests.browser.scene import Scene

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_closed_at_first_opened_by_keyboard_and_remembered(scene: Scene) -> None:
    panel = scene.page.locator("#developer")
    summary = panel.locator("summary")
    await expect(panel.locator(".turns")).to_be_hidden()
    await summary.focus()
    await scene.page.keyboard.press("Enter")
    await expect(panel.locator(".turn")).to_have_count(2)
    await expect(panel.locator(".turn").first).to_contain_text("no turn yet")
    await scene.page.reload()
    await expect(panel.locator(".turn").last).to_be_visible()
    await summary.focus()
    await scene.page.keyboard.press("Escape")
    await expect(panel.locator(".turns")).to_be_hidden()
    await scene.page.reload()
    await expect(scene.alex.input).to_be_visible()
    await expect(panel.locator(".turns")).to_be_hidden()


async def test_the_last_turn_of_each_phone(scene: Scene) -> None:
    panel = scene.page.locator("#developer")
    alex, sam = panel.locator(".turn").first, panel.locator(".turn").last
    await panel.locator("summary").click()
    await scene.alex.say("<b>you never</b> cared about me 😢")
    await expect(alex.locator(".heard")).to_have_text("<b>you never</b> cared about me 😢")
    await expect(alex.locator("mark").filter(has_text="never")).not_to_have_count(0)
    await expect(alex.locator("dl")).to_contain_text("absolute_partner")
    await expect(alex.locator("dl")).to_contain_text("Say: ")
    await expect(alex.locator("h3")).to_contain_text("turn 1 · Said")
    await expect(sam).to_contain_text("no turn yet")
    await scene.sam.say("I want to pull away")
    await expect(sam.locator("dl")).to_contain_text("lean_in.")
    await scene.sam.tap("Neither, I need a break")
    await expect(sam.locator("h3")).to_contain_text("turn 2 · Tapped")
    await expect(sam.locator("dl")).to_contain_text("lean_in.which → ")
    await scene.page.reload()
    await expect(sam.locator("dl")).to_contain_text("lean_in.which → ")
