"""The person's own sentence, put together from what they typed or picked: moment, feeling, need, request.

Nothing is added but the frames of `dialogues/reframes/sentence.yaml`; what cannot be fitted with certainty is quoted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateError
from jinja2.sandbox import SandboxedEnvironment

from bot.coaching import reframe_parts as parts
from bot.coaching.reframe_moment import Moment, moment_of
from bot.coaching.reframe_verbs import Tense
from bot.coaching.reframe_whom import Whom
from bot.listening.lexicon import strings
from bot.listening.patterns import BadPattern

_NEEDED = frozenset(
    "when after think that told quote feel feel_whole feel_quote unfelt need need_is need_quote ask ask_deed ask_you"
    " ask_to ask_that ask_for ask_quote will".split()
)
_RENDERER = SandboxedEnvironment(undefined=StrictUndefined, autoescape=False)


@dataclass(frozen=True, slots=True)
class Told:
    """What a person gave for their sentence, each as they typed or picked it, or empty."""

    moment: str = ""
    feeling: str = ""
    need: str = ""
    request: str = ""


class Frames:
    """The frames of the sentence, and the rough words that are only ever quoted."""

    def __init__(self, frames: Mapping[str, Template], rough: frozenset[str]) -> None:
        self._frames = frames
        self._rough = rough

    @classmethod
    def of(cls, file: str, content: Mapping[str, Any]) -> Frames:
        """Read the file of the frames. Raises `BadPattern` that names file and entry."""
        frames = content.get("frames")
        if not isinstance(frames, Mapping) or set(frames) != _NEEDED:
            raise BadPattern(f"{file}: frames: expected exactly these: {', '.join(sorted(_NEEDED))}")
        compiled = {}
        for name, source in frames.items():
            try:
                compiled[str(name)] = _RENDERER.from_string(str(source))
                compiled[str(name)].render(words="w", verb="feel", time="yesterday")
            except TemplateError as error:
                raise BadPattern(f"{file}: frames: {name}: {error}") from None
        rough = {word for line in strings(file, "rough", content.get("rough", [])) for word in line.split()}
        return cls(compiled, frozenset(rough))

    def sentence(self, told: Told, whom: Whom | None, opening: str, *, deed: bool = False) -> str:
        """One to four short sentences in the first person.

        `whom` is the partner it is said to, or None where it is said to nobody; `opening` stands where no moment was
        told ("When I look at what happened,"). With `deed` the last part is what the person will do themselves.
        """
        moment = moment_of(told.moment, whom, self._rough)
        tense: Tense = moment.tense if moment else "present"
        start = self._opening(moment) if moment else opening
        felt = parts.feeling(told.feeling, whom, tense)
        if felt:
            heart = self._render(felt.frame, felt.words, felt.verb)
        else:
            heart = self._render("unfelt", "", "hurt" if tense == "past" else "hurts")
        if start.endswith(","):
            heart = heart if heart[:2] in ("I ", "I'") else heart[:1].lower() + heart[1:]
        else:
            heart = heart[:1].upper() + heart[1:]
        said = [start, heart]
        needed = parts.need(told.need, whom, "want" if deed and whom and _is_deed(told.need) else "need")
        if needed:
            said.append(self._render(needed.frame, needed.words, needed.verb))
        asked = parts.request(told.request, whom, deed=deed)
        if asked:
            said.append(_closed(self._render(asked.frame, asked.words, asked.verb)))
        return " ".join(said)

    def _opening(self, moment: Moment) -> str:
        time = moment.time[:1].upper() + moment.time[1:]
        said = self._render(moment.shape, moment.words, time=time)
        return _closed(said) if moment.shape == "quote" else said

    def _render(self, frame: str, words: str, verb: str = "", time: str = "") -> str:
        return self._frames[frame].render(words=words, verb=verb, time=time)


def _closed(said: str) -> str:
    """The text with a stop at its end; a quotation that ends with one of its own needs no second."""
    if said.endswith("”"):
        return said if said[-2:-1] in "?!" else said + "."
    return said if said.endswith((".", "?", "!")) else said + "."


def _is_deed(need: str) -> bool:
    return need.strip().lower().startswith("to ")
