"""Listening: from what a person typed to the signals in it.

`Listener.compile(files)` is the face. Nothing here reads a file, a clock or a network; the patterns come in parsed.
"""

from bot.listening.lexicon import Lexicon
from bot.listening.listener import Listener
from bot.listening.patterns import BadPattern

__all__ = ["BadPattern", "Lexicon", "Listener"]
