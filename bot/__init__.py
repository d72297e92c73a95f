"""Upstream, a Telegram coach for couples healing after betrayal.

The rooms and the direction of their arrows are drawn in `docs/architecture.md`; every word it says is in `dialogues/`.
"""
