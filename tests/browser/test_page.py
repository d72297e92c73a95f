"""What the page does with what it is given: markup, deletions, toasts, scrolling."""

import pytest
from playwright.async_api import expect

from tests.browser.scene import ALEX, Scene

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_typed_markup_does_nothing(scene: Scene) -> None:
    alex = scene.alex
    for text in ("<img src=x onerror=alert(1)>", "<b>bold</b>", "</div><script>alert(1)</script>"):
        await alex.say(text)
        await expect(alex.mine.last.locator(".words")).to_have_text(text)
    await scene.call("sendMessage", chat_id=ALEX, text="Hello <i onclick=x>you</i> javascript:alert(1)")
    await expect(alex.theirs.filter(has_text="Hello <i onclick=x>you</i>")).to_have_count(1)
    for tag in ("img", "b", "i", "script", "a"):
        await expect(alex.log.locator(f".words {tag}")).to_have_count(0)
    await scene.page.reload()
    await expect(alex.mine.first.locator(".words")).to_have_text("<img src=x onerror=alert(1)>")


async def test_a_deleted_message_vanishes(scene: Scene) -> None:
    alex = scene.alex
    await alex.say("I can't breathe")
    await alex.is_offered("10")
    number = int(await alex.theirs.last.get_attribute("data-id") or 0)
    await scene.call("deleteMessage", chat_id=ALEX, message_id=number)
    await expect(alex.theirs).to_have_count(0)
    await expect(alex.mine).to_have_count(1)


async def test_a_toast_a_notice_and_a_block(scene: Scene) -> None:
    alex = scene.alex
    await alex.say("I can't breathe")
    await alex.is_offered("10")
    scene.api.chats.changes.tell("answered", ALEX, message_id=1, data="x", text="That is done.", show_alert=False)
    await expect(alex.toast).to_have_text("That is done.")
    scene.api.chats.changes.tell("answered", ALEX, message_id=1, data="x", text="Read this.", show_alert=True)
    notice = scene.page.get_by_role("dialog", name="Read this.")
    await notice.get_by_role("button", name="OK").click()
    await expect(alex.button("5")).to_be_visible()
    await alex.node.get_by_label("Send something else").click()
    await alex.node.get_by_role("button", name="Block the bot").click()
    await expect(alex.node).to_contain_text("This phone has blocked the bot.")
    await alex.node.get_by_role("button", name="Unblock").click()
    await expect(alex.node.locator(".blocked")).to_be_hidden()


async def test_the_chat_follows_unless_one_has_scrolled_up(scene: Scene) -> None:
    alex = scene.alex
    await alex.say("hello")
    await expect(alex.theirs).to_have_count(1)
    for number in range(30):
        await scene.call("sendMessage", chat_id=ALEX, text=f"line {number}")
    await expect(alex.messages.filter(has_text="line 29")).to_be_in_viewport(ratio=1)
    newest = alex.node.get_by_role("button", name="Newest messages")
    await expect(newest).to_be_hidden()
    await alex.log.hover()
    await scene.page.mouse.wheel(0, -600)
    await expect(newest).to_be_visible()
    held = await alex.log.evaluate("log => log.scrollTop")
    # What was done some seconds ago no longer pulls down.
    await scene.page.evaluate("Date.now = () => new Date().getTime() + 60000")
    await scene.call("sendMessage", chat_id=ALEX, text="while reading above")
    await expect(newest).to_have_accessible_name("Newest messages, 1 new")
    assert abs(await alex.log.evaluate("log => log.scrollTop") - held) < 2
    await newest.click()
    await expect(alex.messages.last).to_be_in_viewport(ratio=1)
    await expect(newest).to_be_hidden()


async def test_a_long_answer_is_read_from_its_beginning(scene: Scene) -> None:
    await scene.open(390, 640)
    alex = scene.alex
    await alex.say("I want to kill myself")
    await alex.is_offered("Numbers for my country")
    top = "log.lastElementChild.getBoundingClientRect().top - log.getBoundingClientRect().top"
    await scene.holds(f"() => {{ const log = document.querySelector('.log'); return Math.abs({top} - 15) < 15; }}")
    await expect(alex.node.get_by_role("button", name="Newest messages")).to_be_visible()
    await scene.call("sendMessage", chat_id=ALEX, text="and then a short one")
    await expect(alex.messages.last).to_be_in_viewport(ratio=1)
