"""Whether a passage is English, told from its script, its small words and its letters.

Models here read English alone. Text in another language has to be told apart from what only
looks odd: telegraphic notes, names, slips of the keyboard, English as a second language. So
a passage counts as English until its own words speak for another language.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from functools import cache, lru_cache

from narrative.text.decoding import readable
from narrative.text.people import english_words, first_names, known_words
from narrative.text.rules import words

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_ELIDED = re.compile(r"(?:l|d|j|n|s|c|m|qu|un|dell|nell|all|sull|dall)['’](?!mon\b)[a-zà-ÿœ]{2}")
"""French and Italian words before a vowel; "D'Angelo" is a name, and "c'mon" is English."""

_BORROWED = re.compile(
    r"\S{1,80}@\S+|www\.\S+|"
    r"\b(?:per se|en (?:route|masse|suite)|vis-[aà]-vis|d[eé]j[aà] vu|[aà] la (?:carte|mode)|"
    r"mise en place|hors d['’]oeuvres?|ad hoc|pro (?:bono|rata)|de facto|et al|du jour)\b",
    re.IGNORECASE,
)
"""Addresses, and what English has borrowed."""

_PARTED = re.compile(r"[,;/&|]")
_VOWEL = re.compile(r"[^\x00-\x7f]|[aeiouy]")

_LATIN = ((0x41, 0x24F), (0x1E00, 0x1EFF), (0x2C60, 0x2C7F), (0xA720, 0xA7FF))
"""Unicode blocks of Latin letters: first and last code point."""

_ENGLISH = words("""
    the and with that this these those from has having are were been being its it's they them
    their theirs she his him hers you your our us but by which when who whom whose what where why
    how would should could cannot might did does doing done because while before during about
    into onto than then there here every each any some such only own other both few very too just
    always never often without within between through until again if i'm i've ive
    """)
"""Small words of English that other languages hardly have."""

_SHARED = words("""
    a aan ad after al ale all also am an ang any art as at ay bin bo bu but by can car com come
    con da de dem den der des det dan die do door du e el er et far fat for go got had
    han has hat have he hen her here hun i if in is it ja ko la le li los las del lo man mag
    may me men met min mo most must my na nan ne no nor not o od of om on once or ox over pa pan
    para pas per plus po pro rat sale see ser si sin so son sen sent si tag te
    ten ti till to tu u up van var ve via von want war was we wet will y ya za yon wa
    """)
"""What both English, if only in names or notes, and other languages write: they tell nothing."""

_OTHER = words("""
    und die das der des dem den ein eine einen einem einer eines nicht ist sind mit für auf auch
    sich von zu zum zur aus bei nach vom wie wird werden wurde haben hatte sie er es ihr ihre
    ihren ihrem seine seinen seiner sehr noch nur oder aber wenn weil dass immer alle kein keine
    muss kann soll hat im am durch über unter vor gegen ohne wir ich uns was schon mehr

    le la les du une un et est sont dans pour que qui pas ne sur avec sans ses son sa leur leurs
    il elle ils elles nous vous ce cette ces aux au par mais ou où très bien doit être avoir fait
    été plus tout tous toute toutes toujours jamais souvent lorsque quand même aussi depuis

    el los las una unos unas del al y que en con por para su sus se es son está están fue no ha
    han como más muy pero cuando sin sobre entre siempre nunca también todo todos toda todas
    lo les este esta estos ser hay tiene debe hace bien porque desde hasta

    o os as um uma uns umas do da dos das no na nos nas em com por para que não é são está ao aos
    à às seu sua seus suas ele ela eles elas muito mais mas quando sem sempre nunca também foi
    tem deve pelo pela isso este esta todos todas já até

    il lo gli le uno una di del della dei delle degli dello al alla ai alle nel nella nei nelle
    sul sulla che non è sono con per tra fra anche più molto ma quando senza sempre mai suo sua
    suoi sue ha hanno deve essere questo questa tutti tutte dal dalla ogni così

    de het een en van ik je hij zij ze niet is zijn met voor op aan bij naar uit om te dat die
    deze dit er maar ook wel geen heeft hebben wordt worden werd moet kan zal altijd nooit vaak
    zeer goed meer veel als dan nog door tegen onder haar hun wij ons

    nie się jest są w z na do od po za że i a to co jak czy dla przez przed przy oraz ale jego
    jej ich bardzo zawsze nigdy często już tylko był była było były może musi który która które

    ang ng mga sa si siya niya ay na at hindi kanyang kaniyang ito nang para kung kapag lahat
    wala walang laging ko mo namin natin sila nila pa rin din po may isang mahusay kaya dapat

    ve bir bu için ile çok daha her de da değil gibi olarak olan ne ama hiç en kadar sonra var
    yok iyi o onun tarafından zaman

    và là của có không được cho với các những một người trong khi đã rất cô ấy anh tôi để này
    thì mà luôn làm việc

    och att det som är på av för med den inte till har ett om men hon han sin alltid aldrig
    mycket efter jag ikke og af på til han hun meget altid aldrig blir ble
    și nu este sunt cu pentru din mai foarte dar întotdeauna niciodată
    dan yang tidak dengan untuk dari ini itu dalam pada adalah selalu sangat tetapi juga
    je se na ve že ale velmi vždy nikdy jsou az egy nem hogy és van nagyon mindig ja ei on että
    hän aina mutta ni wa ya na kwa yake katika lakini li pa nan yo yon ak pou toujou

    zwei drei vier deux trois quatre tres cuatro dois duas três quattro twee drie dwa dwie trzy
    dalawang tatlong iki üç två hai
    """)
"""Small words of other languages."""

_LOCAL, _STRANGE, _ACCENTED, _UNKNOWN = 1.0, -2.0, -1.5, -0.5
"""What a word of English, a small word or a letter of another language, and a word in no list
weigh. Names and what several languages have weigh nothing."""

_LEAST = -1.5
"""Weight from which a passage is in another language: one unknown word is a slip, or a name."""


def foreign(text: str) -> bool:
    """Whether a passage is in another language than English.

    Most of its letters belong to another script, or its words weigh for another language:
    small words ("und", "pour"), letters with accents, words in no list of English.
    """
    plain = unicodedata.normalize("NFKC", readable(text))
    if not plain.isascii() and _other_script(plain):
        return True
    plain = _BORROWED.sub(" ", plain)
    found = _WORD.findall(plain)
    if plain.isupper():  # short words in capitals may be short for anything
        found = [word.lower() if len(word) > 3 else word for word in found]
    if len(found) < 2 and plain.isascii():
        return False
    weights = [_weight(word, i == 0) for i, word in enumerate(found)]
    listed = 2 * len(_PARTED.findall(plain)) >= len(found)
    # A list of terms has no small words, whatever its language: what is in no list tells nothing.
    return sum(weight for weight in weights if not listed or weight != _UNKNOWN) <= _LEAST


def _other_script(text: str) -> bool:
    letters = [ord(char) for char in text if char.isalpha()]
    latin = sum(any(first <= code <= last for first, last in _LATIN) for code in letters)
    return 2 * latin < len(letters)


@lru_cache(maxsize=2**14)
def _weight(word: str, opens: bool) -> float:
    """How much a word speaks for English, or, below 0, for another language."""
    lower = word.lower().replace("’", "'")
    stem = lower.removesuffix("'s")
    if word.isupper() or stem in _SHARED:
        return 0.0
    if stem in _ENGLISH or "n't" in lower:
        return _LOCAL
    if stem in _OTHER or _ELIDED.match(lower if opens else word):
        return _STRANGE
    if _listed(stem):
        return _LOCAL
    named = (word[0].isupper() and not opens) or stem in first_names()
    if named or len(stem) < 3 or _shortened(stem):
        return 0.0
    if lower.isascii():
        return _UNKNOWN
    return 0.0 if _listed(_bare(stem)) else _ACCENTED


def _bare(word: str) -> str:
    """A word without its accents: "résumé" is English."""
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))


def _listed(word: str) -> bool:
    if "-" in word:
        return all(_listed(part) for part in word.split("-"))
    return word in known_words() or word in english_words()


def _shortened(word: str) -> bool:
    """Whether it may be short for an English word: "mtgs", "sched", "custs"."""
    if not _VOWEL.search(word):
        return True
    stem = word.removesuffix("s")
    place = bisect_left(_sorted_words(), stem)
    longer = _sorted_words()[place : place + 1]
    return len(stem) < 6 and bool(longer) and longer[0].startswith(stem)


@cache
def _sorted_words() -> list[str]:
    return sorted(known_words() | english_words())
