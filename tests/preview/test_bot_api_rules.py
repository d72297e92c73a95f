"""Telegram's refusals, word for word, and what each method leaves on the phone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.preview.bot_api import BotApi
from bot.preview.parameters import Parameters, Upload
from bot.preview.refusal import NOT_MODIFIED, QUERY_TOO_OLD, Refusal
from tests.standin import MP4, PNG, Clock


def started(clock: Clock | None = None) -> BotApi:
    api = BotApi(now=clock or Clock())
    api.user_sends(7, "hello")
    return api


async def ok(api: BotApi, method: str, uploads: dict[str, Upload] | None = None, **values: Any) -> Any:
    return await api.call(method, Parameters(values, uploads))


async def refused(api: BotApi, method: str, uploads: dict[str, Upload] | None = None, **values: Any) -> str:
    with pytest.raises(Refusal) as refusal:
        await api.call(method, Parameters(values, uploads))
    assert refusal.value.code in (400, 403)
    return refusal.value.description.removeprefix("Bad Request: ")


def buttons(count: int, data: str = "x") -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": str(n), "callback_data": data}] for n in range(count)]}


def copying(text: str) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "Copy it", "copy_text": {"text": text}}]]}


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"chat_id": 7, "text": ""}, "message text is empty"),
        ({"chat_id": 7, "text": " \n "}, "text must be non-empty"),
        ({"chat_id": 7, "text": "<b> </b>", "parse_mode": "HTML"}, "text must be non-empty"),
        ({"text": "x"}, "chat_id is empty"),
        ({"chat_id": "@nobody", "text": "x"}, "chat not found"),
        ({"chat_id": 8, "text": "x"}, "chat not found"),
        ({"chat_id": 7, "text": "x" * 4097}, "message is too long"),
        ({"chat_id": 7, "text": "😀" * 2049}, "message is too long"),
        ({"chat_id": 7, "text": "\ud83d"}, "strings must be encoded in UTF-8"),
        ({"chat_id": 7, "text": "x", "parse_mode": "Wiki"}, "unsupported parse_mode"),
        ({"chat_id": 7, "text": "x", "reply_markup": "nonsense"}, "can't parse reply keyboard markup JSON object"),
        ({"chat_id": 7, "text": "x", "reply_markup": "[]"}, "object expected as reply markup"),
        ({"chat_id": 7, "text": "x", "reply_markup": buttons(1, "é" * 33)}, "BUTTON_DATA_INVALID"),
        ({"chat_id": 7, "text": "x", "reply_markup": buttons(101)}, "reply markup is too long"),
        (
            {"chat_id": 7, "text": "x", "reply_markup": {"inline_keyboard": [[{"text": "a"}]]}},
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            {"chat_id": 7, "text": "x", "reply_markup": copying("")},
            "BUTTON_COPY_TEXT_INVALID",
        ),
        ({"chat_id": 7, "text": "x", "reply_markup": copying("x" * 257)}, "BUTTON_COPY_TEXT_INVALID"),
        (
            {"chat_id": 7, "text": "x", "reply_markup": {"inline_keyboard": [[{"text": "a", "copy_text": {}}]]}},
            "can't parse inline keyboard button: Can't find field \"text\"",
        ),
        (
            {"chat_id": 7, "text": "x", "entities": [{"type": "bold", "offset": 0, "length": 2}]},
            "entity beginning at UTF-16 offset 0 ends after the end of the text at UTF-16 offset 1",
        ),
        ({"chat_id": 7, "text": "x", "reply_parameters": {"message_id": 99}}, "message to be replied not found"),
    ],
)
async def test_sends_that_are_refused(values: dict[str, Any], words: str) -> None:
    api = started()
    assert await refused(api, "sendMessage", **values) == words
    assert len(api.chat(7)) == 1
    assert api.history(7) == []


@pytest.mark.asyncio
async def test_the_longest_of_everything_is_taken() -> None:
    api = started()
    assert (
        len((await ok(api, "sendMessage", chat_id=7, text="<b>" + "&lt;" * 4096 + "</b>", parse_mode="HTML"))["text"])
        == 4096
    )
    await ok(api, "sendMessage", chat_id="7", text="x", reply_markup=buttons(100, "é" * 32))
    await ok(api, "sendMessage", chat_id=7, text="x", reply_markup=copying("x" * 256))
    await ok(api, "sendDocument", {"document": Upload("a.txt", b"x", "text/plain")}, chat_id=7, caption="x" * 1024)
    assert (
        await refused(api, "sendDocument", chat_id=7, document="document-1", caption="x" * 1025)
        == "message caption is too long"
    )


@pytest.mark.asyncio
async def test_a_blocked_bot_is_forbidden_until_the_person_acts() -> None:
    api = started()
    api.user_blocks(7)
    assert await refused(api, "sendMessage", chat_id=7, text="x") == "Forbidden: bot was blocked by the user"
    assert await refused(api, "sendChatAction", chat_id=7, action="typing") == "Forbidden: bot was blocked by the user"
    api.user_sends(7, "I'm back")
    await ok(api, "sendMessage", chat_id=7, text="x")


@pytest.mark.asyncio
async def test_edits() -> None:
    api = started()
    sent = await ok(api, "sendMessage", chat_id=7, text="a", reply_markup=buttons(1))
    number = sent["message_id"]
    same = {"chat_id": 7, "message_id": number, "text": " a ", "reply_markup": buttons(1)}
    assert await refused(api, "editMessageText", **same) == NOT_MODIFIED
    assert await refused(api, "editMessageText", chat_id=7, message_id=99, text="b") == "message to edit not found"
    assert await refused(api, "editMessageText", chat_id=7, message_id=1, text="b") == "message can't be edited"
    assert await refused(api, "editMessageText", chat_id=7, text="b") == "message identifier is not specified"
    assert await refused(api, "editMessageText", chat_id=7, message_id=number, text="x" * 4097) == "MESSAGE_TOO_LONG"
    assert (
        await refused(api, "editMessageCaption", chat_id=7, message_id=number, caption="c")
        == "there is no caption in the message to edit"
    )
    assert (
        await refused(
            api, "editMessageText", chat_id=7, message_id=number, text="b", reply_markup={"remove_keyboard": True}
        )
        == "inline keyboard expected"
    )
    edited = await ok(api, "editMessageText", chat_id=7, message_id=number, text="b")
    assert (edited["text"], edited.get("reply_markup")) == ("b", None)
    assert sent["text"] == "a", "the history keeps what was answered then"
    with_keyboard = await ok(api, "sendMessage", chat_id=7, text="k", reply_markup={"keyboard": [["Menu"]]})
    assert (
        await refused(api, "editMessageText", chat_id=7, message_id=with_keyboard["message_id"], text="l")
        == "message can't be edited"
    )


@pytest.mark.asyncio
async def test_media_edits() -> None:
    api = started()
    photo = await ok(api, "sendPhoto", {"photo": Upload("a.png", PNG, "image/png")}, chat_id=7, caption="c")
    number = photo["message_id"]
    assert (
        await refused(api, "editMessageText", chat_id=7, message_id=number, text="b")
        == "there is no text in the message to edit"
    )
    assert await refused(api, "editMessageCaption", chat_id=7, message_id=number, caption="c") == NOT_MODIFIED
    await ok(api, "editMessageCaption", chat_id=7, message_id=number)
    assert "caption" not in api.chat(7)[-1]
    media = {"type": "video", "media": "attach://v"}
    changed = await ok(
        api, "editMessageMedia", {"v": Upload("v.mp4", MP4, "video/mp4")}, chat_id=7, message_id=number, media=media
    )
    assert "video" in changed
    assert "photo" not in changed


@pytest.mark.asyncio
async def test_files() -> None:
    api = started()
    assert await refused(api, "sendPhoto", {"photo": Upload("a", b"", "")}, chat_id=7) == "file must be non-empty"
    assert await refused(api, "sendPhoto", {"photo": Upload("a", b"no", "")}, chat_id=7) == "IMAGE_PROCESS_FAILED"
    assert await refused(api, "sendPhoto", chat_id=7, photo="x") == "wrong file identifier/HTTP URL specified"
    assert await refused(api, "sendPhoto", chat_id=7) == "there is no photo in the request"
    assert await refused(api, "sendPhoto", chat_id=7, photo="https://a.invalid/b") == "failed to get HTTP URL content"
    await ok(api, "sendVideo", {"video": Upload("v.mp4", MP4, "video/mp4")}, chat_id=7)
    assert await refused(api, "sendPhoto", chat_id=7, photo="video-1") == "can't use file of type Video as Photo"
    assert await refused(api, "getFile", file_id="x") == "invalid file_id"


@pytest.mark.asyncio
async def test_an_animation_is_sent_again_by_its_id_and_never_mistaken(tmp_path: Path) -> None:
    api = started()
    sizes = {"width": 480, "height": 320, "duration": 10}
    film = {"animation": Upload("pacer.mp4", MP4, "video/mp4")}
    sent = await ok(api, "sendAnimation", film, chat_id=7, caption="c", has_spoiler=True, **sizes)
    assert sent["has_media_spoiler"] is True
    again = await ok(api, "sendAnimation", chat_id=7, animation=sent["animation"]["file_id"])
    assert again["animation"] == sent["animation"]
    assert {name: again["animation"][name] for name in sizes} == sizes
    first = BotApi(ids_file=tmp_path / "ids").chats.files.store("animation", film["animation"])
    later = BotApi(ids_file=tmp_path / "ids").chats.files
    assert later.store("animation", Upload("other.mp4", MP4 + b"x", "video/mp4")).id != first.id


@pytest.mark.asyncio
async def test_deletions_within_48_hours() -> None:
    clock = Clock()
    api = started(clock)
    sent = await ok(api, "sendMessage", chat_id=7, text="a")
    assert await refused(api, "deleteMessage", chat_id=7, message_id=99) == "message to delete not found"
    clock.turn(48 * 3600 + 1)
    assert (
        await refused(api, "deleteMessage", chat_id=7, message_id=sent["message_id"])
        == "message can't be deleted for everyone"
    )
    fresh = await ok(api, "sendMessage", chat_id=7, text="b")
    await ok(api, "deleteMessages", chat_id=7, message_ids=[fresh["message_id"], 999])
    assert [message["text"] for message in api.chat(7)] == ["hello", "a"]
    assert await refused(api, "deleteMessages", chat_id=7, message_ids=list(range(101))) == (
        "too many message identifiers specified"
    )


@pytest.mark.asyncio
async def test_a_tap_is_answered_once_and_soon() -> None:
    clock = Clock()
    api = started(clock)
    api.user_taps(7, 1, "d")
    update = (await ok(api, "getUpdates"))[-1]
    number = update["callback_query"]["id"]
    await ok(api, "answerCallbackQuery", callback_query_id=number)
    assert await refused(api, "answerCallbackQuery", callback_query_id=number) == QUERY_TOO_OLD
    api.user_taps(7, 1, "d")
    clock.turn(61)
    number = (await ok(api, "getUpdates"))[-1]["callback_query"]["id"]
    assert await refused(api, "answerCallbackQuery", callback_query_id=number) == QUERY_TOO_OLD
    assert len(api.toasts(7)) == 1


@pytest.mark.asyncio
async def test_commands() -> None:
    api = started()
    bad = [{"command": "Help me", "description": "x"}]
    assert await refused(api, "setMyCommands", commands=bad) == "BOT_COMMAND_INVALID"
    bad = [{"command": "help", "description": ""}]
    assert await refused(api, "setMyCommands", commands=bad) == "BOT_COMMAND_DESCRIPTION_INVALID"
    assert await refused(api, "getMyCommands", language_code="deu") == "invalid language code specified"
    assert await refused(api, "setMyDescription", description="x" * 513) == "description is too long"


@pytest.mark.asyncio
async def test_the_reply_keyboard_under_the_input() -> None:
    api = started()
    await ok(api, "sendMessage", chat_id=7, text="k", reply_markup={"keyboard": [["Menu"]], "one_time_keyboard": True})
    keyboard = api.keyboard(7)
    assert keyboard is not None
    assert keyboard["keyboard"] == [[{"text": "Menu"}]]
    await ok(api, "sendMessage", chat_id=7, text="inline leaves it", reply_markup=buttons(1))
    assert api.keyboard(7) is not None
    api.user_sends(7, "Menu")
    assert api.keyboard(7) is None


def test_what_a_person_types_arrives_as_typed() -> None:
    api = BotApi(now=Clock())
    api.user_sends(7, "<b>&{{7*7}}\x00")
    assert api.chat(7)[0]["text"] == "<b>&{{7*7}}\x00"
    api.user_sends(7, "😀" * 5000)
    assert [len(message["text"]) for message in api.chat(7)[1:]] == [2048, 2048, 904]
    with pytest.raises(ValueError, match="empty"):
        api.user_sends(7, "")
    bots = api.chats.show(api.person(7), {"text": "mine"}, by_bot=True)
    with pytest.raises(ValueError, match="not the person's"):
        api.user_edits(7, bots["message_id"], "yours")


@pytest.mark.asyncio
async def test_history_holds_what_was_accepted_and_can_be_bounded() -> None:
    api = BotApi(history_limit=2)
    api.user_sends(7, "hello")
    for text in "abc":
        await ok(api, "sendMessage", chat_id=7, text=text)
    await ok(api, "getMe")
    assert [call.parameters["text"] for call in api.history(7)] == ["b", "c"]
    assert [call.method for call in api.history()] == ["sendMessage", "getMe"]
