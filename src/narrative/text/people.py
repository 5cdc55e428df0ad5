"""Words that point at persons: names, titles, pronouns and gendered nouns.

The lists beside this module have one entry a line, in lower case. ``words.txt`` holds
the commonest words of the supervisor comments in the training corpus that are no names,
with the function words of English and the headings of review forms; a capitalised word
that is not among them may be a name. ``names.txt`` holds first names from many cultures
that are no English words, so that they are known in lower case too. ``english.txt`` holds more
words of English, ``spellings.txt`` what is no English word and yet no slip of the keyboard:
surnames, places, words of other languages (from the vocabulary of all-MiniLM-L6-v2,
Apache-2.0, and the corpus; told apart with Webster's Second, in the public domain).
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from narrative.text.rules import words

PERSON = "person"
"""What stands for a name, a personal pronoun or a gendered noun."""

_GROUPS = {
    PERSON: "he she they him them his her their hers theirs himself herself themselves themself "
    "s/he (s)he hes shes theyre thier mr mrs ms mx dr prof sir madam ma'am man woman men women "
    "male female lady ladies gentleman gentlemen guy guys girl girls boy boys gal lad lass mother "
    "father mom mum dad sister brother wife husband grandmother grandfather son daughter aunt "
    "uncle niece nephew boyfriend girlfriend",
    # Verbs agree with "they", whoever the subject is.
    "are": "is",
    "were": "was",
    "have": "has",
    "do": "does",
    "aren't": "isn't isnt arent",
    "weren't": "wasn't wasnt werent",
    "haven't": "hasn't hasnt havent",
    "don't": "doesn't doesnt dont",
    "parental": "maternity paternity",
    "waiter": "waitress",
    "waiters": "waitresses",
    "host": "hostess",
    "steward": "stewardess",
    "actor": "actress",
    "landlord": "landlady",
}
_TRADES = words(
    "business chair clergy congress council crafts fire fore handy police post repair sales "
    "spokes trades"
)
_TRADE_ENDS = {"man": "person", "woman": "person", "men": "persons", "women": "persons"}

SWAP = {word: to for to, group in _GROUPS.items() for word in group.split()} | {
    trade + end: trade + to for trade in _TRADES for end, to in _TRADE_ENDS.items()
}
"""What stands for a word, whoever it is said of."""

TITLES = words("mr mrs ms mx dr prof miss")
"""Titles: the next word is a name, and a stop in between ends nothing."""

SUFFIXES = frozenset({"jr", "sr"})

PARTICLES = words("de la las los del della der den da di dos du van von bin bint ibn al")
"""Small words inside names, as in "Maria de la Cruz"."""

NAMESAKES = words("""
    amber angel april art august autumn basil beau bill blessing bob brook can chance charity
    chase chip christian clay cliff constant cooper dale dawn dean dick don drew duke earl earnest
    edit else ever faith fares foster frank gem gene gift ginger glen grace grant guy harmony
    harsh hazel heath heather holly honor hope hunter ivy jack jade jasmine jay joy june justice
    kind kit lance lane lily long lou love lucky mark mason max may melody mercy mike miles misty
    nick noble norm olive opal parker pat patience pearl peg penny pierce precious prince prudence
    ray reed rich rob robin rocky rose ruby rusty sage sandy serenity skip skye song spring star
    sterling stone storm sue summer tanner taylor tony trace true vale victor violet wade wave
    will winter wolf worth wren young
    """)
"""First names that are English words as well; the words behind them tell which one it is."""

QUALITIES = words(
    "autumn baby can constant earnest else ever gem kind long lucky misty "
    "noble precious rich rocky rusty sandy star sterling stone summer true "
    "winter young art edit"
)
"""Namesakes that stand before a noun: "Long lines" is nobody called Long."""

FORM_WORDS = words("""
    monday tuesday wednesday thursday friday saturday sunday january february march july
    september october november december mondays tuesdays wednesdays thursdays fridays saturdays
    sundays accountability accuracy adaptability attendance attitude availability collaboration
    communication communications completeness cooperation courtesy culture customer customers
    client clients dependability efficiency engagement expectations exceeds excellent factor fails
    goals improvement initiative innovation integrity judgment knowledge leadership meets needs
    outstanding overall performance planning problem professionalism productivity punctuality
    quality quantity rating reliability requirements responsiveness respect safety satisfactory
    service services solving standard standards strengths supervision support teamwork timeliness
    unsatisfactory work
    """)
"""Words of review forms and of the calendar, which writers capitalise and nobody is called."""

OPENERS = words(
    "the a an this that these those it there in on at when if but and for with all no not our we "
    "you your as after once since while because to of"
)
"""Words that start the next sentence rather than go on with a name."""


@cache
def known_words() -> frozenset[str]:
    """Ordinary English words, lower case; a capitalised word not among them may be a name."""
    return listed("words.txt")


@cache
def english_words() -> frozenset[str]:
    """More ordinary English words of four letters and more, lower case."""
    return listed("english.txt")


@cache
def first_names() -> frozenset[str]:
    """First names that are no English words, lower case."""
    return listed("names.txt")


def listed(name: str) -> frozenset[str]:
    """The words of a list beside this module, one a line."""
    return frozenset(files("narrative.text").joinpath(name).read_text(encoding="utf-8").split())
