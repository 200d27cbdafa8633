"""What was handled already: a gateway may deliver an event again after a lost connection."""

from __future__ import annotations

from collections import OrderedDict


class Seen:
    """Remembers the last ``size`` ids."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._ids: OrderedDict[int, None] = OrderedDict()

    def add(self, item: int) -> bool:
        """Whether ``item`` is new."""
        if item in self._ids:
            return False
        self._ids[item] = None
        if len(self._ids) > self._size:
            self._ids.popitem(last=False)
        return True
