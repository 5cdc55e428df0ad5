"""The phrases behind the cues, by group; case is ignored unless said otherwise.

Where phrases overlap, the longest wins: "no complaints" is not also a "no" and a
complaint. ``{their}``, ``{them}`` and ``{they}`` stand for every personal pronoun of that
place, so that no phrase prefers a gender.
"""

from __future__ import annotations

PRONOUNS = {
    "{they}": ("he", "she", "they", "i", "we"),
    "{them}": ("him", "her", "them", "me", "us"),
    "{their}": ("his", "her", "their"),
}

NEGATION = "negation"
DECOY = "decoy"
"""Phrases that hold a cue's word and mean something else; they count for nothing."""

_LISTS: dict[str, str] = {
    NEGATION: "not, n't, nt, never, no, none, nobody, no one, nothing, nowhere, neither, nor, "
    "without, hardly, barely, scarcely, rarely, seldom, lack, lacks, lacked, lacking, unable to",
    "absence": "not once, not one, not a single, without a single, without one, without a, "
    "without any, no one has, nobody has, none of, not any, never once, never a, zero",
    "often": "always, every time, each time, consistently, consistent, usually, regularly, "
    "routinely, invariably, every day, every week, every month, daily, constantly, continually, "
    "all the time, most of the time, without exception, without fail, day in and day out, "
    "typically, frequently, often, repeatedly, again and again",
    "seldom": "sometimes, at times, occasionally, occasional, on occasion, on occasions, tends "
    "to, tend to, now and then, from time to time, once in a while, periodically, inconsistent, "
    "inconsistently, uneven, sporadic, hit or miss, in some cases, at intervals",
    "failure": "fail, fail to, fails, fails to, failed, failed to, failing to, failure, "
    "failures, forgot, forget, forgets, forgotten, miss, missed, misses, missing, late, overdue, "
    "had to be reminded, has to be reminded, have to be reminded, had to remind, have to remind, "
    "had to be asked twice, asked twice, had to ask, to ask twice, had to be told, reminded, "
    "complaint, complaints, complained, escalated, escalation, escalations, still waiting, kept "
    "waiting, left waiting, unanswered, unreturned, unfinished, incomplete, unresolved, ignore, "
    "ignored, ignores, neglect, neglected, neglects, refuse, refused, refuses, error, errors, "
    "mistake, mistakes, redone, had to redo, sent back, reopened, gave up, lost, behind schedule, "
    "backlog, careless, rude, sloppy, poor, poorly, unacceptable, unsatisfactory, unreliable, "
    "inadequate, incorrect, wrong, problem, problems",
    "effort": "beyond, above and beyond, extra mile, on {their} own time, on {their} own, "
    "without being asked, without being told, without prompting, unasked, unprompted, "
    "volunteered, volunteers, volunteer, stayed late, stays late, stay late, worked late, came in "
    "early, anticipate, anticipated, anticipates, anticipating, before anyone asked, before "
    "anyone asks, before {they} asked, before being asked, ahead of, ahead of time, ahead of "
    "schedule, proactive, proactively, initiative, unsolicited, took it upon, exceed, exceeds, "
    "exceeded, surpass, surpasses, surpassed, follow up, follows up, followed up, went out of "
    "{their} way, go out of {their} way, goes out of {their} way, on {their} day off, over the "
    "weekend, extra",
    "sufficient": "meet, meets, met, meeting expectations, adequate, adequately, satisfactory, "
    "satisfactorily, acceptable, acceptably, as expected, as required, as needed, as scheduled, "
    "as assigned, does the job, do the job, gets the job done, get the job done, no complaints, "
    "no complaint, no issues, no concerns, no problems, solid, solidly, dependable, reliable, "
    "reliably, steady, competent, competently, capable, within the target, within target, within "
    "the standard, within standard, on target, on time, on schedule, up to standard, in line "
    "with, sufficient, sufficiently, fine, okay, ok, good enough, nothing more",
    "needs": "needs to, need to, need, needs, should, must, must improve, could be better, "
    "could improve, can improve, would like to see, would like {them} to, i would like, room for "
    "growth, room for improvement, needs improvement, area for improvement, areas for "
    "improvement, work on, has to learn, have to learn, needs work, ought to, encourage, "
    "encouraged to, would benefit, expected to, improve, improvement, continue to work",
    "potential": "potential, hope, hopes, hope to, hopes to, hoping to, want to, wants to, "
    "would love to, promotion, promoted, personality, sense of humor, sense of humour, a pleasure "
    "to have, pleasure to have, pleasure to work with, joy to have, friendly, cheerful, likeable, "
    "well liked, positive attitude, attitude, enthusiastic, enthusiasm, willing, willingness, "
    "eager, motivated, ambitious, career, talented, talent, bright, intelligent, smart",
    "promise": "will, 'll, plan to, plans to, planning to, is going to, are going to, going to, "
    "promise, promised, promises, promised to, intends to, intend to, agreed to, pledged, next "
    "year, goal is",
    "contrast": "but, however, although, though, even though, despite, in spite of, yet, "
    "whereas, nevertheless, nonetheless, except, otherwise, on the other hand, even so, instead",
    "comparison": "better than, more than, less than, faster than, worse than, fewer than, "
    "than, most, least, fewest, compared, compared to, compared with, than any, than anyone, "
    "unlike, second to none, highest, lowest, fastest, slowest, half as, twice as, of anyone, in "
    "the unit, on the team",
    "praise": "outstanding, exceptional, exceptionally, exemplary, best, excellent, superb, "
    "superior, extraordinary, remarkable, remarkably, stellar, invaluable, flawless, flawlessly, "
    "impeccable, phenomenal, unmatched, unparalleled, a model for, role model, excel, excels, "
    "excelled, the standard for, go to person, tremendous, perfect, perfectly, amazing, "
    "fantastic, commended, praised, praise, thanked, thank you letter",
    "second_person": "you, your, yours, yourself, yourselves",
    DECOY: "at least, at most, last but not least, not only, no longer than, no later than, no "
    "more than, no less than, no fewer than, no matter, no doubt, not to mention, free will, good "
    "will, at will, best practice, best practices, as well as, problem solving, problem solver, "
    "the most part, next to, rather than, other than, later, of late",
}

PHRASES: dict[str, tuple[str, ...]] = {
    group: tuple(phrase.strip() for phrase in phrases.split(","))
    for group, phrases in _LISTS.items()
}

NAMESAKES = frozenset({"Will", "Best", "Miss", "MISS", "Bright", "Smart"})
"""Spelt like this, a word may be somebody's name and counts for nothing."""

NEGATABLE = ("failure", "effort", "sufficient", "praise")
"""Groups whose hits shortly after a negation count apart: "never late", "not adequate"."""
