"""How messages look on one phone: the theme of pictures, and what discreet mode makes of every message.

Discreet mode is for somebody over whose shoulder another looks: no sound, nothing to forward or to save, and the words
under a spoiler, which Telegram's own notification and chat list keep covered too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.telegram.text import utf16_length

WORDS = {"text": "entities", "caption": "caption_entities"}
"""Where words stand in a call, and where the entities over them."""


@dataclass(frozen=True, slots=True)
class Look:
    """`theme` is `light` or `dark`. `discreet`: silent and protected, and, where `covered`, under a spoiler.

    `bare` says that the keyboard under the input field is to go in this turn: its labels tell too much.
    """

    theme: str = "dark"
    discreet: bool = False
    covered: bool = True
    bare: bool = False


ORDINARY = Look()


def dressed(method: str, params: Mapping[str, Any], look: Look) -> dict[str, Any]:
    """The params of a call as they are to be on this phone; calls that show nothing stay as they are."""
    dressed = dict(params)
    if not look.discreet or not method.startswith(("send", "editMessageText")):
        return dressed
    # An edit has no use for these, and Telegram passes over them there: but one whose message is gone is sent anew.
    dressed["disable_notification"] = dressed["protect_content"] = True
    if look.covered:
        for words, entities in WORDS.items():
            if words in params:
                dressed[entities] = [_spoiler(params[words])]
        if "animation" in params:
            dressed["has_spoiler"] = True
    return dressed


def _spoiler(text: str) -> dict[str, Any]:
    """One spoiler over all that can be seen of a text; Telegram itself takes spaces at its ends away."""
    start = utf16_length(text[: len(text) - len(text.lstrip())])
    return {"type": "spoiler", "offset": start, "length": utf16_length(text.strip())}
