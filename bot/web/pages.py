"""Pages as people see them, in the language of their browser. Pure."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache

from aiohttp import web

from bot.locales.catalog import LANGUAGES, our_language, translator
from bot.render.jinja import render

_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


def page(request: web.Request, name: str, status: int = 200, **values: object) -> web.Response:
    """``name`` chooses title, text and button; a button posts to the page's own address."""
    language = _language(request.headers.get("Accept-Language", ""))
    t = translator(language)
    button = f"web.{name}_button"
    html = render(
        "bot.web",
        "page.html",
        language=language,
        title=t(f"web.{name}_title"),
        text=t(f"web.{name}_text", **values),
        button=t(button) if name in ("confirm", "unsubscribe") else "",
    )
    return web.Response(text=html, status=status, content_type="text/html")


@cache
def content_policy() -> str:
    """Our own style and forms to ourselves; no script, picture or frame from anywhere."""
    (style,) = _STYLE.findall(
        render("bot.web", "page.html", language="en", title="", text="", button="")
    )
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    )


def _language(accepted: str) -> str:
    """The one of our languages that a browser prefers."""
    weighed = []
    for entry in accepted[:1000].split(","):
        name, _, weight = entry.strip().partition(";q=")
        try:
            weighed.append((-float(weight or 1), name))
        except ValueError:
            continue
    for _, name in sorted(weighed, key=lambda pair: pair[0]):
        if name.partition("-")[0].lower() in LANGUAGES:
            return our_language(name.lower())
    return our_language(None)
