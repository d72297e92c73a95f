"""Teaches the network: many rounds over the utterances, each time typed a little differently."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Iterator, Sequence

import torch
from torch import Tensor, nn

from bot.listening.pieces import Pieces
from tools.listening.network import ANSWERS, Network
from tools.listening.rows import LABELS, TOLD, Row
from tools.listening.slips import as_typed

LENGTH = 96
"""Pieces of an utterance at most, start and end included."""

SIZE = 24
"""Utterances that are learnt from at once."""

COMPANY = 0.12
"""How often an ordinary sentence is put before or after: what matters often stands in the middle of other things."""


def targets(rows: Sequence[Row]) -> tuple[Tensor, Tensor]:
    """What is to be answered (rows × ANSWERS), and how much each answer counts (0 where it is not known)."""
    wanted = torch.zeros(len(rows), ANSWERS)
    counts = torch.zeros(len(rows), ANSWERS)
    for i, row in enumerate(rows):
        for j, label in enumerate(LABELS):
            wanted[i, j] = float(label in row.labels)
            counts[i, j] = 0.0 if label in row.also_ok else 1.0
            if label.startswith("crisis:") and row.grey:
                # Nobody is sure of these: a little is learnt from them, and nothing is learnt with conviction.
                wanted[i, j], counts[i, j] = wanted[i, j] / 2, 0.3
        at = len(LABELS)
        for key, values in TOLD.items():
            for value in values:
                if key in row.told:
                    wanted[i, at] = float(row.told[key] == value)
                    counts[i, at] = 0.3
                at += 1
    return wanted, counts


def batch_of(texts: Sequence[str], pieces: Pieces) -> tuple[Tensor, Tensor]:
    """The word pieces of several texts, padded to the longest, and which of them are no padding."""
    cut = [[pieces.start, *(p.number for p in pieces.of(text)[: LENGTH - 2]), pieces.end] for text in texts]
    longest = max(map(len, cut))
    numbers = torch.full((len(cut), longest), pieces.padding)
    for i, line in enumerate(cut):
        numbers[i, : len(line)] = torch.tensor(line)
    return numbers, (numbers != pieces.padding).long()


class Mixer:
    """Makes the texts of one round: typed as people type, sometimes in the company of an ordinary sentence."""

    def __init__(self, rows: Sequence[Row], chance: random.Random) -> None:
        self.rows, self.chance = rows, chance
        self.plain = [row.text for row in rows if not row.labels and not row.told and 4 < len(row.text.split()) < 25]

    def text(self, row: Row) -> str:
        """One way in which this row might be typed."""
        text = as_typed(row.text, self.chance)
        if self.plain and self.chance.random() < COMPANY and len(text.split()) < 40 and not row.grey:
            other = as_typed(self.chance.choice(self.plain), self.chance)
            text = f"{other} {text}" if self.chance.random() < 0.5 else f"{text} {other}"
        return text

    def batches(self) -> Iterator[list[Row]]:
        """All rows once, in a new order; within a batch texts are of like length, which saves padding and time."""
        order = list(self.rows)
        self.chance.shuffle(order)
        for at in range(0, len(order), SIZE * 16):
            block = sorted(order[at : at + SIZE * 16], key=lambda row: len(row.text))
            cut = [block[i : i + SIZE] for i in range(0, len(block), SIZE)]
            self.chance.shuffle(cut)
            yield from cut


def train(network: Network, rows: Sequence[Row], pieces: Pieces, rounds: int, seed: int) -> None:
    """Teach the network in so many rounds. The same seed on the same machine gives the same weights."""
    torch.manual_seed(seed)
    mixer = Mixer(rows, random.Random(seed))
    steps = max(1, rounds * math.ceil(len(rows) / SIZE))
    encoder = [value for name, value in network.named_parameters() if name.startswith("encoder")]
    heads = [value for name, value in network.named_parameters() if not name.startswith("encoder")]
    groups = [{"params": encoder, "lr": 1e-4}, {"params": heads, "lr": 1e-3}]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.02, fused=True)
    plan = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, (step + 1) / (0.08 * steps)) * max(0.02, 1 - step / steps)
    )
    weight = torch.tensor([2.0 if label.startswith("crisis:") else 1.0 for label in LABELS])
    weight = torch.cat([weight, torch.ones(ANSWERS - len(LABELS))])
    loss_of = nn.BCEWithLogitsLoss(reduction="none", pos_weight=weight)
    # What is kept is the mean of the weights over the last thousand steps or so: it generalises better than their end.
    mean = torch.optim.swa_utils.AveragedModel(network, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(0.999))
    network.train()
    began = time.monotonic()
    for turn in range(rounds):
        total = 0.0
        for block in mixer.batches():
            wanted, counts = targets(block)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                logits, _ = network(*batch_of([mixer.text(row) for row in block], pieces))
            loss = (loss_of(logits.float(), wanted * 0.98 + 0.01) * counts).sum() / len(block)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            plan.step()
            mean.update_parameters(network)
            total += loss.item() * len(block)
        print(f"round {turn + 1}: loss {total / len(rows):.4f}, {time.monotonic() - began:.0f} s", flush=True)
    network.load_state_dict(mean.module.state_dict())
    network.eval()
