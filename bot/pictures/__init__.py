"""Pictures: the breathing pacers and other small drawings that a message can show, and the code that draws them.

While the bot runs, this room only hands out bytes that were drawn beforehand: it knows no Telegram, no store and no
person, and nothing in it may import a library that renders.
"""

from bot.pictures.gallery import Picture, names, picture

__all__ = ["Picture", "names", "picture"]
