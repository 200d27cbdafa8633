"""What a topic is: words, all of which a paper must have in its title or abstract. Pure."""

from __future__ import annotations

import re

from vectorstore.terms import words

_MOST_WORDS = 6

# A phrase with one of these says something about papers; it does not name a topic.
_SAYS = {
    "en": """
        it its this that these those they them their he she his her who whom whose which what when
        where why how do does did is are was were be been being has have had can could may might
        will would shall should must not no than if because while i you we us our your me my or
        between each both same better best worse use uses used using show shows shown report reports
        reported achieve achieves find finds found outperform beat beats get gets compare compared
        vs versus paper papers article articles study studies author authors
        most top newest latest upvoted trending popular every
    """,
    "de": """
        es das dies diese dieser dieses sie er wer was wann wo warum wie ist sind war waren hat
        haben kann können wird werden nicht als wenn weil oder welche welcher welches ich du wir ihr
        man zwischen paper papers artikel arbeiten
    """,
    "fr": """
        il elle ils elles ce cet cette ces qui que quoi quand où pourquoi comment est sont était ont
        a peut pas ou si je tu nous vous on entre article articles papier papiers
    """,
    "es": """
        él ella ellos ellas esto esta este estos estas quién qué cuándo dónde cómo es son era han ha
        puede no o si yo tú nosotros entre artículo artículos paper papers que quien
    """,
}
_EMPTY = {
    "en": "a an the of for in on with and to by via from at as into over all any some new recent s",
    "de": "der die das den dem des ein eine einen einem einer und von für in im mit zu zum zur aus",
    "fr": "le la les l un une des de du d et pour en dans avec sur par au aux à",
    "es": "el la los las un una unos unas de del y para en con por a al sobre",
}
_ALL = {"everything", "anything", "all topics", "all", "any topic", "alles", "tout", "todo"}


def topic_of(phrase: str, language: str) -> tuple[str, ...] | None:
    """The words of a topic, as they are written; none at all for "everything".

    None for a phrase that names no topic.
    """
    bare = phrase.strip().strip("'\"").lower()
    if bare in _ALL:
        return ()
    said = [re.sub(r"['’]s$", "", word) for word in words(bare)]
    if set(said) & set(_SAYS.get(language, "").split()):
        return None
    empty = set(_EMPTY.get(language, "").split())
    found = tuple(dict.fromkeys(word for word in said if word not in empty))
    return found if 0 < len(found) <= _MOST_WORDS else None
