"""How long reading takes. Run `python -m tests.listening.benchmark`; it prints figures, and asserts nothing."""

from __future__ import annotations

import time
from pathlib import Path
from statistics import median

from bot.bookshelf import Bookshelf
from bot.listening.listener import Listener
from tests.listening.test_listener import NASTY

SHORT = (
    "no",
    "I can't breathe, he lied again",
    "thank you so much for listening, I feel a bit calmer now",
    "I don't know what to do, he came home last night and said sorry, I'm so ashamed I stayed and I cry",
)


def microseconds(ears: Listener, text: str, times: int) -> float:
    """The median over so many readings; each text is a little different, for the same one is read once."""
    found = []
    for number in range(times):
        varied = f"{text} {number}"
        start = time.perf_counter()
        ears.listen(varied)
        found.append(time.perf_counter() - start)
    return median(found) * 1e6


def resident() -> float:
    """Resident memory of this process, in MB (10^6 bytes)."""
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) * 1024 / 1e6


def main() -> None:
    """Print times and memory."""
    ears = Bookshelf.open().listener
    before, start = resident(), time.perf_counter()
    ears.ready()
    print(f"the model: {time.perf_counter() - start:.2f} s to load, {resident() - before:.0f} MB")
    start = time.perf_counter()
    ears.warm()
    print(f"all expressions built in {time.perf_counter() - start:.2f} s")
    for text in SHORT:
        print(f"{microseconds(ears, text, 300):8.0f} µs  {len(text.split()):4} words  {text[:50]}")
    for name, text in NASTY.items():
        print(f"{microseconds(ears, text, 3):8.0f} µs  {len(text):6} characters  {name}")
    print(f"{resident() - before:.0f} MB in all")


if __name__ == "__main__":
    main()
