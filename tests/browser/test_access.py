"""The page for everyone: by keyboard alone, in a narrow window, enlarged, in dark, with little motion."""

import re

import pytest
from playwright.async_api import expect

from tests.browser.scene import ALEX, Scene

pytestmark = pytest.mark.asyncio(loop_scope="session")

# Every visible text with its colour against the first opaque background behind it; what is below 4.5:1.
PALE = """() => {
  const linear = v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => [r, g, b].map(v => linear(v / 255))
    .reduce((sum, v, at) => sum + v * [.2126, .7152, .0722][at], 0);
  const parse = colour => colour.match(/[\\d.]+/g).map(Number);
  const behind = node => {
    for (let at = node; at; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour.length < 4 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const pale = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let looked = 0;
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !node.checkVisibility()) continue;
    looked += 1;
    const [a, b] = [light(parse(getComputedStyle(node).color)), light(behind(node))];
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < 4.5) pale.push(`${walker.currentNode.data.slice(0, 30)}: ${ratio.toFixed(2)}`);
  }
  if (looked < 20) pale.push(`only ${looked} texts were looked at`);
  return pale;
}"""
SPILL = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Buttons whose label is wider than they are, and phones' parts that stick out of the window.
CUT = """() => [...document.querySelectorAll(".row > *, .go, .try, .bubble")]
  .filter(node => node.checkVisibility())
  .filter(node => node.scrollWidth > node.clientWidth + 1 || node.getBoundingClientRect().right > innerWidth)
  .map(node => node.textContent)"""


async def test_by_keyboard_alone(scene: Scene) -> None:
    keys, sam = scene.page.keyboard, scene.sam
    await sam.log.focus()
    await keys.press("Tab")
    await expect(sam.log.get_by_role("button", name="Start")).to_be_focused()
    await keys.press("Enter")
    await sam.is_offered("I'm 18 or older")
    await sam.log.focus()
    for _ in range(2):  # the command /start in the person's own message, then the first button
        await keys.press("Tab")
    await expect(sam.button("I'm 18 or older")).to_be_focused()
    assert await scene.page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    await keys.press("Space")
    await sam.is_offered("Yes, I agree")
    await expect(sam.theirs.first.locator(".rows")).to_have_count(0)
    # The answered question is held, and Tab goes on into the next one: two commands in its text, then its buttons.
    for _ in range(3):
        await keys.press("Tab")
    await expect(sam.button("Yes, I agree")).to_be_focused()
    await keys.press("Enter")
    await sam.is_offered("It's private")


async def test_every_control_is_reached_and_none_is_a_trap(scene: Scene) -> None:
    await scene.sam.say("I can't breathe")
    await scene.sam.is_offered("10")
    seen: list[str] = []
    for _ in range(60):
        await scene.page.keyboard.press("Tab")
        name = await scene.page.evaluate(
            "(at => at === document.body ? '' : `${at.closest('.phone')?.id} ${at.ariaLabel || at.textContent}`)"
            "(document.activeElement)"
        )
        if not name:
            continue  # past the end; the next one is the first again
        if seen and name == seen[0]:
            break
        outline = await scene.page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
        assert outline != "0px", name
        seen.append(name)
    else:
        pytest.fail(f"Tab never came round: {seen}")
    for name in ("Commands", "Message from Alex", "Send something else", "Send", "Start"):
        assert f"phone-1001 {name}" in seen
    for name in ("Message from Sam", *map(str, range(11)), "I can't pick one"):
        assert f"phone-1002 {name}" in seen


async def test_menus_open_and_close_by_keyboard(scene: Scene) -> None:
    alex, keys = scene.alex, scene.page.keyboard
    slash = alex.node.get_by_role("button", name="Commands")
    await slash.focus()
    await keys.press("Enter")
    await expect(slash).to_have_attribute("aria-expanded", "true")
    help_row = alex.node.locator(".commands").get_by_role("button", name="/help")
    await help_row.focus()
    await keys.press("Escape")
    await expect(help_row).to_be_hidden()
    await expect(slash).to_be_focused()
    more = alex.node.get_by_label("Send something else")
    await more.focus()
    await keys.press("Space")
    await keys.press("Tab")
    await keys.press("Tab")
    await keys.press("Enter")
    await expect(alex.mine).to_contain_text("A voice message")


@pytest.mark.parametrize("width", [320, 390, 700])
async def test_a_narrow_window(scene: Scene, width: int) -> None:
    await scene.sam.say("/start")
    await scene.sam.is_offered("I'm 18 or older")
    await scene.open(width, 780, touch=True)
    alex = scene.alex
    await alex.say("I'm flooded, and averyveryverylongwordwithoutanyspacethatcannotbebrokenanywhereatall")
    await alex.is_offered("10")
    assert await scene.page.evaluate(SPILL) == 0
    assert await scene.page.evaluate(CUT) == []
    await scene.holds("() => document.getAnimations().length === 0")
    boxes = [await alex.button(str(number)).bounding_box() for number in range(11)]
    assert len({round(box["y"]) for box in boxes if box}) == 2, "the scale stands in two rows"
    await expect(alex.input).to_be_in_viewport()


async def test_enlarged_to_twice_the_size(scene: Scene) -> None:
    await scene.open(600, 400)
    await scene.alex.say("I'm flooded")
    await scene.alex.is_offered("10")
    await scene.alex.button("I can't pick one").scroll_into_view_if_needed()
    await scene.alex.tap("7")
    await scene.alex.hears("Step 1 of 5")
    assert await scene.page.evaluate(SPILL) == 0


@pytest.mark.parametrize("colours", ["light", "dark"])
async def test_every_text_can_be_read(scene: Scene, colours: str) -> None:
    await scene.open(colours="dark" if colours == "dark" else "light")
    ground = await scene.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (int(ground[4:].split(",")[0]) < 60) == (colours == "dark")
    assert await scene.page.evaluate(PALE) == []
    await scene.alex.say("/start")
    await scene.alex.is_offered("I'm 18 or older")
    await scene.call("sendMessage", chat_id=ALEX, text="See /help or upstream.example", disable_notification=True)
    await scene.alex.hears("See /help")
    scene.api.chats.changes.tell("answered", ALEX, message_id=1, data="x", text="A toast", show_alert=False)
    await expect(scene.alex.toast).to_be_visible()
    await scene.alex.node.get_by_role("button", name="Commands").click()
    await scene.move("Tomorrow morning")
    await scene.page.locator("#developer summary").click()
    await scene.alex.say("you never cared about me")
    await expect(scene.page.locator("#developer mark").first).to_be_visible()
    await expect(scene.alex.log.locator(".day")).to_be_visible()
    assert await scene.page.evaluate(PALE) == []
    await scene.page.get_by_role("button", name="Start anew").click()
    assert await scene.page.evaluate(PALE) == []


async def test_colours_may_be_chosen_and_stay(scene: Scene) -> None:
    async def dark() -> bool:
        ground = await scene.page.evaluate("getComputedStyle(document.body).backgroundColor")
        return int(ground[4:].split(",")[0]) < 60

    colours = scene.page.get_by_role("group", name="Colours")
    await expect(colours.get_by_label("Auto")).to_be_checked()
    assert not await dark()
    await colours.get_by_label("Auto").focus()
    await scene.page.keyboard.press("ArrowLeft")  # round to the last one
    await expect(colours.get_by_label("Dark")).to_be_checked()
    assert await dark()
    await scene.page.reload()
    await expect(colours.get_by_label("Dark")).to_be_checked()
    assert await dark()
    await colours.get_by_label("Light").check()
    await scene.page.emulate_media(color_scheme="dark")
    assert not await dark(), "chosen against what the system has"
    await colours.get_by_label("Auto").check()
    assert await dark()


async def test_who_speaks_is_told_without_colour(scene: Scene) -> None:
    await scene.alex.say("I can't breathe")
    await scene.alex.is_offered("10")
    mine, theirs = await scene.alex.mine.bounding_box(), await scene.alex.theirs.bounding_box()
    assert mine is not None
    assert theirs is not None
    assert theirs["x"] < mine["x"]
    assert theirs["x"] + theirs["width"] < mine["x"] + mine["width"]
    await expect(scene.alex.mine).to_contain_text("You:")
    await expect(scene.alex.theirs).to_contain_text("Upstream:")
    await expect(scene.alex.mine).to_contain_text("✓")


async def test_nothing_moves_where_motion_is_unwanted(scene: Scene) -> None:
    await scene.open(calm=True)
    await scene.alex.say("I'm flooded")
    await scene.alex.is_offered("10")
    await scene.alex.button("5").evaluate("button => button.setAttribute('aria-busy', 'true')")
    assert await scene.page.evaluate("document.getAnimations().length") == 0


async def test_times_are_told_in_24_hours(scene: Scene) -> None:
    await scene.alex.say("hello")
    day = re.compile(r"^([01]\d|2[0-3]):[0-5]\d$")
    await expect(scene.alex.theirs.first.locator(".when")).to_have_text(day)
    await expect(scene.alex.node.locator(".clock")).to_have_text(day)
