"""The pages: ask at ``/`` and read the answer at ``/percorsi``; the map of gaps at ``/lacune``."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from ..graph.citizen import Citizen
from ..graph.doors import SHOWN
from ..graph.lookup import LookedUp
from ..ontology.errors import WelfareNetError
from ..ontology.wording import LANGUAGES
from .desk import Desk
from .desk_form import DeskForm, read_form, understand, understand_gaps
from .desk_page import DeskPage, Other
from .live import LiveDesk
from .problems import PROBLEMS, sentence

__all__ = ["router"]

_ALTERNATIVES = 3

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


async def written(request: Request) -> DeskForm:
    """Read the form of a request; files in it are left."""
    async with request.form() as form:
        return read_form((name, value) for name, value in form.multi_items() if isinstance(value, str))


def empty(lang: str = LANGUAGES[0]) -> DeskForm:
    """Give the form nobody has filled."""
    return DeskForm(lang=lang if lang in LANGUAGES else LANGUAGES[0])


Written = Annotated[DeskForm, Depends(written)]
Empty = Annotated[DeskForm, Depends(empty)]


@router.get("/")
def ask(request: Request, form: Empty) -> HTMLResponse:
    """Show the empty form."""
    return _shown(request, form, lambda page, desk: HTMLResponse(page.question(desk, form)))


@router.get("/percorsi")
def nothing_asked() -> RedirectResponse:
    """Send whom comes without a question, as after a reload, to the form."""
    return RedirectResponse("/", 303)


@router.post("/percorsi")
def answer(request: Request, form: Written) -> HTMLResponse:
    """Answer a form, or show what is wrong with it."""
    return _shown(request, form, lambda page, desk: _answer(page, desk, form))


@router.get("/lacune")
def ask_gaps(request: Request, form: Empty) -> HTMLResponse:
    """Show the empty form of the map of gaps."""
    return _shown(request, form, lambda page, desk: HTMLResponse(page.gaps(desk, form)))


@router.post("/lacune")
def draw_gaps(request: Request, form: Written) -> HTMLResponse:
    """Draw the map that a form asks for, or show what is wrong with it."""
    return _shown(request, form, lambda page, desk: _map(page, desk, form))


def _answer(page: DeskPage, desk: Desk, form: DeskForm) -> HTMLResponse:
    asked = understand(desk, form)
    if asked.faults:
        return HTMLResponse(page.question(desk, form, asked.faults), 422)
    person = desk.citizen(asked.citizen)
    day, lang = desk.day(form.on or None), form.lang
    found = desk.paths(
        asked.needs,
        form.comune,
        on=day,
        citizen=person,
        k=_ALTERNATIVES,
        prefer=form.prefer,
        lang=lang,
        refused=form.refused,
        explain=form.explain,
    )
    menu = desk.menu(asked.needs, form.comune, on=day, citizen=person, lang=lang)
    other = _other(desk, form, asked.needs, day, person)
    return HTMLResponse(page.answer(desk, form, found, menu, other))


def _map(page: DeskPage, desk: Desk, form: DeskForm) -> HTMLResponse:
    asked, faults = understand_gaps(desk, form)
    if asked is None:
        return HTMLResponse(page.gaps(desk, form, faults), 422)
    told = desk.tell_gaps(asked, desk.find_gaps(asked), lang=form.lang)
    return HTMLResponse(page.gaps(desk, form, (), told))


def _other(desk: Desk, form: DeskForm, needs: Sequence[str], day: date, person: Citizen) -> Other | None:
    """Say why the path does without another offering, where that was asked; of several, list them."""
    picked, named = form.why_not, LookedUp()
    if form.other:
        most = None if form.named == "all" else SHOWN
        named = desk.look_up(form.other, needs, form.comune, on=day, citizen=person, most=most)
        picked = named.shown[0].offering if len(named.shown) == 1 else ""
    if not picked:
        return Other(None, named) if form.other else None
    return Other(
        desk.why_not(picked, needs, form.comune, on=day, citizen=person, prefer=form.prefer, lang=form.lang),
        LookedUp(),
    )


def _shown(request: Request, form: DeskForm, draw: Callable[[DeskPage, Desk], HTMLResponse]) -> HTMLResponse:
    """Draw a page of the revision that answers now, or say what went wrong."""
    page: DeskPage = request.app.state.page
    live: LiveDesk = request.app.state.live
    try:
        with live.lease() as desk:
            return draw(page, desk)
    except WelfareNetError as error:
        status, _ = PROBLEMS[type(error)]
        return HTMLResponse(page.failure(sentence(error, form.lang), form.lang), status)
