"""What the partner does, out of an absolute statement, and what is left to the theme."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.coaching.reframe_deed import deed_of
from bot.coaching.reframe_deeds import Deeds
from bot.coaching.reframe_forms import base_of_ing, base_of_past, past, third
from bot.coaching.reframe_register import is_terse, like
from bot.listening import BadPattern
from tests.listening.files import parsed, themes

DEEDS = themes().deeds


@pytest.mark.parametrize(
    ("said", "becomes"),
    [
        ("he never, ever takes my side", "he doesn't take my side"),
        ("She's always taking digs", "she takes digs"),
        ("My wife constantly compares me to her sister", "my wife compares me to her sister"),
        ("you have never once defended me, not to anybody", "you don't defend me"),
        ("He keeps on criticising how I drive", "he criticises how I drive"),
        ("All my husband ever does is ignore me", "my husband ignores me"),
        ("you do nothing but criticise", "you criticise me"),
        ("he refuses to ever talk about it", "he refuses to talk about it"),
        ("she won't even look at me", "she won't look at me"),
        ("You lied about the money", "you lied about the money"),
        ("He never called", "he didn't call"),
        ("he dont ask how i am", "he doesn't ask how I am"),
        ("u never text back", "you don't text back"),
        ("They never answer my messages", "they don't answer my messages"),
        ("He's never helped with the dishes", "he doesn't help with the dishes"),
        ("she corrects every word I say", "she corrects what I say"),
        ("He hardly listens to me", "he hardly listens to me"),
        ("She only calls when she wants money", None),
        ("you are a liar", None),
        ("He never cared about me", None),
        ("why do you never listen to me?", None),
        ("he said “I never loved you”", None),
        ("He tells me nothing", None),
        ("she plays the victim", None),
        ("He talks to me like a dog", None),
        ("he promises and then he forgets", None),
        ("", None),
        ("you", None),
        ("he never", None),
        ("all he does is", None),
        ("he keeps on", None),
        ("he refuses to", None),
    ],
)
def test_a_deed_is_kept_without_its_totality(said: str, becomes: str | None) -> None:
    deed = deed_of(said, DEEDS)
    assert (deed.words if deed else None) == becomes


@pytest.mark.parametrize(("said", "tense"), [("he lied to me", "past"), ("he lies to me", "present")])
def test_the_tense_is_known(said: str, tense: str) -> None:
    deed = deed_of(said, DEEDS)
    assert deed
    assert deed.tense == tense


@given(
    st.lists(
        st.sampled_from(
            "he she you they my husband never always 's ' , . all does is to nothing but keeps on won't compares lie"
            " me every time I do and the because refuses put taking".split()
        ),
        max_size=12,
    ).map(" ".join)
)
@settings(max_examples=300, deadline=None)
def test_any_order_of_words_is_taken(text: str) -> None:
    deed = deed_of(text, DEEDS)
    assert deed is None or not {"always", "never", "every", "nothing"} & set(deed.words.split())


@pytest.mark.parametrize(
    ("base", "he", "was"),
    [
        ("take", "takes", "took"),
        ("deny", "denies", "denied"),
        ("watch", "watches", "watched"),
        ("nag", "nags", "nagged"),
    ],
)
def test_the_forms_of_a_verb(base: str, he: str, was: str) -> None:
    assert (third(base), past(base), base_of_past(was, frozenset((base,)))) == (he, was, base)


@pytest.mark.parametrize(("ing", "base"), [("lying", "lie"), ("taking", "take"), ("putting", "put"), ("nothing", None)])
def test_the_plain_form_behind_ing(ing: str, base: str | None) -> None:
    assert base_of_ing(ing, frozenset(("lie", "take", "put"))) == base


def test_the_register() -> None:
    assert is_terse("he dont care about me at all honestly")
    assert not is_terse("He does not care about me at all, honestly, and I am tired")
    assert like("He does not care", "When it's cold, I'm sad.") == "When it is cold, I am sad."
    assert like("He doesn't care", "When it's cold, I'm sad.") == "When it's cold, I'm sad."


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"deeds": ""}, "d.yaml: deeds, missed, cut: "),
        ({"milder": "a b"}, "d.yaml: milder: 'a b'"),
        ({"completed": "=> me"}, "d.yaml: completed: "),
    ],
)
def test_a_bad_file_is_named(change: dict[str, str], message: str) -> None:
    with pytest.raises(BadPattern, match=message):
        Deeds.of("d.yaml", {**parsed("reframes")["deeds.yaml"], **change})
