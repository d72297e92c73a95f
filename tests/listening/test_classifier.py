"""The model's answers: which window, which words, and what is told of them; the network is a small invented one."""

from __future__ import annotations

import hashlib

import pytest

from bot.bookshelf import MODEL, read_model
from bot.listening.classifier import MOST, WINDOW, Classifier, ModelDamaged
from bot.listening.pieces import Pieces

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "die", "want", "to", "i", ".", "tea", "and"]
DIE = WORDS.index("die")


def _network(numbers: list[int]) -> tuple[list[float], list[list[float]]]:
    """One label, carried by "die"; one thing told, true where "tea" is near."""
    given = [[4.0 if number == DIE else 0.0, 0.0] for number in numbers]
    return [4.0 if DIE in numbers else -4.0, 2.0 if WORDS.index("tea") in numbers else -2.0], given


CLASSIFIER = Classifier(_network, Pieces(WORDS), ["crisis:suicide"], ["past"])


def test_the_words_that_carry_a_label_are_shown() -> None:
    text = "tea and tea and i want to die and tea"
    guess = CLASSIFIER.guess(text)["crisis:suicide"]
    assert text[slice(*guess.place())] == "die"
    assert guess.probability == pytest.approx(0.982, abs=1e-3)
    assert guess.told["past"] > 0.5


@pytest.mark.parametrize("stop", [" .", ""])
@pytest.mark.parametrize("before", [0, 10, 20, 60, 300])
def test_it_is_heard_wherever_it_stands_in_a_long_text(before: int, stop: str) -> None:
    text = f"{('tea and tea' + stop + ' ') * before}i want to die {('and tea' + stop + ' ') * 90}"
    guess = CLASSIFIER.guess(text)["crisis:suicide"]
    assert guess.probability > 0.9
    assert text[slice(*guess.place())] == "die"


def test_no_window_is_longer_than_was_taught() -> None:
    lengths: list[int] = []

    def network(numbers: list[int]) -> tuple[list[float], list[list[float]]]:
        lengths.append(len(numbers))
        return _network(numbers)

    Classifier(network, Pieces(WORDS), ["crisis:suicide"], ["past"]).guess("tea and " * 500)
    assert max(lengths) == WINDOW + 2
    assert sum(lengths) < 2 * 1000


def test_of_a_text_without_end_the_beginning_and_the_end_are_read() -> None:
    read: list[int] = []

    def network(numbers: list[int]) -> tuple[list[float], list[list[float]]]:
        read.append(len(numbers))
        return _network(numbers)

    classifier = Classifier(network, Pieces(WORDS), ["crisis:suicide"], ["past"])
    text = "i want to die " + "tea and " * 20_000
    assert classifier.guess(text)["crisis:suicide"].probability > 0.9
    assert classifier.guess("tea and " * 20_000 + "i want to die")["crisis:suicide"].probability > 0.9
    assert len(read) == 2 * MOST


@pytest.mark.parametrize("text", ["", "   ", "\u200b", "\ud800"])
def test_where_there_is_nothing_to_read_nothing_is_guessed(text: str) -> None:
    assert CLASSIFIER.guess(text) == {}


def test_a_network_that_is_not_the_cards_own_is_refused() -> None:
    sums = {"network": hashlib.sha256(b"x").hexdigest(), "vocabulary": hashlib.sha256(b"y").hexdigest()}
    card = {"sha256": sums, "labels": [], "told": [], "pictures": {}}
    with pytest.raises(ModelDamaged, match="the model's network is not the one"):
        Classifier.of(card, b"other", "y")


@pytest.mark.parametrize("name", ["card.json", "vocabulary.txt", "network.onnx"])
def test_a_model_with_a_file_missing_says_so_in_one_line(tmp_path, name: str) -> None:
    for file in ("card.json", "vocabulary.txt", "network.onnx"):
        if file != name:
            (tmp_path / file).write_bytes((MODEL / file).read_bytes())
    with pytest.raises(ModelDamaged, match="cannot be read"):
        read_model(tmp_path)


def test_a_card_that_is_cut_off_says_so_in_one_line(tmp_path) -> None:
    for file in ("vocabulary.txt", "network.onnx"):
        (tmp_path / file).write_bytes((MODEL / file).read_bytes())
    (tmp_path / "card.json").write_text('{"sha256": ', encoding="utf-8")
    with pytest.raises(ModelDamaged, match="cannot be read"):
        read_model(tmp_path)
