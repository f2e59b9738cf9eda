"""The line to a Neo4j server: two drivers, own deadlines, and every failure worded in one line.

The driver has no limit of its own on a line that went silent, so that every
call runs in an event loop of its own thread and is cancelled when late. Readers
never retry and fail within three seconds of trouble; writers, whose statements
may all be repeated, retry for half a minute and outlive a restarted server.
"""

import asyncio
import logging
import weakref
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from concurrent.futures import CancelledError
from threading import Lock, Thread
from time import monotonic
from typing import Any, TypeVar

from neo4j import (
    READ_ACCESS,
    WRITE_ACCESS,
    AsyncDriver,
    AsyncGraphDatabase,
    AsyncManagedTransaction,
    AsyncSession,
    NotificationMinimumSeverity,
    Query,
)
from neo4j.exceptions import ClientError, DriverError, Neo4jError

from ..ontology.errors import StoreBusyError, StoreUnreachableError
from .neo4j_address import Address, Credentials
from .neo4j_dialect import Dialect, dialect_of
from .neo4j_failures import speaks_of_schema, why_failed, why_refused

__all__ = ["READ_SECONDS", "WRITE_SECONDS", "Ask", "Line", "Row", "Statement"]

T = TypeVar("T")
Row = list[Any]
"""The values of one record, in the order asked."""

Statement = tuple[str, Mapping[str, object]]
"""A query and its parameters."""

Ask = Callable[[str, Mapping[str, object]], list[Row]]
"""How a query is run: :meth:`Line.read` for readers, :meth:`Line.look` for writers."""

READ_SECONDS = 20.0
"""A page of records that takes longer is given up: the line is stalled, or the server overloaded."""

WRITE_SECONDS = 120.0
"""As long for one transaction, all its repetitions included."""

_CONNECT_SECONDS = 10.0
"""For the first answer of a server just started; one that is silent is known by the driver in 3."""
_GRACE_SECONDS = 1.0
_RETRY_SECONDS = 30.0
_COMMON: Mapping[str, Any] = {
    "connection_timeout": 1.0,
    "connection_acquisition_timeout": 1.5,
    "liveness_check_timeout": 5.0,
    "telemetry_disabled": True,
    # Notifications quote the query, hence what people searched for.
    "notifications_min_severity": NotificationMinimumSeverity.OFF,
    "keep_alive": True,
}

logging.getLogger("neo4j").addHandler(logging.NullHandler())


class Line:
    """An open line to one database.

    Parameters
    ----------
    address : Address
        Where.
    credentials : Credentials
        Who asks.

    Raises
    ------
    StoreUnreachableError
        If nothing answers within three seconds, or the credentials or the database are refused.
    """

    def __init__(self, address: Address, credentials: Credentials) -> None:
        self._address = address
        self._user = credentials.user
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name="welfarenet-neo4j", daemon=True)
        self._thread.start()
        self._drivers: list[AsyncDriver] = []
        self._close = weakref.finalize(self, _shut, self._loop, self._thread, self._drivers, Lock())
        try:
            self._reading, self._writing = self._run(self._connect(credentials), _CONNECT_SECONDS)
        except BaseException:
            self._close()
            raise

    @property
    def address(self) -> Address:
        """Where it goes."""
        return self._address

    @property
    def dialect(self) -> Dialect:
        """What the server at the other end understands, as told by its greeting."""
        return self._dialect

    def read(
        self, query: str, parameters: Mapping[str, object] | None = None, *, seconds: float = READ_SECONDS
    ) -> list[Row]:
        """Run one query that cannot write, once.

        Raises
        ------
        StoreUnreachableError
            If the line fails or the deadline passes.
        """
        return self._run(self._read(query, parameters or {}, seconds), seconds)

    def look(self, query: str, parameters: Mapping[str, object] | None = None) -> list[Row]:
        """Run one query that cannot write as a writer does: again whenever the line fails.

        Raises
        ------
        StoreUnreachableError
            If the server stays away for half a minute, or refuses.
        """

        async def work(transaction: AsyncManagedTransaction) -> list[Row]:
            return await _run_in(transaction, (query, parameters or {}))

        return self._run(self._again(READ_ACCESS, work), WRITE_SECONDS)

    def write(
        self,
        *statements: Statement,
        guard: Sequence[Statement] = (),
        once: Statement | None = None,
        seconds: float = WRITE_SECONDS,
    ) -> list[list[Row]]:
        """Run statements as one transaction, again from its start whenever the line fails.

        They must be repeatable: when the answer to a commit is lost, nobody knows
        whether it was done, and it is done again. What is not needs ``once``: a
        statement that gives a record the first time only, in the same transaction.
        When it gives none the others are left out, and the answer is empty.
        Statements that guard run first, and nothing is written when the last of
        them gives no record.

        Raises
        ------
        StoreBusyError
            If a guard gives no record.
        StoreUnreachableError
            If the server stays away for half a minute, or refuses.
        """

        async def work(transaction: AsyncManagedTransaction) -> list[list[Row]]:
            let = [await _run_in(transaction, statement) for statement in guard]
            if let and not let[-1]:
                raise StoreBusyError(str(self._address))
            if once and not await _run_in(transaction, once):
                return []
            return [await _run_in(transaction, statement) for statement in statements]

        return self._run(self._again(WRITE_ACCESS, work), seconds)

    def define(self, statement: str) -> None:
        """Run one statement about the schema in a transaction to itself; two that meet are done again.

        Raises
        ------
        ClientError
            If the schema is in its way.
        StoreUnreachableError
            If the line fails.
        """
        self.write((statement, {}))

    def close(self) -> None:
        """Hang up; doing it again is no matter."""
        self._close()

    async def _connect(self, credentials: Credentials) -> tuple[AsyncDriver, AsyncDriver]:
        self._bookmarks = AsyncGraphDatabase.bookmark_manager()
        for retry in (0.0, _RETRY_SECONDS):
            driver = AsyncGraphDatabase.driver(
                self._address.uri,
                auth=(credentials.user, credentials.password),
                max_transaction_retry_time=retry,
                **_COMMON,
            )
            self._drivers.append(driver)
        reading, writing = self._drivers
        async with self._session(reading, READ_ACCESS) as session:
            greeting = await (await session.run("RETURN 1")).consume()
        self._dialect = dialect_of(greeting.server.agent)
        return reading, writing

    async def _read(self, query: str, parameters: Mapping[str, object], seconds: float) -> list[Row]:
        asked = Query(query, timeout=seconds)
        async with self._session(self._reading, READ_ACCESS) as session:
            result = await session.run(asked, dict(parameters))
            return [record.values() async for record in result]

    async def _again(self, access: str, work: Callable[[AsyncManagedTransaction], Awaitable[T]]) -> T:
        """Run a transaction, and again after failures that the driver leaves at that."""
        end = monotonic() + _RETRY_SECONDS
        while True:
            try:
                async with self._session(self._writing, access) as session:
                    run = session.execute_read if access == READ_ACCESS else session.execute_write
                    return await run(work)
            except self._dialect.again:
                if monotonic() > end:
                    raise
                await asyncio.sleep(0.2)

    def _session(self, driver: AsyncDriver, access: str) -> AsyncSession:
        """Open a session that has seen what every other session of this line has written."""
        return driver.session(
            database=self._address.database, default_access_mode=access, bookmark_manager=self._bookmarks
        )

    def _run(self, work: Coroutine[Any, Any, T], seconds: float) -> T:
        if not self._close.alive:
            work.close()
            raise StoreUnreachableError(str(self._address), "it was closed; open it again")
        future = asyncio.run_coroutine_threadsafe(asyncio.wait_for(work, seconds), self._loop)
        try:
            return future.result(seconds + _GRACE_SECONDS)
        except ClientError as error:
            if speaks_of_schema(error):
                raise
            reason = why_refused(error, self._user, self._address.database)
            raise StoreUnreachableError(str(self._address), reason) from error
        except (TimeoutError, CancelledError) as error:
            future.cancel()
            reason = f"no answer within {seconds:g} seconds; is the server overloaded, or the line cut?"
            raise StoreUnreachableError(str(self._address), reason) from error
        except (Neo4jError, DriverError, OSError) as error:
            raise StoreUnreachableError(str(self._address), why_failed(error)) from error


async def _run_in(transaction: AsyncManagedTransaction, statement: Statement) -> list[Row]:
    query, parameters = statement
    result = await transaction.run(query, dict(parameters))
    return [record.values() async for record in result]


def _shut(
    loop: asyncio.AbstractEventLoop, thread: Thread, drivers: Sequence[AsyncDriver], lock: Lock
) -> None:
    """Close the drivers and the loop; never waits for a line that is stalled."""

    async def hang_up() -> None:
        for driver in drivers:
            try:
                await asyncio.wait_for(driver.close(), _GRACE_SECONDS)
            except (TimeoutError, Neo4jError, DriverError, OSError):
                continue  # it is going away in any case
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    with lock:
        if loop.is_closed():
            return
        future = asyncio.run_coroutine_threadsafe(hang_up(), loop)
        try:
            future.result(3 * _GRACE_SECONDS)
        except (TimeoutError, CancelledError):
            future.cancel()
        loop.call_soon_threadsafe(loop.stop)
        thread.join(_GRACE_SECONDS)
        if not thread.is_alive():
            loop.close()
