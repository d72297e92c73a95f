from __future__ import annotations

import pytest

from tests.listening.files import names


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Ya no sé qué hacer con mi marido, no me escucha nunca", "es"),
        ("Je ne sais pas quoi faire avec mon mari, il ne m'écoute pas", "fr"),
        ("Ich weiß nicht mehr, was ich mit meinem Mann machen soll", "de"),
        ("Não sei o que fazer com o meu marido, ele nunca me ouve", "pt"),
        ("Non so più cosa fare con mio marito, non mi ascolta mai", "it"),
        ("Ik weet niet wat ik met mijn man moet doen, hij luistert nooit", "nl"),
        ("Nie wiem już co mam robić z moim mężem, on mnie nie słucha", "pl"),
        ("Kocamla ne yapacağımı bilmiyorum, beni hiç dinlemiyor ama çok seviyorum", "tr"),
        ("Я не знаю, что мне делать с мужем", "ru"),
        ("لا أعرف ماذا أفعل مع زوجي", "ar"),
        ("मुझे नहीं पता मैं क्या करूं", "hi"),
        ("もうどうしたらいいか分からない", "ja"),
        ("어떻게 해야 할지 모르겠어요", "ko"),
        ("我不知道该怎么办", "zh"),
        ("Я не знаю, що робити з моїм чоловіком", "uk"),
    ],
)
def test_another_language_is_named(text: str, language: str) -> None:
    assert f"language:{language}" in names(text)


@pytest.mark.parametrize(
    "text",
    [
        "I don't know what to do with my husband",
        "ok",
        "no",
        "je",
        "lol ok",
        "He said hola and left",
        "Madrid, Paris, Berlin",
        "",
        "u r so mean 2 me",
    ],
)
def test_english_and_scraps_are_not_named(text: str) -> None:
    assert not [name for name in names(text) if name.startswith("language:")]
