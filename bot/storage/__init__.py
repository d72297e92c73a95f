"""Where trackers, inbox, outbox, timers and moments are kept: durable, encrypted, in whole turns.

Nothing here knows Telegram, the dialogue engine or pictures; it keeps what it is given and gives it back.
"""
