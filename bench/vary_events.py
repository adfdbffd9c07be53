"""Make variants of brokerage events: meetings fixed, meetings in order, more slots in which somebody is away.

Every variant takes one event in turn and adds, by a seeded chance: meetings fixed to a slot (0–8 % of them), pairs of
which one comes before the other (0–12 % of the number of meetings), and slots closed to a participant (0–6 % of all).
Nine of ten variants are ``kept``: what is added agrees with a timetable that holds all meetings, so the variant is
possible unless fairness forbids it. The tenth is ``wild``: slots and orders are drawn blindly (orders without a ring),
so it often is impossible, and has to be proven so. Numbers of the files are kept, other fields are not touched.

``python bench/vary_events.py --data DIR --number N --seed S FOLDER`` writes them; ``bench/instances.py`` uses the same.
"""

from __future__ import annotations

import argparse
import os
import re
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from fairway.meet.engine.dzn import read_dzn
from fairway.meet.engine.least_breaks.form import Form, form_of
from fairway.meet.engine.least_breaks.formula import Formula
from fairway.meet.engine.least_breaks.proof import at_all
from fairway.meet.engine.standing import slots_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("FAIRWAY_SHARED_DATA") or ROOT.parent / "shared" / "data")
MOST_FIXED, MOST_ORDERS, MOST_CLOSED = 0.08, 0.12, 0.06
WILD = 10
"""One variant in so many is wild."""


class Event(NamedTuple):
    """A name and the text of a ``.dzn`` file."""

    name: str
    text: str


def events_in(data: Path) -> list[Event]:
    """Read the events of the shared data, or of a folder of files."""
    folder = data / "b2b"
    files = sorted(folder.glob("*/*.dzn") if folder.is_dir() else data.glob("*.dzn"))
    return [Event(file.stem, file.read_text(encoding="utf-8")) for file in files]


def variants(events: Sequence[Event], number: int, seed: int) -> Iterator[Event]:
    """Make ``number`` variants of events for which a timetable exists, in turn."""
    if not events:
        raise SystemExit("No .dzn files")
    forms = [(event, form) for event in events if (form := form_of(read_dzn(event.text, event.name)))]
    held = {}
    for turn in range(number):
        event, form = forms[turn % len(forms)]
        if event.name not in held:
            possible = all(form.allowed) and all(len(own) <= form.slots for own in form.own)
            held[event.name] = at_all(Formula(form, None, by_seats=True)).slots if possible else None
        dice = Random(f"{seed} {turn} {event.name}")
        wild = turn % WILD == WILD - 1 or held[event.name] is None
        yield _varied(event, form, None if wild else held[event.name], dice, turn)


def _varied(event: Event, form: Form, held: list[int] | None, dice: Random, turn: int) -> Event:
    fixed = {}
    for meeting in dice.sample(range(len(form.ends)), int(dice.uniform(0, MOST_FIXED) * len(form.ends))):
        fixed[meeting] = held[meeting] if held else dice.choice(slots_in(form.allowed[meeting]) or [0])
    rank = held or dice.sample(range(len(form.ends)), len(form.ends))
    before = [set[int]() for _meeting in form.ends]
    for _order in range(int(dice.uniform(0, MOST_ORDERS) * len(form.ends))):
        one, other = sorted(dice.sample(range(len(form.ends)), 2), key=rank.__getitem__)
        if rank[one] < rank[other]:
            before[other].add(one + 1)
    rate = dice.uniform(0, MOST_CLOSED)
    closed = [
        {
            slot + 1
            for slot in range(form.slots)
            if dice.random() < rate and not (held and slot in {held[m] for m in own})
        }
        for own in form.own
    ]
    text = _with(event.text, "fixed", [str(fixed[m] + 1 if m in fixed else old) for m, old in _numbers(event.text)])
    text = _with(text, "precedences", _joined(event.text, "precedences", before))
    text = _with(text, "forbidden", _joined(event.text, "forbidden", closed))
    return Event(f"{event.name}-{turn:03}{'kept' if held else 'wild'}", text)


def _field(text: str, name: str) -> str:
    found = re.search(rf"^{name}\s*=\s*\[(.*?)\]\s*;", text, re.DOTALL | re.MULTILINE)
    assert found is not None, name  # noqa: S101  # files were read before
    return found[1]


def _numbers(text: str) -> list[tuple[int, int]]:
    return list(enumerate(map(int, re.findall(r"\d+", _field(text, "fixed")))))


def _joined(text: str, name: str, more: Sequence[set[int]]) -> list[str]:
    old = [set(map(int, re.findall(r"\d+", listed))) for listed in re.findall(r"{([^}]*)}", _field(text, name))]
    both = [(one | other) - {0} or one for one, other in zip(old, more, strict=True)]
    return ["{" + ",".join(map(str, sorted(numbers))) + "}" for numbers in both]


def _with(text: str, name: str, values: Sequence[str]) -> str:
    listed = f"{name} = [{','.join(values)}];"
    return re.sub(rf"^{name}\s*=\s*\[.*?\]\s*;", lambda _old: listed, text, flags=re.DOTALL | re.MULTILINE)


def main() -> None:
    """Write variants into a folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--data", type=Path, default=SHARED, help="the shared data, or a folder of .dzn files")
    parser.add_argument("--number", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    for event in variants(events_in(options.data), options.number, options.seed):
        (options.folder / f"{event.name}.dzn").write_text(event.text, encoding="utf-8")


if __name__ == "__main__":
    main()
