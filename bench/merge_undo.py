"""Merging and undoing at random, ten thousand times over, in a world where something of every step hangs on records.

Each sequence merges and undoes records in any order. After it no row may point to a merged record that could point to
the one it has become; then everything still merged is undone, again in any order, and the whole database must be what
it was before: every table but the logs, foreign keys checked. Beside it, as a yardstick, the same sequences with an
undo that takes back one merge alone, without the later ones that lean on it.

Runs on SQLite in memory (on PostgreSQL: ``python -m tests.postgres python bench/merge_undo.py``). Prints a table; the
last line is one JSON object.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
SEQUENCES, QUICK, YARDSTICK = 10_000, 300, 300
RECORDS, ROWS, MOST_STEPS, A_WORLD = 4, 24, 4, 50
"""Records and rows of a world, the longest sequence, and sequences played in one world."""
LOOK_EVERY = 5
"""Sequences between two looks at the whole database; what one leaves changed stays changed."""


@dataclass
class Tally:
    """What happened: ``orphans`` rows left behind, ``changed`` looks that found the database another."""

    done: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    def line(self) -> dict[str, object]:
        """The figures, each with its name."""
        names = ("sequences", "merges", "undos", "rows_moved", "orphans", "changed", "keys_broken")
        return {name: self.done[name] for name in names} | {"seconds": round(self.seconds, 1)}


def main() -> None:
    """Play all sequences, then a few with the yardstick."""
    options = _options()
    import django

    django.setup()
    from django.test.utils import get_runner, setup_test_environment

    setup_test_environment()
    runner = get_runner(django.conf.settings)(verbosity=0)
    kept = runner.setup_databases()
    try:
        tally = play(options.sequences, options.seed)
        with patch("fairway.know.actions.merging.leaning_on", lambda _merge: []):
            alone = play(min(YARDSTICK, options.sequences), options.seed)
    finally:
        runner.teardown_databases(kept)
    print(f"{'':26}{'ours':>12}{'one alone':>12}")
    for name, figure in tally.line().items():
        print(f"{name:26}{figure:>12}{alone.line()[name]:>12}")
    print(json.dumps({"ours": tally.line(), "one_alone": alone.line(), "seed": options.seed}))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="not read: the worlds are made up")
    parser.add_argument("--quick", action="store_const", dest="sequences", const=QUICK, default=SEQUENCES)
    parser.add_argument("--sequences", type=int, dest="sequences")
    parser.add_argument("--seed", type=int, default=20_211_019)
    return parser.parse_args()


def play(sequences: int, seed: int) -> Tally:
    """Play ``sequences`` sequences, ``A_WORLD`` in each world."""
    from django.db import transaction

    tally, dice, started = Tally(), random.Random(seed), time.perf_counter()
    for first in range(0, sequences, A_WORLD):
        with transaction.atomic():
            _one_world(tally, dice, min(A_WORLD, sequences - first))
            transaction.set_rollback(True)
        orphans, changed = tally.done["orphans"], tally.done["changed"]
        said = f"{min(first + A_WORLD, sequences):>7} of {sequences}: {orphans} orphans, {changed} changed"
        print(f"\r{said}", end="", file=sys.stderr, flush=True)
    tally.seconds = time.perf_counter() - started
    return tally


def _one_world(tally: Tally, dice: random.Random, sequences: int) -> None:
    from tests.cast import operator

    from fairway.know.tests.world import World, picture

    world, actor = World(dice, records=RECORDS), operator()
    world.hang(ROWS)
    before = picture()
    for number in range(1, sequences + 1):
        _one_sequence(tally, dice, world, actor)
        if number % LOOK_EVERY == 0 or number == sequences:
            tally.done["keys_broken"] += _keys_broken()
            after = picture()
            tally.done["changed"] += after != before
            before = after


def _one_sequence(tally: Tally, dice: random.Random, world: object, actor: object) -> None:
    from fairway.know.actions.merging import _merge, undo_merge
    from fairway.know.models import Merge, Organisation

    tally.done["sequences"] += 1
    for _ in range(dice.randint(1, MOST_STEPS)):
        standing = list(Merge.objects.filter(undone_at=None).order_by("pk"))
        roots = list(Organisation.objects.filter(merged_into=None, pk__in=[r.pk for r in world.records]))
        if standing and (len(roots) < 2 or dice.random() < 0.4):
            undo_merge(actor=actor, reason="bench", merge=dice.choice(standing))
            tally.done["undos"] += 1
        else:
            kept, merged = dice.sample(sorted(roots, key=lambda r: r.pk), 2)
            made = _merge(actor=actor, reason="bench", kept=kept, merged=merged, ruling=None)
            tally.done["merges"] += 1
            tally.done["rows_moved"] += made.moves.count()
    tally.done["orphans"] += _orphans()
    standing = list(Merge.objects.filter(undone_at=None).order_by("pk"))
    for made in dice.sample(standing, len(standing)):
        undo_merge(actor=actor, reason="bench", merge=made)
        tally.done["undos"] += 1


def _orphans() -> int:
    from fairway.know.models import Organisation
    from fairway.know.queries.hanging import hanging, movable

    merged = dict(Organisation.objects.exclude(merged_into=None).values_list("pk", "merged_into_id"))
    left = hanging(list(merged))
    return sum(movable(p, pk, into).count() for pk, into in merged.items() for p in left[pk])


def _keys_broken() -> int:
    from django.db import IntegrityError, connection

    try:
        connection.check_constraints()
    except IntegrityError:
        return 1
    return 0


if __name__ == "__main__":
    main()
