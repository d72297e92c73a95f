"""docs/evidence.md names what every exercise and every theme rests on, with the grade that they carry."""

from __future__ import annotations

import re
from typing import Any

import pytest

from bot.dialogue.script import parse_yaml
from tests.talker import ROOT

DIALOGUES = ROOT / "dialogues"

TABLE = (ROOT / "docs" / "evidence.md").read_text(encoding="utf-8")


def graded(folder: str) -> list[Any]:
    found = [
        parse_yaml(path.read_text(encoding="utf-8"), path.name) for path in sorted((DIALOGUES / folder).glob("*.yaml"))
    ]
    return [
        pytest.param(content, id=str(content.get("exercise") or content.get("theme")))
        for content in found
        if "source" in content
    ]


@pytest.mark.parametrize("content", graded("exercises"))
def test_every_exercise_stands_in_the_table_with_its_grade(content: Any) -> None:
    assert re.search(rf"^\| `{content['exercise']}` \|[^|]*\| {content['grade']} \|", TABLE, re.MULTILINE)


@pytest.mark.parametrize("content", graded("reframes"))
def test_every_source_of_a_theme_stands_in_the_table_with_its_grade(content: Any) -> None:
    assert f"| {content['source']} | {content['grade']} |" in TABLE


def test_no_flow_and_no_code_cites_a_grade_that_is_none() -> None:
    texts = [path.read_text(encoding="utf-8") for path in (*(ROOT / "bot").rglob("*.py"), *DIALOGUES.rglob("*.yaml"))]
    grades = {grade for text in texts for grade in re.findall(r"\bgrade ([A-Z])\b", text)}
    assert grades <= set("ABC")


@pytest.mark.parametrize("flow", ["lean_in", "lines", "pause", "reframe", "checkin"])
def test_the_flows_of_technique_say_at_their_head_what_they_rest_on(flow: str) -> None:
    assert re.match(
        r"# Grade [ABC]: .*docs/evidence\.md\n", (DIALOGUES / "flows" / f"{flow}.yaml").read_text(encoding="utf-8")
    )
