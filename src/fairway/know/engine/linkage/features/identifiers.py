"""What identifiers say. They decide before names do, if they are valid."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fairway.know.engine.linkage.features.difference import Difference, differs
from fairway.lib.codes import lei_problem, organisation_code_in, organisation_code_problem, uscc_problem

if TYPE_CHECKING:
    from fairway.know.engine.written import Written


def compare_codes(a: Written, b: Written) -> list[Difference]:
    """Compare identifiers: equal, contradictory, or one of them not valid and so not used.

    The organisation code is read out of a unified social credit code (characters 9–17, GB 32100-2015 clause 4). Stock
    codes only ever speak for: one organisation may have several.
    """
    ours, theirs = _valid(a), _valid(b)
    found = [differs("code_not_valid", value) for value in sorted(_broken(a) | _broken(b))]
    shared = [min(ours[s] & theirs[s]) for s in _DECIDING if ours.get(s, set()) & theirs.get(s, set())]
    apart = [s for s in _DECIDING if ours.get(s) and theirs.get(s) and not ours[s] & theirs[s]]
    if shared:
        found.append(differs("code_equal", shared[0]))
    if apart:
        found.append(differs("code_differs", min(ours[apart[0]]), min(theirs[apart[0]])))
    listed = ours.get("stock", set()) & theirs.get("stock", set())
    return [*found, differs("stock_code_equal", min(listed))] if listed else found


_DECIDING = ("uscc", "lei", "orgcode")
_IN_BRACKETS = re.compile("[(（]\\s*([0-9A-Z]{18})\\s*[)）]", re.IGNORECASE)
"""A unified social credit code in brackets, as lists put it behind a name."""


def _clean(value: str) -> str:
    return "".join(value.split()).upper()


_PROBLEM = {"uscc": uscc_problem, "orgcode": organisation_code_problem, "lei": lei_problem}


def _is_valid(scheme: str, value: str) -> bool:
    check = _PROBLEM.get(scheme)
    return bool(value) and (check is None or check(value) is None)


def _valid(written: Written) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for scheme, raw in (*written.codes, *_in_brackets(written.name)):
        value = _clean(raw)
        if not _is_valid(scheme, value):
            continue
        found.setdefault(scheme, set()).add(value.replace("-", "") if scheme == "orgcode" else value)
        if scheme == "uscc" and (inside := organisation_code_in(value)):
            found.setdefault("orgcode", set()).add(inside)
    return found


def _in_brackets(name: str) -> tuple[tuple[str, str], ...]:
    return tuple(("uscc", code) for code in _IN_BRACKETS.findall(name)) if len(name) > _LONGEST_CODE else ()


_LONGEST_CODE = 20


def _broken(written: Written) -> set[str]:
    return {raw for scheme, raw in written.codes if raw.strip() and not _is_valid(scheme, _clean(raw))}
