# ---
# jupyter:
#   jupytext:
#     formats: py:percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Chi copre questo bisogno, qui?
#
# A notebook for the explorer: it loads the sample network into a temporary store, asks who covers a need in a
# comune, finds the path of a person, and draws it. The sample is invented. Nothing here needs a network
# connection, and nothing stays on disk when the notebook ends.
#
# Needs the `notebooks` extra for the picture; with pandas, tables are frames.

# %%
from dataclasses import asdict
from importlib.resources import as_file, files
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from welfarenet.api.desk import Desk
from welfarenet.graph.stores import open_store
from welfarenet.graph.views import network_frame, network_page
from welfarenet.loaders.load import load

# %% [markdown]
# ## The network
#
# A store is a folder. A load is published whole or not at all, and the report says what became of every row.

# %%
folder = TemporaryDirectory()
url = f"oxigraph:{folder.name}/network"
store = open_store(url)
with as_file(files("welfarenet.loaders").joinpath("samples", "jesi-2026.xlsx")) as sample:
    report = load(store, [sample])
store.close()
desk = Desk.open(url)
{"revision": desk.revision, "offerings": len(desk.network.index.offerings)}

# %% [markdown]
# ## Who covers it here?
#
# A need is named as people name it; the answer says what was understood.

# %%
NEED, COMUNE, ON = "cura della persona", "Jesi", "2026-11-23"
who = desk.who(NEED, COMUNE, on=ON, citizen={"age": 82, "self_sufficient": False})
rows = [
    {"service": one.title, "provider": one.provider_name, "eligible": one.eligible, "hours": one.hours}
    for one in who.offerings
]


def table(records: list[dict[str, object]]) -> object:
    """Give a frame where pandas is installed, else the records themselves."""
    if find_spec("pandas") is None:
        return records
    import pandas

    return pandas.DataFrame.from_records(records)


table(rows)

# %% [markdown]
# Every row can say where it was read: file, sheet, row, column and the words of the cell.

# %%
table([asdict(source) for source in who.offerings[0].sources[:5]] if who.offerings else [])

# %% [markdown]
# ## What does this person do first?

# %%
NEEDS = ["benefits.attendance", "home.care"]
answer = desk.paths(NEEDS, COMUNE, on=ON, citizen={"age": 82, "self_sufficient": False})
steps = [
    {
        "step": step.id,
        "after": ", ".join(step.after),
        "what": step.title,
        "who": step.provider_name,
        "from day": step.starts_day,
        "to day": step.ends_day,
        "presumed": step.presumed,
    }
    for path in answer.paths[:1]
    for step in path.steps
]
table(steps)

# %%
{"status": answer.status, "days": answer.paths[0].days, "questions": [q.question for q in answer.questions]}

# %% [markdown]
# ## The picture
#
# pyvis gives the nodes and edges; the page around them is our own and asks nothing of any other host.

# %%
page = network_page(answer)
picture = Path(folder.name) / "path.html"
picture.write_text(page, encoding="utf-8")

# %%
if find_spec("IPython") is not None:
    from IPython.display import HTML, display

    display(HTML(network_frame(page, f"Il percorso a {answer.territory_name}")))

# %%
desk.close()
folder.cleanup()
