"""How long reading takes. Run `python -m tests.listening.benchmark`; it prints microseconds, and asserts nothing."""

from __future__ import annotations

import time

from tests.listening.files import listener
from tests.listening.test_listener import NASTY

SHORT = (
    "I can't breathe, he lied again",
    "You never cared about me",
    "thank you so much for listening, I feel a bit calmer now",
    "I don't know what to do, he hit me last night and said sorry, I'm so ashamed I stayed and I can't stop crying",
)


def microseconds(text: str, times: int) -> float:
    start = time.perf_counter()
    for _ in range(times):
        listener().listen(text)
    return (time.perf_counter() - start) / times * 1e6


def main() -> None:
    start = time.perf_counter()
    ears = listener()
    compiled = time.perf_counter()
    ears.warm()
    print(f"compile {compiled - start:.2f} s, warm {time.perf_counter() - compiled:.2f} s")
    for text in SHORT:
        print(f"{microseconds(text, 300):8.0f} µs  {len(text):6} characters  {text[:50]}")
    for name, text in NASTY.items():
        print(f"{microseconds(text, 3):8.0f} µs  {len(text):6} characters  {name}")


if __name__ == "__main__":
    main()
