"""Every error this product raises, in one tree.

::

    WelfareNetError
    ├── InputError                 what the asker or a file gave is wrong
    │   ├── UnknownNameError           LookupError   no concept, comune, document has that name
    │   ├── AmbiguousNameError         LookupError   the name has several bearers
    │   ├── CitizenError               ValueError    a fact of the citizen is impossible or unknown
    │   ├── QuestionError              ValueError    the question itself is malformed (date, k, limits)
    │   ├── UnknownRecordError         LookupError   no record has that IRI
    │   ├── MappingError               ValueError    a YAML mapping is wrong
    │   ├── FileRefusedError           ValueError    a file cannot be read safely or at all
    │   ├── PublishRefusedError        ValueError    a load would shrink or break what is published
    │   └── UnwritableRecordError      ValueError    a record holds what a store cannot keep
    ├── StoreError
    │   ├── StoreUnreachableError      ConnectionError   the store cannot be opened
    │   ├── StoreBusyError             RuntimeError      another writer holds it
    │   ├── ConflictError              RuntimeError      it changed since the writer read it
    │   ├── CorruptStoreError          RuntimeError      a generation does not match its manifest
    │   └── UnknownConceptError        LookupError       it names a concept this version lacks
    └── ReferenceDataError         RuntimeError  a shipped data file is broken

A message says what was asked, where, why it fails and what to do. No message
repeats a citizen's fact: it names the key, never the value.
"""

from collections.abc import Sequence

__all__ = [
    "AmbiguousNameError",
    "CitizenError",
    "ConflictError",
    "CorruptStoreError",
    "FileRefusedError",
    "InputError",
    "MappingError",
    "PublishRefusedError",
    "QuestionError",
    "ReferenceDataError",
    "StoreBusyError",
    "StoreError",
    "StoreUnreachableError",
    "UnknownConceptError",
    "UnknownNameError",
    "UnknownRecordError",
    "UnwritableRecordError",
    "WelfareNetError",
]

_LONGEST_NAME = 200
"""Characters shown of a name that may be far too long; its end tells more than its start."""


class WelfareNetError(Exception):
    """Base of every error of this product."""


class InputError(WelfareNetError):
    """What the asker or a file gave is wrong; correcting it helps."""


class UnknownNameError(InputError, LookupError):
    """Nothing of that kind has this name.

    Parameters
    ----------
    kind : str
        What was looked for, such as ``"comune"`` or ``"need"``.
    name : str
        What was asked.
    nearest : tuple of str
        Names that do exist, nearest first.
    """

    def __init__(self, kind: str, name: str, nearest: Sequence[str] = ()) -> None:
        super().__init__(kind, name, tuple(nearest))
        self.kind = kind
        self.name = name
        self.nearest = tuple(nearest)

    def __str__(self) -> str:
        """Say what was asked and what to try instead."""
        hint = f"; did you mean {', '.join(self.nearest)}?" if self.nearest else ""
        return f"no {self.kind} is called {self.name!r}{hint}"


class AmbiguousNameError(InputError, LookupError):
    """Several things of that kind have this name."""

    def __init__(self, kind: str, name: str, choices: Sequence[str]) -> None:
        super().__init__(kind, name, tuple(choices))
        self.kind = kind
        self.name = name
        self.choices = tuple(choices)

    def __str__(self) -> str:
        """Say between what to choose."""
        choices = ", ".join(self.choices)
        return f"{self.name!r} is the name of more than one {self.kind}: choose between {choices}"


class CitizenError(InputError, ValueError):
    """A fact of the citizen is unknown to the model or impossible.

    The value is kept out of the error on purpose: errors are logged, citizens are not.
    """

    def __init__(self, key: str, problem: str, hint: str = "") -> None:
        super().__init__(key, problem, hint)
        self.key = key
        self.problem = problem
        self.hint = hint

    def __str__(self) -> str:
        """Name the key, what is wrong with it and what is expected."""
        return f"citizen fact {self.key!r} {self.problem}" + (f"; {self.hint}" if self.hint else "")


class QuestionError(InputError, ValueError):
    """The question is malformed: a date, a number of alternatives, a limit."""

    def __init__(self, field: str, problem: str, hint: str = "") -> None:
        super().__init__(field, problem, hint)
        self.field = field
        self.problem = problem
        self.hint = hint

    def __str__(self) -> str:
        """Name the field, what is wrong with it and what to do."""
        return f"{self.field}: {self.problem}" + (f"; {self.hint}" if self.hint else "")


class UnknownRecordError(InputError, LookupError):
    """No record of the published network has this IRI."""

    def __init__(self, kind: str, iri: str) -> None:
        super().__init__(kind, iri)
        self.kind = kind
        self.iri = iri

    def __str__(self) -> str:
        """Say what was looked for."""
        return (
            f"the network holds no {self.kind} {self.iri!r}; it may belong to an exercise that was replaced"
        )


class MappingError(InputError, ValueError):
    """A YAML mapping cannot be used."""

    def __init__(self, mapping: str, where: str, problem: str) -> None:
        super().__init__(mapping, where, problem)
        self.mapping = mapping
        self.where = where
        self.problem = problem

    def __str__(self) -> str:
        """Name the mapping, the key and the problem."""
        return f"mapping {self.mapping}, at {self.where}: {self.problem}"


class FileRefusedError(InputError, ValueError):
    """A file cannot be read: missing, corrupted, hostile, empty or of an unknown form."""

    def __init__(self, file: str, reason: str, hint: str = "") -> None:
        super().__init__(file, reason, hint)
        self.file = file
        self.reason = reason
        self.hint = hint

    def __str__(self) -> str:
        """Name the file, the reason and what to do."""
        return f"{self.file}: {self.reason}" + (f"; {self.hint}" if self.hint else "")


class PublishRefusedError(InputError, ValueError):
    """A load was not published: it breaks an assertion of its source, or holds what cannot be kept."""

    def __init__(self, exercise: str, problems: Sequence[str]) -> None:
        super().__init__(exercise, tuple(problems))
        self.exercise = exercise
        self.problems = tuple(problems)

    def __str__(self) -> str:
        """List every problem; what was published before still answers."""
        problems = "; ".join(self.problems)
        return f"{self.exercise} was not published: {problems}. What was there before still answers"


class UnwritableRecordError(InputError, ValueError):
    """A record holds what no store can keep, or what this one cannot.

    Parameters
    ----------
    record : str
        Its IRI, or the id that its IRI would be made of.
    name : str
        The property at fault; empty where it is the record as such.
    problem : str
        What is wrong with its value.
    """

    def __init__(self, record: str, name: str, problem: str) -> None:
        super().__init__(record, name, problem)
        self.record = record
        self.name = name
        self.problem = problem

    def __str__(self) -> str:
        """Name the record, the property and what is wrong."""
        return f"{self.record[-_LONGEST_NAME:]}: {f'{self.name} {self.problem}'.strip()}"


class StoreError(WelfareNetError):
    """The store cannot do what was asked of it."""


class StoreUnreachableError(StoreError, ConnectionError):
    """The store cannot be opened or reached."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(url, reason)
        self.url = url
        self.reason = reason

    def __str__(self) -> str:
        """Say which store, and why."""
        return f"cannot open the store {self.url}: {self.reason}"


class StoreBusyError(StoreError, RuntimeError):
    """Another writer holds the store."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.url = url

    def __str__(self) -> str:
        """Say what to do."""
        return f"another process is writing to {self.url}; wait for it to end and try again"


class ConflictError(StoreError, RuntimeError):
    """The store has changed since the writer looked at it."""

    def __init__(self, expected: str, found: str) -> None:
        super().__init__(expected, found)
        self.expected = expected
        self.found = found

    def __str__(self) -> str:
        """Name both revisions."""
        return f"expected revision {self.expected} but the store is at {self.found}; read it again and retry"


class CorruptStoreError(StoreError, RuntimeError):
    """A generation does not match its manifest."""

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(path, problem)
        self.path = path
        self.problem = problem

    def __str__(self) -> str:
        """Name the file and what does not match."""
        remedy = "point CURRENT to an earlier one or load again"
        return f"the generation at {self.path} is damaged: {self.problem}; {remedy}"


class UnknownConceptError(StoreError, LookupError):
    """A published revision names needs, service types or documents that this version does not know."""

    def __init__(self, revision: str, names: Sequence[str]) -> None:
        super().__init__(revision, tuple(names))
        self.revision = revision
        self.names = tuple(names)

    def __str__(self) -> str:
        """Name the revision, what is not known in it and what to do."""
        remedy = "load the exercises that name them again, or use the version they were loaded with"
        return f"revision {self.revision} names {', '.join(self.names)}, unknown to this version; {remedy}"


class ReferenceDataError(WelfareNetError, RuntimeError):
    """A data file shipped with the product is broken: a defect, to be reported."""

    def __init__(self, file: str, problem: str) -> None:
        super().__init__(file, problem)
        self.file = file
        self.problem = problem

    def __str__(self) -> str:
        """Name the file and the problem."""
        return f"{self.file}: {self.problem}"
