"""Whether a workbook may be opened at all, told by streaming through its archive."""

import zipfile
from pathlib import Path

from ..ontology.errors import FileRefusedError

__all__ = ["guard_workbook"]

MAX_ENTRIES = 2_000
MAX_ENTRY_BYTES = 160_000_000
MAX_TOTAL_BYTES = 256_000_000
MAX_RATIO = 400
"""Above this, and once an entry is big enough to hurt, it is a bomb: real sheets deflate 10 to 60 times."""

_RATIO_MATTERS_ABOVE = 20_000_000
_CHUNK = 1 << 20
_AGAIN = "open it and save it again as .xlsx"


def guard_workbook(path: Path) -> None:
    """Refuse an archive that is damaged, too big once inflated, or declares entities.

    Sizes are counted while inflating, never believed from the headers.

    Raises
    ------
    FileRefusedError
        With the reason and what to do.

    Notes
    -----
    O(inflated bytes), stopped at ``MAX_TOTAL_BYTES``; memory is one chunk.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _check_names(path, archive)
            budget = MAX_TOTAL_BYTES
            for info in archive.infolist():
                budget -= _inflate(path, archive, info, budget)
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        EOFError,
        OSError,
        NotImplementedError,
        RuntimeError,
    ) as error:
        raise FileRefusedError(
            path.name, f"the workbook is damaged or protected ({error})", _AGAIN
        ) from error
    except ValueError as error:
        if isinstance(error, FileRefusedError):
            raise
        raise FileRefusedError(path.name, f"the workbook is damaged ({error})", _AGAIN) from error


def _check_names(path: Path, archive: zipfile.ZipFile) -> None:
    """Refuse archives that are not workbooks, hold macros or an absurd number of parts."""
    names = archive.namelist()
    if len(names) > MAX_ENTRIES:
        raise FileRefusedError(path.name, f"it holds {len(names)} parts", _AGAIN)
    if "xl/workbook.xml" not in names:
        raise FileRefusedError(path.name, "it is not an Excel workbook", "save it as .xlsx")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise FileRefusedError(path.name, "it holds macros", "save it as .xlsx")


def _inflate(path: Path, archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: int) -> int:
    """Count the bytes of one part while looking for a document type declaration."""
    size, tail = 0, b""
    is_xml = info.filename.endswith((".xml", ".rels", ".vml"))
    with archive.open(info) as stream:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            bomb = size > _RATIO_MATTERS_ABOVE and size > MAX_RATIO * max(1, info.compress_size)
            if size > min(MAX_ENTRY_BYTES, budget) or bomb:
                raise FileRefusedError(path.name, "it inflates to an unreasonable size", _AGAIN)
            if is_xml and b"<!DOCTYPE" in tail + chunk:
                raise FileRefusedError(
                    path.name, "it declares a document type, which no spreadsheet does", _AGAIN
                )
            if is_xml and not tail and chunk.startswith((b"\xff\xfe", b"\xfe\xff")):
                raise FileRefusedError(path.name, "a part is not in UTF-8", _AGAIN)
            tail = chunk[-16:]
    return size
