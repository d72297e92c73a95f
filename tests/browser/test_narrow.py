"""A window as narrow as a phone, and a middling one: one thing at a time, nothing beyond the edge, nothing covered."""

import pytest
from playwright.async_api import expect

from tests.browser.scene import ALEX, SAM, Scene

pytestmark = pytest.mark.asyncio(loop_scope="session")
SPILL = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize("width", [360, 430])
async def test_one_phone_at_a_time_with_a_switcher(scene: Scene, width: int) -> None:
    await scene.open(width, 740, touch=True)
    alex, sam = scene.alex, scene.sam
    switcher = scene.page.get_by_role("navigation", name="What is shown")
    await expect(sam.node).to_be_hidden()
    await expect(scene.later).to_be_hidden()
    await alex.say("I can't breathe, he lied again")
    await alex.is_offered("10")
    await expect(alex.input).to_be_in_viewport(ratio=1)
    for label in ("0", "10"):
        await expect(alex.button(label)).to_be_in_viewport(ratio=1)
    await expect(alex.clock).to_be_visible()
    await switcher.get_by_role("button", name="Sam").click()
    await expect(alex.node).to_be_hidden()
    await sam.say("nothing I do is enough")
    await expect(sam.theirs).not_to_have_count(0)
    await expect(sam.messages.last).to_be_in_viewport()
    await expect(sam.input).to_be_in_viewport(ratio=1)
    await switcher.get_by_role("button", name="Clock").click()
    await expect(sam.node).to_be_hidden()
    await scene.move("+1 h")
    # The quiet word came to a phone that is not shown: its button says so.
    await expect(switcher.get_by_role("button", name="Alex")).to_contain_text("new")
    assert await scene.page.evaluate(SPILL) == 0
    await scene.page.locator("#developer summary").click()
    assert await scene.page.evaluate(SPILL) == 0
    await switcher.get_by_role("button", name="Alex").click()
    await expect(alex.messages.last).to_be_in_viewport()
    await expect(switcher.get_by_role("button", name="Alex")).not_to_contain_text("new")
    await expect(switcher.get_by_role("button", name="Alex")).to_have_attribute("aria-pressed", "true")
    assert await scene.page.evaluate(SPILL) == 0
    assert await scene.page.evaluate("() => document.documentElement.scrollHeight - innerHeight") <= 0


async def test_a_middling_window_shows_both_phones_and_the_clock_when_asked(scene: Scene) -> None:
    await scene.open(820, 1000)
    await expect(scene.alex.input).to_be_in_viewport(ratio=1)
    await expect(scene.sam.input).to_be_in_viewport(ratio=1)
    clock = scene.page.get_by_role("button", name="Clock", exact=True)
    await expect(scene.later).to_be_hidden()
    await clock.click()
    await scene.move("+20 min")
    await expect(scene.sam.node).to_be_visible()
    await clock.click()
    await expect(scene.later).to_be_hidden()
    assert await scene.page.evaluate(SPILL) == 0


async def test_a_long_chat_does_not_push_the_input_away(scene: Scene) -> None:
    await scene.open(390, 640, touch=True)
    await scene.alex.say("hello")
    await expect(scene.alex.theirs).not_to_have_count(0)
    keyboard = {"keyboard": [["I'm flooded", "Calm me"], ["I want to pull away", "Menu"]], "is_persistent": True}
    await scene.call("sendMessage", chat_id=ALEX, text="a keyboard", reply_markup=keyboard)
    for number in range(12):
        await scene.call("sendMessage", chat_id=ALEX, text=f"line {number}\n" * 3)
    await expect(scene.alex.messages.last).to_be_in_viewport(ratio=0.9)
    await expect(scene.alex.input).to_be_in_viewport(ratio=1)
    await expect(scene.alex.keyboard.get_by_role("button", name="Menu")).to_be_in_viewport(ratio=1)
    assert scene.api.chat(SAM) == []
