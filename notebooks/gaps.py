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
# # Dove sono le lacune?
#
# A notebook for the analyst: it loads the sample network into a temporary store and maps what one kind of
# person finds, need by need and comune by comune. The sample is invented; nothing stays on disk when the
# notebook ends.

# %%
from dataclasses import asdict
from importlib.resources import as_file, files
from importlib.util import find_spec
from tempfile import TemporaryDirectory

from welfarenet.api.desk import Desk
from welfarenet.graph.stores import open_store
from welfarenet.loaders.load import load

# %%
folder = TemporaryDirectory()
url = f"oxigraph:{folder.name}/network"
store = open_store(url)
with as_file(files("welfarenet.loaders").joinpath("samples", "jesi-2026.xlsx")) as sample:
    load(store, [sample])
store.close()
desk = Desk.open(url)


def table(records: list[dict[str, object]]) -> object:
    """Give a frame where pandas is installed, else the records themselves."""
    if find_spec("pandas") is None:
        return records
    import pandas

    return pandas.DataFrame.from_records(records)


# %% [markdown]
# ## One kind of person, everywhere
#
# A *persona* is whatever is known of a person, without a comune. What is not said is unknown, never "no".

# %%
PERSONA = {"age": 82, "self_sufficient": False}
asked = desk.gap_question("provincia di Ancona", on="2026-11-23", citizen=PERSONA)
found = desk.find_gaps(asked)
answer = desk.tell_gaps(asked, found)
table([{"comuni": answer.comuni, "note": answer.note, "asked of the search": found.asked}])

# %% [markdown]
# ## Needs, by number of comuni

# %%
needs = [asdict(one) for one in sorted(answer.needs, key=lambda one: (-one.open, -one.presumed, one.need))]
table(needs[:15])

# %% [markdown]
# ## Why, and what would change most
#
# Each single change was tried: what it would open is counted, not guessed.

# %%
table([{"why": one.reason, "need": one.label, "comuni": one.comuni} for one in answer.causes[:10]])

# %%
levers = [asdict(one) for one in answer.levers]
table([{key: one[key] for key in ("text", "opened", "mapped", "mapped_comuni")} for one in levers[:10]])

# %% [markdown]
# ## One cell
#
# The map agrees with the path of each need: here is the cell of a comune, and the path it stands for.

# %%
goal = found.question.goals[[one.id for one in found.question.goals].index("autonomy.personal-care")]
cell = found.outcome(goal, "E388")
path = desk.paths([goal.id], "Jesi", on="2026-11-23", citizen=PERSONA)
table([{"map": cell.reason.value, "sure": cell.sure, "hangs on": cell.facts, "path": path.status}])

# %%
desk.close()
folder.cleanup()
