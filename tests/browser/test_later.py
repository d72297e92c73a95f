"""The bot's clock on the page, what is due by it, and starting anew."""

import re

import pytest
from playwright.async_api import expect

from tests.browser.scene import ALEX, SAM, Scene

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def minutes(scene: Scene) -> int:
    """The bot's time of day on the page, in minutes."""
    hours, rest = (await scene.later.locator(".bot-time").inner_text()).split(":")
    return int(hours) * 60 + int(rest)


async def test_the_quiet_word_after_three_minutes(scene: Scene) -> None:
    alex = scene.alex
    await expect(scene.due).to_have_text(re.compile("Nothing"))
    await alex.say("I can't breathe, he lied again")
    await alex.is_offered("10")
    asked = await alex.theirs.last.locator(".when").inner_text()
    await scene.move("+1 min")
    await expect(alex.theirs).to_have_count(1)
    await expect(scene.later.locator(".moved")).to_contain_text("Nothing was due on the way.")
    await scene.later.get_by_role("button", name="a quiet word, Alex").click()
    await expect(alex.theirs).to_have_count(2)
    word = await alex.theirs.last.locator(".when").inner_text()
    first, second = (int(at[-5:-3]) * 60 + int(at[-2:]) for at in (asked, word))
    assert (second - first) % 1440 in (3, 4)
    await expect(scene.later.locator(".moved")).to_contain_text("One thing was due on the way.")
    await expect(scene.sam.messages).to_have_count(0)


async def test_a_promised_pause_ends(scene: Scene) -> None:
    sam = scene.sam
    await sam.say("I can't talk about this again")
    await sam.is_offered("Neither, I need a break")
    await sam.tap("Neither, I need a break")
    await sam.tap("20 minutes")
    await expect(scene.due.filter(has_text="pause ends")).to_contain_text("Sam")
    before = await minutes(scene)
    count = await sam.theirs.count()
    await scene.move("+20 min")
    await expect(sam.theirs).to_have_count(count + 1)
    await sam.is_offered("10")
    assert (await minutes(scene) - before) % 1440 in (20, 21)
    await expect(scene.later).to_contain_text("20 min ahead")


async def test_both_phones_go_by_the_bots_clock(scene: Scene) -> None:
    before = await minutes(scene)
    await scene.move("+1 h")
    assert (await minutes(scene) - before) % 1440 in (60, 61)
    shown = await scene.later.locator(".bot-time").inner_text()
    await expect(scene.alex.clock).to_have_text(shown)
    await expect(scene.sam.clock).to_have_text(shown)
    await scene.page.reload()
    await expect(scene.later).to_contain_text("1 h ahead")
    assert (await minutes(scene) - before) % 1440 in (60, 61)


async def test_tomorrow_morning_begins_another_day_in_the_chat(scene: Scene) -> None:
    alex = scene.alex
    await alex.say("hello")
    await expect(alex.theirs).not_to_have_count(0)
    await expect(alex.log.locator(".day")).to_have_count(0)
    await scene.move("Tomorrow morning")
    await expect(scene.later.locator(".bot-time")).to_have_text(re.compile("08:0[01]"))
    await alex.say("good morning")
    day = await scene.later.locator(".bot-day").inner_text()
    await expect(alex.log.locator(".day")).to_have_text(day)
    await expect(alex.log.locator(".day + .message.mine")).to_contain_text("good morning")
    await scene.page.reload()
    await expect(alex.log.locator(".day")).to_have_text(day)


async def test_to_the_next_check_in(scene: Scene) -> None:
    sam = scene.sam
    await expect(scene.later.get_by_role("button", name="Next check-in")).to_be_disabled()
    await sam.say("/start")
    for label in ("I'm 18 or older", "Yes, I agree", "It's private", "I broke the trust"):
        await sam.is_offered(label)
        await sam.tap(label)
    await sam.is_offered("Skip")
    await sam.say("egypt")
    for label in ("Yes", "Yes please", "20:00", "Every day"):
        await sam.is_offered(label)
        await sam.tap(label)
    await expect(scene.due.filter(has_text="check-in")).to_contain_text("20:00")
    await scene.move("Next check-in")
    await expect(sam.clock).to_have_text(re.compile(r"20:[0-5]\d"))  # by the clock where Sam is
    await expect(sam.theirs.last.locator(".when")).to_contain_text("20:")
    await expect(sam.theirs.last.get_by_role("button")).not_to_have_count(0)
    await expect(scene.later.locator(".bot-time")).to_have_text(re.compile(r"20:[0-5]\d"))
    await expect(scene.alex.clock).to_have_text(re.compile(r"20:[0-5]\d"))


async def test_starting_anew_asks_first(scene: Scene) -> None:
    alex = scene.alex
    await alex.say("I'm flooded")
    await alex.is_offered("10")
    await scene.sam.say("nothing I do is enough")
    await expect(scene.sam.theirs).to_have_count(1)
    await scene.move("+1 h")
    await expect(scene.later.locator(".moved")).to_contain_text("Moved on to")
    anew = scene.page.get_by_role("button", name="Start anew")
    question = scene.page.get_by_role("dialog", name="Start anew?")
    await anew.click()
    await expect(question.get_by_role("button", name="Cancel")).to_be_focused()
    await scene.page.keyboard.press("Escape")
    await expect(question).to_be_hidden()
    await expect(alex.mine).to_have_count(1)
    await anew.click()
    await question.get_by_role("button", name="Erase both").click()
    for phone in (alex, scene.sam):
        await expect(phone.messages).to_have_count(0)
        await expect(phone.log.get_by_role("button", name="Start")).to_be_visible()
    await expect(scene.later).to_contain_text("The bot's clock is right.")
    await expect(scene.later.locator(".moved")).to_be_empty()
    await expect(scene.due).to_have_text(re.compile("Nothing"))
    await alex.say("I'm flooded")
    await alex.is_offered("10")
    await expect(alex.theirs).to_have_count(1)


async def test_what_was_said_of_a_move_does_not_grow_old(scene: Scene) -> None:
    await scene.page.clock.install()
    await scene.page.reload()
    await scene.move("+1 min")
    await expect(scene.later.locator(".moved")).to_contain_text("Moved on to")
    await scene.page.clock.fast_forward(31_000)
    await expect(scene.later.locator(".moved")).to_be_empty()


async def test_each_line_has_its_own_phones_time_and_the_clock_names_its_zone(scene: Scene) -> None:
    for user_id, zone in ((ALEX, "Africa/Lagos"), (SAM, "Asia/Tokyo")):
        await scene.settle(user_id, zone=zone)
    await scene.page.reload()
    await expect(scene.later.locator(".bot-zone")).to_have_text("Africa/Lagos")
    for phone in (scene.alex, scene.sam):
        await phone.say("I'm flooded")
        await phone.is_offered("10")
    lines = scene.due.filter(has_text="a quiet word")
    await expect(lines.locator("small")).to_have_text(["Alex", "Sam · Asia/Tokyo"])
    first, second = (at[-5:].split(":") for at in await lines.locator("time").all_inner_texts())
    apart = (int(second[0]) - int(first[0])) * 60 + int(second[1]) - int(first[1])
    assert apart % 1440 in (480, 481), "eight hours lie between Lagos and Tokyo"


async def test_an_emptied_phone_has_nothing_new(scene: Scene) -> None:
    await scene.open(400, 740)
    button = scene.page.get_by_role("navigation", name="What is shown").get_by_role("button", name="Sam")
    scene.api.user_sends(SAM, "nothing I do is enough")
    await expect(button).to_contain_text("new")
    await scene.page.get_by_role("button", name="Clock", exact=True).click()
    await scene.page.get_by_role("button", name="Start anew").click()
    await scene.page.get_by_role("dialog").get_by_role("button", name="Erase both").click()
    await expect(button).not_to_contain_text("new")
