"""Writes the taught network as int8 ONNX, with its vocabulary and a card that says what it is."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from tools.listening.network import Network
from tools.listening.rows import LABELS, TOLD


def export(network: Network, vocabulary: Sequence[str], card: dict[str, Any], folder: Path) -> None:
    """Write `network.onnx`, `vocabulary.txt` and `card.json` into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    network.eval()
    full = folder / "full.onnx"
    sizes = {"pieces": {0: "texts", 1: "length"}, "mask": {0: "texts", 1: "length"}}
    torch.onnx.export(
        network,
        (torch.tensor([[101, 2017, 2196, 102, 0, 0, 0]]), torch.tensor([[1, 1, 1, 1, 0, 0, 0]])),
        str(full),
        input_names=["pieces", "mask"],
        output_names=["logits", "given"],
        dynamic_axes=sizes | {"logits": {0: "texts"}, "given": {0: "texts", 1: "length"}},
        opset_version=17,
        dynamo=False,
    )
    logging.getLogger().setLevel(logging.ERROR)
    quantize_dynamic(full, folder / "network.onnx", weight_type=QuantType.QInt8, per_channel=True)
    full.unlink()
    (folder / "vocabulary.txt").write_text("\n".join(vocabulary) + "\n", encoding="utf-8")
    sums = {
        name: hash_of(folder / file) for name, file in (("network", "network.onnx"), ("vocabulary", "vocabulary.txt"))
    }
    told = [value for values in TOLD.values() for value in values]
    write_card(
        folder,
        {
            **card,
            "labels": list(LABELS),
            "told": told,
            "sha256": sums,
            "weights": {},
            "limits": {"crisis": 0.5, "hint": 1.0},
        },
    )


def write_card(folder: Path, card: dict[str, Any]) -> None:
    """Write the card that stands beside the network."""
    (folder / "card.json").write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def hash_of(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
