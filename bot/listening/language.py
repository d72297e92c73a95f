"""Which language a text is in, guessed by its script and its small words; silent unless it is fairly sure."""

from __future__ import annotations

from collections.abc import Sequence

LEAST_WORDS = 3
LEAST_LETTERS = 4

_SCRIPTS: tuple[tuple[int, int, str], ...] = (
    (0x0370, 0x03FF, "el"),
    (0x0400, 0x04FF, "ru"),
    (0x0590, 0x05FF, "he"),
    (0x0600, 0x06FF, "ar"),
    (0x0900, 0x097F, "hi"),
    (0x0980, 0x09FF, "bn"),
    (0x0B80, 0x0BFF, "ta"),
    (0x0E00, 0x0E7F, "th"),
    (0x1100, 0x11FF, "ko"),
    (0x3040, 0x30FF, "ja"),
    (0x3400, 0x9FFF, "zh"),
    (0xAC00, 0xD7AF, "ko"),
)
_UKRAINIAN = frozenset("іїєґ")
_PERSIAN = frozenset("پچژگ")
_URDU = frozenset("ٹڈڑے")

_SMALL_WORDS = {
    "en": "the and i you to of is it my me that not he she they we was are have with for this but what do so be"
    " your his her"
    " im dont am just never always in on at no if how can will did has about when all",
    "es": "el la los las que de no es y yo tu mi me un una por con para como pero esta estoy muy más mas se lo le nunca"
    " siempre qué porque soy eres él ella ya quiero puedo todo nada hola cuando mis hay tengo siento",
    "fr": "le la les de des et je tu il elle est pas ne que qui un une mon ma mes moi pour avec dans mais sur suis"
    " j'ai c'est"
    " jamais toujours plus ce ça ca nous vous se au bonjour quand très tout rien peux veux m'a qu'il parce",
    "de": "der die das und ich du er sie es ist nicht ein eine mein meine mir mich mit für von zu auf dass daß aber"
    " wir ihr"
    " bin hat habe nie immer auch so wie was wenn noch kann will nichts alles dem den im sich mehr hallo weil keine",
    "pt": "o os as que de não nao é e eu tu você voce meu minha me um uma por com para como mas está estou muito"
    " mais se"
    " nunca sempre ele ela já quero posso tudo nada olá quando tenho sinto sou do da no na ao",
    "it": "il lo la gli che di non è e io tu lui lei mi ti un una per con come ma sono sei molto più piu si mai"
    " sempre della"
    " del perché perche anche ho ha voglio posso tutto niente ciao quando questo mia mio c'è",
    "nl": "de het een en ik je jij hij zij is niet van mijn me mij met voor dat die maar wij ben heb heeft nooit"
    " altijd ook zo"
    " hoe wat als nog kan wil niets alles hem haar er op aan meer hallo omdat geen naar",
    "pl": "i w nie na się sie że ze to jest ja ty on ona mi mnie mój moja z do jak ale czy jestem mam nigdy zawsze"
    " też co"
    " już juz tak dla chcę chce mogę moge wszystko nic kiedy bo tylko go przez",
    "tr": "ve bir bu ben sen o çok cok için icin ne de da değil degil beni bana benim seni sana ama gibi daha hiç"
    " hic her"
    " zaman var yok mi mı asla artık artik istiyorum istemiyorum nasıl nasil şey sey",
}
_LANGUAGES_OF: dict[str, tuple[str, ...]] = {}
for _code, _words in _SMALL_WORDS.items():
    for _word in _words.split():
        _LANGUAGES_OF[_word] = (*_LANGUAGES_OF.get(_word, ()), _code)


def guess(text: str, words: Sequence[str]) -> str | None:
    """The language (ISO 639-1) of a text that is clearly not English, else None. `words` are its raw lower-case
    words.
    """
    if not text.isascii():
        script = _by_script(text[:400])
        if script is not None:
            return script
    return _by_small_words(words[:80])


def _by_script(text: str) -> str | None:
    counts: dict[str, int] = {}
    letters = 0
    for character in text:
        if not character.isalpha():
            continue
        letters += 1
        code = ord(character)
        if code < 0x0370:
            continue
        for low, high, language in _SCRIPTS:
            if low <= code <= high:
                counts[language] = counts.get(language, 0) + 1
                break
    if not counts:
        return None
    if counts.get("ja", 0) and counts.get("zh", 0):
        counts["ja"] += counts.pop("zh")
    best = max(counts, key=lambda name: counts[name])
    least = 2 if best in ("ja", "zh", "ko") else LEAST_LETTERS
    if counts[best] < least or counts[best] * 2 < letters:
        return None
    if best == "ru" and any(c in _UKRAINIAN for c in text.lower()):
        return "uk"
    if best == "ar" and any(c in _PERSIAN for c in text):
        return "fa"
    if best == "ar" and any(c in _URDU for c in text):
        return "ur"
    return best


def _by_small_words(words: Sequence[str]) -> str | None:
    if len(words) < LEAST_WORDS:
        return None
    counts: dict[str, float] = {}
    for word in words:
        owners = _LANGUAGES_OF.get(word.replace("’", "'"))
        if owners:
            for language in owners:
                counts[language] = counts.get(language, 0.0) + (1.0 if len(owners) == 1 else 0.6)
    english = counts.pop("en", 0.0)
    if not counts:
        return None
    best = max(counts, key=lambda name: counts[name])
    clear = counts[best] >= 1.5 and counts[best] >= 1.5 * english and counts[best] >= 0.25 * len(words)
    return best if clear else None
