"""Does this person meet these rules: yes, no, or not enough is known.

Rules are compiled once into columns (bounds, code sets, offsets) and evaluated
for all rule sets at once in Kleene's three-valued logic, where OR is the
maximum, AND the minimum and NOT the reflection of 0, 1, 2.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from .citizen import CODED_FACTS, NUMERIC_FACTS, Known
from .model import Clause, Condition, Rule

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
]

HUMAN_CHECK = "human-check"
"""The attribute of a condition that only a person can read: it is never known."""

ATTRIBUTES = (*NUMERIC_FACTS, *CODED_FACTS, HUMAN_CHECK)

_ALWAYS = -1
_FIRST_CODED = len(NUMERIC_FACTS)


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
    """Rule sets as columns; n conditions in m clauses in k sets.

    Parameters
    ----------
    attribute : int16[n]
        Position in ``ATTRIBUTES``; -1 for a condition that always holds.
    low, high : float64[n]
        Closed bounds, infinite where there is none.
    code_start, codes : int32[n + 1], int32[c]
        Codes of condition *i* are ``codes[code_start[i]:code_start[i + 1]]``.
    negated : bool[n]
        The test must fail.
    clause_start : int32[m]
        First condition of each clause.
    since, until : int32[m]
        Ordinals of the days between which the clause is law, both included.
    set_start : int32[k]
        First clause of each set.
    code_names : tuple of str
        The code that each number in ``codes`` stands for.
    """

    attribute: NDArray[np.int16]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    code_start: NDArray[np.int32]
    codes: NDArray[np.int32]
    negated: NDArray[np.bool_]
    clause_start: NDArray[np.int32]
    since: NDArray[np.int32]
    until: NDArray[np.int32]
    set_start: NDArray[np.int32]
    code_names: tuple[str, ...]


def compile_rules(rule_sets: Sequence[Sequence[Rule]]) -> RuleColumns:
    """Lay rule sets out as columns; a set holds when all its rules in force hold.

    Raises
    ------
    ValueError
        If a condition tests a fact that no citizen has, or a clause has no condition.
    """
    code_numbers: dict[str, int] = {}
    conditions: list[tuple[int, float, float, bool]] = []
    code_start, codes = [0], list[int]()
    clause_start, since, until, set_start = list[int](), list[int](), list[int](), list[int]()
    for rules in rule_sets:
        set_start.append(len(clause_start))
        for first, last, clause in _clauses(rules):
            clause_start.append(len(conditions))
            since.append(first)
            until.append(last)
            for condition in clause:
                conditions.append(_bounds(condition))
                codes.extend(code_numbers.setdefault(code, len(code_numbers)) for code in condition.one_of)
                code_start.append(len(codes))
    table = np.array(conditions, dtype=np.float64).reshape(-1, 4)
    return RuleColumns(
        attribute=table[:, 0].astype(np.int16),
        low=table[:, 1].copy(),
        high=table[:, 2].copy(),
        code_start=np.array(code_start, dtype=np.int32),
        codes=np.array(codes, dtype=np.int32),
        negated=table[:, 3].astype(np.bool_),
        clause_start=np.array(clause_start, dtype=np.int32),
        since=np.array(since, dtype=np.int32),
        until=np.array(until, dtype=np.int32),
        set_start=np.array(set_start, dtype=np.int32),
        code_names=tuple(code_numbers),
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
    O(conditions + facts). Agreement with pySHACL over completions of the
    unknown facts is a property test.
    """
    if not columns.set_start.size:
        return np.zeros(0, dtype=np.int8)
    truth = np.full(columns.attribute.shape, Verdict.UNKNOWN, dtype=np.int8)
    truth[columns.attribute == _ALWAYS] = Verdict.YES
    for number, name in enumerate(ATTRIBUTES):
        value = known.get(name)
        if value is None:
            continue
        rows = np.flatnonzero(columns.attribute == number)
        if not rows.size:
            continue
        if isinstance(value, frozenset):
            met = _has_code(columns, rows, value)
        else:
            met = (columns.low[rows] <= value) & (value <= columns.high[rows])
        truth[rows] = np.where(met, Verdict.YES, Verdict.NO)
    truth = np.where(columns.negated, Verdict.YES - truth, truth)
    clauses = np.maximum.reduceat(truth, columns.clause_start)
    day = on.toordinal()
    clauses = np.where((columns.since <= day) & (day <= columns.until), clauses, Verdict.YES)
    return np.minimum.reduceat(clauses, columns.set_start).astype(np.int8)


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


def _clauses(rules: Sequence[Rule]) -> list[tuple[int, int, tuple[Condition, ...]]]:
    """List (first day, last day, conditions) of each clause; never empty, as reduceat asks."""
    rows = [
        (
            rule.valid_from.toordinal() if rule.valid_from else 0,
            rule.valid_to.toordinal() if rule.valid_to else date.max.toordinal(),
            clause.any_of,
        )
        for rule in rules
        for clause in rule.all_of
    ]
    if not all(conditions for _first, _last, conditions in rows):
        raise ValueError("a clause has no condition, so nobody could meet it")
    return rows or [(0, date.max.toordinal(), Clause((_TRUE,)).any_of)]


_TRUE = Condition("")


def _bounds(condition: Condition) -> tuple[int, float, float, bool]:
    """Give a condition's row: attribute, low, high, negated."""
    if condition is _TRUE:
        return _ALWAYS, -np.inf, np.inf, False
    if condition.attribute not in ATTRIBUTES:
        raise ValueError(
            f"no citizen has the fact {condition.attribute!r}; use one of {', '.join(ATTRIBUTES)}"
        )
    low = -np.inf if condition.minimum is None else condition.minimum
    high = np.inf if condition.maximum is None else condition.maximum
    fact = condition.attribute if is_tested(condition) else HUMAN_CHECK
    return ATTRIBUTES.index(fact), low, high, condition.negated


def _has_code(columns: RuleColumns, rows: NDArray[np.intp], held: frozenset[str]) -> NDArray[np.bool_]:
    """Tell for each condition whether one of its codes is held."""
    wanted = np.array([code in held for code in columns.code_names], dtype=np.bool_)
    hits = np.concatenate([[0], np.cumsum(wanted[columns.codes])])
    return np.asarray(hits[columns.code_start[rows + 1]] > hits[columns.code_start[rows]])
