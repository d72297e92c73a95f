"""What the bot says of itself: commands, descriptions and its name, per language."""

from __future__ import annotations

import json
import re
from typing import Any

from bot.preview.chats import Chats
from bot.preview.parameters import Parameters
from bot.preview.refusal import bad_request

_COMMAND = re.compile(r"[a-z0-9_]{1,32}\Z")
_LANGUAGE = re.compile(r"[a-z]{2}\Z")
_SCOPES = frozenset(
    "default all_private_chats all_group_chats all_chat_administrators chat chat_administrators chat_member".split()
)


class Profile:
    """Commands per scope and language, and the three texts per language."""

    def __init__(self) -> None:
        self.commands: dict[tuple[str, str], list[dict[str, str]]] = {}
        self.texts: dict[tuple[str, str], str] = {}

    def set_commands(self, chats: Chats, parameters: Parameters) -> bool:
        """setMyCommands."""
        raw = parameters.structure("commands", "commands")
        if not isinstance(raw, list):
            raise bad_request("can't parse commands: expected an Array of BotCommand")
        if len(raw) > 100:
            raise bad_request("BOT_COMMANDS_TOO_MUCH")
        kept = [_command(one) for one in raw]
        place = _place(parameters)
        if kept:
            self.commands[place] = kept
        else:
            self.commands.pop(place, None)
        chats.changes.tell("profile", 0)
        return True

    def get_commands(self, chats: Chats, parameters: Parameters) -> list[dict[str, str]]:
        """getMyCommands: exactly what was set for this scope and language."""
        return self.commands.get(_place(parameters), [])

    def delete_commands(self, chats: Chats, parameters: Parameters) -> bool:
        """deleteMyCommands."""
        self.commands.pop(_place(parameters), None)
        return True

    def setter(self, field: str, most: int) -> Any:
        """The method that sets `field` (at most so many characters); an empty text takes it away."""

        def keep(chats: Chats, parameters: Parameters) -> bool:
            text = parameters.text(field).strip()
            if len(text) > most:
                raise bad_request(f"{field.replace('_', ' ')} is too long")
            language = _language(parameters)
            if text:
                self.texts[field, language] = text
            else:
                self.texts.pop((field, language), None)
            chats.changes.tell("profile", 0)
            return True

        return keep

    def getter(self, field: str) -> Any:
        """The method that tells `field`, in the language asked for or else in the default one."""

        def tell(chats: Chats, parameters: Parameters) -> dict[str, str]:
            fallback = chats.bot["first_name"] if field == "name" else ""
            found = self.texts.get((field, _language(parameters)), self.texts.get((field, ""), fallback))
            return {field: found}

        return tell

    def shown_commands(self, language: str) -> list[dict[str, str]]:
        """The commands that a phone of this language offers in a private chat: the narrowest setting wins."""
        for scope in ("all_private_chats", "default"):
            for code in (language, ""):
                found = self.commands.get((json.dumps({"type": scope}), code))
                if found:
                    return found
        return []

    def shown_text(self, field: str, language: str) -> str:
        """A text of the profile as a phone of this language shows it, "" where none is set."""
        return self.texts.get((field, language)) or self.texts.get((field, ""), "")


def get_chat(chats: Chats, parameters: Parameters) -> dict[str, Any]:
    """getChat: a ChatFullInfo of a person who wrote."""
    if parameters.values.get("chat_id") in (None, ""):
        raise bad_request("chat_id is empty")
    person = chats.people.get(parameters.integer("chat_id"))
    if person is None or not person.wrote:
        raise bad_request("chat not found")
    gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
    return {
        **person.chat(),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(gifts, True),
    }


def get_file(chats: Chats, parameters: Parameters) -> dict[str, Any]:
    """getFile: where to fetch the bytes."""
    number = parameters.text("file_id")
    if not number:
        raise bad_request("file_id not specified")
    file = chats.files.by_id.get(number)
    if file is None:
        raise bad_request("invalid file_id")
    return {
        "file_id": file.id,
        "file_unique_id": file.unique_id,
        "file_size": len(file.content),
        "file_path": file.path,
    }


def _command(raw: object) -> dict[str, str]:
    if not isinstance(raw, dict) or not isinstance(raw.get("command"), str):
        raise bad_request("can't parse BotCommand: Can't find field \"command\"")
    if not isinstance(raw.get("description"), str):
        raise bad_request("can't parse BotCommand: Can't find field \"description\"")
    name, description = raw["command"].lstrip("/"), raw["description"].strip()
    if not _COMMAND.match(name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(description) <= 256:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description}


def _place(parameters: Parameters) -> tuple[str, str]:
    raw = parameters.structure("scope", "BotCommandScope")
    scope = {"type": "default"} if raw is None else raw
    if not isinstance(scope, dict) or scope.get("type") not in _SCOPES:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    return json.dumps(scope, sort_keys=True), _language(parameters)


def _language(parameters: Parameters) -> str:
    code = parameters.text("language_code")
    if code and not _LANGUAGE.match(code):
        raise bad_request("invalid language code specified")
    return code
