"""Two threads read sources at GitHub, side by side; the event loop writes what they find.

Nothing waits for GitHub within a transaction, and no thread touches the database: each hands
over a batch at a time and goes on once it is written.
"""

from __future__ import annotations

import asyncio
import contextvars
import threading
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice
from typing import Any, TypeVar

import structlog
from tortoise.transactions import in_transaction

from incubator.actions.refresh_report import SourceResult, Stop
from incubator.domain.delivery_facts import RepositoryFacts
from incubator.domain.repositories import is_organisation
from incubator.github.api import SECONDARY_WAIT_SECONDS, Api, ApiSettings
from incubator.github.budget import Budget
from incubator.github.collect import Batch, Known, Listing, collect_repository, list_organisation
from incubator.github.errors import GithubError, Reason, UnavailableError
from incubator.store import refresh_runs, tracked_sources
from incubator.store.github_known import known_of
from incubator.store.github_writes import note_whole, repository_numbered, save_batch
from incubator.store.http_validators import forget_validators, keep_validators, validators_of
from incubator.store.refresh_runs import OK, Begun, Counts
from incubator.store.tracked_sources import Ended, Source

Result = TypeVar("Result")
#: At most two requests at once for one token.
THREADS = 2
#: A stop that no source is to blame for: another run took this one's lease over.
LOST = "lost"
#: So many sources in a row that meet the same closed door, and it is GitHub that is closed.
_IN_A_ROW = 5
_CLOSED_DOORS = frozenset({Reason.UNREACHABLE, Reason.LIMITED})
#: What would befall every other source too.
_FOR_ALL = frozenset({Reason.BAD_TOKEN, Reason.CLOCK, Reason.BUDGET})
_log = structlog.get_logger("incubator.github")


class _StoppedError(Exception):
    """The run ends before this source does."""


class _StoreError(Exception):
    """What was found could not be written."""


@dataclass(frozen=True, slots=True)
class Orders:
    """How a crew works: how to reach GitHub, how often it may, how far back it looks.

    It ends when a wait that GitHub asks for is longer than ``api.max_wait_seconds``. ``progress``
    is told how many sources are done, of how many.
    """

    api: ApiSettings
    requests: int
    since: datetime
    clock: Callable[[], datetime]
    progress: Callable[[int, int], None]
    invented: bool


class Crew:
    """Reads sources until they are done, or until the run has to end.

    ``results`` has each source that was read or failed, ``counts`` what all of it cost.
    """

    def __init__(self, run: Begun, orders: Orders) -> None:
        self.run = run
        self.results: list[SourceResult] = []
        self.stopped: Stop | None = None
        self._orders = orders
        self._budget = Budget(orders.requests)
        self._queue: deque[Source] = deque()
        self._total = 0
        self._closed = 0
        self._fault: BaseException | None = None
        self._end = threading.Event()
        self._writing = asyncio.Lock()
        self._loop = asyncio.get_running_loop()

    @property
    def counts(self) -> Counts:
        """What this run did, and the one that it goes on with."""
        before, failed = self.run.counts, sum(not one.is_ok for one in self.results)
        return Counts(
            requests=before.requests + self._budget.requests,
            unchanged=before.unchanged + self._budget.unchanged,
            finished=before.finished + len(self.results),
            failed=before.failed + failed,
            remaining=len(self._queue),
        )

    def stop(self, stop: Stop) -> None:
        """End the run: what is being read is given up, the rest is left."""
        self.stopped = self.stopped or stop
        self._end.set()

    async def read(self, sources: Sequence[Source]) -> Sequence[str]:
        """Read sources; returns the names of those that are left."""
        if self.stopped or not sources:
            return [source.name for source in sources]
        self._queue = deque(sources)
        self._total = len(self.results) + len(sources)
        self._orders.progress(len(self.results), self._total)
        pool = ThreadPoolExecutor(THREADS, thread_name_prefix="refresh")
        work = [
            self._loop.run_in_executor(pool, contextvars.copy_context().run, self._work)
            for _ in range(min(THREADS, len(sources)))
        ]
        try:
            await asyncio.gather(*work)
        except BaseException:
            self._end.set()
            # A thread that hands something over needs this loop: wait for it before leaving.
            await asyncio.gather(*work, return_exceptions=True)
            raise
        finally:
            pool.shutdown(wait=False)
        if self._fault is not None:
            raise self._fault
        read = {one.name for one in self.results}
        return [source.name for source in sources if source.name not in read]

    def _work(self) -> None:
        """One thread: its own connections, and the sources that nobody has taken yet."""
        try:
            api = Api(self._orders.api, self._budget, sleep=self._sleep, clock=self._orders.clock)
        except GithubError as error:
            self.stop(Stop(error.reason.value, error.detail))
            return
        try:
            while not self._end.is_set():
                try:
                    source = self._queue.popleft()
                except IndexError:
                    return
                self._take(api, source)
        except _StoreError as error:
            self._fault = error.__cause__
            self._end.set()
        finally:
            api.close()

    def _sleep(self, seconds: float) -> None:
        """Wait as GitHub asks, but no longer than the run lasts."""
        self._end.wait(seconds)

    def _take(self, api: Api, source: Source) -> None:
        begun = self._orders.clock()
        self._write(tracked_sources.note_begun(source.id, begun))
        state, detail, seen = OK, "", None
        try:
            if is_organisation(source.name):
                self._list(api, source)
            else:
                seen = self._collect(api, source)
            self._closed = 0
        except _StoppedError:
            return
        except GithubError as error:
            if not self._weigh(error):
                return
            state, detail = error.reason.value, error.detail
        except _StoreError:
            raise
        except Exception as error:
            # One source that nobody can make sense of must not end the reading of the others.
            _log.exception("github source can't be read", source=source.name)
            state, detail = Reason.GARBLED.value, type(error).__name__
        result = SourceResult(source.name, state, detail)
        self._write(self._finish(source, result, begun, seen))

    def _list(self, api: Api, source: Source) -> None:
        validators = self._write(validators_of(source.id))
        listing = list_organisation(api, source.name, self._orders.since, validators)
        if not listing.is_unchanged:
            self._write(_keep_listing(source, listing))

    def _collect(self, api: Api, source: Source) -> tuple[int | None, datetime]:
        """Read a repository to its end; returns its row, and how far back it is known now."""
        place = source.repository_id
        known = self._write(known_of(source.id, place, self._orders.since))
        batches = collect_repository(api, source.name, known)
        first = list(islice(batches, 1))
        if any(_is_another(batch, known) for batch in first):
            place = self._write(_follow(source, first))
            if place is not None:
                # Another name of what was read before: that is not read again.
                known = self._write(known_of(source.id, place, self._orders.since))
                batches, first = collect_repository(api, source.name, known), []
        for batch in chain(first, batches):
            place = self._write(save_batch(source.id, place, batch, invented=self._orders.invented))
            if self._end.is_set():
                raise _StoppedError
        return place, known.since

    def _weigh(self, error: GithubError) -> bool:
        """End the run over a failure that is everybody's; whether it is the source's state."""
        self._closed = self._closed + 1 if error.reason in _CLOSED_DOORS else 0
        wait = 0.0
        if isinstance(error, UnavailableError) and error.reason is Reason.LIMITED:
            wait = SECONDARY_WAIT_SECONDS if error.retry_after is None else error.retry_after
        if (
            error.reason in _FOR_ALL
            or wait > self._orders.api.max_wait_seconds
            or self._closed >= _IN_A_ROW
        ):
            self.stop(Stop(error.reason.value, error.detail))
        return error.reason is not Reason.BUDGET

    def _write(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Have the event loop do something with the database, one thing at a time."""

        async def alone() -> Result:
            async with self._writing:
                return await work

        try:
            return asyncio.run_coroutine_threadsafe(alone(), self._loop).result()
        except Exception as error:
            raise _StoreError from error

    async def _finish(
        self,
        source: Source,
        result: SourceResult,
        begun: datetime,
        seen: tuple[int | None, datetime] | None,
    ) -> None:
        """Note how a source ended, with what the run has done so far."""
        self.results.append(result)
        async with in_transaction():
            is_own = self.stopped is None or self.stopped.reason != result.state
            ended = Ended(result.state, result.detail, begun, self.run.number, is_own)
            await tracked_sources.note_end(source.id, ended)
            if seen is not None and seen[0] is not None:
                await note_whole(seen[0], seen[1], begun)
            await refresh_runs.note_progress(self.run.number, self.counts)
        if not result.is_ok:
            _log.warning(
                "github source failed",
                source=result.name,
                state=result.state,
                detail=result.detail,
                run=self.run.number,
            )
        self._orders.progress(len(self.results), self._total)


def _is_another(batch: Batch, known: Known) -> bool:
    """Whether a reading's first batch tells of another repository than the one that is known.

    A name of which nothing is known may be a second name of a repository that was read before.
    """
    told = [fact for fact in batch.facts if isinstance(fact, RepositoryFacts)]
    return any(
        known.repository is None or fact.github_id != known.repository.github_id for fact in told
    )


async def _follow(source: Source, first: Sequence[Batch]) -> int | None:
    """Our row of the repository that a first batch tells of, None for a new one."""
    await forget_validators(source.id)
    told = [fact for batch in first for fact in batch.facts if isinstance(fact, RepositoryFacts)]
    return await repository_numbered(told[0].github_id)


async def _keep_listing(source: Source, listing: Listing) -> None:
    async with in_transaction() as client:
        await tracked_sources.note_list(source.name, listing.names)
        await keep_validators(client, source.id, listing.validators)
