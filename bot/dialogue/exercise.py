"""An exercise file turned into a flow, so that the engine knows one kind of thing only.

Each step becomes a state that goes on by a tap or by its durable timer, and a pause of its own that waits without one.
What all exercises share (labels, the line "step 2 of 5") is in `dialogues/shared/exercise.yaml`, so that no word is
written here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.dialogue.flow import END, After, Arrow, Choice, Flow, State
from bot.dialogue.script import ScriptError, line_of, texts

PREFIX = "exercise."

STILL_HERE = 180
"""Seconds of a pause after which one line is said, and no second one."""

HANDLES = tuple(
    "flooded wants_calm absolute_partner all_or_nothing_self shame withdrawal defensive urge_to_fix calm_repair"
    " must_i".split()
)
"""Signals that do not end an exercise: pain that is typed during a step is read, and the step goes on."""

_KEYS = set(
    "exercise title label about kind places fits low high order without_breath grade source cautions minutes steps "
    "done".split()
)
_STEP_KEYS = {"say", "seconds", "picture"}


def exercise_flow(script: Any, file: str, shared: Mapping[str, Any]) -> Flow:
    """Compile one exercise; `shared` is `dialogues/shared/exercise.yaml`. Raises `ScriptError`."""
    _known(script, _KEYS, file, "an exercise")
    for needed in ("exercise", "title", "without_breath", "grade", "source", "steps"):
        if not script.get(needed):
            raise ScriptError(file, line_of(script), "E004", f"an exercise needs `{needed}:`; add it")
    if script["without_breath"] not in ("true", "false"):
        message = f"`without_breath: {script['without_breath']}` says neither; write true or false"
        raise ScriptError(file, line_of(script["without_breath"]), "E005", message)
    breath = script["without_breath"] == "false"
    states: dict[str, State] = {}
    for number, step in enumerate(script["steps"], 1):
        states[f"step_{number}"] = _step(number, step, script, file, shared, breath=breath)
        states[f"paused_{number}"] = _pause(number, step, script, shared)
    line = line_of(script)
    states["done"] = State("done", say=texts(script.get("done")), next=(Arrow(END),), line=line)
    states["stopped"] = State("stopped", say=texts(shared["stopped"]), next=(Arrow(END),), line=line)
    if breath:
        states["left_breath"] = State("left_breath", say=texts(shared["left_breath"]), next=(Arrow(END),), line=line)
    return Flow(
        name=PREFIX + script["exercise"],
        start="step_1",
        states=states,
        about=script.get("about", ""),
        title=script["title"],
        kind="soothing",
        handles=HANDLES,
        stale_after=600,
        file=file,
        line=line,
    )


def _step(number: int, step: Any, script: Any, file: str, shared: Mapping[str, Any], *, breath: bool) -> State:
    """One step. Its first line, which a locked phone shows, is where one is and what to do; cautions come below."""
    _known(step, _STEP_KEYS, file, "a step")
    if "say" not in step or "seconds" not in step:
        raise ScriptError(file, line_of(step), "E004", "a step needs `say:` and `seconds:`; add them")
    onward = f"step_{number + 1}" if number < len(script["steps"]) else "done"
    lead = _numbered(shared["step"], number, script)
    cautions = "\n".join(texts(script.get("cautions"))) if number == 1 else ""
    wordings = (f"{lead} {wording}" for wording in texts(step["say"]))
    line = line_of(step)
    choices = [_choice(shared["next"], onward, line)]
    if number > 1:
        choices.append(_choice(shared["back"], f"step_{number - 1}", line))
    choices += [_choice(shared["pause"], f"paused_{number}", line), _choice(shared["stop"], "stopped", line)]
    if breath:
        choices.append(_choice(shared["breath"], "left_breath", line))
    return State(
        name=f"step_{number}",
        say=tuple("\n\n".join(part for part in (wording, cautions) if part) for wording in wordings),
        retry=texts(shared["retry"]),
        choices=tuple(choices),
        after=After(int(step["seconds"]), go=onward, line=line),
        picture=step.get("picture", ""),
        line=line,
    )


def _pause(number: int, step: Any, script: Any, shared: Mapping[str, Any]) -> State:
    """Where a step waits for its person, however long."""
    line = line_of(step)
    return State(
        name=f"paused_{number}",
        say=tuple(_numbered(wording, number, script) for wording in texts(shared["paused"])),
        retry=texts(shared["retry_paused"]),
        choices=(
            _choice(shared["go_on"], f"step_{number}", line),
            _choice(shared["start_again"], "step_1", line),
            _choice(shared["stop"], "stopped", line),
        ),
        after=After(STILL_HERE, say=texts(shared["waiting"]), line=line),
        line=line,
    )


def _choice(words: Any, go: str, line: int) -> Choice:
    return Choice(words.get("label", ""), go, texts(words.get("also")), do=texts(words.get("do")), line=line)


def _numbered(text: str, number: int, script: Any) -> str:
    return text.replace("NUMBER", str(number)).replace("TOTAL", str(len(script["steps"])))


def _known(script: Any, keys: set[str], file: str, what: str) -> None:
    for key in script:
        if key not in keys:
            raise ScriptError(
                file, line_of(key), "E003", f"`{key}` is no key of {what}; known: {', '.join(sorted(keys))}"
            )
