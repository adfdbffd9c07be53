"""The most valuable way to place some meetings in what a timetable leaves free: a small integer program."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from fairway.meet.engine.standing import bits_of, slots_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from fairway.meet.engine.standing import Standing

G = TypeVar("G")

A_MOVE = 0.01
"""What a move costs, so that of two equal answers the quieter one is taken."""
_IMPOSSIBLE = 2
"""The status of a program without a solution, as scipy numbers it."""


@dataclass(frozen=True)
class Ask:
    """What may be placed where.

    ``options`` holds for each wish the bits of its slots. Wishes in ``kept`` (with the slot each had) must be placed,
    at most ``most_moved`` of them elsewhere; so must those in ``forced``.
    """

    options: Mapping[int, int]
    kept: Mapping[int, int] = field(default_factory=dict)
    most_moved: int = 0
    forced: frozenset[int] = frozenset()
    seconds: float = 1.0


@dataclass(frozen=True)
class Placed:
    """``slot_of`` the wishes placed, ``None`` where no way was found; ``is_proven`` when that is the last word."""

    slot_of: dict[int, int] | None
    is_proven: bool


def place(standing: Standing, ask: Ask) -> Placed:
    """Place what ``ask`` lists, none of it in ``standing`` yet, as valuably as possible; it stays as it is."""
    from scipy.optimize import Bounds, milp

    program = _Program(standing, ask)
    program.add_rules()
    musts = ask.kept.keys() | ask.forced
    if not program.at:
        return Placed(None if musts else {}, is_proven=True)
    answer = milp(
        program.costs(),
        integrality=program.whole,
        bounds=Bounds(0, program.most),
        constraints=program.rules(),
        options={"time_limit": max(0.01, ask.seconds), "mip_rel_gap": 0.0},
    )
    if answer.x is None:
        return Placed(None, is_proven=answer.status == _IMPOSSIBLE)
    chosen = {key: slot for (key, slot), number in program.at.items() if answer.x[number] > 0.5}
    return Placed(chosen, is_proven=answer.status == 0)


class _Program:
    """A variable for each wish and slot, one for each participant short of meetings, a row for each rule."""

    def __init__(self, standing: Standing, ask: Ask) -> None:
        self.standing = standing
        self.ask = ask
        pairs = [(key, slot) for key, bits in sorted(ask.options.items()) for slot in slots_in(bits)]
        self.at = {pair: number for number, pair in enumerate(pairs)}
        self.whole = [1] * len(pairs)
        self.most = [1.0] * len(pairs)
        self.entries: list[tuple[int, int, float]] = []
        self.least: list[float] = []
        self.room: list[float] = []

    def costs(self) -> list[float]:
        """Minus the worth of each variable."""
        wishes, kept = self.standing.wishes, self.ask.kept
        price = self.standing.problem.price_of_shortfall
        must = 1 + sum(wishes[key].priority + 2 * price for key in self.ask.options)
        placed = [
            A_MOVE * (kept.get(key, slot) != slot) - wishes[key].priority - must * wishes[key].must_hold
            for key, slot in self.at
        ]
        return placed + [-float(price)] * (len(self.whole) - len(placed))

    def rules(self) -> list[object]:
        """All rows, as scipy wants them."""
        from scipy.optimize import LinearConstraint
        from scipy.sparse import csr_array

        if not self.room:
            return []
        rows, columns, numbers = zip(*self.entries, strict=True)
        matrix = csr_array((numbers, (rows, columns)), shape=(len(self.room), len(self.whole)))
        return [LinearConstraint(matrix, self.least, self.room)]

    def add_rules(self) -> None:
        """Add everything a timetable must keep."""
        standing, musts = self.standing, self.ask.kept.keys() | self.ask.forced
        for key, numbers in self._grouped(lambda key, _slot: [key]).items():
            self._add(numbers, 1, least=float(key in musts))
        for (person, slot), numbers in self._grouped(self._sittings).items():
            self._add(numbers, standing.seats_left(person, slot))
        for slot, numbers in self._grouped(lambda _key, slot: [slot]).items():
            self._add(numbers, standing.tables_left(slot))
        for (language, slot), numbers in self._grouped(self._languages).items():
            self._add(numbers, standing.spoken[language][slot - 1])
        for person, numbers in self._grouped(lambda key, _slot: standing.wishes[key].parties).items():
            self._add_limits(person, numbers)
        self._add(
            [n for (key, slot), n in self.at.items() if self.ask.kept.get(key, slot) != slot], self.ask.most_moved
        )
        for key in self.ask.options:
            for earlier in sorted(standing.wishes[key].after & self.ask.options.keys()):
                self._add_order(earlier, key)

    def _sittings(self, key: int, slot: int) -> list[tuple[int, int]]:
        return [(person, slot) for person in self.standing.wishes[key].parties]

    def _languages(self, key: int, slot: int) -> list[tuple[str, int]]:
        language = self.standing.wishes[key].interpreter
        return [(language, slot)] if language else []

    def _grouped(self, groups: Callable[[int, int], Iterable[G]]) -> dict[G, list[int]]:
        found: defaultdict[G, list[int]] = defaultdict(list)
        for (key, slot), number in self.at.items():
            for group in groups(key, slot):
                found[group].append(number)
        return found

    def _add(self, numbers: list[int], room: float, least: float = 0.0) -> None:
        if len(numbers) > room or least > 0:
            self._add_row([(number, 1.0) for number in numbers], room, least)

    def _add_row(self, entries: list[tuple[int, float]], room: float, least: float) -> None:
        self.entries += [(len(self.room), number, factor) for number, factor in entries]
        self.room.append(room)
        self.least.append(least)

    def _add_limits(self, person: int, numbers: list[int]) -> None:
        """At most ``at_most``; below ``at_least`` each meeting is worth the price of being short of one."""
        somebody, has = self.standing.people[person], self.standing.count[person]
        if somebody.at_most is not None:
            self._add(numbers, somebody.at_most - has)
        if self.standing.problem.price_of_shortfall and somebody.at_least > has:
            eased = len(self.whole)
            self.whole.append(1)
            self.most.append(float(somebody.at_least - has))
            self._add_row([(eased, 1.0), *((number, -1.0) for number in numbers)], 0.0, float("-inf"))

    def _add_order(self, earlier: int, later: int) -> None:
        for slot in slots_in(self.ask.options[later]):
            before = bits_of(range(slot + 1)) & self.ask.options[later]
            late = self.ask.options[earlier] & ~bits_of(range(slot))
            both = [self.at[later, at] for at in slots_in(before)] + [self.at[earlier, at] for at in slots_in(late)]
            self._add(both, 1)
