"""The HTTP door over a store on disk, opened as a browser or a program would."""

import socket
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path
from shutil import copytree
from threading import Thread
from typing import Any

import pytest
import uvicorn
from desks import SAMPLES

from welfarenet.api.app import create_app
from welfarenet.api.settings import Settings
from welfarenet.graph.mapped import Status
from welfarenet.graph.stores import open_store
from welfarenet.loaders.load import load
from worlds import JESI, exercise, serve

with warnings.catch_warnings():
    # Starlette would rather have httpx2, which is not among our locks; httpx serves.
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

__all__ = [
    "FETCHED",
    "HOSTILE",
    "Page",
    "TestClient",
    "browser_page",
    "copied",
    "crowded_store",
    "listening",
    "needs_browser",
    "sample_store",
    "served",
]

FETCHED = {"src", "srcset", "poster", "data", "action", "formaction", "background"}
"""Attributes whose address a browser asks for by itself, or sends a form to."""


def sample_store(folder: Path) -> str:
    """Load the shipped sample into a store in a folder, and give its address."""
    url = f"oxigraph:{folder / 'network'}"
    store = open_store(url)
    load(store, [SAMPLES / "jesi-2026.xlsx"])
    store.close()
    return url


def crowded_store(folder: Path) -> str:
    """Publish a home care service of Jesi that takes people in and a dozen that are suspended."""
    url = f"oxigraph:{folder / 'crowd'}"
    shut = (serve(f"chiuso-{n:02}", "home.care", at=JESI, status=Status.SUSPENDED) for n in range(12))
    open_store(url).replace(exercise("one", serve("aperto", "home.care", at=JESI), *shut))
    return url


def copied(url: str, folder: Path) -> str:
    """Copy a store into a folder, and give the copy's address: quicker than a load."""
    copytree(url.removeprefix("oxigraph:"), folder / "network")
    return f"oxigraph:{folder / 'network'}"


@contextmanager
def served(url: str) -> Iterator[TestClient]:
    """Serve a store."""
    with TestClient(create_app(Settings(store=url))) as client:
        yield client


class Page(HTMLParser):
    """What a page is made of: its tags, the addresses it fetches, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())

    def fetched(self) -> list[str]:
        """List the addresses that a browser asks for by itself, and where forms go."""
        found = [a[name] for _, a in self.tags for name in FETCHED & set(a)]
        links = [a.get("href") for tag, a in self.tags if tag in {"link", "use", "image", "script"}]
        return [address for address in [*found, *links] if address is not None]

    def with_tag(self, name: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.tags if tag == name]

    def values(self, **attributes: str) -> list[dict[str, Any]]:
        """List the tags that have these attributes."""
        return [a for _, a in self.tags if attributes.items() <= a.items()]


HOSTILE = '<img src=x onerror="alert(1)"><script>alert(1)</script>'
CHROMIUM = Path("/usr/bin/chromium")
needs_browser = pytest.mark.skipif(not CHROMIUM.exists(), reason="no Chromium at /usr/bin/chromium")
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@contextmanager
def browser_page(*, scripts: bool, width: int = 1280) -> Iterator[tuple[Any, list[str], list[str]]]:
    """Open a page of a headless browser; with it, what it asks of the network and what it complains of."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(_FLAGS))
        context = browser.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=scripts, locale="it-IT"
        )
        page = context.new_page()
        asked: list[str] = []
        complaints: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        yield page, asked, complaints
        browser.close()


@contextmanager
def listening(url: str) -> Iterator[str]:
    """Serve a store on a free port of this machine, for a browser."""
    taken = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(
        uvicorn.Config(create_app(Settings(store=url)), log_level="error", access_log=False)
    )
    thread = Thread(target=server.run, kwargs={"sockets": [taken]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        taken.close()
