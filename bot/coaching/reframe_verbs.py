"""English verbs, as far as a sentence needs them: which words are verbs, their tense, and how they go with "you"."""

from __future__ import annotations

from typing import Literal

Tense = Literal["past", "present"]

IRREGULAR = """
be was; become became; begin began begun; bend bent; bite bit bitten; bleed bled; blow blew blown; break broke
broken; bring brought; build built; burst burst; buy bought; catch caught; choose chose chosen; come came; creep
crept; cut cut; deal dealt; dig dug; do did done; draw drew drawn; dream dreamt; drink drank drunk; drive drove
driven; eat ate eaten; fall fell fallen; feed fed; feel felt; fight fought; find found; flee fled; fly flew flown;
forget forgot forgotten; forgive forgave forgiven; freeze froze frozen; get got gotten; give gave given; go went
gone; grow grew grown; hang hung; have had; hear heard; hide hid hidden; hit hit; hold held; hurt hurt; keep kept;
kneel knelt; know knew known; lay laid; lead led; lean leant; leave left; lend lent; let let; lie lied; light lit;
lose lost; make made; mean meant; meet met; pay paid; put put; quit quit; read read; ride rode ridden; ring rang
rung; rise rose risen; run ran; say said; see saw seen; sell sold; send sent; set set; shake shook shaken; shine
shone; shoot shot; show showed shown; shut shut; sing sang sung; sink sank; sit sat; sleep slept; slide slid; speak
spoke spoken; spend spent; spit spat; split split; spread spread; stand stood; steal stole stolen; stick stuck;
swear swore sworn; sweep swept; swing swung; take took taken; teach taught; tear tore torn; tell told; think
thought; throw threw thrown; understand understood; wake woke woken; wear wore worn; weep wept; win won; write wrote
written
"""
_REGULAR = """
accept act add admit agree allow answer apologise apologize argue ask avoid beg believe belong block blame book
borrow bother brush call care carry change chat cheat check choke claim clean climb close comfort compare complain
confess confuse continue cook correct count cover criticise criticize cross cry dance date decide defend delete deny
depend destroy die disappear discuss dismiss drag dress drop embarrass end enjoy enter excuse expect explain face
fail fake finish fix flinch flirt fold follow force frown gamble giggle glance grab greet grin groan grunt guess
hand happen hate help hesitate hug ignore imagine insist interrupt introduce invite involve joke judge jump kick
kiss knock laugh lecture lift like listen lock log look love manage marry matter mention message miss mock move
mumble mutter name need nod notice offer open order pack park pass pause pick plan play pour praise prefer pretend
promise protect prove pull push raise reach realise realize refuse regret remember remind remove repeat reply reject
respect respond rest return risk roll ruin rush save scream scroll search seem share shout shrug shower sigh silence
skip slam smell smile smirk smoke snap sneak snore sound spill stare start stay step stop storm strike struggle
stutter suggest support swap swipe talk taste tease text thank threaten touch travel treat trust try turn type
unlock use visit wait walk want warn wash waste watch wave whisper whistle wipe wish wonder work worry yell zone
stroke message post phone ring pretend vanish cancel roll swear tap hurry prioritise prioritize
""".split()

BASES = frozenset([row.split()[0] for row in IRREGULAR.split(";")] + _REGULAR)
"""Verbs in their plain form."""

_PASTS = frozenset(word for row in IRREGULAR.split(";") for word in row.split()[1:2]) | {
    "were",
    "woken",
    "dreamed",
    "laid",
}
_PARTICIPLES = frozenset(row.split()[-1] for row in IRREGULAR.split(";"))
_UNCHANGED = frozenset(row.split()[0] for row in IRREGULAR.split(";") if row.split()[0] == row.split()[1])
_NO_PAST = frozenset(
    "bed red need feed bleed wed shed speed seed indeed hundred weed deed breed ted fred instead naked sacred "
    "wicked shed sled med used".split()
)
_STATES = frozenset(
    "tired bored annoyed married excited scared relaxed gone ashamed done finished stressed worried pissed "
    "disgusted disappointed used supposed allowed drunk naked interested obsessed depressed confused engaged "
    "attracted".split()
)

_TO_YOU = {
    "was": "were", "is": "are", "has": "have", "does": "do", "am": "are",
    "wasn't": "weren't", "isn't": "aren't", "hasn't": "haven't", "doesn't": "don't",
    "goes": "go", "ain't": "aren't",
}  # fmt: skip
_PAST_AUXILIARIES = frozenset(
    "was were wasn't weren't did didn't had hadn't could couldn't would wouldn't might".split()
)
_PRESENT_AUXILIARIES = frozenset(
    "is are am isn't aren't ain't has have hasn't haven't do does don't doesn't can can't cannot will won't may "
    "must should shouldn't".split()
)
AUXILIARIES = _PAST_AUXILIARIES | _PRESENT_AUXILIARIES

_APOSTROPHES_LEFT_OUT = {
    word.replace("'", ""): word
    for word in (
        "didn't doesn't don't wasn't weren't isn't aren't hasn't haven't hadn't couldn't wouldn't shouldn't can't won't"
        " i'm i've you're you've you'd he's she's they're they've that's what's there's"
    ).split()
}
ADVERBS = frozenset(
    "never just always then still even really also only ever once often again suddenly simply clearly not both all "
    "almost already barely hardly quietly finally actually literally basically so now sometimes usually later soon "
    "straight".split()
)
"""Words that may stand between a subject and its verb."""


def mended(word: str) -> str:
    """A word with the apostrophe that was left out: "didnt" → "didn't"; in lower case, other words as they are."""
    plain = word.lower().replace("’", "'")
    return _APOSTROPHES_LEFT_OUT.get(plain, plain)


def is_adverb(word: str) -> bool:
    """Whether the word may stand between a subject and its verb."""
    return word in ADVERBS or (word.endswith("ly") and len(word) > 4 and word not in ("family", "reply", "rely"))


def base_of_third(word: str) -> str | None:
    """The plain form of a verb in the third person: "watches" → "watch"; None where it has no such ending."""
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return None
    if word.endswith("ies"):
        return word[:-1] if len(word) <= 4 else word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes", "zzes", "oes")):
        return word[:-2]
    return word[:-1]


def with_you(verb: str, *, known: bool) -> str | None:
    """A verb of "he" as a verb of "you"; None where it stays. With `known`, only verbs of the list are changed."""
    if verb in _TO_YOU:
        return _TO_YOU[verb]
    base = base_of_third(verb)
    return base if base and (base in BASES or not known) else None


def is_past(word: str) -> bool:
    """Whether a word can be the past of a verb."""
    return word in _PASTS or (word.endswith("ed") and len(word) > 3 and word not in _NO_PAST)


def is_third(word: str) -> bool:
    """Whether a word can be a verb of the list in the third person."""
    return base_of_third(word) in BASES or word in ("goes", "does", "has")


def is_verb(word: str) -> bool:
    """Whether a word can be the verb of a sentence."""
    return word in AUXILIARIES or word in BASES or is_past(word) or is_third(word)


def follows_have(word: str) -> bool:
    """Whether "'s" before this word stands for "has": "he's lied", and not "he's tired"."""
    if word in ("been", "got", "had"):
        return True
    return word not in _STATES and (word in _PARTICIPLES or (word.endswith("ed") and word not in _NO_PAST))


def tense_of(verb: str, subject: str) -> Tense | None:
    """The tense of a verb with this subject (lower case; `he` for anybody in the third person)."""
    if verb in _PAST_AUXILIARIES:
        return "past"
    if verb in _PRESENT_AUXILIARIES:
        return "present"
    singular = subject not in ("i", "you", "we", "they")
    if verb in _UNCHANGED and (singular or subject != "i"):
        return "past"
    if is_past(verb):
        return "past"
    if verb in BASES:
        return "past" if singular else "present"
    return "present" if is_third(verb) else None
