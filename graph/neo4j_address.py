"""Where a Neo4j server is and who asks: the address of a store read, credentials from the environment."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from ..ontology.errors import QuestionError

__all__ = ["PASSWORD", "SCHEMES", "USER", "Address", "Credentials", "credentials_in", "parse_address"]

SCHEMES = ("neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc")
"""What the driver speaks: ``neo4j`` asks the server for its cluster, ``+s`` is encrypted."""

USER, PASSWORD = "WELFARENET_NEO4J_USER", "WELFARENET_NEO4J_PASSWORD"

_PORT = 7687
_ALLOWED = "give neo4j://HOST:PORT, or neo4j://HOST:PORT/DATABASE"
_PLACE = re.compile(r"(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)(?::([0-9]{1,5}))?(?:/([A-Za-z0-9.-]*))?")


@dataclass(frozen=True, slots=True)
class Address:
    """A server and one of its databases; ``None`` is the home database of the user."""

    uri: str
    database: str | None

    def __str__(self) -> str:
        """Give the address as it was opened."""
        return f"{self.uri}/{self.database}" if self.database else self.uri


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who asks; the password never shows."""

    user: str
    password: str = field(repr=False)


def parse_address(url: str) -> Address:
    """Read the address of a Neo4j store.

    Raises
    ------
    QuestionError
        If it names no host, or carries a password, which would end in logs and in histories.

    Examples
    --------
    >>> parse_address("neo4j://127.0.0.1")
    Address(uri='neo4j://127.0.0.1:7687', database=None)
    >>> str(parse_address("neo4j+s://db.example.org:7690/welfare"))
    'neo4j+s://db.example.org:7690/welfare'
    """
    scheme, _, place = url.partition("://")
    if "@" in place:
        host = place.rpartition("@")[2]
        raise QuestionError(
            "store", f"{scheme}://…@{host} carries credentials", f"put them in {USER} and {PASSWORD}"
        )
    found = _PLACE.fullmatch(place)
    if scheme not in SCHEMES or found is None or int(found[2] or _PORT) > 65_535:
        raise QuestionError("store", f"{url!r} names no Neo4j server", _ALLOWED)
    return Address(f"{scheme}://{found[1]}:{found[2] or _PORT}", found[3] or None)


def credentials_in(environment: Mapping[str, str]) -> Credentials:
    """Take the credentials from environment variables; the user is ``neo4j`` when not said.

    An absent password is an empty one: a server without authentication takes it, any other refuses it.
    """
    return Credentials(environment.get(USER) or "neo4j", environment.get(PASSWORD, ""))
