"""One parcel's delivery: the call itself, in whichever form Telegram takes it, and what came of it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic

from telegram.error import TelegramError

from bot.telegram.album import Album, NoPicture, named
from bot.telegram.bot import Api
from bot.telegram.calls import with_files
from bot.telegram.errors import FateUnknown
from bot.telegram.lanes import Parcel
from bot.telegram.rows import Journal, RowT
from bot.telegram.sweep import SWEEP, sweep
from bot.telegram.verdicts import Done, Dropped, Flooded, Later, Otherwise, Verdict, anew, in_words, verdict

log = logging.getLogger(__name__)

MOST_FORMS = 6

MOST_UPLOADS = 2
"""Tries after which a picture is left out: whoever waits for the next step gets its words."""


@dataclass(frozen=True, slots=True)
class Sent:
    """Telegram has it, under this message id where it made one."""

    message_id: int | None


Outcome = Sent | Flooded | Later | Dropped


class Delivery(Generic[RowT]):
    """Makes calls for parcels. It never raises: whatever happens is an outcome.

    `gone` are the journal's errors that say that a row must not be sent any more: it was done, or erased.
    """

    def __init__(
        self,
        api: Api,
        journal: Journal[RowT],
        now: Callable[[], float],
        gone: tuple[type[Exception], ...] = (),
        album: Album | None = None,
    ) -> None:
        self._api = api
        self._journal = journal
        self._now = now
        self._gone = gone
        self._album = album

    async def attempt(self, parcel: Parcel[RowT]) -> Outcome:
        """Make the parcel's call once, in another form at once where Telegram wants that.

        A row that must not arrive twice is marked in the journal first; where the mark stands from an earlier run,
        the call may have been made already, and it is dropped as `unknown`.
        """
        repeat = parcel.row.draft.repeat
        if parcel.swept:
            return Dropped("swept")
        if parcel.attempted and not repeat:
            return Dropped("unknown")
        try:
            if parcel.method == SWEEP:
                return await self._sweep(parcel)
            form = await self._form(parcel)
            if not repeat:
                await self._journal.attempted(parcel.row)
        except self._gone:
            return Dropped("gone")
        except Exception as error:  # noqa: BLE001 the database is down; the row stays as it is
            log.error("journal_unavailable row=%d error=%s", parcel.row.id, type(error).__name__)
            return Later(unreached=False)
        for _ in range(MOST_FORMS):
            if isinstance(form, Done):
                return Sent(_number(parcel.params.get("message_id")))
            if not isinstance(form, Otherwise):
                return form
            parcel.method, parcel.params = form.method, form.params
            answer = await self._call(parcel, repeat=repeat)
            if isinstance(answer, Sent):
                return answer
            form = answer
        return Dropped("refused")

    async def _form(self, parcel: Parcel[RowT]) -> Verdict:
        """The call with its handle turned into a message id; what to do instead where no such message was sent."""
        if named(parcel.params) is not None and (self._album is None or parcel.tries >= MOST_UPLOADS):
            return in_words(parcel.params)
        target = parcel.params.get("message_id")
        if not isinstance(target, Mapping):
            return Otherwise(parcel.method, parcel.params)
        message_id = await self._journal.message_id(parcel.row.chat_id, str(target.get("handle")))
        if message_id is None:
            return anew(parcel.method, parcel.params)
        return Otherwise(parcel.method, {**parcel.params, "message_id": message_id})

    async def _sweep(self, parcel: Parcel[RowT]) -> Outcome:
        """Delete messages: those that the call names, or those that stand before it in the chat by now.

        Whatever was queued before it in the chat is sent and recorded when it comes up, so that none is missed.
        """
        wanted, row = parcel.params.get("message_ids"), parcel.row
        if isinstance(wanted, Mapping):
            numbers = await self._journal.message_ids(row.chat_id, self._now(), wanted.get("before"), row.id)
        else:
            numbers = [number for number in wanted or () if _number(number) is not None]
        answer = await sweep(self._api, row.chat_id, numbers)
        return Sent(None) if isinstance(answer, Done) else answer

    async def _call(self, parcel: Parcel[RowT], *, repeat: bool) -> Sent | Verdict:
        album, params = self._album, parcel.params
        try:
            ready = with_files(params) if album is None else await album.filled(with_files(params))
            result = await self._api.call(parcel.method, ready)
        except TelegramError as error:
            failure = error
        except NoPicture as missing:
            log.error("picture_left_out row=%d: %s", parcel.row.id, missing)
            return in_words(params)
        except ValueError:
            return Dropped("refused")
        except Exception as error:  # noqa: BLE001 one broken call stops nobody else
            failure = FateUnknown(type(error).__name__)
        else:
            if album is not None:
                album.learn(params, result)
            return Sent(_message_id(result))
        outcome = verdict(failure, parcel.method, parcel.params, repeat=repeat)
        log.info(
            "call_refused row=%d chat=%d method=%s error=%s then=%s",
            parcel.row.id,
            parcel.row.chat_id,
            parcel.method,
            type(failure).__name__,
            type(outcome).__name__,
        )
        return outcome


def _message_id(result: Any) -> int | None:
    return _number(result.get("message_id")) if isinstance(result, dict) else None


def _number(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
