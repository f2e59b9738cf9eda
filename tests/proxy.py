"""A line that can be broken: a small TCP proxy before a real server, for tests of what a network does."""

import asyncio
from contextlib import suppress
from threading import Thread
from types import TracebackType
from typing import Self

COMMIT = b"\x00\x02\xb0\x12\x00\x00"
"""The Bolt message by which a client commits."""


class Proxy:
    """Passes bytes on, until told otherwise.

    ``silent`` accepts and never answers; ``stalled`` lets nothing through on
    lines that are open; ``lose_commit`` passes the n-th COMMIT on, waits for the
    answer, swallows it and cuts the line; ``cut_after`` cuts every line once so
    many bytes have gone to the server. The last two happen once.
    """

    def __init__(self, port: int) -> None:
        self._server_port = port
        self.port = 0
        self.silent = False
        self.stalled = False
        self.lose_commit = 0
        self.cut_after = 0
        self.commits = 0
        self._sent = 0
        self._writers: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, daemon=True)

    @property
    def url(self) -> str:
        # bolt, not neo4j: a routing driver would be told the server's own address and go round the proxy.
        return f"bolt://127.0.0.1:{self.port}"

    def cut(self) -> None:
        """Cut every line there is."""
        asyncio.run_coroutine_threadsafe(self._cut(), self._loop).result(5)

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(5)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    async def _listen(self) -> None:
        self._listener = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = self._listener.sockets[0].getsockname()[1]

    async def _end(self) -> None:
        self._listener.close()
        await self._cut()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _cut(self) -> None:
        writers, self._writers = self._writers, set()
        for writer in writers:
            writer.transport.abort()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        if self.silent:
            return
        try:
            server_reader, server_writer = await asyncio.open_connection("127.0.0.1", self._server_port)
        except OSError:
            writer.transport.abort()
            return
        self._writers.add(server_writer)
        pair = (self._to_server(reader, server_writer), self._to_client(server_reader, writer))
        await asyncio.gather(*(asyncio.ensure_future(pump) for pump in pair))

    async def _to_server(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await source.read(65_536):
                self._sent += len(data)
                if self.cut_after and self._sent > self.cut_after:
                    self.cut_after = 0
                    await self._cut()
                    return
                self.commits += data.count(COMMIT)
                if not self.stalled:
                    sink.write(data)
                    await sink.drain()
        sink.transport.abort()

    async def _to_client(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await source.read(65_536):
                if self.lose_commit and self.commits >= self.lose_commit:
                    self.lose_commit = 0
                    await self._cut()
                    return
                if not self.stalled:
                    sink.write(data)
                    await sink.drain()
        sink.transport.abort()
