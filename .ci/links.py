"""Make `.links/welfarenet/<floor>` point at the four floors, for type checkers only.

The folders stand at the root but import as ``welfarenet.<floor>``; mypy and
pyright cannot follow setuptools' package-dir, so they look here. Run time,
wheels and tests never do.
"""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LINKS = ROOT / ".links" / "welfarenet"

LINKS.mkdir(parents=True, exist_ok=True)
for floor in ("ontology", "graph", "loaders", "api"):
    link = LINKS / floor
    if not link.is_symlink():
        link.symlink_to(Path("..") / ".." / floor, target_is_directory=True)
