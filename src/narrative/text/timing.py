"""The words around a length of time that say what it is said of, by group; case is ignored.

Where phrases overlap, the longest wins, so that "voice mail" is no mail. Words are parted
as the tokenizer parts them ("e - mail", "did n't").
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from narrative.text.rules import words
from narrative.text.tokens import pipeline

if TYPE_CHECKING:
    from spacy.matcher import Matcher, PhraseMatcher
    from spacy.tokens import Doc

Hit = tuple[str, int, int]
"""A group and the tokens it covers: first, and the one behind the last."""

_GROUPS = {
    # What is done, or waited for.
    "answer": "respond, responds, responded, responding, response, responses, reply, replies, "
    "replied, replying, answer, answers, answered, answering, acknowledge, acknowledges, "
    "acknowledged, acknowledgment, acknowledgement, callback, callbacks, call backs, call back, "
    "ring back, call - back, call - backs, back to people, back to callers, back to customers, "
    "back to clients, back to them, back to him, back to her, back to me, back to us, hear "
    "back, heard back, hears back, hearing back, wrote back, writes back, write back, hear "
    "from, heard from, hears from, hearing from, unreturned, first reply, back with an answer, "
    "response time, response times, reply time, answering time, answering times, had an answer, "
    "hear something, hear anything, hear nothing, heard nothing, heard anything, hears nothing, "
    "hear on, hears on, heard on, hears by, hear a thing, heard a thing, hears a thing, heard a "
    "word, hear a word, reverts to, reverted to, revert to, reverting to, got an answer, so "
    "much as a, so much as an, gets its answer, gets an answer, get an answer, heard by, "
    "responsive, had it in, had it within, had the answer, had her answer, had his answer, had "
    "their answer",
    "silent": "unanswered, no reply, no response, no answer, without a reply, without a "
    "response, without an answer, without reply, without response, without any reply, without "
    "any response, without any answer, without answer, unreturned, unread, unopened, without "
    "hearing, no call back, no callback, without a call back, without a callback, silence",
    "linger": "sit, sits, sat, sitting, lie, lies, lay, lying, lain, linger, lingers, lingered, "
    "languish, languished, pile, piles, piled, forgotten, forgot about, waited, waits, wait, "
    "waiting, gathering dust, ignored, ignores, ignore, neglected, overlooked, buried, parked, "
    "sat on, sits on, slide, ride, let go, unattended, stuck, hang, hangs, hung, stalled, "
    "dragged on, drags on, dragged out, drag on, hanging, hang about, no further than, been "
    "with, been there, in his tray, in her tray, in the tray, owed, owes, owe, been in his "
    "inbox, been in her inbox",
    "weak": "come back, comes back, came back, coming back, go back, goes back, went back, go "
    "out, goes out, went out, going out, gone, sent, send, sends, provided, provides, provide, "
    "fulfilled, fulfills, fill, filled, delivered, supplied, processed, process, processes, "
    "handled, handles, handle, cleared, clears, clear, completed, completes, complete, turned "
    "around, turns around, turn around, turnaround, turnarounds, out the door, taken care of, "
    "dealt with, deals with, closed, closed out, went, goes, go, get to, gets to, got to, "
    "getting to, picked up, picks up, pick up, picking up, attended to, addressed, resolved, "
    "turned over, leave, leaves, issued, produced, delay, delays, lag, lags, backlog, stay, "
    "stays, stayed, returned, return, returns, rtnd, done, kept, follow up, followed up, "
    "follows up, following up, follow - up, contacted, reached, in touch, opened, opens, "
    "opening, read, reads, called, phoned, rang, worked through, cleared out, answered for, got "
    "word, looked at, made contact, had word, touched, acted on, acts on",
    "waiting": "wait, waits, waited, waiting, kept waiting, left waiting, wait time, wait times",
    "resolve": "resolve, resolves, resolved, resolving, resolution, fix, fixes, fixed, fixing, "
    "solve, solves, solved, close, closes, closed, closing, closed out, complete, completes, "
    "completed, completing, finish, finishes, finished, process, processes, processed, "
    "processing, repair, repaired, repairs, settle, settled, sort, sorted, correct, corrected, "
    "issue, issued, approve, approved, turned around, turnaround, turns around, delivered, "
    "submitted, submits, filed, sent, handled, cleared, done, prepared, drafted, built, "
    "produced, restored, replaced, installed, set up, learned, mastered, ready, turned in, "
    "handed in, handed over",
    "take": "take, takes, took, taken, taking, need, needs, needed, spend, spends, spent, "
    "spending, required, requires, average, averages, averaged, averaging, avg, median, mean, "
    "ran, runs, last, lasts, lasted, lasting, drag, dragged, drags, stretch, stretched, "
    "stretches, delay, delays, delayed, wait, waits, waited, waiting, hold, held, keep, kept, "
    "left, turnaround, turnarounds, went by, goes by, passed, passes, elapsed, lag, lags, "
    "lagged, backlog, meant, means, running, uses, used, behind, late, later, overdue, past "
    "due, response time, sit, sits, sat, sitting, lie, lay, lying, old, go, goes, went, "
    "slipped, slips, longest, slowest, fastest, quickest, past",
    "changed": "down, dropped, fell, fallen, cut, reduced, improved, shortened, brought, rose, "
    "risen, grew, grown, crept, climbed, increased, doubled, slipped",
    "long": "spend, spends, spent, spending, last, lasts, lasted, lasting, talked, talks, "
    "stayed on, on the phone with, on the phone for, spoke, stood, stayed with, sat with, "
    "worked with",
    "hold": "on hold, hold, hold time, hold times, waiting room, lobby, in line, long lines, "
    "counter, talk time, handle time, call time, on scene, on site, in the queue, queue at, "
    "queueing, queuing",
    "again": "follow - up call, follow - up calls, followup call, followup calls, to see if, to "
    "see that, to see whether, to see how, to check, check in, checks in, checked in, to make "
    "sure, calls again, called again, call again, rings again, ring again, writes again, wrote "
    "again, again to",
    "object": "report, reports, timesheet, timesheets, invoice, invoices, training, trainings, "
    "meeting, meetings, shift, shifts, appointment, appointments, audit, newsletter, agenda, "
    "spreadsheet, spreadsheets, minutes of",
    "late": "late, overdue, past due, behind schedule, past the deadline, after the deadline, "
    "past deadline, past the due date, after the due date, too late, tardy, over the limit, "
    "past the limit, after the target, past the target, missed the deadline, missed the "
    "standard, missed the target, missed the window, missed the mark, outside the standard, "
    "outside the window, outside the limit, outside of the standard, outside the target, past "
    "the standard, over the standard, beyond the standard, beyond the limit, not on time, n't "
    "on time, over the deadline, out of time, out of standard, outside standard, past their due "
    "date, beyond the deadline, outside of standard, after they were due, after it was due, "
    "past when they were due, missed their deadline, missed the cutoff, missed the limit, "
    "missed the one - day, missed target, missed standard, over limit, behind the standard",
    # What came in, and how it came in.
    "thing": "request, requests, inquiry, inquiries, enquiry, enquiries, question, questions, "
    "ticket, tickets, query, queries",
    "email": "email, emails, emailed, emailing, e - mail, e - mails, e - mailed, inbox, "
    "inboxes, mailbox, in - box, electronic inquiries, electronic mail",
    "mail": "mail, mails",
    "telephone": "phone, phones, ph, tel, call back, call backs, ring back, telephone, "
    "telephones, call, calls, caller, callers, callback, callbacks, call - back, call - backs, "
    "voicemail, voicemails, voice mail, voice mails, voice - mail, voice - mails, phone "
    "message, phone messages, telephone messages, telephone message, vm, vms, vm 's, answering "
    "machine, phone msg, phone msgs, ph msg, ph msgs, hotline, helpline, phone line",
    "rang": "rang, rung, phoned, telephoned, called",
    "message": "message, messages, msg, msgs",
    "written": "written request, written requests, written inquiry, written inquiries, written "
    "question, written questions, letter, letters, ltr, ltrs, by hand, by post, in the post, "
    "correspondence, records request, records requests, information request, information "
    "requests, request for information, requests for information, request for records, requests "
    "for records, foia, foia request, foia requests, rfi, rfis, in writing, written information "
    "requests, written information request, written correspondence, written ones, written "
    "responses, written response, written replies, public records request, public records "
    "requests, mailed request, fax, faxes, faxed, open records request, open records requests, "
    "request letter, written -, written :",
    "wrote": "wrote, writes, write, who wrote",
    "in person": "walk - in, walk - ins, walkin, walkins, in person, counter, lobby, front "
    "desk, waiting room, visitor, visitors, reception desk",
    # Who did it, and whether it happened.
    "negation": "not, n't, nt, never, no, none, nobody, no one, nothing, neither, nor, cannot, "
    "hardly, barely, rarely, seldom",
    "failure": "fail, fails, failed, failing, failure, unable, refuses, refused, neglects, "
    "neglected, forgets, forgot, struggles, struggled",
    "modal": "should, must, shall, ought, need to, needs to, needed to, supposed to, meant to, "
    "expected to, expect, expects, expecting, required to, asked to, aim, aims, aiming, want, "
    "wants, wanted, would like, plans to, plan to, planning to, try to, tries to, trying to, "
    "strive, strives, working toward, working towards, work toward, agreed, agree, agreed to, "
    "agreed on, encourage, encouraged, encourages, told to, asked us to, asks us to, ask us to, "
    "asked him to, asked her to, asked them to, told us to, reminded to, instructed to, in "
    "order to, commit, commits, committed to, hope, hopes, bring, is to, are to, has to, have "
    "to",
    "norm": "standard, standards, target, targets, goal, goals, limit, limits, policy, rule, "
    "rules, requirement, requirements, expectation, expectations, norm, norms, benchmark, sla, "
    "slas, guideline, guidelines, objective, objectives, deadline, allowance, commitment, "
    "threshold, timeframe, time frame, service level, cutoff, turnaround standard, response "
    "standard, response target, yardstick, performance standard, turnaround target, ceiling, "
    "turnaround goal",
    "window": "window, mark, period, timeline, rule, cap, minimum",
    "allow": "allow, allows, allowed, ask for, asks for, asked for, permitted, give us, gives "
    "us, gave us, given us, gives you, gives one, given, gives her, gives him, gives them, gave "
    "her, gave him, gave them, call for, calls for, specify, specifies, specified, promise, "
    "promised, publish, published, advertise, advertised, prescribed, demand, demands, entitled "
    "to, due, book says, books say, charter says, handbook says, manual says, form says, "
    "website says, contract, asks of, ask of, are told that, is told that, what we ask, we "
    "have, we get, would have given, is required, are required, requires us, you gave, given a "
    "week to, ask",
    "offer": "offer, offers, offered, promise, promises, promised, promising, pledge, pledges, "
    "pledged, assure, assures, assured, vow, vowed, guarantee, guaranteed, guarantees, told "
    "them, are told that, is told that, told him, told her, told the, told a, told callers, "
    "told customers, said he 'd, said she 'd, said they 'd, saying he 'd, saying she 'd, says "
    "he 'd, says she 'd, will, 'll, ll, going to",
    "hypothetical": "would, could, might, may, as though, as if, i 'd be, i 'd like, i 'd love, "
    "i 'd prefer, i 'd want, i wish, 'd have, would have, should have",
    "others": "backup, back - up, substitute, stand - in, temp, vendor, vendors, contractor, "
    "contractors, supplier, suppliers, predecessor, previous, former, other offices, other "
    "units, other teams, other departments, other clerks, other staff, other desks, other "
    "branches, most of us, some of us, the other desk, others, coworkers, coworker, co - "
    "workers, co - worker, colleague, colleagues, the rest of us, the rest of the, everyone "
    "else, everybody else, anyone else, headquarters, hq, the lab, another unit, another "
    "office, another agency, another department, another team, neighbor, neighbors, the unit, "
    "the office, the team, the section, the division, the branch, the department, team average, "
    "office average, unit average, section average, legal, the legal department, the bureau, "
    "other people, other analysts, other specialists, finance, procurement, the courier, the "
    "post office, counsel, the program office, his team, her team, their team, hr, human "
    "resources, accounting, payroll, facilities, another clerk, another employee, a colleague, "
    "the last person, the last clerk, the person before, the old clerk, the prior clerk, prior "
    "clerk, central office, central, the help desk, it support",
    "before": "when she was new, when he was new, in his first, in her first, before she, "
    "before he, before they, before her, before his, before you, used to, previously, formerly, "
    "under the old, under the previous, under the former, under his predecessor, under her "
    "predecessor, under their predecessor, before joining, before taking, prior to, in the "
    "past, in previous years, down from, cut from, reduced from, instead of, rather than, under "
    "mr., under mrs., under ms., under mr, under mrs, under ms, under dr, under dr., under my "
    "predecessor",
    "last": "last year, last year 's, the year before, last cycle, last period, last review, "
    "previous years, in past years, last time",
    "then": "in the first half, in the spring, at midyear, at mid - year, earlier, once",
    "now": "now, this year, today, currently, these days, since then, this cycle, this period",
    # Bounds; they stand right before the length.
    "within": "<, within, inside, inside of, in under, under, less than, fewer than, no more "
    "than, not more than, no later than, not later than, no longer than, at most, at the most, "
    "up to, below, a maximum of, maximum of, max of, well under, well within, well inside, in "
    "less than, never more than, not exceeding, faster than, sooner than, quicker than, w / in, "
    "shorter than, in fewer than, as little as, as few as, a little under, a bit under, a hair "
    "under, just inside, just within, slightly under, in as little as, as fast as, as quickly "
    "as",
    "over": ">, more than, longer than, over, well over, exceeding, exceeded, exceeds, exceed, "
    "beyond, past, upwards of, upward of, greater than, in excess of, just over, well past, "
    "well beyond, outside of, outside, later than, older than, north of, a little over, a bit "
    "over, a hair over, a touch over, slightly over, slightly more than, a bit more than, a "
    "little more than",
    "at least": "at least, a minimum of, minimum of, no less than, not less than, no fewer "
    "than, a good, fully",
    "about": "about, around, like, say, roughly, approximately, approx, nearly, almost, close "
    "to, closer to, some, circa, maybe, perhaps, just about, just under, probably, more like, "
    "just shy of, shy of, just short of, the better part of, better part of, the best part of, "
    "most of, the better part, upwards of about, in the range of, on the order of",
    # What excuses a longer time, and what lies between.
    "obtained": "with another office, with another unit, with another department, with another "
    "team, with another agency, depends on, depend on, depended on, hang on, hangs on, hung on, "
    "out of the archive, out of storage, had to be pulled, had to be ordered, had to be "
    "retrieved, had to be looked up, had to be found, had to be checked, had to be researched, "
    "had to be dug out, had to be searched, had to be obtained, had to be requested, had to be "
    "gathered, had to be collected, had to be confirmed, had to be verified, had to be located, "
    "had to be tracked down, had to come from, has to come from, have to come from, having to "
    "come from, had to be dug up, had to pull, had to order, had to retrieve, had to look up, "
    "had to look it up, had to find, had to check, had to research, had to dig, had to search, "
    "had to obtain, had to request, had to gather, had to get, had to track down, had to "
    "locate, had to wait for, had to wait on, had to ask, had to consult, had to confirm, had "
    "to verify, had to go to, had to go through, had to be brought, had to be sent for, records "
    "search, record search, records pull, file search, off - site storage, offsite storage, off "
    "site storage, off site, off - site, offsite, in storage, archive, archives, archived, n't "
    "readily available, not readily available, not readily at hand, n't readily at hand, not "
    "immediately available, n't immediately available, not available right away, not on hand, "
    "n't on hand, not at hand, n't at hand, needed research, needed to research, needed a "
    "records, required research, requiring research, requires research, needing research, needs "
    "research, took research, needed looking up, need looking up, needs looking up, had to be "
    "looked for, to be looked up, waiting on data, from another office, from another agency, "
    "from another department, from another program, from another unit, from the program office, "
    "from headquarters, data from, figures from, information from, needs the chart, needs to "
    "look, needed the chart, needed information from, dig through, dug through, digging "
    "through, hunt down, hunted down, chase down, chased down, track down, tracked down, "
    "microfiche, microfilm, warehouse, closed files, old files, requires a search, required a "
    "search, needed a search, must be looked up, have to be looked up, has to be looked up, "
    "have to be pulled, has to be pulled, unavailable, records were stored, stored off, "
    "information pulled, not readily, n't readily, not yet available, n't yet available, "
    "records center, records centre, in the basement, in the vault, had to dig out, had to pull "
    "up, had to be pulled up, had to be tracked, had to hunt, needed to be pulled, needed to "
    "pull, needed to be looked up, needed to look up, needed to find, needed to check, needed "
    "to get, needed to track down, needed to be found, needed digging, was n't in the system, "
    "not in the system, was not in the file, not at her fingertips, not at his fingertips, old "
    "records, old file, archived records, legacy system, had to go digging, research required, "
    "research was needed, research was required, research needed, pull the file, pull the "
    "records, pull records, pulled the file, pulled the records, dig up, dug up, from storage, "
    "from the archive, from the archives, from archives, retrieve, retrieved, retrieving, cold "
    "storage, hard copy files, hard to find, data had to, file had to, records had to, "
    "information had to",
    "weekend": "weekend, weekends, long weekend, saturday, sunday, holiday, holidays, friday, "
    "public holiday, bank holiday, federal holiday, office was closed, office closed",
    "decoy": "on call, call center, call centers, call centre, call log, phone log, called in, "
    "call in, calls in sick, calls for, call for, conference call, conference calls, call out, "
    "called out, cover letter, letter of thanks, letter of recommendation, letter of "
    "appreciation, letter of reference, without fail, without exception, no exception, no "
    "exceptions, no doubt, no matter, not only, not just, not to mention, no problem, by no "
    "means, no one else, nobody else, mail merge, next to nothing, phone system, roll call, "
    "close call, called upon, so called, answer key, in response to, by mail, no time, good "
    "call, information desk, customer service, in no time, in line with, on the line, as a "
    "rule, thank you letter, thank you letters, thank - you letters, calls them, calls him, "
    "calls her, calls it, calls each, calls every, calls in a, called me, called us, phoned me, "
    "phoned us, rang me, rang us, call them, call him, call her, call me, calls me, not "
    "unusual, not uncommon, not rare, n't unusual, n't uncommon, not live with, could find, "
    "email signature, email signatures, email address, email addresses, email account, email "
    "system, email list, phone number, phone numbers, phone list, phone bill, phone script, her "
    "a phone, him a phone, a new phone, new phones, letter template, would not call, would n't "
    "call, ticket report, call report, email report, phone report, not unheard of, nothing "
    "unusual",
}


ASKERS = words(
    "customer caller client tenant applicant visitor parent student patient landlord resident "
    "member guest taxpayer citizen "
    "people callers customers clients patients percent users guests tenants families farmers "
    "members visitors residents parents students passengers applicants"
)
"""Those who ask, by the lower-case noun."""


_EQUIPMENT = words(
    "installation outage outages program programme software volume volumes traffic system systems "
    "server signature signatures account accounts upgrade migration training template templates "
    "bill number numbers list lists skills manner etiquette script scripts tree lines network "
    "provider app"
)

_ANYBODY = words("anyone anybody someone somebody it they the a an")


def cues(doc: Doc) -> list[Hit]:
    """The groups whose words stand in a sentence, in order; of overlapping phrases the longest.

    A phrase may belong to several groups.
    """
    hits = sorted(_phrases()(doc), key=lambda hit: (hit[1] - hit[2], hit[1]))
    owner: dict[int, tuple[int, int]] = {}
    found = []
    for key, start, end in hits:
        if all(owner.get(i, (start, end)) == (start, end) for i in range(start, end)):
            owner.update(dict.fromkeys(range(start, end), (start, end)))
            found.append((doc.vocab.strings[key], start, end))
    for key, start, end in _gapped()(doc):
        # "People ring back an hour later": they are not answered, they ask again.
        if not any(token.lower_ in ASKERS for token in doc[max(start - 2, 0) : start]):
            found.append((doc.vocab.strings[key], start, end))
    return sorted((hit for hit in found if not _is_equipment(doc, hit)), key=lambda hit: hit[1:])


def _is_equipment(doc: Doc, hit: Hit) -> bool:
    """Whether a channel's word only says what something else is for: "the email outage"."""
    group, _, end = hit
    return group in {"email", "mail", "telephone"} and doc[end : end + 1].text.lower() in _EQUIPMENT


@cache
def _phrases() -> PhraseMatcher:
    from spacy.matcher import PhraseMatcher
    from spacy.tokens import Doc

    vocab = pipeline().vocab
    matcher = PhraseMatcher(vocab, attr="LOWER")
    for group, phrases in _GROUPS.items():
        matcher.add(group, [Doc(vocab, words=phrase.split()) for phrase in phrases.split(",")])
    return matcher


@cache
def _gapped() -> Matcher:
    """Phrases with words in between: "called the customer back", "returned his calls"."""
    from spacy.matcher import Matcher

    rang = _any(
        "call calls called calling ring rings rang rung ringing phone phones phoned phoning"
    )
    got = _any("get gets got getting gotten be is was are were been")
    returned = _any("return returns returned returning")
    things = _any(
        "call calls voicemail voicemails message messages email emails phone inquiry inquiries "
        "mail mails"
    )
    units = _any("minutes hours day days week weeks fortnight month months")
    given = [_any("given"), _any("back")]
    which = _any("the another other our a that their most many")
    body = _any(
        "office offices unit units agency agencies department departments division bureau company "
        "branch lab county state ministry desk board council court warehouse contractor"
    )
    arrived = _any("joined arrived started transferred")
    back, around = _any("back"), _any("around round")
    patterns = {
        "telephone": [
            [rang, _words(3), back],
            [units, _any("to"), _any("ring phone call telephone")],
        ],
        "answer": [
            [rang, _words(3), back],
            [got, _words(2), back, _any("to")],
            [returned, _words(5), things],
            [_any("she he you and then"), _any("rang phoned called"), _any("him her them")],
            [things, _words(8), _any("returned")],
            [things, _words(8), *given],
            [units, _any("to"), _any("ring phone call telephone email write contact")],
        ],
        "arrival": [
            [_any("before"), {"LOWER": {"NOT_IN": sorted(_ANYBODY)}}, _words(2), arrived],
            [
                _any("before"),
                {"LOWER": {"NOT_IN": sorted(_ANYBODY)}},
                _words(2),
                _any("took"),
                _any("over"),
            ],
        ],
        "weak": [[_any("turn turns turned turning"), _words(4), around]],
        "linger": [
            [_any("let lets letting"), _words(5), _any("go sit slide ride ring pile lie wait")]
        ],
        "late": [[_any("not n't never"), _words(3), _any("on in"), _any("time")]],
        "others": [[which, _words(2), body]],
    }
    matcher = Matcher(pipeline().vocab)
    for group, wordings in patterns.items():
        matcher.add(group, wordings)
    return matcher


def _words(most: int) -> dict[str, Any]:
    return {"IS_PUNCT": False, "OP": f"{{0,{most}}}"}


def _any(choices: str) -> dict[str, Any]:
    return {"LOWER": {"IN": choices.split()}}
