"""Keeps user name and password out of every text that leaves this package: servers like to repeat what they were told."""

from __future__ import annotations

from typing import Final

__all__ = ["Secrets"]

_MASK: Final = "***"
_CUT_MIN: Final = 4


class Secrets:
    """The words that nobody may read in a log, a journal or on a screen."""

    def __init__(self, *words: str) -> None:
        spellings = {given for word in words if word for given in (word, repr(word)[1:-1])}
        self._words = sorted(spellings, key=len, reverse=True)

    def mask(self, text: str) -> str:
        """Put stars where a secret stood; one that the end of the text cuts short is hidden as well."""
        for word in self._words:
            text = text.replace(word, _MASK)
        for word in self._words:
            for length in range(len(word) - 1, _CUT_MIN - 1, -1):
                if text.endswith(word[:length]):
                    return text[:-length] + _MASK
        return text
