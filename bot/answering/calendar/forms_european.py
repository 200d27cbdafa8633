"""German, French and Spanish questions about the calendar of papers. Pure data."""

from __future__ import annotations

from bot.answering.calendar import speech
from bot.answering.calendar.forms import Form, Forms, Wanted

GERMAN = Forms(
    speech.GERMAN,
    r"\b(?:wie ?viele|anzahl|erschienen|veröffentlicht\w*|neues?|neuen?|neueste\w*|trend\w*"
    r"|meist\w*"
    r"|beliebtest\w*|fass\w*|zusammenfass\w*|überblick|passiert|verpasst)\b",
    (
        ("on", r"(?: {about} (?P<topic>.+?))?"),
        ("on2", r"(?: {about} (?P<topic2>.+?))?"),
        ("about", r"(?:zum thema|zu|zur|zum|über)"),
        ("now", r"(?:(?:gerade|jetzt|derzeit|zurzeit|aktuell|momentan|im moment) )?"),
        ("papers", r"(?:neuen? )?(?:papers?|artikel|arbeiten|veröffentlichungen|publikationen)"),
        (
            "appeared",
            r"(?:sind |ist |wurden? |gab |gibt )?(?:es|erschienen|veröffentlicht(?: worden)?)",
        ),
        ("lead", r"(?:(?:zeig(?:e)?(?: mir)?|was sind|welche sind|welches sind|nenne(?: mir)?) )*"),
    ),
    (
        Form(
            Wanted.SUMMARY,
            r"{lead}(?:fass(?:e)?(?: mir)?|(?:eine |die )?zusammenfassung(?: de[rs])?"
            r"|(?:ein(?:en)? )?überblick(?: über)?)(?: (?:alle|die|der))*(?: {papers})?{on}"
            r"(?: (?:die |der )?{papers}{on2})?(?: zusammen)?",
            needs_window=True,
        ),
        Form(
            Wanted.SUMMARY,
            r"was (?:ist|war|habe ich|haben wir){on}(?: (?:passiert|los|verpasst)){on2}",
            needs_window=True,
        ),
        Form(
            Wanted.COUNT,
            r"(?:wie ?viele {papers}|anzahl der {papers})(?: (?:gibt es|gab es|hast du|habt ihr"
            r"|sind"
            r"|wurden|{appeared}))*{on}(?: (?:gibt es|gab es|hast du|{appeared}))*",
        ),
        Form(
            Wanted.NEW,
            r"(?:was|welche {papers}){on}(?: (?:ist|sind|wurden?|gibt es|gab es))*"
            r"(?: (?:neu(?:es)?|neue {papers}))?{on2}(?: (?:neu|erschienen|veröffentlicht))?",
            needs_window=True,
        ),
        Form(Wanted.NEW, r"{lead}(?:die )?(?:neueste[ns]?|aktuellste[ns]?) {papers}{on}"),
        Form(
            Wanted.TRENDING,
            r"(?:was|welche {papers})? ?(?:ist|sind|war|waren|liegt|lag)? ?{now}(?:im trend"
            r"|trending|trends){on}",
        ),
        Form(
            Wanted.UPVOTED,
            r"{lead}(?:die )?(?:meist ?bewerteten|beliebtesten|bestbewerteten) {papers}{on}",
        ),
        Form(
            Wanted.AUTHORS,
            r"wer (?:veröffentlicht|veröffentlichte|schreibt|publiziert|hat)(?: am meisten| die"
            r" meisten {papers})"
            r"{on}(?: veröffentlicht| geschrieben| publiziert)?",
        ),
    ),
)

FRENCH = Forms(
    speech.FRENCH,
    r"\b(?:combien|nombre|paru\w*|publi\w*|sorti\w*|nouveau\w*|neuf|tendances?|récents?|derniers"
    r"|populaires|plus|résum\w*|synthèse|passé|raté)\b",
    (
        ("on", r"(?: {about} ?(?P<topic>.+?))?"),
        ("about", r"(?:sur|à propos de|au sujet de|concernant)"),
        ("now", r"(?: (?:actuelle(?:s|ment)|en ce moment|du moment|du jour))?"),
        ("papers", r"(?:(?:nouveaux|récents) )?(?:articles?|papiers?|papers?|publications?)"),
        (
            "appeared",
            r"(?:(?:sont|est|ont été|a été|y a-t-il eu|y a-t-il|il y a|avez-vous|as-tu) ?)*"
            r"(?:parus?|publiés?|sortis?|eu)?",
        ),
        ("lead", r"(?:(?:montre-moi|montrez-moi|liste|quels sont|donne-moi) )*"),
    ),
    (
        Form(
            Wanted.SUMMARY,
            r"{lead}(?:résumez?(?:-moi)?|(?:un |le )?résumé|(?:une |la )?synthèse)"
            r"(?: (?:des?|les|d'|tous les))?(?: ?{papers})?{on}",
            needs_window=True,
        ),
        Form(
            Wanted.SUMMARY,
            r"(?:que s'est-il passé|qu'est-ce qui s'est passé|qu'ai-je raté){on}",
            needs_window=True,
        ),
        Form(
            Wanted.COUNT,
            r"(?:combien d'|combien de |nombre d'|nombre de ){papers}(?: {appeared})?{on}(?:"
            r" {appeared})?",
        ),
        Form(
            Wanted.NEW,
            r"(?:qu'est-ce qui|quels {papers}|quoi){on}(?: (?:est|sont|a été|ont été))?"
            r"(?: (?:de neuf|de nouveau|parus?|publiés?|sortis?))(?: {about} (?P<topic2>.+?))?",
            needs_window=True,
        ),
        Form(
            Wanted.NEW,
            r"{lead}(?:les )?{papers}{on}(?: (?:parus|publiés|sortis))?",
            needs_window=True,
        ),
        Form(Wanted.NEW, r"{lead}(?:les )?derniers {papers}{on}"),
        Form(
            Wanted.TRENDING,
            r"(?:(?:quelles|quels|qu'est-ce qui) )?(?:{papers} )?(?:(?:sont|est) )?(?:les )?(?:en"
            r" )?tendances?{now}{on}{now}",
        ),
        Form(
            Wanted.UPVOTED,
            r"{lead}(?:les )?{papers}{on} (?:les )?(?:plus|mieux) (?:populaires|votés|notés|aimés)",
        ),
        Form(Wanted.AUTHORS, r"qui (?:publie|a publié|écrit|a écrit) le plus(?: d'{papers})?{on}"),
    ),
)

SPANISH = Forms(
    speech.SPANISH,
    r"\b(?:cuánt[oa]s|número|sali\w*|public\w*|aparec\w*|nuevo\w*|tendencias?|recientes|últimos"
    r"|más|resum\w*|pasó|pasado)\b",
    (
        ("on", r"(?: {about} (?P<topic>.+?))?"),
        ("about", r"(?:sobre|acerca de|de)"),
        ("now", r"(?: (?:ahora(?: mismo)?|actual(?:es|mente)|(?:en este|del) momento))?"),
        ("papers", r"(?:artículos?|papers?|trabajos|publicaciones)"),
        (
            "appeared",
            r"(?:(?:hay|hubo|tienes|tenéis|se han|han|se|fueron) ?)*"
            r"(?:publicad[oa]s?|publicó|publicaron|aparecid[oa]s?|aparecieron|salido|salieron"
            r"|salió)?",
        ),
        ("lead", r"(?:(?:muéstrame|lista|cuáles son|dame) )*"),
    ),
    (
        Form(
            Wanted.SUMMARY,
            r"{lead}(?:resume|resumir|(?:un |el )?resumen)(?: (?:de|los|de los|todos los))?"
            r"(?: {papers})?{on}",
            needs_window=True,
        ),
        Form(Wanted.SUMMARY, r"qué (?:pasó|ha pasado){on}", needs_window=True),
        Form(
            Wanted.COUNT,
            r"(?:cuánt[oa]s {papers}|número de {papers})(?: {appeared})?{on}(?: {appeared})?",
        ),
        Form(
            Wanted.NEW,
            r"(?:qué|qué {papers}){on} (?:hay de nuevo|(?:se )?(?:ha salido|salió|salieron|publicó"
            r"|publicaron|apareció|aparecieron))(?: {about} (?P<topic2>.+?))?",
            needs_window=True,
        ),
        Form(Wanted.NEW, r"{lead}(?:los )?{papers}{on}", needs_window=True),
        Form(Wanted.NEW, r"{lead}(?:los )?(?:últimos {papers}|{papers} más recientes){on}"),
        Form(
            Wanted.TRENDING,
            r"(?:(?:qué|cuáles) )?(?:{papers} )?(?:(?:es|son|está|están) )?(?:las )?(?:en"
            r" )?tendencias?{now}{on}{now}",
        ),
        Form(Wanted.UPVOTED, r"{lead}(?:los )?{papers}{on} más (?:votados|populares)"),
        Form(
            Wanted.AUTHORS,
            r"quién(?:es)? (?:publica|publican|ha publicado|escribe) más(?: {papers})?{on}",
        ),
    ),
)
