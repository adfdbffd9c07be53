"""Which hard wishes contradict each other: a group of which none can be left out.

Terms (a meeting that must be held, when somebody is there, how many tables there are …) are looked at in ever larger
groups until one has no timetable; then those that are not needed for that are left out one by one.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING

from fairway.lib.explain import Reason, gettext_noop
from fairway.meet.engine.problem import MeetingProblem, MeetingWish, Session
from fairway.meet.engine.standing import Standing, after_slot, bits_of, slots_in

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator

SECONDS = 20.0
"""Most time for an answer. When it is over, a group found so far may still hold terms that are not needed."""
IMPOSSIBLE = 2
"""The status of a program without a solution, as scipy numbers it."""
Term = tuple[str, int | str, int]
"""Kind, whose, and a second number where one is needed."""
SLOTS: Term = ("slots", 0, 0)
TABLES: Term = ("tables", 0, 0)


def explain_contradiction(problem: MeetingProblem) -> tuple[Reason, ...]:
    """Name hard wishes and terms that contradict each other; nothing where no contradiction is found.

    Hard are the wishes that must be held, all of them with ``must_hold_all``. Leaving out any one of the terms named
    would make the rest possible.
    """
    search = _Search(problem, monotonic() + SECONDS)
    for keys in search.groups():
        terms = search.terms_of(keys)
        if not search.is_possible(terms):
            return tuple(map(search.in_words, search.needed(terms)))
        if search.is_over():
            break
    return ()


@dataclass
class _Search:
    problem: MeetingProblem
    until: float

    def __post_init__(self) -> None:
        self.standing = Standing(self.problem)
        self.hard = {wish.key: wish for wish in self.problem.wishes if wish.must_hold or self.problem.must_hold_all}
        self.last = len(self.problem.slots)

    def is_over(self) -> bool:
        """Whether time is over."""
        return monotonic() >= self.until

    def groups(self) -> Iterator[tuple[int, ...]]:
        """Hard wishes alone, by order, by participant, by language, and all together."""
        yield from ((key,) for key in self.hard)
        related: defaultdict[Hashable, list[int]] = defaultdict(list)
        for wish in self.hard.values():
            for person in wish.parties:
                related[person].append(wish.key)
            if wish.interpreter:
                related[wish.interpreter].append(wish.key)
        yield from self._chains()
        yield from (tuple(keys) for keys in related.values() if len(keys) > 1)
        yield tuple(self.hard)

    def _chains(self) -> Iterator[tuple[int, ...]]:
        """Wishes tied by order, directly or through others."""
        left = {key for key, wish in self.hard.items() if wish.after & self.hard.keys()}
        left |= {earlier for key in left for earlier in self.hard[key].after & self.hard.keys()}
        tied: defaultdict[int, set[int]] = defaultdict(set)
        for key in left:
            for earlier in self.hard[key].after & self.hard.keys():
                tied[key].add(earlier)
                tied[earlier].add(key)
        while left:
            chain, edge = set[int](), [min(left)]
            while edge:
                chain.add(edge[-1])
                edge += tied[edge.pop()] - chain
            left -= chain
            yield tuple(sorted(chain))

    def terms_of(self, keys: Iterable[int]) -> list[Term]:
        """Everything that bears on these wishes, the wishes themselves first."""
        wishes = [self.hard[key] for key in keys]
        terms: dict[Term, None] = {("held", wish.key, 0): None for wish in wishes}
        for wish in wishes:
            terms |= {("after", wish.key, earlier): None for earlier in sorted(wish.after & self.hard.keys())}
            terms |= {("session", wish.key, 0): None} if wish.session is not Session.ANY else {}
            terms |= {("fixed", wish.key, 0): None} if wish.fixed_slot is not None else {}
            terms |= {("language", wish.interpreter, 0): None} if wish.interpreter else {}
            for person in wish.parties:
                terms |= {("there", person, 0): None, ("seats", person, 0): None}
                terms |= {("most", person, 0): None} if self.standing.people[person].at_most is not None else {}
        return [*terms, TABLES, SLOTS]

    def needed(self, terms: list[Term]) -> list[Term]:
        """Leave out what the contradiction does not need, one by one."""
        kept = list(terms)
        for term in sorted(terms, key=lambda term: term[0] != "held"):
            fewer = [other for other in kept if other != term]
            if not self.is_over() and not self.is_possible(fewer):
                kept = fewer
        return kept

    def is_possible(self, terms: list[Term]) -> bool:
        """Whether there is a timetable that keeps ``terms``; taken for granted where time does not suffice to tell."""
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import csr_array

        model = _Model(self, frozenset(terms))
        if not all(model.options.values()):
            return False
        if not model.options:
            return True
        rows = list(model.rows())
        entries = [(number, column) for number, (columns, _, _) in enumerate(rows) for column in columns]
        matrix = csr_array(([1.0] * len(entries), tuple(zip(*entries, strict=True))), shape=(len(rows), len(model.at)))
        limits = LinearConstraint(matrix, [least for _, least, _ in rows], [most for _, _, most in rows])
        answer = milp(
            [0.0] * len(model.at),
            integrality=[1] * len(model.at),
            bounds=Bounds(0, 1),
            constraints=limits,
            options={"time_limit": max(0.1, self.until - monotonic())},
        )
        return bool(answer.status != IMPOSSIBLE)

    def in_words(self, term: Term) -> Reason:
        """Say the term in a sentence."""
        return WORDS[term[0]](self, term)


Row = tuple[list[int], float, float]


class _Model:
    """A variable for each wish and slot that the terms leave, a row for each rule among them."""

    def __init__(self, search: _Search, terms: frozenset[Term]) -> None:
        self.search = search
        self.standing = search.standing
        self.terms = terms
        self.wishes = [wish for key, wish in search.hard.items() if ("held", key, 0) in terms]
        extra = 0 if SLOTS in terms else len(self.wishes)
        self.everywhen = bits_of(range(1, search.last + extra + 1))
        self.options = {wish.key: self._options(wish) for wish in self.wishes}
        pairs = [(key, slot) for key, bits in self.options.items() for slot in slots_in(bits)]
        self.at = {pair: number for number, pair in enumerate(pairs)}

    def _options(self, wish: MeetingWish) -> int:
        bits = self.everywhen
        for person in wish.parties:
            if ("there", person, 0) in self.terms:
                bits &= self.standing.there[person]
        if ("session", wish.key, 0) in self.terms:
            bits &= self.standing.sessions[wish.session] | after_slot(self.search.last)
        if ("fixed", wish.key, 0) in self.terms and wish.fixed_slot is not None:
            bits &= 1 << wish.fixed_slot
        return bits

    def rows(self) -> Iterator[Row]:
        """Variables with the least and the most of them that may be one."""
        for key, bits in self.options.items():
            yield [self.at[key, slot] for slot in slots_in(bits)], 1, 1
        yield from self._seats()
        for wish in self.wishes:
            for earlier in wish.after & self.options.keys():
                if ("after", wish.key, earlier) in self.terms:
                    yield from self._order(earlier, wish.key)

    def _seats(self) -> Iterator[Row]:
        most: dict[Hashable, float] = {}
        taken: defaultdict[Hashable, list[int]] = defaultdict(list)
        for (key, slot), number in self.at.items():
            for group, limit in self._limits(self.search.hard[key], slot):
                taken[group].append(number)
                most[group] = limit
        for group, numbers in taken.items():
            if len(numbers) > most[group]:
                yield numbers, 0, most[group]

    def _limits(self, wish: MeetingWish, slot: int) -> Iterator[tuple[Hashable, float]]:
        for person in wish.parties:
            somebody = self.standing.people[person]
            if ("seats", person, 0) in self.terms:
                yield ("seats", person, slot), somebody.seats
            if ("most", person, 0) in self.terms and somebody.at_most is not None:
                yield ("most", person), somebody.at_most
        exists = slot <= self.search.last
        if TABLES in self.terms:
            yield ("tables", slot), self.standing.tables[slot] if exists else self.search.problem.tables
        if wish.interpreter and ("language", wish.interpreter, 0) in self.terms:
            there = self.standing.spoken[wish.interpreter]
            yield (wish.interpreter, slot), there[slot - 1] if exists else max(there, default=0)

    def _order(self, earlier: int, later: int) -> Iterator[Row]:
        for slot in slots_in(self.options[later]):
            late = self.options[earlier] & ~bits_of(range(slot))
            before = self.options[later] & bits_of(range(slot + 1))
            numbers = [self.at[earlier, at] for at in slots_in(late)] + [self.at[later, at] for at in slots_in(before)]
            yield numbers, 0, 1


def _held(search: _Search, term: Term) -> Reason:
    wish = search.hard[int(term[1])]
    a, b = (str(search.standing.people[person]) for person in wish.parties)
    text = gettext_noop("Meeting %(wish)s (%(a)s with %(b)s) must be held.")
    return Reason(text, {"wish": wish.key, "a": a, "b": b})


def _after(_search: _Search, term: Term) -> Reason:
    text = gettext_noop("Meeting %(wish)s must come after meeting %(earlier)s.")
    return Reason(text, {"wish": term[1], "earlier": term[2]})


def _session(search: _Search, term: Term) -> Reason:
    texts = {
        Session.MORNING: gettext_noop("Meeting %(wish)s is wished for the morning."),
        Session.AFTERNOON: gettext_noop("Meeting %(wish)s is wished for the afternoon."),
    }
    return Reason(texts[search.hard[int(term[1])].session], {"wish": term[1]})


def _fixed(search: _Search, term: Term) -> Reason:
    text = gettext_noop("Meeting %(wish)s is fixed (slot: %(slot)s).")
    return Reason(text, {"wish": term[1], "slot": search.hard[int(term[1])].fixed_slot or 0})


def _there(search: _Search, term: Term) -> Reason:
    person = search.standing.people[int(term[1])]
    if not person.available:
        return Reason(gettext_noop("%(name)s is never there."), {"name": str(person)})
    text = gettext_noop("%(name)s is there only then (slots: %(slots)s).")
    return Reason(text, {"name": str(person), "slots": ", ".join(map(str, sorted(person.available)))})


def _seats(search: _Search, term: Term) -> Reason:
    person = search.standing.people[int(term[1])]
    if person.seats == 1:
        return Reason(gettext_noop("%(name)s can be in only one meeting at a time."), {"name": str(person)})
    text = gettext_noop("%(name)s can be in %(seats)s meetings at a time.")
    return Reason(text, {"name": str(person), "seats": person.seats})


def _most(search: _Search, term: Term) -> Reason:
    person = search.standing.people[int(term[1])]
    text = gettext_noop("%(name)s accepts at most this many meetings: %(count)s.")
    return Reason(text, {"name": str(person), "count": person.at_most or 0})


def _tables(search: _Search, _term: Term) -> Reason:
    counts = search.standing.tables[1:]
    if len(set(counts)) == 1:
        return Reason(gettext_noop("Tables in each slot: %(tables)s."), {"tables": counts[0]})
    text = gettext_noop("Tables, slot by slot: %(counts)s.")
    return Reason(text, {"counts": ", ".join(map(str, counts))})


def _language(search: _Search, term: Term) -> Reason:
    text = gettext_noop("Interpreters for %(language)s, slot by slot: %(counts)s.")
    counts = search.standing.spoken[str(term[1])]
    return Reason(text, {"language": term[1], "counts": ", ".join(map(str, counts))})


def _slots(search: _Search, _term: Term) -> Reason:
    return Reason(gettext_noop("Slots in the whole event: %(count)s."), {"count": search.last})


WORDS: dict[str, Callable[[_Search, Term], Reason]] = {
    "held": _held,
    "after": _after,
    "session": _session,
    "fixed": _fixed,
    "there": _there,
    "seats": _seats,
    "most": _most,
    "tables": _tables,
    "language": _language,
    "slots": _slots,
}
