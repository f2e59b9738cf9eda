"""The commands that stay: ``serve``, and ``demo``, which loads the sample first."""

import gc
import socket
from typing import Annotated

import typer

from ..ontology.errors import QuestionError
from .cli_io import AsJson, Lang, StoreUrl, note, open_desk, print_json, print_lines
from .cli_words import word
from .settings import DEFAULT_STORE

__all__ = ["demo", "listener", "serve"]

SAMPLE = "jesi-2026.xlsx"
SAMPLE_NEEDS, SAMPLE_COMUNE = ("autonomy.personal-care", "income.disability-benefit"), "E388"
SAMPLE_CITIZEN: dict[str, object] = {"age": 82, "self_sufficient": False}

COLLECT_EVERY = (10_000, 10, 10)
"""Thresholds of a server's garbage collector: what a question makes dies with it, and the usual ones walk all
that a network keeps every few hundred answers, which then stand still for some tenths of a second."""

Host = Annotated[str, typer.Option("--host", help="Address to listen on.")]
Port = Annotated[int, typer.Option("--port", min=0, max=65535, help="Port to listen on; 0 takes any.")]


def serve(
    host: Host = "127.0.0.1",
    port: Port = 8000,
    store: StoreUrl = DEFAULT_STORE,
    as_json: AsJson = False,
    lang: Lang = "it",
) -> None:
    """Serve the desk page and the API."""
    _listen(store, host, port, as_json, lang)


def demo(
    port: Port = 8000,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="Load, answer one path, and end.")] = False,
    store: StoreUrl = DEFAULT_STORE,
    as_json: AsJson = False,
    lang: Lang = "it",
) -> None:
    """Load the sample network, which is invented, and serve it on this machine."""
    _load_sample(store, lang)
    if no_serve:
        _answer_one(store, as_json, lang)
    else:
        _listen(store, "127.0.0.1", port, as_json, lang)


def _load_sample(store: str, lang: str) -> None:
    """Publish the sample; a second time changes nothing."""
    from importlib.resources import as_file, files

    from ..graph.stores import open_store
    from ..loaders.load import load

    note(word("demo.loading", lang))
    with as_file(files("welfarenet.loaders").joinpath("samples", SAMPLE)) as sample:
        load(open_store(store), [sample])


def _answer_one(store: str, as_json: bool, lang: str) -> None:
    from .cli_text import path_lines
    from .schemas import dump

    with open_desk(store, lang) as desk:
        answer = desk.paths(SAMPLE_NEEDS, SAMPLE_COMUNE, citizen=SAMPLE_CITIZEN, lang=lang)
    if as_json:
        print_json(dump(answer))
    else:
        print_lines(path_lines(answer, lang))


def _listen(store: str, host: str, port: int, as_json: bool, lang: str) -> None:
    """Take the port first, so that one in use is an error like any other; then serve until stopped."""
    import uvicorn

    from ..graph.stores import open_store
    from .app import create_app
    from .settings import Settings

    open_store(store).close()
    taken = listener(host, port)
    settings = Settings(store=store, host=host, port=taken.getsockname()[1])
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{settings.port}"
    if as_json:
        print_json({"address": address, "store": store})
    else:
        print_lines([word("serve.at", lang, address=address)])
    gc.set_threshold(*COLLECT_EVERY)
    # No access log: a line of it could hold what somebody asked.
    config = uvicorn.Config(create_app(settings), log_level="warning", access_log=False, server_header=False)
    uvicorn.Server(config).run(sockets=[taken])


def listener(host: str, port: int) -> socket.socket:
    """Bind the address, or raise :class:`QuestionError`; what is written to its callers is sent at once."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        taken = socket.create_server((host, port), family=family)
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no address of this machine"
        raise QuestionError("port", f"cannot listen there: {reason}", "choose another with --port") from None
    # An answer is written in two parts, head and body. The second would wait for word that the first came,
    # which readers hold back for 40 ms. asyncio sees to that only where a socket names its protocol.
    taken.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return taken
