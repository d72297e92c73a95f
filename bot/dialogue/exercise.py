"""An exercise file turned into a flow, so that the engine knows one kind of thing only.

Each step becomes a state that goes on by a tap or by its durable timer. What all exercises share (labels, the line
"step 2 of 5") is in `dialogues/shared/exercise.yaml`, so that no word is written here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.dialogue.flow import END, After, Arrow, Choice, Flow, State
from bot.dialogue.script import ScriptError, line_of, texts

_KEYS = set("exercise title about without_breath grade source cautions minutes steps done".split())
PREFIX = "exercise."


def exercise_flow(script: Any, file: str, shared: Mapping[str, Any]) -> Flow:
    """Compile one exercise; `shared` is `dialogues/shared/exercise.yaml`. Raises `ScriptError`."""
    for key in script:
        if key not in _KEYS:
            raise ScriptError(
                file, line_of(key), "E003", f"`{key}` is no key of an exercise; known: {', '.join(sorted(_KEYS))}"
            )
    for needed in ("exercise", "title", "without_breath", "grade", "source", "steps"):
        if not script.get(needed):
            raise ScriptError(file, line_of(script), "E004", f"an exercise needs `{needed}:`; add it")
    steps = script["steps"]
    states: dict[str, State] = {}
    for number, step in enumerate(steps, 1):
        states[f"step_{number}"] = _step(number, len(steps), step, script, file, shared)
    states["done"] = State("done", say=texts(script.get("done")), next=(Arrow(END),), line=line_of(script))
    states["stopped"] = State("stopped", say=texts(shared["stopped"]), next=(Arrow(END),), line=line_of(script))
    return Flow(
        name=PREFIX + script["exercise"],
        start="step_1",
        states=states,
        about=script.get("about", ""),
        title=script["title"],
        kind="soothing",
        handles=("flooded", "wants_calm"),
        stale_after=600,
        file=file,
        line=line_of(script),
    )


def _step(number: int, total: int, step: Any, script: Any, file: str, shared: Mapping[str, Any]) -> State:
    if "say" not in step or "seconds" not in step:
        raise ScriptError(file, line_of(step), "E004", "a step needs `say:` and `seconds:`; add them")
    onward = f"step_{number + 1}" if number < total else "done"
    cautions = "\n".join(texts(script.get("cautions"))) if number == 1 else ""
    lead = shared["step"].replace("NUMBER", str(number)).replace("TOTAL", str(total))
    head = "\n\n".join(part for part in (cautions, lead) if part)
    next_, stop = shared["next"], shared["stop"]
    return State(
        name=f"step_{number}",
        say=tuple(f"{head}\n{wording}" for wording in texts(step["say"])),
        retry=texts(shared["retry"]),
        choices=(
            Choice(next_["label"], onward, texts(next_.get("also")), line=line_of(step)),
            Choice(stop["label"], "stopped", texts(stop.get("also")), line=line_of(step)),
        ),
        after=After(int(step["seconds"]), go=onward, line=line_of(step)),
        line=line_of(step),
    )
