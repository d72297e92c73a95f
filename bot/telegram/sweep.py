"""Deleting messages, a hundred at a time; what cannot be deleted makes no other stay."""

from __future__ import annotations

from collections.abc import Sequence

from telegram.error import BadRequest, TelegramError

from bot.telegram.bot import Api
from bot.telegram.errors import FateUnknown
from bot.telegram.verdicts import Done, Dropped, Flooded, Later, verdict

SWEEP = "deleteMessages"
MOST_AT_ONCE = 100


async def sweep(api: Api, chat_id: int, message_ids: Sequence[int]) -> Done | Flooded | Later | Dropped:
    """Delete these messages of a chat; those that are gone already are passed over.

    It may be made again after anything but `Done`. Telegram refuses a batch for one message that is too old: then each
    half is tried by itself, down to that message, which is left.
    """
    batches = [list(message_ids[at : at + MOST_AT_ONCE]) for at in range(0, len(message_ids), MOST_AT_ONCE)]
    while batches:
        batch = batches.pop(0)
        failure: TelegramError
        try:
            await api.call(SWEEP, {"chat_id": chat_id, "message_ids": batch})
            continue
        except TelegramError as error:
            failure = error
        except Exception as error:  # noqa: BLE001 one broken call stops nobody else
            failure = FateUnknown(type(error).__name__)
        answer = verdict(failure, SWEEP, {}, repeat=True)
        if isinstance(failure, BadRequest) and not (isinstance(answer, Dropped) and answer.why == "blocked"):
            if len(batch) > 1:
                half = len(batch) // 2
                batches[:0] = [batch[:half], batch[half:]]
        elif isinstance(answer, Flooded | Later | Dropped):
            return answer
    return Done()
