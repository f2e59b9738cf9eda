"""Which representation a client would rather have (RFC 9110 §12.5.1)."""

from collections.abc import Sequence

__all__ = ["preferred"]


def preferred(accept: str | None, offered: Sequence[str]) -> str | None:
    """Choose among the media types offered; ``None`` when none will do.

    Parameters
    ----------
    accept : str or None
        The ``Accept`` header; absent or empty, anything will do.
    offered : sequence of str
        In the server's own order of preference, which breaks ties.

    Examples
    --------
    >>> preferred("text/turtle;q=0.5, application/*", ("application/json", "text/turtle"))
    'application/json'
    >>> preferred("image/png", ("application/json",)) is None
    True
    """
    if not accept or not accept.strip():
        return offered[0]
    ranges = [_range(part) for part in accept.split(",") if part.strip()]
    best = max(offered, key=lambda media: (_quality(media, ranges), -offered.index(media)))
    return best if _quality(best, ranges) > 0 else None


def _range(part: str) -> tuple[str, float]:
    media, *parameters = (piece.strip().lower() for piece in part.split(";"))
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            return media, _weight(value.strip())
    return media, 1.0


def _weight(text: str) -> float:
    """Read a quality value; what is none counts as "not acceptable"."""
    try:
        value = float(text)
    except ValueError:
        return 0.0
    return value if 0.0 <= value <= 1.0 else 0.0


def _quality(media: str, ranges: Sequence[tuple[str, float]]) -> float:
    """Give the weight of the most specific range that a media type falls in."""
    kind = media.partition("/")[0]
    for pattern in (media, f"{kind}/*", "*/*"):
        weights = [weight for wanted, weight in ranges if wanted == pattern]
        if weights:
            return max(weights)
    return 0.0
