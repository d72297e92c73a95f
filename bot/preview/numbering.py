"""Ids that only ever grow: of updates, of messages, of callback queries, of files."""

from __future__ import annotations

import json
from pathlib import Path

_BLOCK = 500


class Numbering:
    """Hands out ids. With a `file`, ids go on growing when the stand-in starts anew; none is below `first`.

    The bot's inbox drops an update id that it has seen, so a preview that began at 1 again would fall silent. The file
    keeps ids that were not reached yet; a whole block is reserved by one write.
    """

    def __init__(self, first: int = 1, file: Path | None = None) -> None:
        self._file = file
        self._next = {"update": first, "message": first, "query": first, "file": first}
        if file is not None and file.exists():
            try:
                kept = json.loads(file.read_text())
                self._next = {kind: max(at, int(kept.get(kind, at))) for kind, at in self._next.items()}
            except (ValueError, AttributeError, TypeError) as broken:
                raise ValueError(f"{file}: not a file of ids ({broken}); delete it to start anew") from None
        self._reserved = dict(self._next)

    def take(self, kind: str) -> int:
        """The next id of `update`, `message`, `query` or `file`."""
        number = self._next[kind]
        self._next[kind] = number + 1
        if self._file is not None and number >= self._reserved[kind]:
            self._reserved = {one: at + _BLOCK for one, at in self._next.items()}
            self._file.parent.mkdir(parents=True, exist_ok=True)
            beside = self._file.with_suffix(".new")
            beside.write_text(json.dumps(self._reserved))
            beside.replace(self._file)
        return number
