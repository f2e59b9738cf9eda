"""Which server speaks Bolt at the other end, and what a store must know of it.

Neo4j is what the server store is written for. ArcadeDB takes the same driver
and nearly the same Cypher, and stands here as an experiment. What differs for
the store is in this one place.
"""

from dataclasses import dataclass

from neo4j.exceptions import ConstraintError, IncompleteCommit

__all__ = ["ARCADEDB", "NEO4J", "Dialect", "dialect_of"]


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a kind of server differs from another.

    Parameters
    ----------
    name : str
        Of the kind, for people.
    lacks : frozenset of str
        Names in the schema that it cannot make; nothing that the store needs.
    await_indexes : str or None
        The statement that waits until new indexes serve; ``None`` where ``CREATE`` itself waits.
    again : tuple of exception types
        After these a repeatable transaction is done again, beside those after which the driver does
        it: the answer to a commit was lost.
    """

    name: str
    lacks: frozenset[str] = frozenset()
    await_indexes: str | None = "CALL db.awaitIndexes(110)"
    again: tuple[type[Exception], ...] = (IncompleteCommit,)


NEO4J = Dialect("Neo4j")

ARCADEDB = Dialect(
    "ArcadeDB", lacks=frozenset({"names"}), await_indexes=None, again=(IncompleteCommit, ConstraintError)
)
"""Full-text indexes are made by its SQL alone, which Bolt does not carry.

It locks nothing and finds conflicts at commit: who merges what another has made
in the meantime is refused, and finds it the second time.
"""


def dialect_of(agent: str) -> Dialect:
    """Tell the kind of server from how it greets.

    Examples
    --------
    >>> dialect_of("Neo4j/5.26.12").name
    'Neo4j'
    >>> dialect_of("Neo4j/5.26.0 compatible (ArcadeDB 26.10.2)").name
    'ArcadeDB'
    """
    return ARCADEDB if "ArcadeDB" in agent else NEO4J
