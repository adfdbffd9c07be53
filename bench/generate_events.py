"""Invented matchmaking events of any size, to measure timetables of the most value on.

Of 466 participants 400 are suppliers, 60 buyers and 6 delegations, of more in the same proportion. A delegation has two
to four representatives, everybody else one. There are two days of twelve slots, six before noon and six after.

* Availability: 55 % come for both days, 20 % for one day, 15 % for one half-day, the remaining 10 % miss one half-day.
* Requests: eight for each participant. 86 % are of a supplier for a buyer or a delegation, 8 % of a buyer for a
  delegation, 6 % of a delegation for a supplier. Whom a request is for follows Zipf's law (exponent 0.8) over the
  participants of that side in a random order; no pair is asked for twice. Priorities 1 to 5: 25, 30, 25, 13, 7 %.
* Languages: every delegation and one buyer of twelve speaks German, Japanese or Korean; seven of ten of their
  requests need an interpreter. There are interpreters for six of ten of the representatives who speak the language.
* Limits: one supplier of ten accepts at most six meetings. Hopes: four suppliers of ten hope for one meeting, one of
  ten for two, every delegation for four; each meeting short costs three points.
* Tables: three for four representatives of buyers and delegations.

``regular`` is that event. ``tight`` has 0.4 of the tables. In ``irregular`` everybody misses a quarter of the slots
left to them, at random, and there are half the tables and half the interpreters.
"""

from __future__ import annotations

import argparse
import pickle
from dataclasses import replace
from itertools import accumulate
from pathlib import Path
from random import Random

from fairway.meet.engine.problem import Interpreters, MeetingProblem, MeetingWish, Participant, Session, Slot

SCENARIOS = ("regular", "tight", "irregular")
LANGUAGES = ("de", "ja", "ko")
DAYS, HALF = 2, 6
HALVES = tuple(frozenset(range(first, first + HALF)) for first in range(1, DAYS * 2 * HALF + 1, HALF))
EVERYWHEN = frozenset().union(*HALVES)


def main() -> None:
    """Write the event as a pickled problem."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--participants", type=int, default=466)
    parser.add_argument("--scenario", choices=SCENARIOS, default="regular")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    options.out.write_bytes(pickle.dumps(make_event(options.participants, options.scenario, options.seed)))


def make_event(participants: int, scenario: str = "regular", seed: int = 1) -> MeetingProblem:
    """Make the event of that many participants; everything random follows from ``seed``."""
    dice = Random(f"{participants}/{seed}")
    buyers = max(1, round(participants * 60 / 466))
    delegations = max(1, round(participants * 6 / 466))
    suppliers = participants - buyers - delegations
    sides = {
        "supplier": range(1, suppliers + 1),
        "buyer": range(suppliers + 1, suppliers + buyers + 1),
        "delegation": range(suppliers + buyers + 1, participants + 1),
    }
    crowd = tuple(_participant(key, side, dice) for side, keys in sides.items() for key in keys)
    spoken = {key: dice.choice(LANGUAGES) for key in sides["delegation"]}
    spoken.update({key: dice.choice(LANGUAGES) for key in sides["buyer"] if dice.random() < 1 / 12})
    seats = {person.key: person.seats for person in crowd}
    hosts = sum(seats[key] for side in ("buyer", "delegation") for key in sides[side])
    speakers = {language: sum(seats[key] for key in spoken if spoken[key] == language) for language in LANGUAGES}
    slots = tuple(
        Slot(number, Session.MORNING if (number - 1) // HALF % 2 == 0 else Session.AFTERNOON, (number - 1) // 12 + 1)
        for number in sorted(EVERYWHEN)
    )
    event = MeetingProblem(
        participants=crowd,
        wishes=_wishes(sides, spoken, 8 * participants, dice),
        slots=slots,
        tables=-(-3 * hosts // 4),
        name=f"{scenario} {participants}",
        interpreters=tuple(_pool(language, -(-6 * count // 10)) for language, count in speakers.items()),
        price_of_shortfall=3,
    )
    return _harden(event, scenario, dice)


def _participant(key: int, side: str, dice: Random) -> Participant:
    seats = dice.randint(2, 4) if side == "delegation" else 1
    at_most = 6 if side == "supplier" and dice.random() < 0.1 else None
    hope = {"supplier": dice.choices((0, 1, 2), (5, 4, 1))[0], "buyer": 0, "delegation": 4}[side]
    return Participant(key, _availability(dice), seats, at_most, f"{side} {key}", hope)


def _availability(dice: Random) -> frozenset[int]:
    kind = dice.choices(("all", "day", "half", "three"), (55, 20, 15, 10))[0]
    if kind == "day":
        day = 2 * dice.randrange(DAYS)
        return HALVES[day] | HALVES[day + 1]
    half = dice.choice(HALVES)
    return {"all": EVERYWHEN, "half": half, "three": EVERYWHEN - half}[kind]


def _wishes(sides: dict[str, range], spoken: dict[int, str], count: int, dice: Random) -> tuple[MeetingWish, ...]:
    hosts = _Popular([*sides["buyer"], *sides["delegation"]], dice)
    guests = _Popular(list(sides["delegation"]), dice)
    sought = _Popular(list(sides["supplier"]), dice)
    pairs: dict[tuple[int, int], None] = {}
    most = len(sides["supplier"]) * (len(sides["buyer"]) + len(sides["delegation"])) // 2
    while len(pairs) < min(count, most):
        kind = dice.choices(("supplier", "buyer", "delegation"), (86, 8, 6))[0]
        asked = {"supplier": hosts, "buyer": guests, "delegation": sought}[kind].draw(dice)
        asking = dice.choice(sides[kind])
        if (asked, asking) not in pairs:
            pairs[asking, asked] = None
    return tuple(_wish(key, pair, spoken, dice) for key, pair in enumerate(pairs, 1))


class _Popular:
    """Participants in a random order; the k-th is drawn with weight k^-0.8."""

    def __init__(self, keys: list[int], dice: Random) -> None:
        self.keys = dice.sample(keys, len(keys))
        self.weights = list(accumulate((rank + 1) ** -0.8 for rank in range(len(keys))))

    def draw(self, dice: Random) -> int:
        return dice.choices(self.keys, cum_weights=self.weights)[0]


def _wish(key: int, pair: tuple[int, int], spoken: dict[int, str], dice: Random) -> MeetingWish:
    language = next((spoken[person] for person in reversed(pair) if person in spoken), "")
    needed = language and dice.random() < 0.7
    return MeetingWish(
        key,
        *pair,
        priority=dice.choices((1, 2, 3, 4, 5), (25, 30, 25, 13, 7))[0],
        interpreter=language if needed else "",
    )


def _pool(language: str, there: int) -> Interpreters:
    return Interpreters(language, (there,) * len(EVERYWHEN))


def _harden(event: MeetingProblem, scenario: str, dice: Random) -> MeetingProblem:
    if scenario == "regular":
        return event
    if scenario == "tight":
        return replace(event, tables=round(event.tables * 0.4))
    return replace(
        event,
        tables=round(event.tables * 0.5),
        interpreters=tuple(_pool(pool.language, -(-pool.there[0] // 2)) for pool in event.interpreters),
        participants=tuple(
            replace(person, available=frozenset(_three_quarters(person.available, dice)))
            for person in event.participants
        ),
    )


def _three_quarters(slots: frozenset[int], dice: Random) -> list[int]:
    return dice.sample(sorted(slots), len(slots) - round(len(slots) / 4))


if __name__ == "__main__":
    main()
