"""What the segmentation knows about English: list markers, abbreviations, hanging words."""

from __future__ import annotations

import re


def words(text: str) -> frozenset[str]:
    """The words of a string as a set."""
    return frozenset(text.split())


# White space, and characters that show nothing: NUL, zero-width marks, the byte order mark.
_BLANK = r"[\s\0\u200b-\u200f\u2060\ufeff]"

# Glyphs that open a list item wherever they stand, and those that do at a line's start only.
# The private-use ones are Wingdings bullets as word processors paste them.
_INLINE_BULLETS = "•▪●◦‣■►➢➤\uf0b7\uf0a7\uf0d8"
_LINE_BULLETS = _INLINE_BULLETS + "·∙⁃▫□○◆◇▶→✓✔✗☐☑"

_MARKER = rf"""(?:
      [{_LINE_BULLETS}]
    | (?:[-–—]+|[*+>o])(?={_BLANK})
    | [-–*](?=[^\W\d_])
    | \(?(?:\d{{1,2}}|[A-Za-z]|[ivx]{{2,4}})\)(?={_BLANK})
    | (?:\d{{1,2}}|[a-z]|[ivx]{{2,4}}|[IVX]{{2,4}})\.(?={_BLANK})
    | \d{{1,2}}[.)](?=[A-Z][a-z])
)"""

LEAD = re.compile(rf"(?:{_BLANK}++|{_MARKER})*+", re.VERBOSE)
"""White space and list markers in front of a passage."""

ITEM = re.compile(rf"{_BLANK}*+{_MARKER}", re.VERBOSE)
"""The beginning of a line that is a list item."""

BLANK = re.compile(_BLANK)
BLANK_RUN = re.compile(rf"{_BLANK}++")
INLINE_BULLET = re.compile(rf"(?<=\s)[{_INLINE_BULLETS}]")

NUMBER = re.compile(r"(?<!\S)\(?(\d{1,2})[.)](?=\s+\S|[A-Z][a-z])")
"""A number that may count the items of a list in running text: "2." or "(2)"."""

MAY_END = re.compile(rf"[.?!…;{_INLINE_BULLETS}]|\d\)")
"""What a block of more than one sentence holds; most notes can skip the tokenizer."""

STOPS = frozenset({".", "?", "!", "…"})
CLOSERS = frozenset({")", "]", "}", '"', "”", "’", "'", "''", "»", "*", "**"})
ENDINGS = words(
    "com net org gov edu io co uk us js ts py pdf doc docx xls xlsx csv txt ppt pptx html htm "
    "zip png jpg jpeg exe json xml sql aspx"
)
"""Ends of host and file names, which are no first words of a sentence ("Report.Docx")."""

TITLES = words(
    "mr mrs ms mx dr prof rev hon gov sen rep sgt capt cpt lt col gen supt messrs mme "
    "e.g eg i.e ie vs v cf viz approx asst assoc mgr supv esp incl excl"
)
"""Abbreviations that a sentence never ends with."""

NUMBERED = words("no nos p pp ext fig sec vol ch art rm ste apt tel ver para")
"""Abbreviations in front of a number; without one they are words."""

NAMED = words("st ave blvd rd dept inc ltd co corp bros jr sr govt mt ft univ div")
"""Abbreviations inside names: a capital after them says little, a function word much."""

SHORTENED = words(
    "etc al min mins max avg hr hrs wk wks mo mos yr yrs qtr sec secs ea pt pts misc temp"
)
"""Abbreviations that end a sentence when a capital follows."""

CLOCK = frozenset({"a.m", "p.m"})
CALENDAR = words(
    "Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Mon Tue Tues Wed Thu Thur Thurs Fri Sat Sun"
)
AFTER_CLOCK = CALENDAR | words(
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May "
    "June July August September October November December EST EDT CST CDT MST PST PDT ET CT "
    "PT"
)
INITIALS = re.compile(r"(?:[A-Za-z]{1,2}\.)+[A-Za-z]{1,2}|[A-Z]")
"""Initials and acronyms with stops, the last stop left out: "J", "U.S", "Ph.D"."""

HANGING = words(
    "a an the and or nor but of to with for from by at in into within than that which who as if "
    "because while when his her their its our my your this these is was are were be been has "
    "have had will would should could can not about after before between least over under per "
    "both either every each"
)
"""Words a line does not end with unless its sentence goes on in the next one."""
HANGING_MARKS = (",", "(", "&", "/", "-", "–", "—", "Mr.", "Mrs.", "Ms.", "Dr.", "e.g.", "i.e.")
