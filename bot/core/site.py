"""Where the pages of the small web server are. Pure."""

from __future__ import annotations

from dataclasses import dataclass

CONFIRM = "confirm"
UNSUBSCRIBE = "unsubscribe"
FEED = "feed"


@dataclass(frozen=True, slots=True)
class Site:
    """``url`` is where the world finds the server; a path of it belongs to a proxy."""

    url: str

    def confirm(self, token: str) -> str:
        return self._page(CONFIRM, token)

    def unsubscribe(self, token: str) -> str:
        return self._page(UNSUBSCRIBE, token)

    def feed(self, token: str) -> str:
        return self._page(FEED, f"{token}.atom")

    def _page(self, kind: str, name: str) -> str:
        return f"{self.url.rstrip('/')}/{kind}/{name}"
