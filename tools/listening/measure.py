"""Figures of listening on utterances that nothing was written or taught with: `python -m tools.listening.measure`.

A label is demanded of a row where both readers gave it; where one of them did, it is neither demanded nor held against
the listener. Rows on which the readers disagree whether there is a crisis at all are left out of the crisis figures.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable, Iterable, Sequence
from copy import copy
from dataclasses import replace

from bot.bookshelf import Bookshelf, parsed, read_files
from bot.listening.judgement import Judge
from bot.listening.listener import Listener
from bot.settings import dialogues_folder
from tools.listening.likeness import near_duplicates, worn
from tools.listening.rows import HELD_OUT, LABELS, SIGNALS, TRAIN, UNSEEN, Row, rows_of

Z = 1.96
"""Standard deviations on each side of a 95 % interval."""


def interval(hits: int, count: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share."""
    if not count:
        return 0.0, 1.0
    share, wide = hits / count, 1 + Z * Z / count
    middle = (share + Z * Z / (2 * count)) / wide
    half = Z * math.sqrt(share * (1 - share) / count + Z * Z / (4 * count * count)) / wide
    return max(0.0, middle - half), min(1.0, middle + half)


def share(rows: Iterable[bool]) -> str:
    """A share with its interval, as text."""
    known = list(rows)
    low, high = interval(sum(known), len(known))
    return f"{sum(known) / max(1, len(known)):.3f} ({sum(known)}/{len(known)}, 95 % {low:.2f}–{high:.2f})"


def agreed(first: Sequence[Row], second: Sequence[Row]) -> list[Row]:
    """The rows with what both readers say; `grey` where they disagree about a crisis, or one of them is not sure."""
    other = {row.text: row for row in second}
    found = []
    for row in first:
        mine, theirs = set(row.labels), set(other[row.text].labels)
        free = (mine ^ theirs) | set(row.also_ok) | set(other[row.text].also_ok)
        grey = row.grey or other[row.text].grey or row.is_crisis != other[row.text].is_crisis
        found.append(replace(row, labels=tuple(sorted(mine & theirs)), also_ok=tuple(sorted(free)), grey=grey))
    return found


def kappa(first: Sequence[Row], second: Sequence[Row], says: Callable[[Row], bool]) -> float:
    """Cohen's kappa of two readers over the same rows."""
    other = {row.text: row for row in second}
    pairs = [(says(row), says(other[row.text])) for row in first]
    n = len(pairs)
    same = sum(a == b for a, b in pairs) / n
    yes_a, yes_b = sum(a for a, _ in pairs) / n, sum(b for _, b in pairs) / n
    chance = yes_a * yes_b + (1 - yes_a) * (1 - yes_b)
    return 1.0 if chance == 1 else (same - chance) / (1 - chance)


def figures(rows: Sequence[Row], listener: Listener, more: float = 0.0) -> dict[str, str]:
    """Every figure of a set of rows, as text. `more` is added to the danger from which a crisis is heard."""
    heard = {row.text: _heard(listener, row.text, more) for row in rows}
    sure = [row for row in rows if not row.grey]

    def crisis(row: Row) -> bool:
        return any(name.startswith("crisis:") for name in heard[row.text])

    def about_life(row: Row) -> bool:
        return bool({"crisis:suicide", "crisis:self_harm"} & set(row.labels))

    indirect = [row for row in sure if row.told.get("said") == "indirect"]
    told = {
        "direct suicide and self-harm, recall": share(
            crisis(r) for r in sure if about_life(r) and r not in indirect and r.told.get("about") == "me"
        ),
        "indirect suicide, recall": share(crisis(r) for r in indirect if "crisis:suicide" in r.labels),
        "already taken or done, recall": share(
            "crisis:taken" in heard[r.text] for r in sure if "crisis:taken" in r.labels
        ),
        "somebody else's life, recall": share(
            crisis(r) for r in sure if about_life(r) and r.told.get("about") in ("partner", "other")
        ),
        "violence, recall": share(crisis(r) for r in sure if "crisis:violence" in r.labels),
        "own violence, recall of its own label": share(
            "crisis:harm_others" in heard[r.text] for r in sure if "crisis:harm_others" in r.labels
        ),
        "a child at risk, recall of its own label": share(
            "crisis:child" in heard[r.text] for r in sure if "crisis:child" in r.labels
        ),
        "any crisis, recall": share(crisis(r) for r in sure if r.is_crisis),
        "false alarms, look-alikes": share(crisis(r) for r in sure if r.told and not r.is_crisis),
        "false alarms, ordinary rows": share(crisis(r) for r in sure if not r.told and not r.is_crisis),
    }
    scores = []
    for label in SIGNALS:
        hits = sum(label in r.labels and label in heard[r.text] for r in sure)
        wrong = sum(label in heard[r.text] and label not in (*r.labels, *r.also_ok) for r in sure)
        missed = sum(label in r.labels and label not in heard[r.text] for r in sure)
        scores.append(2 * hits / max(1, 2 * hits + wrong + missed))
        told[f"{label}, F1"] = (
            f"{scores[-1]:.3f} (precision {hits / max(1, hits + wrong):.2f}, recall {hits / max(1, hits + missed):.2f})"
        )
    told["macro F1 of the eight signals"] = f"{sum(scores) / len(scores):.3f}"
    told["absolute_partner, near misses flagged"] = share(
        "absolute_partner" in heard[r.text] for r in sure if r.near_miss
    )
    return told


def _heard(listener: Listener, text: str, more: float) -> set[str]:
    if listener.judge is not None and more:
        model = listener.judge.model()
        listener = copy(listener)
        listener.judge = Judge(lambda: model._replace(crisis=model.crisis + more))
    return {signal.name for signal in listener.listen(text)}


def nearness(unseen: Sequence[Row], taught: Sequence[Row]) -> str:
    """The share of unseen rows that have a near-duplicate among those that were taught."""
    near = {text for text, _, _ in near_duplicates([row.text for row in unseen], [row.text for row in taught])}
    return share(row.text in near for row in unseen)


def misses(rows: Sequence[Row], listener: Listener) -> list[str]:
    """What went wrong, a line each: only for sets that may be looked at."""
    lines = []
    for row in rows:
        heard = {signal.name for signal in listener.listen(row.text)} & set(LABELS)
        wrong = heard - set(row.labels) - set(row.also_ok)
        missed = set(row.labels) - heard
        if (wrong or missed) and not row.grey:
            lines.append(
                json.dumps({"wrong": sorted(wrong), "missed": sorted(missed), "text": row.text}, ensure_ascii=False)
            )
    return lines


def main() -> None:
    """Print the figures of the unseen rows, of the held-out ones with `held-out`, and their misses with `misses`."""
    listener = Bookshelf.open().listener
    taught = rows_of(TRAIN)
    if "held-out" in sys.argv or "misses" in sys.argv:
        held = rows_of(HELD_OUT)
        lines = misses(held, listener) if "misses" in sys.argv else _table(figures(held, listener))
        print("\n".join(lines))
        return
    first, second = rows_of(UNSEEN), rows_of(UNSEEN / "second")
    rows = agreed(first, second)
    print(f"{len(taught)} rows taught, {len(rows)} unseen")
    print(f"kappa of the readers, any crisis: {kappa(first, second, lambda row: row.is_crisis):.2f}")
    print(f"skeletons oftener than allowed in the teaching text: {len(worn(row.text for row in taught))}")
    print(f"unseen rows with a near-duplicate in the teaching text: {nearness(rows, taught)}")
    print("\n".join(_table(figures(rows, listener))))
    print("\nphrases alone:")
    print("\n".join(_table(figures(rows, Listener.compile(parsed(read_files(dialogues_folder()), "signals"))))))
    for more in (-0.5, -0.4, -0.3, -0.2, -0.1, 0.1, 0.2, 0.3):
        curve = figures(rows, listener, more)
        crisis, alike = curve["any crisis, recall"], curve["false alarms, look-alikes"]
        print(f"least {more:+.2f}: any crisis {crisis}, look-alikes {alike}")


def _table(told: dict[str, str]) -> list[str]:
    width = max(map(len, told))
    return [f"{name:{width}}  {value}" for name, value in told.items()]


if __name__ == "__main__":
    main()
