"""The preview room: a stand-in for Telegram's Bot API on loopback, and a page with two phones that talk through it.

The stand-in and the page import no other room: the bot meets them only over HTTP, as it meets Telegram. `run` alone
starts the real bot beside them.
"""
