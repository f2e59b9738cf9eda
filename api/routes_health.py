"""Whether the server lives, and whether it can answer."""

from fastapi import APIRouter

from .problems import documented
from .routes_core import Live

__all__ = ["router"]

router = APIRouter(tags=["health"])


@router.get("/healthz")
def alive() -> dict[str, str]:
    """Say that the process answers, whatever the state of the store."""
    return {"status": "ok"}


@router.get("/readyz", responses={503: documented("The store cannot be read now")})
def ready(live: Live) -> dict[str, object]:
    """Name the revision that answers now."""
    with live.lease() as desk:
        return {
            "status": "ready",
            "revision": desk.revision,
            "offerings": len(desk.network.index.offerings),
        }
