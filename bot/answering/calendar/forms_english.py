"""English questions about the calendar of papers. Pure data."""

from __future__ import annotations

from bot.answering.calendar import speech
from bot.answering.calendar.forms import Form, Forms, Wanted

ENGLISH = Forms(
    speech.ENGLISH,
    # Of papers, and of days or numbers.
    r"(?=.*\b(?:papers?|articles?|preprints?|publications?|trend(?:ing|ed)|c[ao]me out|publish\w*"
    r"|released|appeared|listed|posted|dropped|news?|summar\w+|sum up|recap|tl;?dr|overview|digest"
    r"|highlights|round-?up|catch (?:me|us) up|happened|going on|miss(?:ed)?|anything|something"
    r"|out|authors?|researchers?|writ\w+|wrote)\b)"
    r"(?=.*\b(?:how many|number of|count|trend(?:ing|ed)|\w*voted|votes|popular|hottest|top|most"
    r"|newest|latest|new|news|today|yesterday|since|before|after|until|till|between|last|past|previous"
    r"|(?:this|current) \w+|days?|weeks?|months?|years?|ago|q[1-4]|(?:19|20)\d\d"
    r"|(?:in|on|from|of|for) (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri"
    r"|sat|sun)\w*)\b)",
    (
        # Each may use those that stand below it.
        ("lead", r"(?:(?:{polite}) )*"),
        (
            "polite",
            r"please|can you|could you|tell me|tell us|show me|show us|show|list|give me|give us"
            r"|find me|find|what is|what's|whats|what are|what were|what was|which are|which were"
            r"|i want to know|hey|hi|so|ok|okay|and|are there|is there|were there|was there"
            r"|do you have|have you got|do we have|got|what about",
        ),
        ("on", r"(?: {about} (?P<topic>.+?))?"),
        ("on2", r"(?: {about} (?P<topic2>.+?))?"),
        ("kind", r"(?:(?P<kind>[^ ]+(?: [^ ]+){0,3}?) )??"),
        (
            "about",
            r"(?:on(?: the topic of)?|about|regarding|concerning|related to|dealing with|covering"
            r"|mentioning|that mention|in(?: the (?:field|area) of|(?! (?:the|this|that|these"
            r"|those|your|our"
            r"|their|its|an?) )))",
        ),
        (
            "papers",
            r"(?:(?:new|recent|research|arxiv|daily|published|hugging face|hf) )*"
            r"(?:papers?|articles?|preprints?|publications?)",
        ),
        (
            "appeared",
            r"(?:(?:that|which|has|have|had|was|were|is|are|been|got|just|newly|recently|there) )*"
            r"(?:come out|came out|out|appear(?:ed)?|published|listed|released|posted|added"
            r"|submitted|uploaded|dropped|new|available)(?: here| there)?",
        ),
        (
            "ours",
            r"(?:(?:do|have|are|is|were|was) )?(?:you|we|there|here)"
            r"(?: (?:have|got|know(?: of)?|hold))?{here}",
        ),
        (
            "here",
            r"(?: (?:here|in total|overall|altogether|in (?:the|your|this|our) (?:corpus|index"
            r"|library|collection|database|feed)))?",
        ),
        ("now", r"(?: (?:(?:right |just )?now|currently|at the moment))?"),
        (
            "sum",
            r"(?:summar(?:y|i[sz]e|ies|i[sz]ing)|sum up|recap|tl ?dr|overview|digest|highlights"
            r"|round-?up|catch (?:me|us) up)(?: (?:of|for|on|from|about))?"
            r"(?: (?:all|every|any|the|all the|all of the))?",
        ),
        (
            "upvoted",
            r"(?:most(?: |-)(?:upvoted|popular|liked|voted)|hottest|(?:highest|best)(?: |-)voted"
            r"|top(?: |-)voted|top)",
        ),
    ),
    (
        Form(
            Wanted.SUMMARY,
            r"{lead}(?:(?:an?|the|short|quick|brief) )*{sum}(?: 's)?"
            r"(?: (?:{kind}{papers}|what|everything(?: that)?)(?: {appeared})?)?{on}"
            r"(?: {appeared})?{on2}",
            needs_window=True,
        ),
        Form(
            Wanted.SUMMARY,
            r"(?:so |ok |and |hey )?what(?: all)? (?:(?:has |have )?happened|was going on"
            r"|is going on|(?:did|have) (?:i|we) miss(?:ed)?){here}{on}",
            needs_window=True,
        ),
        Form(
            Wanted.COUNT,
            r"{lead}(?:how many|(?:the )?(?:total )?(?:number|count) of|count(?: the| all)*) "
            r"{kind}{papers}(?: (?:{appeared}|{ours}|are{here}|mention(?= )))*{here}"
            r"(?: {about} (?P<topic>.+?)|(?<= mention) (?P<topic2>.+?))?"
            r"(?: (?:{appeared}|{ours}))*{here}",
        ),
        Form(
            Wanted.NEW,
            r"(?:so |ok |and |hey )?(?:what|which) (?:{kind}{papers}{on} )?{appeared}{on2}",
            needs_window=True,
        ),
        Form(
            Wanted.NEW,
            r"{lead}(?:any news|news|anything|something)(?: (?:new|interesting|{appeared}))*{on}",
            needs_window=True,
        ),
        Form(Wanted.NEW, r"{lead}(?:the )?(?:newest|latest|most recent) {kind}{papers}{on}"),
        Form(Wanted.NEW, r"(?:what is|what's|whats) new(?: here)?(?: on (?P<topic>.+?))?"),
        Form(
            Wanted.TRENDING,
            r"{lead}(?:(?:which|what) )?(?:{papers} )?(?:(?:is|are|was|were|has been|have been) )?"
            r"(?:the )?(?:currently |now )?"
            r"(?:top(?: (?P<n>\d\d?))? )?trend(?:ing|ed){now}{here}(?: {kind}{papers})?{on}{now}",
        ),
        Form(
            Wanted.TRENDING,
            r"(?:which|what) {kind}{papers}{on} (?:is|are|was|were|has been|have been)"
            r"(?: currently| now)? trend(?:ing|ed){now}{on2}{now}",
        ),
        Form(
            Wanted.UPVOTED,
            r"{lead}(?:the )?{upvoted}(?: (?P<n>\d\d?))? {kind}{papers}{on}(?: {appeared})?",
        ),
        Form(
            Wanted.UPVOTED,
            r"{lead}(?:the )?(?P<n>\d\d?) {upvoted} {kind}{papers}{on}(?: {appeared})?",
        ),
        Form(
            Wanted.UPVOTED,
            r"(?:which|what) {kind}{papers}{on} (?:(?:is|are|was|were) (?:the )?{upvoted}"
            r"|(?:got|gets?|have|has|had|received) the most (?:up)?votes){on2}",
        ),
        Form(
            Wanted.AUTHORS,
            r"{lead}(?:who|which (?:authors?|researchers?|people|scientists?))"
            r"(?: (?:has|have|had|is|are))*(?: (?:publish(?:es|ed|ing)?|writes?|wrote|written"
            r"|writing|released?|got))?(?: the)? most(?: often| frequently)?(?: {papers})?{on}",
        ),
        Form(
            Wanted.AUTHORS,
            r"{lead}(?:who (?:is|are) )?(?:the )?(?:most (?:prolific|productive|active|frequent)"
            r"|top(?: (?P<n>\d\d?))?) (?:authors?|researchers?|writers?){on}",
        ),
        Form(
            Wanted.NEW,
            r"{lead}(?:(?:any|all|some|every|the|of) )*{kind}{papers}{on}(?: {appeared})?{on2}",
            needs_window=True,
        ),
    ),
)
