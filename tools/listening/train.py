"""Teaches the model of listening: `make train`. See docs/listening.md."""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import torch
from torch import Tensor, nn

from bot.listening.pieces import Pieces
from tools.listening.network import ANSWERS, Network
from tools.listening.rows import LABELS, TOLD, Row, rows_of
from tools.listening.slips import as_typed

LENGTH = 96
"""Pieces of an utterance at most, start and end included."""


def targets(rows: Sequence[Row]) -> tuple[Tensor, Tensor]:
    """What is to be answered, and how much each answer counts (0 where it is not known)."""
    wanted = torch.zeros(len(rows), ANSWERS)
    counts = torch.zeros(len(rows), ANSWERS)
    for i, row in enumerate(rows):
        for j, label in enumerate(LABELS):
            wanted[i, j] = float(label in row.labels)
            counts[i, j] = 0.0 if label in row.also_ok else 1.0
            if label.startswith("crisis:") and row.grey:
                wanted[i, j], counts[i, j] = (0.5, 0.3) if label in row.labels else (0.0, 0.3)
        at = len(LABELS)
        for key, values in TOLD.items():
            for value in values:
                if key in row.told:
                    wanted[i, at] = float(row.told[key] == value)
                    counts[i, at] = 0.3
                at += 1
    return wanted, counts


def batch_of(texts: Sequence[str], pieces: Pieces) -> tuple[Tensor, Tensor]:
    cut = [[pieces.start, *(p.number for p in pieces.of(text)[: LENGTH - 2]), pieces.end] for text in texts]
    longest = max(map(len, cut))
    numbers = torch.full((len(cut), longest), pieces.padding)
    for i, line in enumerate(cut):
        numbers[i, : len(line)] = torch.tensor(line)
    return numbers, (numbers != pieces.padding).long()


class Mixer:
    """Makes the texts of one round: typed as people type, sometimes with an ordinary sentence before or after."""

    def __init__(self, rows: Sequence[Row], chance: random.Random) -> None:
        self.rows, self.chance = rows, chance
        self.plain = [row.text for row in rows if not row.labels and not row.told and 4 < len(row.text.split()) < 25]

    def text(self, row: Row) -> str:
        text = as_typed(row.text, self.chance)
        if self.chance.random() < 0.12 and len(text.split()) < 40 and not row.grey:
            other = as_typed(self.chance.choice(self.plain), self.chance)
            text = f"{other} {text}" if self.chance.random() < 0.5 else f"{text} {other}"
        return text

    def batches(self, size: int) -> Iterator[list[Row]]:
        order = list(self.rows)
        self.chance.shuffle(order)
        # Texts of like length stand together within a few batches: less padding, less time.
        for at in range(0, len(order), size * 16):
            block = sorted(order[at : at + size * 16], key=lambda row: len(row.text))
            cut = [block[i : i + size] for i in range(0, len(block), size)]
            self.chance.shuffle(cut)
            yield from cut


def train(network: Network, rows: Sequence[Row], pieces: Pieces, rounds: int, seed: int) -> None:
    torch.manual_seed(seed)
    chance = random.Random(seed)
    mixer = Mixer(rows, chance)
    size = 24
    steps = rounds * math.ceil(len(rows) / size)
    slow, quick = [], []
    for name, value in network.named_parameters():
        (slow if name.startswith("encoder") else quick).append(value)
    optimiser = torch.optim.AdamW([{"params": slow, "lr": 1e-4}, {"params": quick, "lr": 1e-3}], weight_decay=0.02)
    plan = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, (step + 1) / (0.08 * steps)) * max(0.02, 1 - step / steps)
    )
    weight = torch.ones(ANSWERS)
    weight[:6] = 2.0
    loss_of = nn.BCEWithLogitsLoss(reduction="none", pos_weight=weight)
    network.train()
    began = time.monotonic()
    for turn in range(rounds):
        total = 0.0
        for number, block in enumerate(mixer.batches(size)):
            wanted, counts = targets(block)
            wanted = wanted * 0.98 + 0.01
            logits, _ = network(*batch_of([mixer.text(row) for row in block], pieces))
            loss = (loss_of(logits, wanted) * counts).sum() / len(block)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            plan.step()
            total += float(loss)
        print(f"round {turn + 1}: loss {total / (number + 1):.4f}, {time.monotonic() - began:.0f} s", flush=True)
    network.eval()


@torch.no_grad()
def answers(network: Network, texts: Sequence[str], pieces: Pieces) -> Tensor:
    found = [torch.sigmoid(network(*batch_of(texts[i : i + 32], pieces))[0]) for i in range(0, len(texts), 32)]
    return torch.cat(found)
