"""Clauses over literals, and counting with them.

A literal is a whole number other than 0, its negation the number below 0, as DIMACS has it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

FEW = 24
"""Up to so many literals, each two exclude each other in a clause of their own."""


@dataclass
class Clauses:
    """A formula that grows: ``listed`` holds its clauses, ``literals`` counts its variables."""

    listed: list[list[int]] = field(default_factory=list)
    literals: int = 0

    def new(self) -> int:
        """Give a literal nothing is said about yet."""
        self.literals += 1
        return self.literals

    def add(self, *literals: int) -> None:
        """Say that one of them holds; of none, that the formula cannot (solvers may skip an empty clause)."""
        if not literals:
            nothing = self.new()
            self.listed.append([nothing])
            literals = (-nothing,)
        self.listed.append(list(literals))

    def at_most_one(self, literals: Sequence[int]) -> None:
        """Let no two hold."""
        if len(literals) <= FEW:
            self.listed.extend([-one, -other] for one, other in combinations(literals, 2))
            return
        half = self.new()
        middle = len(literals) // 2
        self.at_most_one([*literals[:middle], half])
        self.at_most_one([*literals[middle:], -half])

    def any_of(self, literals: Iterable[int]) -> int:
        """Give a literal that holds where one of them does, and nowhere else."""
        listed = list(literals)
        either = self.new()
        self.add(-either, *listed)
        for literal in listed:
            self.add(-literal, either)
        return either

    def exactly(self, literals: Sequence[int], number: int) -> None:
        """Let ``number`` of them hold, no fewer and no more."""
        if number > len(literals):
            self.add()
            return
        reached = self.counted(literals, number + 1)
        if number:
            self.add(reached[number - 1])
        if number < len(literals):
            self.add(-reached[number])

    def at_most(self, literals: Sequence[int], number: int) -> None:
        """Let no more than ``number`` of them hold."""
        if number < len(literals):
            self.add(-self.counted(literals, number + 1, exact=False)[number])

    def counted(self, literals: Sequence[int], most: int, *, exact: bool = True) -> list[int]:
        """Give literals for "at least 1, 2, … ``most`` of them hold", as far as there are so many.

        Unless ``exact``, they hold where so many do, and may hold elsewhere. Halves are counted and merged (O. Bailleux
        and Y. Boufkhad, CP 2003).
        """
        if len(literals) <= 1:
            return list(literals)
        middle = len(literals) // 2
        left = self.counted(literals[:middle], most, exact=exact)
        right = self.counted(literals[middle:], most, exact=exact)
        sums = [self.new() for _number in range(min(most, len(literals)))]
        for one in range(len(left) + 1):
            for other in range(len(right) + 1):
                both = [*left[one - 1 : one], *right[other - 1 : other]]
                if one + other > 0:
                    self.add(*(-literal for literal in both), sums[min(one + other, len(sums)) - 1])
                if exact and one + other < len(sums):
                    self.add(*left[one : one + 1], *right[other : other + 1], -sums[one + other])
        return sums
