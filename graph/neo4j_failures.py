"""What a failure of the line to a Neo4j server means, in one line of words."""

from neo4j.exceptions import AuthError, ClientError, ConfigurationError, ServiceUnavailable, SessionExpired

from .neo4j_address import PASSWORD, USER

__all__ = ["speaks_of_schema", "why_failed", "why_refused"]


def speaks_of_schema(error: ClientError) -> bool:
    """Tell whether a refusal is about the schema, which only whoever defines it understands."""
    return ".Schema." in (error.code or "")


def why_refused(error: ClientError, user: str, database: str | None) -> str:
    """Say what the server refused a user, and what to do where that is known."""
    code = error.code or ""
    if isinstance(error, AuthError):
        return f"user {user!r} or its password was refused; set {USER} and {PASSWORD}"
    if code.endswith("DatabaseNotFound"):
        return f"it has no database {database!r}; leave it out for the usual one"
    return f"{code}: {_first_line(error.message)}"


def why_failed(error: Exception) -> str:
    """Say why a server was not reached, or did not answer."""
    if isinstance(error, ServiceUnavailable | SessionExpired | OSError):
        return "nothing answers there, or the line was cut; start the server or correct the address"
    if isinstance(error, ConfigurationError):
        return f"it does not speak as the address says ({_first_line(str(error))})"
    return _first_line(getattr(error, "message", None) or str(error))


def _first_line(text: str | None) -> str:
    return (text or "no reason given").splitlines()[0][:200]
