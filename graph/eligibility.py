"""Does this person meet these rules: yes, no, or not enough is known.

Rules are compiled once into columns (bounds, code sets, offsets) and evaluated
for all rule sets at once in Kleene's three-valued logic, where OR is the
maximum, AND the minimum and NOT the reflection of 0, 1, 2.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from .citizen import CODED_FACTS, NUMERIC_FACTS, Known
from .demands import Condition, Rule

__all__ = [
    "ATTRIBUTES",
    "HUMAN_CHECK",
    "RuleColumns",
    "Verdict",
    "compile_rules",
    "deciding",
    "evaluate",
    "is_tested",
    "judge",
    "thresholds",
]

HUMAN_CHECK = "human-check"
"""The attribute of a condition that only a person can read: it is never known."""

ATTRIBUTES = (*NUMERIC_FACTS, *CODED_FACTS, HUMAN_CHECK)

T = TypeVar("T", bound=Hashable)

_PLACE = {name: place for place, name in enumerate(ATTRIBUTES)}
_ALWAYS = -1
_Test = tuple[int, float, float, bool, tuple[str, ...]]
"""Position in ``ATTRIBUTES``, low, high, negated, codes."""
_TRUE: _Test = (_ALWAYS, -np.inf, np.inf, False, ())


class Verdict(IntEnum):
    """Kleene's truth values, ordered so that AND is min and OR is max."""

    NO = 0
    UNKNOWN = 1
    YES = 2

    @property
    def word(self) -> str:
        """The word used in answers: ``yes``, ``no`` or ``unknown``."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class RuleColumns:
    """Rule sets as columns: k sets, of which s are distinct, of m clauses, of n conditions, each told once.

    Parameters
    ----------
    tested : int32[a + 1]
        The conditions that test fact *i* of ``ATTRIBUTES`` are ``tested[i]`` to
        ``tested[i + 1]``; those before the first hold always.
    low, high : float64[n]
        Closed bounds, infinite where there is none.
    code_start, codes : int32[n + 1], int32[c]
        Codes of condition *i* are ``codes[code_start[i]:code_start[i + 1]]``.
    untold : int8[n]
        Verdict of each condition before anything is known.
    negated : int8[n]
        2 where the test must fail, else 0.
    conditions, clause_start : intp[], intp[m]
        Rows of the conditions of each clause, and where each clause begins among them.
    since, until : int32[m]
        Ordinals of the days between which the clause is law, both included.
    clauses, set_start : intp[], intp[s]
        Rows of the clauses of each distinct set, and where each set begins among them.
    set_of : intp[k]
        The distinct set that each rule set is.
    code_numbers : mapping of str to int
        The number in ``codes`` that stands for each code.
    """

    tested: NDArray[np.int32]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    code_start: NDArray[np.int32]
    codes: NDArray[np.int32]
    untold: NDArray[np.int8]
    negated: NDArray[np.int8]
    conditions: NDArray[np.intp]
    clause_start: NDArray[np.intp]
    since: NDArray[np.int32]
    until: NDArray[np.int32]
    clauses: NDArray[np.intp]
    set_start: NDArray[np.intp]
    set_of: NDArray[np.intp]
    code_numbers: Mapping[str, int]


def compile_rules(rule_sets: Sequence[Sequence[Rule]]) -> RuleColumns:
    """Lay rule sets out as columns; a set holds when all its rules in force hold.

    Services of a country follow few laws, so sets, clauses and conditions that are
    alike are laid out, and judged, once.

    Raises
    ------
    ValueError
        If a condition tests a fact that no citizen has, or a clause has no condition.
    """
    distinct: dict[tuple[Rule, ...], int] = {}
    set_of = [distinct.setdefault(tuple(rules), len(distinct)) for rules in rule_sets]
    sets = [_clauses(rules) for rules in distinct]
    clauses = list(dict.fromkeys(clause for clauses in sets for clause in clauses))
    tests = [tests for _first, _last, tests in clauses]
    ordered = sorted(dict.fromkeys(test for clause in tests for test in clause), key=lambda test: test[0])
    clause_rows, set_start = _flattened(sets, clauses)
    condition_rows, clause_start = _flattened(tests, ordered)
    code_numbers: dict[str, int] = {}
    codes = [code_numbers.setdefault(code, len(code_numbers)) for test in ordered for code in test[4]]
    attributes = np.array([test[0] for test in ordered], dtype=np.int32)
    return RuleColumns(
        tested=np.searchsorted(attributes, np.arange(len(ATTRIBUTES) + 1)).astype(np.int32),
        low=np.array([test[1] for test in ordered], dtype=np.float64),
        high=np.array([test[2] for test in ordered], dtype=np.float64),
        code_start=np.cumsum([0, *(len(test[4]) for test in ordered)], dtype=np.int32),
        codes=np.array(codes, dtype=np.int32),
        untold=np.where(attributes == _ALWAYS, Verdict.YES, Verdict.UNKNOWN).astype(np.int8),
        negated=np.array([2 * test[3] for test in ordered], dtype=np.int8),
        conditions=condition_rows,
        clause_start=clause_start,
        since=np.array([first for first, _, _ in clauses], dtype=np.int32),
        until=np.array([last for _, last, _ in clauses], dtype=np.int32),
        clauses=clause_rows,
        set_start=set_start,
        set_of=np.array(set_of, dtype=np.intp),
        code_numbers=code_numbers,
    )


def evaluate(columns: RuleColumns, known: Known, on: date) -> NDArray[np.int8]:
    """Judge every rule set for one person on one day.

    Returns
    -------
    int8[k]
        A :class:`Verdict` for each rule set. A clause whose rule is not in
        force that day holds.

    Notes
    -----
    O(distinct conditions + rule sets). Agreement with pySHACL over completions of
    the unknown facts is a property test.
    """
    if not columns.set_of.size:
        return np.zeros(0, dtype=np.int8)
    truth = columns.untold.copy()
    for name, value in known.items():
        first, last = columns.tested[_PLACE[name] : _PLACE[name] + 2].tolist()
        if first == last:
            continue
        if isinstance(value, frozenset):
            met = _has_code(columns, first, last, value)
        else:
            met = (columns.low[first:last] <= value) & (value <= columns.high[first:last])
        np.multiply(met, Verdict.YES.value, out=truth[first:last], casting="unsafe")
    truth = np.abs(truth - columns.negated)
    clauses = np.maximum.reduceat(truth.take(columns.conditions), columns.clause_start)
    day = on.toordinal()
    clauses[(columns.since > day) | (day > columns.until)] = Verdict.YES
    distinct = np.minimum.reduceat(clauses.take(columns.clauses), columns.set_start)
    return distinct.take(columns.set_of)


def thresholds(columns: RuleColumns, fact: str) -> tuple[int, ...]:
    """List the whole numbers at which some condition on a fact becomes true or false, ascending.

    Examples
    --------
    Of a condition for those from 18 to 64: 18 and 65.
    """
    first, last = columns.tested[_PLACE[fact] : _PLACE[fact] + 2].tolist()
    low, high = columns.low[first:last], columns.high[first:last]
    reached = [*np.ceil(low[np.isfinite(low)]), *(np.floor(high[np.isfinite(high)]) + 1)]
    return tuple(sorted({int(number) for number in reached}))


def judge(rules: Sequence[Rule], known: Known, on: date) -> Verdict:
    """Judge one rule set; the plain reading that the columns must agree with."""
    verdict = Verdict.YES
    for rule in rules:
        if _in_force(rule, on):
            for clause in rule.all_of:
                verdict = min(verdict, max(_truth(condition, known) for condition in clause.any_of))
    return verdict


def deciding(rules: Sequence[Rule], known: Known, on: date) -> tuple[tuple[Condition, str], ...]:
    """Name the conditions that made a verdict what it is, each with its rule's law.

    For *no*, those of the failed clauses; for *unknown*, the unknown ones of the
    undecided clauses; for *yes*, those that were met.
    """
    verdict = judge(rules, known, on)
    found: list[tuple[Condition, str]] = []
    for rule in rules:
        if not _in_force(rule, on):
            continue
        for clause in rule.all_of:
            truths = [_truth(condition, known) for condition in clause.any_of]
            if max(truths) == verdict:
                found += [
                    (condition, condition.law or rule.law)
                    for condition, truth in zip(clause.any_of, truths, strict=True)
                    if truth == verdict
                ]
    return tuple(dict.fromkeys(found))


def _in_force(rule: Rule, on: date) -> bool:
    return (rule.valid_from is None or rule.valid_from <= on) and (
        rule.valid_to is None or on <= rule.valid_to
    )


def _truth(condition: Condition, known: Known) -> Verdict:
    value = known.get(condition.attribute) if is_tested(condition) else None
    if value is None:
        return Verdict.UNKNOWN
    if isinstance(value, frozenset):
        met = not value.isdisjoint(condition.one_of)
    else:
        low, high = condition.minimum, condition.maximum
        met = (low is None or low <= value) and (high is None or value <= high)
    return Verdict.YES if met != condition.negated else Verdict.NO


def is_tested(condition: Condition) -> bool:
    """Tell whether a condition tests its fact; one that does not is a text for a human, never known."""
    if condition.attribute in NUMERIC_FACTS:
        return condition.minimum is not None or condition.maximum is not None
    return bool(condition.one_of)


def _clauses(rules: Sequence[Rule]) -> list[tuple[int, int, tuple[_Test, ...]]]:
    """List (first day, last day, tests) of each clause; never empty, as reduceat asks."""
    rows = [
        (
            rule.valid_from.toordinal() if rule.valid_from else 0,
            rule.valid_to.toordinal() if rule.valid_to else date.max.toordinal(),
            tuple(map(_test, clause.any_of)),
        )
        for rule in rules
        for clause in rule.all_of
    ]
    if not all(tests for _first, _last, tests in rows):
        raise ValueError("a clause has no condition, so nobody could meet it")
    return rows or [(0, date.max.toordinal(), (_TRUE,))]


def _test(condition: Condition) -> _Test:
    """Give what a condition tests, without its words."""
    if condition.attribute not in ATTRIBUTES:
        raise ValueError(
            f"no citizen has the fact {condition.attribute!r}; use one of {', '.join(ATTRIBUTES)}"
        )
    low = -np.inf if condition.minimum is None else condition.minimum
    high = np.inf if condition.maximum is None else condition.maximum
    fact = condition.attribute if is_tested(condition) else HUMAN_CHECK
    return _PLACE[fact], low, high, condition.negated, condition.one_of


def _flattened(
    groups: Sequence[Sequence[T]], members: Sequence[T]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Lay groups end to end: the row of each member, and where each group begins."""
    place = {member: row for row, member in enumerate(members)}
    rows = [place[member] for group in groups for member in group]
    start = np.cumsum([0, *map(len, groups)], dtype=np.intp)[:-1]
    return np.array(rows, dtype=np.intp), start


def _has_code(columns: RuleColumns, first: int, last: int, held: frozenset[str]) -> NDArray[np.bool_]:
    """Tell for each of some conditions, all with codes, whether one of theirs is held."""
    start = columns.code_start[first : last + 1]
    wanted = np.zeros(len(columns.code_numbers), dtype=np.bool_)
    wanted[[columns.code_numbers[code] for code in held if code in columns.code_numbers]] = True
    hits = wanted.take(columns.codes[start[0] : start[-1]])
    return np.logical_or.reduceat(hits, start[:-1] - start[0])
