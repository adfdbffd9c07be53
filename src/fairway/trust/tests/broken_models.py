"""Hundreds of credit models with one thing wrong each, made from the shipped ones."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fairway.trust.queries import shipped_models

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

OPTIONAL = ("name_zh", "subjects", "half_life_months", "severities")
ASSIGNED = re.compile(r"(\w+) = (.+)$")
Lines = list[str]


def broken() -> Iterator[tuple[str, str]]:
    """Yield (what was done, text) for each way and each line of the newest shipped models."""
    for text in shipped_models()[:2]:
        lines = text.split("\n")
        for place, line in enumerate(lines):
            for way, spoil in WAYS.items():
                spoiled = spoil(line)
                if spoiled is not None:
                    yield f"{way} at line {place + 1}", "\n".join([*lines[:place], *spoiled, *lines[place + 1 :]])


def _key(line: str) -> str:
    found = ASSIGNED.match(line)
    return found[1] if found else ""


def _without(line: str) -> Lines | None:
    """Leave a line out that is needed."""
    return [] if _key(line) and _key(line) not in OPTIONAL and not line.startswith(POINTS) else None


POINTS = ("penalty", "court_default", "serious_list", "irregular", "tax_grade", "social", "customs", "contract_")
POINTS += ("commitment", "arrears", "award", "promise_", "answer_")


def _twice(line: str) -> Lines | None:
    return [line, line] if _key(line) else None


def _misspelt(line: str) -> Lines | None:
    return [f"x{line}"] if _key(line) else None


def _of_another_type(line: str) -> Lines | None:
    """Exchange a text for a number, and a number or a day for a text."""
    if not _key(line) or "{" in line or "[" in line:
        return None
    return [f"{_key(line)} = 7.5" if '"' in line else f'{_key(line)} = "seven"']


def _too_great(line: str) -> Lines | None:
    found = ASSIGNED.match(line)
    return [f"{found[1]} = {'9' * 4}000"] if found and re.fullmatch(r"-?\d+", found[2]) else None


def _unended(line: str) -> Lines | None:
    return [line[:-1]] if line.endswith(('"', "}", "]")) and not line.startswith("#") else None


def _blank(line: str) -> Lines | None:
    return [f'{_key(line)} = " "'] if '"' in line and "[" not in line and _key(line) else None


def _unseen(line: str) -> Lines | None:
    return [line[:-1] + '\u202e"'] if line.endswith('"') and _key(line) else None


WAYS: dict[str, Callable[[str], Lines | None]] = {
    "left out": _without,
    "twice": _twice,
    "misspelt": _misspelt,
    "another type": _of_another_type,
    "too great": _too_great,
    "not ended": _unended,
    "blank": _blank,
    "unseen sign": _unseen,
}
