"""A public document of the provider, kept for a while."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from incubator.openid.errors import ProviderDownError

Document = TypeVar("Document")

FRESH_SECONDS = 3600
#: While the provider can't be reached, a copy still serves; past this it says nothing any more.
LAST_SECONDS = 24 * 3600
#: The shortest time between two reads that are tried while there is a copy.
PAUSE_SECONDS = 30


class Remembered(Generic[Document]):
    """One document, read by ``read`` when it is needed; a failure to read it is not kept."""

    def __init__(
        self, read: Callable[[], Awaitable[Document]], *, now: Callable[[], float]
    ) -> None:
        self._read = read
        self._now = now
        self._copy: Document | None = None
        self._copied_at = 0.0
        self._tried_at = 0.0
        self._one_at_a_time = asyncio.Lock()
        self._failures = 0
        self._failure = ""

    async def get(self) -> Document:
        """The document, at most an hour old, or at most a day while the provider is down.

        Raises:
            ProviderDownError: there is no copy that may serve and none can be had.
            UntrustedAnswerError: as for ``read``.
        """
        failures = self._failures
        async with self._one_at_a_time:
            copy = self._copy
            if copy is None or not self._is_within(self._copied_at, LAST_SECONDS):
                if failures != self._failures:
                    # It failed while this one was waiting: a crowd must not try one by one.
                    raise ProviderDownError(self._failure)
                return await self._renew()
            if self._is_within(self._copied_at, FRESH_SECONDS) or self._is_pausing():
                return copy
            try:
                return await self._renew()
            except ProviderDownError:
                return copy

    async def get_newer(self, than: Document) -> Document | None:
        """A newer copy than one that proved too old, or None where one was read just now."""
        async with self._one_at_a_time:
            if self._copy is not None and self._copy is not than:
                return self._copy
            return None if self._is_pausing() else await self._renew()

    async def _renew(self) -> Document:
        self._tried_at = self._now()
        try:
            copy = await self._read()
        except ProviderDownError as error:
            self._failures, self._failure = self._failures + 1, str(error)
            raise
        self._copy, self._copied_at = copy, self._now()
        return copy

    def _is_pausing(self) -> bool:
        return self._is_within(self._tried_at, PAUSE_SECONDS)

    def _is_within(self, moment: float, seconds: float) -> bool:
        """Whether a moment is less than some seconds ago; one in the future (a clock set back) is
        not.
        """
        return 0 <= self._now() - moment < seconds
