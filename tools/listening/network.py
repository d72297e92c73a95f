"""The network: a small sentence encoder, and over its word pieces one attention for every label."""

from __future__ import annotations

import math
from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import BertModel

from tools.listening.rows import LABELS, TOLD

WIDTH = 384
ANSWERS = len(LABELS) + sum(len(values) for values in TOLD.values())


class Network(nn.Module):
    """Word pieces (batch × length) to logits (batch × ANSWERS) and to what each piece gave (batch × length × ANSWERS).

    Every answer weighs the pieces by itself, so that what carried it can be shown; the mean of all pieces is added,
    because that is what the encoder was made for.
    """

    def __init__(self, folder: Path, layers: int = 6) -> None:
        super().__init__()
        self.encoder = BertModel.from_pretrained(folder, add_pooling_layer=False, attn_implementation="eager")
        self.encoder.encoder.layer = self.encoder.encoder.layer[:layers]
        self.attend = nn.Linear(WIDTH, ANSWERS)
        self.give = nn.Linear(WIDTH, ANSWERS)
        self.mean = nn.Linear(WIDTH, ANSWERS, bias=False)
        self.drop = nn.Dropout(0.1)

    def forward(self, pieces: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        hidden = self.encoder(input_ids=pieces, attention_mask=mask).last_hidden_state
        hidden = self.drop(hidden)
        seen = mask.unsqueeze(-1).to(hidden.dtype)
        weights = self.attend(hidden) / math.sqrt(WIDTH) * 8 + (seen - 1) * 1e4
        given = torch.softmax(weights, 1) * self.give(hidden)
        mean = (hidden * seen).sum(1) / seen.sum(1)
        return given.sum(1) + self.mean(mean), given
