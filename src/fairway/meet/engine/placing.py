"""The most valuable way to place some meetings in what a timetable leaves free.

A linear program says what is possible at most and, by its reduced costs, which places cannot be part of anything better
than what is known; what it leaves undecided is a small program in whole numbers.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar

from fairway.meet.engine.standing import bits_of, slots_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from fairway.meet.engine.standing import Standing

G = TypeVar("G")

A_MOVE = 0.01
"""What a move costs, so that of two equal answers the quieter one is taken; less where many could move."""
_SOLVED, _IMPOSSIBLE = 0, 2
"""How scipy numbers a program that was solved, and one without a solution."""
_SURE = 0.9
_MOST_WHOLE = 1500
"""Variables of a program in whole numbers, the most promising ones where there are more."""


@dataclass(frozen=True)
class Ask:
    """What may be placed where.

    ``options`` holds for each wish the bits of its slots. Of the wishes in ``kept`` (with the slot each had) at most
    ``most_moved`` go elsewhere or, if they are in ``may_go``, nowhere; those in ``forced`` must be placed.
    """

    options: Mapping[int, int]
    kept: Mapping[int, int] = field(default_factory=dict)
    most_moved: int = 0
    may_go: frozenset[int] = frozenset()
    forced: frozenset[int] = frozenset()
    seconds: float = 1.0

    @property
    def musts(self) -> frozenset[int]:
        """Wishes that must be placed."""
        return (frozenset(self.kept) - self.may_go) | self.forced


@dataclass(frozen=True)
class Placed:
    """``slot_of`` the wishes placed, ``None`` where no way was found; ``is_proven`` when that is the last word.

    ``bound``: no way adds more than that to the value of the timetable; ``None`` where nothing is known, or where
    wishes that must be held are among those asked for.
    """

    slot_of: dict[int, int] | None
    is_proven: bool
    bound: float | None = None


def place(standing: Standing, ask: Ask) -> Placed:
    """Place what ``ask`` lists, none of it in ``standing`` yet, as valuably as possible; it stays as it is."""
    until = monotonic() + ask.seconds
    program = _Program(standing, ask)
    program.add_rules()
    if not program.at:
        return Placed(None if ask.musts else {}, is_proven=True, bound=0.0)
    try:
        shares = _in_shares(program, ask.seconds)
    except _NoWayError:
        return Placed(None, is_proven=True)
    known = _known(standing, ask, program, shares)
    if shares is None:
        return Placed(known, is_proven=False)
    bound = None if any(standing.wishes[key].must_hold for key in ask.options) else shares.worth
    few = _undecided(program, shares, known)
    if not few:
        return Placed(known, is_proven=True, bound=bound)
    best = few[:_MOST_WHOLE]
    found, is_last = _whole(standing, ask, best, until - monotonic())
    if found is None or (known is not None and program.worth_of(found) <= program.worth_of(known)):
        found = known
    return Placed(found, is_last and best == few, bound)


class _NoWayError(Exception):
    """Not all that must be placed can be."""


@dataclass(frozen=True)
class _Shares:
    """The program in fractions: what each variable takes, what one more of it costs, and the worth of all."""

    taken: Sequence[float]
    extra: Sequence[float]
    worth: float


def _in_shares(program: _Program, seconds: float) -> _Shares | None:
    """Solve the program in fractions; ``None`` where time is over. Raises _NoWayError where there is none."""
    from scipy.optimize import linprog

    matrix, least, room = program.rules()
    exact = [number for number, (low, high) in enumerate(zip(least, room, strict=True)) if low == high]
    loose = [number for number in range(len(room)) if least[number] != room[number]]
    answer = linprog(
        program.costs(),
        A_ub=matrix[loose] if loose else None,
        b_ub=[room[number] for number in loose] or None,
        A_eq=matrix[exact] if exact else None,
        b_eq=[room[number] for number in exact] or None,
        bounds=[(0, most) for most in program.most],
        method="highs",
        options={"time_limit": max(0.01, seconds)},
    )
    if answer.status == _IMPOSSIBLE:
        raise _NoWayError
    return _Shares(answer.x, answer.lower.marginals, -answer.fun) if answer.status == _SOLVED else None


def _known(standing: Standing, ask: Ask, program: _Program, shares: _Shares | None) -> dict[int, int] | None:
    """Place one after the other, those first that the program in fractions is surest of, or the most valuable."""
    costs = program.costs() if shares is None else [-share for share in shares.taken]
    surest = sorted(program.at, key=lambda pair: (costs[program.at[pair]], pair))
    sure = [pair for pair in surest if pair[0] in ask.kept and shares and shares.taken[program.at[pair]] > _SURE]
    musts = [pair for pair in surest if pair[0] in ask.forced or standing.wishes[pair[0]].must_hold]
    for key, slot in [*sure, *ask.kept.items(), *musts, *surest]:
        if key not in standing.slot_of and standing.places(standing.wishes[key]) >> slot & 1:
            standing.put(key, slot)
    chosen = {key: standing.take(key) for key in ask.options if key in standing.slot_of}
    moves = sum(chosen.get(key) != slot for key, slot in ask.kept.items())
    return chosen if chosen.keys() >= ask.musts and moves <= ask.most_moved else None


def _undecided(program: _Program, shares: _Shares, known: dict[int, int] | None) -> list[tuple[int, int]]:
    """Places that something better than ``known`` may use, the most promising first; none where it is the best."""
    room = float("inf") if known is None else shares.worth - program.worth_of(known) - program.a_move / 2
    if room < 0:
        return []
    left = [(shares.extra[number], pair) for pair, number in program.at.items() if shares.extra[number] <= room]
    return [pair for _, pair in sorted(left)]


def _whole(
    standing: Standing, ask: Ask, pairs: list[tuple[int, int]], seconds: float
) -> tuple[dict[int, int] | None, bool]:
    """Solve in whole numbers with these places alone; gives what was found, and whether there is nothing better."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    options = dict.fromkeys(ask.kept.keys() | ask.forced, 0)
    for key, slot in pairs:
        options[key] = options.get(key, 0) | 1 << slot
    small = _Program(standing, replace(ask, options=options))
    small.add_rules()
    answer = milp(
        small.costs(),
        integrality=[1] * len(small.most),
        bounds=Bounds(0, small.most),
        constraints=LinearConstraint(*small.rules()),
        options={"time_limit": max(0.01, seconds), "mip_rel_gap": 0.0},
    )
    if answer.x is None:
        return None, answer.status == _IMPOSSIBLE
    return {key: slot for (key, slot), number in small.at.items() if answer.x[number] > 0.5}, answer.status == _SOLVED


class _Program:
    """A variable for each wish and slot, one for each participant short of meetings, a row for each rule."""

    def __init__(self, standing: Standing, ask: Ask) -> None:
        self.standing = standing
        self.ask = ask
        pairs = [(key, slot) for key, bits in sorted(ask.options.items()) for slot in slots_in(bits)]
        self.at = {pair: number for number, pair in enumerate(pairs)}
        self.a_move = min(A_MOVE, 0.5 / (1 + len(ask.kept)))
        self.most = [1.0] * len(pairs)
        self.short: dict[int, int] = {}
        self.entries: list[tuple[int, int, float]] = []
        self.least: list[float] = []
        self.room: list[float] = []

    def costs(self) -> list[float]:
        """Minus the worth of each variable."""
        wishes, kept = self.standing.wishes, self.ask.kept
        price = self.standing.problem.price_of_shortfall
        must = 1 + sum(wishes[key].priority + 2 * price for key in self.ask.options)
        placed = [
            self.a_move * (kept.get(key, slot) != slot) - wishes[key].priority - must * wishes[key].must_hold
            for key, slot in self.at
        ]
        return placed + [-float(price)] * (len(self.most) - len(placed))

    def worth_of(self, slot_of: Mapping[int, int]) -> float:
        """Minus the costs of a placement, what it spares those short of meetings included."""
        costs, standing = self.costs(), self.standing
        count = Counter(person for key in slot_of for person in standing.wishes[key].parties)
        price = standing.problem.price_of_shortfall
        eased = sum(min(most, count[person]) for person, most in self.short.items())
        return price * eased - sum(costs[self.at[pair]] for pair in slot_of.items())

    def rules(self) -> tuple[Any, list[float], list[float]]:
        """All rows as a matrix, the least and the most of each."""
        from scipy.sparse import csr_array

        rows, columns, numbers = zip(*self.entries, strict=True) if self.entries else ((), (), ())
        matrix = csr_array((numbers, (rows, columns)), shape=(len(self.room), len(self.most)))
        return matrix, self.least, self.room

    def add_rules(self) -> None:
        """Add everything a timetable must keep."""
        standing, musts = self.standing, self.ask.musts
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
        if len(self.ask.kept) > self.ask.most_moved:
            home = [(self.at[pair], -1.0) for pair in self.ask.kept.items() if pair in self.at]
            self._add_row(home, self.ask.most_moved - len(self.ask.kept), float("-inf"))
        self._add_orders()

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
            self._add_row([(number, 1.0) for number in numbers], room, least or float("-inf"))

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
            eased = len(self.most)
            self.short[person] = somebody.at_least - has
            self.most.append(float(self.short[person]))
            self._add_row([(eased, 1.0), *((number, -1.0) for number in numbers)], 0.0, float("-inf"))

    def _add_orders(self) -> None:
        for key in self.ask.options:
            for earlier in sorted(self.standing.wishes[key].after & self.ask.options.keys()):
                self._add_order(earlier, key)

    def _add_order(self, earlier: int, later: int) -> None:
        for slot in slots_in(self.ask.options[later]):
            before = bits_of(range(slot + 1)) & self.ask.options[later]
            late = self.ask.options[earlier] & ~bits_of(range(slot))
            both = [self.at[later, at] for at in slots_in(before)] + [self.at[earlier, at] for at in slots_in(late)]
            self._add(both, 1)
