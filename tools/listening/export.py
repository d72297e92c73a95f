"""Writes the taught model as int8 ONNX, with what a reader of it must know beside it."""

from __future__ import annotations

import json
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from tools.listening.network import Network


def export(network: Network, vocabulary: list[str], told: dict[str, object], folder: Path) -> None:
    """Write `hearing.onnx`, `pieces.txt` and `hearing.json` into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    network.eval()
    full = folder / "full.onnx"
    torch.onnx.export(
        network,
        (torch.tensor([[101, 2017, 2196, 102], [101, 2017, 102, 0]]), torch.tensor([[1, 1, 1, 1], [1, 1, 1, 0]])),
        str(full),
        input_names=["pieces", "mask"],
        output_names=["logits", "given"],
        dynamic_axes={
            "pieces": {0: "texts", 1: "length"},
            "mask": {0: "texts", 1: "length"},
            "logits": {0: "texts"},
            "given": {0: "texts", 1: "length"},
        },
        opset_version=17,
        dynamo=False,
    )
    quantize_dynamic(full, folder / "hearing.onnx", weight_type=QuantType.QInt8, per_channel=True)
    full.unlink()
    (folder / "pieces.txt").write_text("\n".join(vocabulary) + "\n", encoding="utf-8")
    (folder / "hearing.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
