"""A whole talk on both phones without a pointer: keys alone, from the first look at the page."""

import pytest
from playwright.async_api import expect

from tests.browser.scene import PhoneOnPage, Scene

pytestmark = pytest.mark.asyncio(loop_scope="session")
HELD = """() => {
  const at = document.activeElement;
  if (at === document.body) return ['', '', false];
  const outlined = getComputedStyle(at).outlineStyle !== 'none';
  return [at.ariaLabel || at.textContent.trim(), at.closest('.phone')?.id || '', outlined];
}"""


async def reach(scene: Scene, label: str, phone: PhoneOnPage | None = None, key: str = "Tab") -> None:
    """Press a key until what is held has this label (on that phone); everything on the way must be seen to be held."""
    wanted = await phone.node.get_attribute("id") if phone else None
    passed = []
    for _ in range(80):
        await scene.page.keyboard.press(key)
        name, place, outlined = await scene.page.evaluate(HELD)
        assert outlined or not name or name.startswith("Upstream"), name
        passed.append(name[:30])
        if name == label and wanted in (None, place):
            return
    raise AssertionError(f"{key} never came to {label!r}, only to {passed}")


async def press(scene: Scene, label: str, phone: PhoneOnPage, key: str = "Tab") -> None:
    """Go to a button of the newest message by keys, and press it."""
    await phone.is_offered(label)
    await reach(scene, label, phone, key)
    await scene.page.keyboard.press("Enter")


async def test_a_whole_talk_by_keyboard(scene: Scene) -> None:
    alex, sam, keys = scene.alex, scene.sam, scene.page.keyboard
    await expect(alex.input).to_be_focused()
    await keys.type("I can't breathe, he lied again")
    await keys.press("Enter")
    await press(scene, "8", alex, "Shift+Tab")
    for step in range(1, 6):
        await alex.hears(f"Step {step} of 5")
        await press(scene, "Next", alex)
    await press(scene, "4", alex)
    await expect(alex.log).to_contain_text("8")
    await reach(scene, "Go to Sam's phone", alex, "Shift+Tab")
    await keys.press("Enter")
    await expect(sam.input).to_be_focused()
    await keys.type("I can't talk about this again")
    await keys.press("Enter")
    await press(scene, "Neither, I need a break", sam, "Shift+Tab")
    await press(scene, "20 minutes", sam)
    await expect(scene.due.filter(has_text="pause ends")).to_contain_text("Sam")
    # On to the end of the pause by the clock, which stands before the phones.
    await scene.page.evaluate("() => document.activeElement.blur()")
    await reach(scene, "+20 min", key="Tab")
    await keys.press("Space")
    await sam.is_offered("10")
    await press(scene, "3", sam)
    await expect(sam.theirs.last).to_be_visible()


async def test_the_page_begins_with_a_way_past_what_is_beside_the_phones(scene: Scene) -> None:
    skip = scene.page.get_by_role("link", name="Go to Sam's phone").first
    assert (await skip.bounding_box() or {"x": 0})["x"] < 0
    first = scene.page.locator("a, button, input, textarea, summary, [tabindex='0']").first
    await expect(first).to_have_accessible_name("Go to Alex's phone")
    await first.focus()
    await scene.page.keyboard.press("Tab")
    await expect(skip).to_be_focused()
    await expect(skip).to_be_in_viewport(ratio=1)
    await scene.page.keyboard.press("Enter")
    await expect(scene.sam.input).to_be_focused()


async def test_new_messages_are_told_politely(scene: Scene) -> None:
    for phone, name in ((scene.alex, "Alex"), (scene.sam, "Sam")):
        await expect(phone.log).to_have_attribute("aria-live", "polite")
        await expect(phone.log).to_have_accessible_name(
            f"Chat of {name}: {await phone.node.locator('.title').inner_text()}"
        )
    await expect(scene.later.locator(".moved")).to_have_attribute("role", "status")
