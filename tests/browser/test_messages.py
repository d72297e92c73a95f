"""What a message can hold: hidden words, protected ones, texts to copy, films, and being taken away."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import expect

import bot.pictures
from bot.preview.parameters import Upload
from tests.browser.scene import ALEX, Scene

pytestmark = pytest.mark.asyncio(loop_scope="session")
FILM = min((Path(bot.pictures.__file__).parent / "films").glob("*.mp4"), key=lambda path: path.stat().st_size)


async def shown(scene: Scene, text: str, **more: Any) -> int:
    """Send a text as the bot and wait until it is on Alex's phone; returns its number."""
    sent = await scene.call("sendMessage", chat_id=ALEX, text=text, **more)
    await expect(scene.alex.messages.last).to_contain_text(text)
    return int(sent["message_id"])


async def greeted(scene: Scene) -> None:
    await scene.alex.say("hello")
    await expect(scene.alex.theirs).not_to_have_count(0)


async def test_hidden_words_are_shown_by_a_tap(scene: Scene) -> None:
    await greeted(scene)
    hidden = [{"type": "spoiler", "offset": 0, "length": 8}, {"type": "spoiler", "offset": 12, "length": 5}]
    await shown(scene, "How was  or today?", entities=hidden)
    spoilers = scene.alex.theirs.last.locator(".spoiler")
    await expect(spoilers).to_have_count(2)
    assert await spoilers.first.evaluate("node => getComputedStyle(node).color") == "rgba(0, 0, 0, 0)"
    assert await spoilers.first.evaluate("node => getComputedStyle(node).userSelect") == "none"
    await expect(spoilers.first).to_have_accessible_name("Hidden text, press to show")
    await spoilers.first.focus()
    await scene.page.keyboard.press("Enter")
    await expect(spoilers).to_have_count(0)
    await expect(scene.alex.theirs.last.locator(".words")).to_have_text("How was  or today?")
    await expect(scene.alex.theirs.last).to_be_focused()


async def test_protected_words_cannot_be_selected(scene: Scene) -> None:
    await greeted(scene)
    await shown(scene, "between us", protect_content=True)
    await scene.alex.theirs.last.locator(".words").select_text()
    assert await scene.page.evaluate("getSelection().toString().trim()") == ""
    await shown(scene, "for anyone")
    await scene.alex.theirs.last.locator(".words").select_text()
    assert await scene.page.evaluate("getSelection().toString().trim()") == "for anyone"


async def copying(scene: Scene, text: str) -> None:
    await greeted(scene)
    markup = {"inline_keyboard": [[{"text": "Copy it", "copy_text": {"text": text}}]]}
    await shown(scene, "Yours:", reply_markup=markup)
    await scene.alex.tap("Copy it")


async def test_a_text_is_copied(scene: Scene) -> None:
    await scene.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    text = "When you were late, I felt alone.\n<b>“I”</b>"
    await copying(scene, text)
    await expect(scene.alex.toast).to_have_text("Copied")
    assert await scene.page.evaluate("navigator.clipboard.readText()") == text


async def test_where_the_clipboard_is_refused_the_text_is_selected(scene: Scene) -> None:
    await scene.page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('refused')); }")
    await copying(scene, "I felt alone.")
    dialog = scene.page.get_by_role("dialog", name="Copy this")
    await expect(dialog.get_by_role("textbox")).to_be_focused()
    assert await scene.page.evaluate("getSelection().toString()") == "I felt alone."
    await expect(scene.alex.toast).to_be_empty()
    await dialog.get_by_role("button", name="Done").click()
    await expect(dialog).to_be_hidden()


async def test_an_animation_plays_over_and_over_without_a_sound(scene: Scene) -> None:
    await greeted(scene)
    film = Upload("pacer.4-6.mp4", FILM.read_bytes(), "video/mp4")
    await scene.call("sendAnimation", {"animation": film}, chat_id=ALEX, caption="Breathe with it.")
    video = scene.alex.theirs.last.locator("video")
    await expect(video).to_have_js_property("paused", False)
    for name in ("muted", "loop", "playsInline"):
        await expect(video).to_have_js_property(name, True)
    await expect(video).to_have_js_property("controls", False)
    await scene.holds("() => document.querySelector('video').currentTime > 0.2")
    await video.evaluate("node => { node.currentTime = node.duration - 0.2; }")
    await scene.holds("() => (at => at > 0.05 && at < 2)(document.querySelector('video').currentTime)")
    await expect(video).to_have_accessible_name("Breathing pacer, in 4, out 6")
    await expect(scene.alex.messages.last).to_be_in_viewport(ratio=0.9)


async def test_an_animation_waits_where_motion_is_unwanted(scene: Scene) -> None:
    await scene.open(calm=True)
    await greeted(scene)
    film = Upload("picture.mp4", FILM.read_bytes(), "video/mp4")
    await scene.call("sendAnimation", {"animation": film}, chat_id=ALEX, caption="In for 4, out for 6.\n\nSlowly.")
    video = scene.alex.theirs.last.locator("video")
    await expect(video).to_have_accessible_name("Breathing pacer, in 4, out 6")
    await expect(scene.alex.theirs.last.locator(".words")).to_be_visible()
    await expect(scene.alex.theirs.last.locator(".words")).to_have_text("In for 4, out for 6.\n\nSlowly.")
    await expect(video).to_have_js_property("readyState", 4)
    await expect(video).to_have_js_property("paused", True)
    await expect(video).to_have_js_property("controls", True)


PACES = {
    "In through your nose: 1, 2, 3.\nOut through your mouth: 1, 2, 3, 4, 5.": "Breathing pacer, in 3, out 5",
    "Now with the circle: in while it grows, out while it shrinks. 5 in, 5 out.": "Breathing pacer, in 5, out 5",
    "On with the circle, a little softer now.": "Breathing pacer",
    "A walk.": "Moving picture",
}


async def test_a_film_says_what_it_is(scene: Scene) -> None:
    await greeted(scene)
    film = Upload("picture.mp4", FILM.read_bytes(), "video/mp4")
    for caption, name in PACES.items():
        await scene.call("sendAnimation", {"animation": film}, chat_id=ALEX, caption=caption)
        await expect(scene.alex.theirs.last.locator("video")).to_have_accessible_name(name)


# Whether the stamp of the newest message lies over its words.
COVERS = """() => {
  const bubble = [...document.querySelectorAll(".phone .message .bubble")].at(-1);
  const words = document.createRange();
  words.selectNodeContents(bubble.querySelector(".words"));
  const stamp = bubble.querySelector(".when").getBoundingClientRect();
  return [...words.getClientRects()].some(line => line.right > stamp.left - 1 && line.bottom - 4 > stamp.top);
}"""


async def test_no_stamp_lies_over_words(scene: Scene) -> None:
    await greeted(scene)
    for length in (9, 26, 31, 33, 35, 37, 39, 41, 43, 80):
        words = ("long words " * 9)[:length].strip()
        number = await shown(scene, f"{words}!", disable_notification=True)
        assert not await scene.page.evaluate(COVERS), words
        await scene.call("editMessageText", chat_id=ALEX, message_id=number, text=f"{words}?")
        await expect(scene.alex.theirs.last.locator(".when")).to_contain_text("edited")
        assert not await scene.page.evaluate(COVERS), f"{words}, edited"


async def test_what_was_answered_stays_answered(scene: Scene) -> None:
    await greeted(scene)
    two_ticks = "() => getComputedStyle(document.querySelector('.mine .sent'), '::after').content"
    number = int(await scene.alex.theirs.last.get_attribute("data-id") or 0)
    assert await scene.page.evaluate(two_ticks) == '"✓"'
    await scene.call("deleteMessage", chat_id=ALEX, message_id=number)
    await expect(scene.alex.theirs).to_have_count(0)
    assert await scene.page.evaluate(two_ticks) == '"✓"'
    await scene.page.reload()
    await expect(scene.alex.mine).to_have_count(1)
    assert await scene.page.evaluate(two_ticks) == '"✓"'


async def test_a_message_without_a_sound_says_so(scene: Scene) -> None:
    await greeted(scene)
    await shown(scene, "no hurry", disable_notification=True)
    await expect(scene.alex.theirs.last.locator(".when")).to_contain_text("silent")
    await expect(scene.alex.theirs.last.locator(".hush")).to_be_visible()
    await shown(scene, "with a sound")
    await expect(scene.alex.theirs.last.locator(".when")).not_to_contain_text("silent")


@pytest.mark.parametrize("at_once", [True, False])
async def test_swept_messages_vanish(scene: Scene, at_once: bool) -> None:
    await greeted(scene)
    await scene.move("Tomorrow morning")
    numbers = [await shown(scene, f"line {number}") for number in range(3)]
    await expect(scene.alex.log.locator(".day")).to_have_count(1)
    if at_once:
        scene.api.chats.changes.tell("deleted", ALEX, message_ids=numbers)
    else:
        await scene.call("deleteMessages", chat_id=ALEX, message_ids=numbers)
    await expect(scene.alex.log).not_to_contain_text("line")
    await expect(scene.alex.log.locator(".day")).to_have_count(0)
    await expect(scene.alex.mine).to_have_count(1)


async def test_a_change_that_the_page_does_not_know_is_read_anew(scene: Scene) -> None:
    await greeted(scene)
    scene.api.chats.person(ALEX).messages.clear()
    scene.api.chats.changes.tell("something new", ALEX)
    await expect(scene.alex.messages).to_have_count(0)
    await expect(scene.alex.log.get_by_role("button", name="Start")).to_be_visible()


async def test_that_the_bot_is_at_work_is_said(scene: Scene) -> None:
    await greeted(scene)
    await scene.call("sendChatAction", chat_id=ALEX, action="typing")
    await expect(scene.alex.node.locator(".doing")).to_have_text("is typing")
    await shown(scene, "here")
    await expect(scene.alex.node.locator(".doing")).to_have_text("bot")
    await expect(scene.alex.mine.last.locator(".sent")).to_have_text(re.compile("✓"))
