"""The seeded faults: what is broken, where, and which test must notice."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: in `file`, the only occurrence of `good` becomes `bad`, and `test` must then fail."""

    name: str
    file: str
    good: str
    bad: str
    test: str


FAULTS = (
    Fault(
        "updates are acknowledged before they are committed",
        "bot/telegram/poll.py",
        "        if batch:\n            try:\n                await self._accept(batch)",
        "        if batch:\n            self._offset = max(update.update_id for update in batch) + 1\n"
        "            try:\n                await self._accept(batch)",
        "tests/telegram/test_poll.py::test_what_cannot_be_committed_comes_again_and_is_told_once",
    ),
    Fault(
        "the policy is skipped in one state",
        "bot/dialogue/policy.py",
        "    crisis = _crisis(talk, said.signals, said.text)\n    if crisis:\n        return crisis\n    typed",
        "    crisis = _crisis(talk, said.signals, said.text)\n"
        "    if crisis and not (talk.tracker.top and talk.tracker.top.state == 'step_1'):\n"
        "        return crisis\n    typed",
        "tests/dialogue/test_policy.py::test_a_crisis_has_the_floor_in_any_state",
    ),
    Fault(
        "a forged tap is accepted",
        "bot/telegram/keyboards.py",
        "        if not hmac.compare_digest(self.sign(frame, serial, choice, user_id).encode(), data.encode()):",
        "        if len(self.sign(frame, serial, choice, user_id)) != len(data):",
        "tests/telegram/test_keyboards.py::test_a_button_carries_its_numbers_to_its_owner_alone",
    ),
    Fault(
        "a tap of another person counts",
        "bot/telegram/keyboards.py",
        'f"{numbers}.{owner}".encode("ascii")',
        'f"{numbers}".encode("ascii")',
        "tests/test_turns.py::test_a_tap_of_another_account_is_refused_kindly",
    ),
    Fault(
        "a double tap counts twice",
        "bot/dialogue/policy.py",
        "(tap.frame, tap.serial) != (top.id, top.serial)",
        "tap.frame != top.id",
        "tests/dialogue/test_engine.py::test_an_old_button_is_answered_kindly_and_changes_nothing",
    ),
    Fault(
        "the outbox of a chat is sent out of order",
        "bot/telegram/send.py",
        "            lane.parcels.append(parcel)",
        "            lane.parcels.appendleft(parcel)",
        "tests/telegram/test_send.py::test_a_chat_is_sent_in_order_and_one_at_a_time",
    ),
    Fault(
        "a crisis text has no numbers",
        "dialogues/shared/lines_suicide.j2",
        "{% include 'one_line.j2' %}",
        "• {{ line.name }}",
        "tests/test_dialogues.py::test_a_crisis_is_answered_with_the_numbers_of_the_country",
    ),
    Fault(
        "a crisis text loses its lines in one wording",
        "dialogues/flows/crisis_taken.yaml",
        "{% include 'call_now.j2' %}",
        "Stay calm.",
        "tests/test_dialogues.py::test_something_taken_begins_with_the_emergency_number",
    ),
    Fault(
        "a turn is split into two transactions",
        "bot/turns.py",
        "        rows = await self.store.commit(\n            stored.Turn(",
        "        await self.store.commit(stored.Turn(chat_id, None, inbox_done=arrived.updates), now)\n"
        "        arrived = Arrived(arrived.event, (), arrived.received)\n"
        "        rows = await self.store.commit(\n            stored.Turn(",
        "tests/test_turns.py::test_one_turn_is_one_transaction",
    ),
    Fault(
        "words are stored as they are",
        "bot/storage/vault.py",
        "        return nonce + self._cipher.encrypt(nonce, plain, _place(column, chat_id))",
        "        return nonce + plain",
        "tests/storage/test_canary.py",
    ),
    Fault(
        "words stay in the inbox once they are handled",
        "bot/storage/turns.py",
        "SET done_at = ?, body = NULL, chat_id = 0",
        "SET done_at = ?, chat_id = 0",
        "tests/storage/test_erasure.py::test_what_is_done_loses_its_words_at_once",
    ),
    Fault(
        "a closed door is not looked at",
        "bot/dialogue/engine.py",
        '    if flow.door == "open" or flow.kind in ("safety", "soothing"):',
        '    if flow.kind != "none":',
        "tests/dialogue/test_engine.py::test_the_couple_door_leaves_the_rest_open",
    ),
    Fault(
        "a crisis card is edited into an older message",
        "bot/dialogue/burst.py",
        " or any(signal.is_crisis for signal in said.signals)",
        "",
        "tests/dialogue/test_burst.py::test_a_crisis_is_never_an_edit_and_a_crisis_card_is_never_edited_away",
    ),
    Fault(
        "a timer stays after the turn that it caused",
        "bot/dialogue/engine.py",
        "    if isinstance(event, Fired):\n        new.timers.pop(event.name, None)\n",
        "",
        "tests/test_turns.py::test_a_timer_takes_the_same_road_and_goes_with_its_turn",
    ),
    Fault(
        "the end of a pause is forgotten under another talk",
        "bot/dialogue/engine.py",
        "    if frames and not _promised(talk, frames[-1]):",
        "    if frames:",
        "tests/dialogue/test_engine.py::test_a_promised_time_is_kept_whatever_lies_on_top",
    ),
    Fault(
        "one poison update stops the chat",
        "bot/turns.py",
        "await self.store.failed([job.update_id]) < MOST_TRIES",
        "await self.store.failed([job.update_id]) < 10_000_000",
        "tests/test_turns.py::test_a_turn_that_always_fails_is_tried_and_then_set_aside",
    ),
    Fault(
        "an unverified help line is shown alone",
        "bot/coaching/helplines.py",
        'if row.get("verified") != "unverified" and (',
        "if (",
        "tests/coaching/test_helplines.py",
    ),
    Fault(
        "a stranger is asked for consent before they are grounded",
        "bot/dialogue/engine.py",
        "    name = _behind_door(talk, chosen.flow)\n",
        '    name = chosen.flow if talk.tracker.person.get("consent") == "yes" else "welcome"\n',
        "tests/test_dialogues.py::test_who_writes_their_pain_first_is_helped_first",
    ),
    Fault(
        "a statement about violence is reframed",
        "bot/coaching/reframe.py",
        "    if any(signal.is_crisis for signal in heard):",
        "    if not heard:",
        "tests/coaching/test_reframe.py",
    ),
    Fault(
        "a partner message of unknown fate is sent again",
        "bot/telegram/verdicts.py",
        "repeat: bool) -> Verdict:",
        "repeat: bool) -> Verdict:\n    repeat = True",
        "tests/telegram/test_send.py::test_a_partner_message_of_unknown_fate_is_not_sent_again_and_told",
    ),
)
