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
        "        rows = await self.store.commit(drafted.turn, now)\n",
        "        await self.store.commit(stored.Turn(chat_id, None, inbox_done=arrived.updates), now)\n"
        "        rows = await self.store.commit(replace(drafted.turn, inbox_done=()), now)\n",
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
    Fault(
        "an absolute statement is reframed at 9",
        "dialogues/flows/reframe.yaml",
        "{when: strength >= 7, go: too_hot}",
        "{when: strength >= 10, go: too_hot}",
        "tests/test_transcripts.py::test_transcript[happy/reframe_hot]",
    ),
    Fault(
        "quiet hours are ignored",
        "bot/coaching/checkins.py",
        " or (quiet_hours.is_quiet(tracker.person, now) and now - at > PUNCTUAL)",
        "",
        "tests/coaching/test_checkins.py::test_a_late_one_that_would_fall_into_the_quiet_hours_is_dropped",
    ),
    Fault(
        "a check-in comes twice in the hour that the clock repeats",
        "bot/coaching/schedule.py",
        "        at = planned_on(person, day) if had is None or day > had else None\n",
        "        at = planned_on(person, day)\n"
        "        if at is not None and at <= now and local(zone, at + 3600).hour == local(zone, at).hour:\n"
        "            at += 3600\n",
        "tests/coaching/test_schedule.py::test_two_years_have_one_check_in_for_each_local_date",
    ),
    Fault(
        "a check-in whose day is over comes all the same",
        "bot/coaching/checkins.py",
        "        at = now + 1 if planned is None else planned\n",
        "        at = now - 1\n",
        "tests/coaching/test_checkins.py::test_one_whose_date_is_over_is_dropped_and_nothing_comes_in_a_burst",
    ),
    Fault(
        "the script is ghost-written",
        "bot/coaching/lean_in.py",
        'return " ".join(filter(None, (_mended(part) for part in parts)))',
        'return " ".join(["I am sorry for what I did.", *filter(None, (_mended(part) for part in parts))])',
        "tests/coaching/test_lean_in.py::test_no_word_is_added_and_none_is_lost",
    ),
    Fault(
        "what is typed beside a step holds the exercise up",
        "bot/dialogue/engine.py",
        "(runs if again else None)",
        "None",
        "tests/dialogue/test_exercise.py::test_what_is_typed_beside_a_step_does_not_hold_it_up",
    ),
    Fault(
        "breath that made it worse is offered again",
        "bot/coaching/exercises.py",
        "            and not (exercise.breath and breath_off)\n",
        "",
        "tests/coaching/test_exercises.py::test_wherever_somebody_is_two_are_offered",
    ),
    Fault(
        "a picture that cannot be sent takes its words along",
        "bot/telegram/delivery.py",
        "            return in_words(params)\n",
        '            return Dropped("refused")\n',
        "tests/telegram/test_send_pictures.py::test_a_picture_that_nobody_drew_or_that_cannot_be_read",
    ),
    Fault(
        "a discreet message can be read on the lock screen",
        "bot/telegram/look.py",
        "                dressed[entities] = [_spoiler(params[words])]\n",
        "                dressed[entities] = []\n",
        "tests/telegram/test_look.py",
    ),
    Fault(
        "the clearing word leaves what the person wrote",
        "bot/drafting.py",
        "            heard=arrived.heard,\n",
        "",
        "tests/test_drafting.py::test_everything_that_was_written_can_be_swept",
    ),
)
