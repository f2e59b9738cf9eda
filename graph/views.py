"""A path as a picture: nodes and edges by pyvis, in a page of our own that works without a network.

pyvis's own pages fetch files from other hosts and run what they find in a
title; here its nodes, edges and options go, as data, into a page whose policy
allows two scripts by their hash and no request at all. Needs the ``notebooks``
extra.
"""

import json
from base64 import b64encode
from hashlib import sha256
from html import escape
from importlib.resources import files
from textwrap import fill
from typing import TYPE_CHECKING

from ..ontology.wording import say
from .answers import PathAnswer, PathsAnswer, StepAnswer
from .reference import load_reference
from .views_page import PAGE, STARTER

if TYPE_CHECKING:
    import networkx
    from pyvis.network import Network as Picture

__all__ = ["network_frame", "network_page", "path_graph"]

_COLOURS = {
    "person": "#17324d",
    "step": "#0b5cad",
    "presumed": "#8a5a00",
    "document": "#4a5b6c",
    "need": "#00663f",
}
_LABEL_WIDTH = 20
_OPTIONS = {
    "layout": {
        "hierarchical": {"enabled": True, "direction": "LR", "sortMethod": "directed", "levelSeparation": 210}
    },
    "physics": {"enabled": False},
    "interaction": {"keyboard": {"enabled": True, "bindToWindow": False}, "tooltipDelay": 150},
    "edges": {"arrows": {"to": {"enabled": True, "scaleFactor": 0.6}}, "color": {"color": "#4a5b6c"}},
}


def path_graph(path: PathAnswer, place: str, lang: str = "it") -> "networkx.DiGraph[str]":
    """Give a path as a graph: the person, the steps, the documents between them, the needs met.

    Parameters
    ----------
    place : str
        Where the person lives, for the first node's label.

    Returns
    -------
    networkx.DiGraph
        Nodes carry ``label``, ``title`` (a longer text), ``group`` and ``level``,
        the column they stand in.
    """
    import networkx

    graph: networkx.DiGraph[str] = networkx.DiGraph()
    graph.add_node("person", label=place, title=say("view.person", lang), group="person", level=0)
    level: dict[str, int] = {}
    # Two columns a step: a document stands between the step that gives it and the one that asks for it.
    for step in path.steps:
        level[step.id] = 1 + max((level[before] + 1 for before in step.after), default=0)
        group = "presumed" if step.presumed else "step"
        graph.add_node(
            step.id, label=step.title, title=_tooltip(step, lang), group=group, level=level[step.id]
        )
        _connect(graph, step, level)
    last = 1 + max(level.values(), default=0)
    for step in path.steps:
        for need in step.covers:
            label = _label(need, lang)
            graph.add_node(f"need:{need}", label=label, title=label, group="need", level=last)
            graph.add_edge(step.id, f"need:{need}")
    return graph


def network_page(answer: PathsAnswer, lang: str = "it") -> str:
    """Draw the best path of an answer in a page that needs no network.

    Returns
    -------
    str
        HTML of about half a megabyte, for it holds the drawing library. The
        same path is there as a list, for those who cannot see the picture.
    """
    path = answer.paths[0] if answer.paths else None
    heading = say("view.heading" if path else "view.nothing", lang, place=answer.territory_name)
    picture = _picture(path_graph(path, answer.territory_name, lang)) if path else None
    drawn = {
        "nodes": picture.nodes if picture else [],
        "edges": picture.edges if picture else [],
        "options": {**_OPTIONS, "groups": {name: _group(name) for name in _COLOURS}},
    }
    library = _library()
    return PAGE.substitute(
        lang=lang,
        heading=escape(heading),
        hashes=f"'{_hash(library)}' '{_hash(STARTER)}'",
        legend="".join(_legend(name, lang) for name in _COLOURS),
        steps="".join(_item(step, lang) for step in path.steps) if path else "",
        library=library,
        data=json.dumps(drawn, ensure_ascii=False, sort_keys=True).replace("<", "\\u003c"),
        starter=STARTER,
    )


def network_frame(page: str, title: str, height: int = 620) -> str:
    """Wrap a page for a notebook's cell: shown inside it, cut off from it."""
    return (
        f'<figure><iframe sandbox="allow-scripts" title="{escape(title)}" srcdoc="{escape(page)}"'
        f' width="100%" height="{height}"></iframe></figure>'
    )


def _connect(graph: "networkx.DiGraph[str]", step: StepAnswer, level: dict[str, int]) -> None:
    """Join a step to the papers it takes from earlier steps, or to the person."""
    carried = {paper.from_ for paper in step.requires}
    for paper in step.requires:
        if paper.from_ in level:
            name = f"{paper.from_}:{paper.document}"
            column = level[paper.from_] + 1
            graph.add_node(name, label=paper.label, title=paper.label, group="document", level=column)
            graph.add_edge(paper.from_, name)
            graph.add_edge(name, step.id)
    for before in step.after:
        if before not in carried:
            graph.add_edge(before, step.id)
    if not step.after:
        graph.add_edge("person", step.id)


def _label(goal: str, lang: str) -> str:
    """Name a need or a kind of service."""
    reference = load_reference()
    concept = reference.needs.get(goal) or reference.service_types.get(goal)
    if concept is None:
        return goal
    return concept.label_en if lang == "en" else concept.label_it


def _tooltip(step: StepAnswer, lang: str) -> str:
    brought = [paper.label for paper in step.requires]
    papers = [say("view.brings", lang, documents=", ".join(brought))] if brought else []
    return "\n".join([step.title, step.provider_name, step.reason, *papers])


def _picture(graph: "networkx.DiGraph[str]") -> "Picture":
    """Hand a graph to pyvis. Its ``from_nx`` takes quadratic time; adding one by one does not."""
    from pyvis.network import Network as Picture

    picture = Picture(directed=True)
    for name, facts in graph.nodes(data=True):
        boxed = facts["group"] not in {"person", "need"}
        picture.add_node(
            name,
            label=fill(facts["label"], _LABEL_WIDTH),
            title=facts["title"],
            group=facts["group"],
            level=facts["level"],
            shape="box" if boxed else "ellipse",
        )
    for start, end in graph.edges:
        picture.add_edge(start, end)
    return picture


def _group(name: str) -> dict[str, object]:
    dashes = [6, 4] if name == "presumed" else False
    return {
        "color": _COLOURS[name],
        "font": {"color": "#ffffff", "size": 18},
        "shapeProperties": {"borderDashes": dashes},
    }


def _legend(name: str, lang: str) -> str:
    return f'<li class="{name}">{escape(say(f"view.{name}", lang))}</li>'


def _item(step: StepAnswer, lang: str) -> str:
    who = f" ({escape(say('view.presumed', lang))})" if step.presumed else ""
    title, provider, reason = map(escape, (step.title, step.provider_name, step.reason))
    return f"<li><strong>{title}</strong> – {provider}{who}. {reason}</li>"


def _library() -> str:
    """Read the drawing library out of pyvis's wheel, as a browser will read it inside a page."""
    file = files("pyvis").joinpath("templates", "lib", "vis-9.1.2", "vis-network.min.js")
    return file.read_text("utf-8").replace("\r\n", "\n").replace("</script", "<\\/script")


def _hash(script: str) -> str:
    return f"sha256-{b64encode(sha256(script.encode()).digest()).decode()}"
