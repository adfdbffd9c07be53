"""What another credit model would change for a whole population: who moves, by how much, and why.

Organisations are seen one by one and forgotten again; only counts and the biggest movers are held, so that a
population of any size fits.
"""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from fairway.lib.explain import Reason
    from fairway.trust.engine.rating import Rating

NO_FILE = ""
"""The grade of an organisation nothing is known of."""
NOT_RATED = "-"
"""The grade of an organisation that no model in use is for."""
MOST_MOVERS = 200
MOST_REASONS = 8
MOST_GROUPS = 100
THIN_RECORDS = 2
"""A file with at most so many counted records is thin."""
BANDS = (-200, -100, -50, -20, -1, 0, 19, 49, 99, 199)
"""Upper ends of the bands that moves in points are counted in."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One organisation with what is said of it now (``None``: by no model) and what would be said."""

    organisation: int
    groups: Mapping[str, str]
    before: Rating | None
    after: Rating


@dataclass(frozen=True, slots=True)
class Because:
    """A record or a limit whose share of the points would differ; ``None``: it had, or would have, no share."""

    label: str
    record: str
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class Mover:
    """One organisation whose points would move."""

    organisation: int
    points_before: int
    points_after: int
    grade_before: str
    grade_after: str
    because: Sequence[Because]


@dataclass(slots=True)
class Group:
    """What would happen to one group of organisations."""

    organisations: int = 0
    better: int = 0
    worse: int = 0
    moved_points: int = 0


@dataclass(slots=True)
class Tally:
    """What was seen so far."""

    grades: Sequence[str]
    organisations: int = 0
    matrix: Counter[tuple[str, str]] = field(default_factory=Counter)
    moves: Counter[int] = field(default_factory=Counter)
    groups: dict[str, dict[str, Group]] = field(default_factory=lambda: defaultdict(dict))
    red_lines: dict[str, list[int]] = field(default_factory=dict)
    thin: list[int] = field(default_factory=lambda: [0, 0])
    no_file: list[int] = field(default_factory=lambda: [0, 0])
    _movers: list[tuple[int, int, Mover]] = field(default_factory=list)

    def see(self, seen: Seen) -> None:
        """Count one organisation."""
        self.organisations += 1
        self.matrix[_grade(seen.before), _grade(seen.after)] += 1
        moved = _moved(seen)
        better = self._step(seen)
        for name, value in seen.groups.items():
            group = self.groups[name].setdefault(value, Group())
            group.organisations += 1
            group.better += better > 0
            group.worse += better < 0
            group.moved_points += moved or 0
        self._count_sides(seen)
        if moved is not None:
            self.moves[_band(moved)] += 1
        if moved:
            self._keep_mover(seen, moved)

    def _step(self, seen: Seen) -> int:
        """Say whether the grade would be better (1), worse (−1) or cannot be compared or the same (0)."""
        before, after = _grade(seen.before), _grade(seen.after)
        if before == after or before not in self.grades or after not in self.grades:
            return 0
        return 1 if self.grades.index(after) < self.grades.index(before) else -1

    def _count_sides(self, seen: Seen) -> None:
        for side, rating in enumerate((seen.before, seen.after)):
            if rating is None:
                continue
            for line in dict.fromkeys(hit.line for hit in rating.red_lines):
                self.red_lines.setdefault(line, [0, 0])[side] += 1
            self.no_file[side] += rating.points is None
            counted = {r.params["record"] for r in rating.reasons if r.points and "record" in r.params}
            self.thin[side] += rating.points is not None and len(counted) <= THIN_RECORDS

    def _keep_mover(self, seen: Seen, moved: int) -> None:
        """Keep the biggest movers; of equal moves those of the lower numbers."""
        rank = (abs(moved), -seen.organisation)
        if len(self._movers) == MOST_MOVERS and rank < self._movers[0][:2]:
            return
        entry = (*rank, _mover(seen, moved))
        if len(self._movers) < MOST_MOVERS:
            heapq.heappush(self._movers, entry)
        else:
            heapq.heapreplace(self._movers, entry)

    def as_data(self) -> dict[str, object]:
        """Return plain values to be kept as JSON, in a stable order."""
        movers = sorted(self._movers, key=lambda entry: (-entry[0], -entry[1]))
        return {
            "organisations": self.organisations,
            "grades": list(self.grades),
            "matrix": [[before, after, count] for (before, after), count in sorted(self.matrix.items())],
            "moves": [[band, count] for band, count in sorted(self.moves.items())],
            "groups": {name: _largest(groups) for name, groups in self.groups.items()},
            "red_lines": [[line, *counts] for line, counts in sorted(self.red_lines.items())],
            "thin": self.thin,
            "no_file": self.no_file,
            "movers": [asdict(mover) for _size, _number, mover in movers],
        }


def simulate(population: Iterable[Seen], grades: Sequence[str]) -> Tally:
    """See everybody; ``grades`` run from the best to the worst of the proposed model."""
    tally = Tally(grades)
    for seen in population:
        tally.see(seen)
    return tally


def _grade(rating: Rating | None) -> str:
    if rating is None:
        return NOT_RATED
    return rating.grade or NO_FILE


def _moved(seen: Seen) -> int | None:
    """By how many points; ``None`` where a side has no points."""
    if seen.before is None or seen.before.points is None or seen.after.points is None:
        return None
    return seen.after.points - seen.before.points


def _band(moved: int) -> int:
    """Return the upper end of the band a move lies in; one more than the last for what lies above."""
    return next((end for end in BANDS if moved <= end), BANDS[-1] + 1)


def _mover(seen: Seen, moved: int) -> Mover:
    after = seen.after.points or 0
    return Mover(
        organisation=seen.organisation,
        points_before=after - moved,
        points_after=after,
        grade_before=_grade(seen.before),
        grade_after=_grade(seen.after),
        because=_because(seen.before.reasons if seen.before else (), seen.after.reasons),
    )


def _because(before: Sequence[Reason], after: Sequence[Reason]) -> list[Because]:
    """List the lines whose points differ, the greatest difference first."""
    old, new = dict(_shares(before)), dict(_shares(after))
    differing = [key for key in dict.fromkeys((*old, *new)) if (old.get(key) or 0) != (new.get(key) or 0)]
    differing.sort(key=lambda key: (-abs((new.get(key) or 0) - (old.get(key) or 0)), key))
    return [Because(*key, old.get(key), new.get(key)) for key in differing[:MOST_REASONS]]


def _shares(reasons: Iterable[Reason]) -> Iterator[tuple[tuple[str, str], int]]:
    """Each line with points by what it is about: a record with its kind, a dimension, or "start" or "scale"."""
    for reason in reasons:
        if reason.points is not None:
            params = reason.params
            label = params.get("kind") or params.get("dimension") or ("start" if "start" in params else "scale")
            yield (str(label), str(params.get("record", ""))), reason.points


def _largest(groups: Mapping[str, Group]) -> list[list[str | int]]:
    """List the largest groups first; what comes after the most that are listed is left out.

    Those of whom nothing is stated ("") are a group of their own, always listed and last.
    """
    stated = sorted(
        ((value, group) for value, group in groups.items() if value), key=lambda item: (-item[1].organisations, item[0])
    )
    rest = [("", groups[""])] if "" in groups else []
    return [[value, *asdict(group).values()] for value, group in (*stated[:MOST_GROUPS], *rest)]
