"""Talks through the page with the real bot behind it."""

import re

import pytest
from playwright.async_api import expect

from tests.browser.scene import Scene

pytestmark = pytest.mark.asyncio(loop_scope="session")
SCALE = ("I can't pick one", *(str(number) for number in range(11)))


async def test_an_empty_phone_says_how_to_begin(scene: Scene) -> None:
    await expect(scene.alex.log).to_contain_text("Tap Start")
    await expect(scene.alex.input).to_be_focused()
    await scene.sam.log.get_by_role("button", name="I want to pull away").click()
    await expect(scene.sam.mine).to_contain_text("I want to pull away")
    await scene.sam.is_offered("It's shame")
    await expect(scene.sam.theirs).to_have_count(1)
    await expect(scene.sam.log.locator(".welcome")).to_have_count(0)
    await expect(scene.sam.input).to_be_focused()
    await expect(scene.alex.messages).to_have_count(0)


async def test_grounding_with_words_and_buttons(scene: Scene) -> None:
    alex = scene.alex
    await alex.say("I can't breathe, he lied again")
    await alex.is_offered("10")
    for label in SCALE:
        await expect(alex.button(label)).to_be_in_viewport(ratio=1)
    await alex.tap("8")
    await alex.hears("Step 1 of 5")
    await alex.tap("Next")
    await alex.hears("Step 2 of 5")
    for _ in range(4):
        steps = await alex.theirs.count()
        await alex.tap("Next")
        await expect(alex.theirs).to_have_count(steps + 1)
    await alex.is_offered("10")
    await alex.say("about a 4")
    await alex.is_offered("Yes, two minutes")
    await expect(alex.log).to_contain_text(re.compile(r"\b8\b\D+\b4\b"))
    await expect(scene.sam.messages).to_have_count(0)


async def test_the_welcome_to_the_keyboard_that_stays(scene: Scene) -> None:
    sam = scene.sam
    await sam.log.get_by_role("button", name="Start").click()
    await sam.tap("I'm 18 or older")
    await sam.tap("Yes, I agree")
    await sam.tap("It's private")
    await sam.tap("I broke the trust")
    await sam.is_offered("Skip")
    await sam.say("egypt")
    await sam.is_offered("Yes")
    await sam.tap("Yes")
    await sam.is_offered("Yes please")
    await sam.tap("Not now")
    await expect(sam.keyboard.get_by_role("button")).to_contain_text(
        ["I'm flooded", "Calm me", "I want to pull away", "Menu"]
    )
    await sam.keyboard.get_by_role("button", name="I'm flooded").click()
    await expect(sam.mine.last).to_contain_text("I'm flooded")
    await sam.is_offered("10")
    await expect(sam.keyboard).to_be_visible()
    await expect(sam.button("0")).to_be_in_viewport(ratio=1)


async def test_a_place_is_shared_with_the_chooser(scene: Scene) -> None:
    sam = scene.sam
    await sam.say("/start")
    for label in ("I'm 18 or older", "Yes, I agree", "It's private", "Both", "Skip"):
        await sam.tap(label)
    await sam.keyboard.get_by_role("button", name="Share my location").click()
    chooser = scene.page.get_by_role("dialog", name="Share a place")
    await chooser.get_by_role("button", name="Cancel").click()
    await expect(chooser).to_be_hidden()
    await sam.keyboard.get_by_role("button", name="Share my location").click()
    await chooser.get_by_role("button", name="Tokyo").click()
    await expect(sam.mine.last).to_contain_text("A place: 35.676, 139.65")
    await sam.is_offered("Yes")


async def test_a_burst_is_one_answer_edited_in_place(scene: Scene) -> None:
    alex = scene.alex
    await alex.say("you")
    await expect(alex.theirs).to_have_count(1)
    await alex.say("never")
    await expect(alex.theirs.locator(".when")).to_contain_text("edited")
    await expect(alex.theirs).to_have_count(1)
    await alex.log.get_by_role("button", name="10", exact=True).wait_for()
    await scene.page.reload()
    await expect(alex.theirs.locator(".when")).to_contain_text("edited")
    await alex.say("cared about me")
    await expect(alex.messages.last).not_to_have_class(re.compile("mine"))  # the same words: below, not an idle edit
    await expect(alex.theirs).to_have_count(1)
    await expect(alex.mine).to_have_count(3)


async def test_a_question_in_a_burst_has_an_answer_of_its_own_below_it(scene: Scene) -> None:
    alex, sam = scene.alex, scene.sam
    await alex.say("yes")
    await alex.is_offered("I'm 18 or older")
    await alex.say("ok how do I keep it?")
    await expect(alex.theirs).to_have_count(2)
    await expect(alex.mine.nth(1).locator("~ .message:not(.mine)")).to_have_count(1)
    await expect(alex.theirs.first).to_contain_text("18")
    await sam.say("thanks")
    await expect(sam.theirs).to_have_count(1)
    await sam.say("hello")
    await expect(sam.theirs).to_have_count(2)
    await expect(sam.messages.last).not_to_have_class(re.compile("mine"))


async def test_a_double_click_has_one_answer(scene: Scene) -> None:
    alex = scene.alex
    await alex.say("I'm flooded")
    await alex.is_offered("10")
    await alex.button("9").dblclick()
    await alex.is_offered("Done")
    await alex.tap("Done")
    await alex.hears("Step 1 of 5")
    await expect(alex.theirs).to_have_count(3)
    await expect(alex.theirs.first.locator(".when")).not_to_contain_text("edited")
    await expect(alex.log.locator("[aria-busy]")).to_have_count(0)


async def test_an_old_button_is_answered(scene: Scene) -> None:
    alex = scene.alex
    await alex.say("/start")
    await alex.is_offered("I'm 18 or older")
    await alex.say("/export")
    await alex.is_offered("Send it")
    before = await alex.theirs.count()
    await alex.log.get_by_role("button", name="I'm under 18").click()
    await expect(alex.log.locator("[aria-busy]")).to_have_count(0)
    await expect(alex.toast.or_(alex.theirs.nth(before)).first).not_to_be_empty()


async def test_the_export_opens_and_downloads(scene: Scene) -> None:
    alex = scene.alex
    await alex.say("/export")
    await alex.tap("Send it")
    opening = alex.log.get_by_role("link", name="Open")
    async with scene.page.context.expect_page() as popup:
        await opening.click()
    opened = await popup.value
    await expect(opened.locator("body")).to_contain_text('"')
    await opened.close()
    async with scene.page.expect_download() as download:
        await alex.log.get_by_role("link", name="Download").click()
    assert (await download.value).suggested_filename.endswith(".json")


async def test_discreet_mode_covers_hushes_and_is_cleared_by_a_word(scene: Scene) -> None:
    sam = scene.sam
    await sam.say("/start")
    for label in ("I'm 18 or older", "Yes, I agree", "It's private", "I broke the trust", "Skip"):
        await sam.is_offered(label)
        await sam.tap(label)
    await sam.say("skip")
    await sam.say("/discreet")
    await sam.is_offered("Turn it on")
    await sam.tap("Turn it on")
    newest = sam.theirs.last
    await expect(newest.locator(".spoiler")).not_to_have_count(0)
    await expect(newest.locator(".hush")).to_be_visible()
    await expect(newest.locator(".protected")).to_have_count(1)
    await expect(sam.keyboard).to_be_hidden()
    await newest.locator(".spoiler").first.click()
    await expect(newest.locator(".spoiler")).to_have_count(0)
    await sam.say("clear")
    await expect(sam.theirs).to_have_count(0)


async def test_a_sentence_of_their_own_is_copied(scene: Scene) -> None:
    alex = scene.alex
    await scene.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await alex.say("you never cared about me")
    await alex.is_offered("4")
    await alex.tap("4")
    await alex.is_offered("Leave it for now")
    await alex.say("Friday, when I cried and you went to bed")
    await alex.is_offered("unimportant")
    for label in ("unimportant", "1", "1"):
        count = await alex.theirs.count()
        await alex.tap(label)
        await expect(alex.theirs).not_to_have_count(count)
    await alex.is_offered("Copy it")
    await alex.tap("Copy it")
    await expect(alex.toast).to_have_text("Copied")
    copied = await scene.page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("Friday, when I cried and you went to bed, I felt unimportant.")
    await expect(alex.theirs.last.locator(".words")).to_have_text(copied)
