"""Pages and letters from templates; what is put in is escaped wherever they are HTML."""

from __future__ import annotations

import textwrap
from functools import cache

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined, select_autoescape

_TEXT_WIDTH = 76


def render(package: str, template: str, **values: object) -> str:
    """``template`` of the folder ``templates`` of ``package``, filled in; pages extend our
    ``base.html``."""
    return _environment(package).get_template(template).render(**values)


@cache
def _environment(package: str) -> Environment:
    made = Environment(
        loader=ChoiceLoader([PackageLoader(package), PackageLoader("bot.render")]),
        autoescape=select_autoescape(enabled_extensions=("html",), default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters["folded"] = _folded
    return made


def _folded(text: str, indent: str = "") -> str:
    """Text in lines that every mail program shows whole; no word is broken, so no link is."""
    return textwrap.fill(
        text,
        _TEXT_WIDTH,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
