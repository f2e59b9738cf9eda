"""The actions still in play while a task is made smaller, grouped by what they need and give.

National tasks hold thousands of actions of a few hundred *shapes*: what is true
of a shape (reachable, relevant, dominated by another shape) is worked out once.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from .task import Task, bits

__all__ = ["Columns", "Pool", "Shape", "minimal", "pool_of", "renumbered", "with_rows", "with_shapes"]

Shape = tuple[tuple[int, ...], int]
"""Modes, then effects: what an action needs and what it gives, as masks."""


@dataclass(frozen=True, slots=True)
class Columns:
    """What reductions compare, by action of the task.

    Parameters
    ----------
    late : list of int
        With a limit on days, the days; else the cost plus what the days cost.
    money : list of int
        Zero everywhere when money has no limit.
    place : list of int
        Place of each action among all: cheap first, then early, then by provider and number.
    """

    provider: list[int]
    cost: list[int]
    late: list[int]
    money: list[int]
    place: list[int]


@dataclass(frozen=True, slots=True)
class Pool:
    """Rows are numbers of the task's actions, ascending; ``shape`` gives each its row of ``shapes``.

    Masks in ``shapes`` and ``goals`` count in ``facts``: position to the task's fact. Where
    providers are ``tied``, some are in play only because they may have their turn before others.
    """

    task: Task
    columns: Columns
    rows: tuple[int, ...]
    shape: Mapping[int, int]
    shapes: tuple[Shape, ...]
    goals: int
    facts: Sequence[int]
    tied: bool = False


def pool_of(task: Task) -> Pool:
    """Put all actions of a task in play."""
    actions = task.actions
    number: dict[Shape, int] = {}
    shape = {
        row: number.setdefault((action.modes, action.adds), len(number)) for row, action in enumerate(actions)
    }
    merits, provider = task.merits(actions), [action.provider for action in actions]
    cost, late, money = ([merit[which] for merit in merits] for which in range(3))
    place = [0] * len(actions)
    for turn, (*_, row) in enumerate(sorted(zip(merits, provider, range(len(actions)), strict=True))):
        place[row] = turn
    columns = Columns(provider, cost, late, money, place)
    return Pool(
        task, columns, tuple(range(len(actions))), shape, tuple(number), task.goals, range(task.fact_count)
    )


def renumbered(pool: Pool, facts: Sequence[int]) -> Pool:
    """Give facts the numbers from 0, in this order; no other may be in a mode, an effect or a goal.

    Exact: only names change. Masks get as short as what matters.
    """
    place = {fact: position for position, fact in enumerate(facts)}
    known: dict[int, int] = {}

    def move(mask: int) -> int:
        short = known.get(mask)
        if short is None:
            short = 0
            for fact in bits(mask):
                short |= 1 << place[fact]
            known[mask] = short
        return short

    shapes = tuple((tuple(map(move, modes)), move(adds)) for modes, adds in pool.shapes)
    old = tuple(pool.facts[fact] for fact in facts)
    return replace(pool, shapes=shapes, goals=move(pool.goals), facts=old)


def with_shapes(pool: Pool, changed: Sequence[Shape | None]) -> Pool:
    """Give each shape its smaller form; ``None`` takes its rows out of play."""
    number: dict[Shape, int] = {}
    new = [
        -1 if shape is None else number.setdefault((minimal(shape[0]), shape[1]), len(number))
        for shape in changed
    ]
    shape_of = pool.shape
    rows = tuple(row for row in pool.rows if new[shape_of[row]] >= 0)
    return replace(pool, rows=rows, shape={row: new[shape_of[row]] for row in rows}, shapes=tuple(number))


def with_rows(pool: Pool, rows: Iterable[int]) -> Pool:
    """Keep these rows only, and the shapes they have."""
    kept = tuple(sorted(rows))
    if len(kept) == len(pool.rows):
        return pool
    number: dict[int, int] = {}
    shape = {row: number.setdefault(pool.shape[row], len(number)) for row in kept}
    return replace(pool, rows=kept, shape=shape, shapes=tuple(pool.shapes[old] for old in number))


def minimal(modes: tuple[int, ...]) -> tuple[int, ...]:
    """Drop each mode that asks for all another asks, and more.

    Exact: swapping it for the smaller one needs a subset of the facts, so no
    cost, hand-off or wait grows, and no circle can appear.

    Examples
    --------
    >>> minimal((0b11, 0b01, 0b110))
    (1, 6)
    """
    if len(modes) < 2:
        return modes
    kept: list[int] = []
    for mode in sorted(set(modes), key=lambda mode: (mode.bit_count(), mode)):
        if not any(small & ~mode == 0 for small in kept):
            kept.append(mode)
    return tuple(kept)
