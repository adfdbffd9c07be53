"""The search box among a million organisations, on SQLite and on a throwaway PostgreSQL.

Loads generated organisations, makes the index, and asks it words drawn from the names themselves: two and three
characters, English words, pinyin, initials, codes, slips; and looks up whole spellings. Peers in the same run: a
scan with LIKE (``icontains``), and a trigram index of the store (FTS5 ``trigram``, ``pg_trgm``).

Prints milliseconds a store and a kind of question; the last line is one JSON object.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared" / "data"
POSTGRESQL = ROOT / "docs" / "how-to" / "postgresql.conf"
"""What we tell operators to set, and what is measured with; the throwaway cluster also leaves out ``fsync``."""
SEED = 20_260_101
PART = 20_000
STORES = ("sqlite", "postgresql")
TARGETS = {"sqlite": 5.0, "postgresql": 25.0, "resolve": 50.0, "build": 60.0}
"""Milliseconds at p95 of a search and of a look-up, and seconds of making the index."""
PEER_QUESTIONS = 15
ORGANISATION = (
    "id", "name", "name_en", "kind", "region_code", "region_edition", "industry_code", "industry_edition", "segment",
    "legal_form", "size", "ownership_type", "is_demo",
)  # fmt: skip


def main() -> None:
    """Measure ``--organisations`` (50,000 with ``--quick``) on each store, each in a process of its own."""
    options = _options()
    if options.inside:
        print(json.dumps(_measured(options)))
        return
    figures = {
        "organisations": options.organisations,
        "stores": {s: _run(s, options) for s in options.stores.split(",")},
    }
    for store, found in figures["stores"].items():
        _show(store, found)
    print(json.dumps(figures))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=SHARED, help="a folder laid out like the shared data")
    parser.add_argument("--quick", action="store_true", help="50,000 organisations and fewer questions")
    parser.add_argument("--organisations", type=int, default=1_000_000)
    parser.add_argument("--questions", type=int, default=300, help="questions of each kind")
    parser.add_argument("--stores", default=",".join(STORES), help="sqlite, postgresql or both")
    parser.add_argument("--inside", choices=STORES, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.quick:
        options.organisations, options.questions = 50_000, 60
    return options


def _run(store: str, options: argparse.Namespace) -> dict[str, Any]:
    """Measure one store in a process of its own; gives its figures."""
    command = [sys.executable, __file__, "--inside", store, "--data", str(options.data.absolute())]
    command += ["--organisations", str(options.organisations), "--questions", str(options.questions)]
    if store == "postgresql":
        command = [sys.executable, "-m", "tests.postgres", "--settings", str(POSTGRESQL), *command]
    with tempfile.TemporaryDirectory(prefix="fairway-search-") as folder:
        environment = os.environ | {
            "FAIRWAY_DATA_DIR": folder, "FAIRWAY_LOG_LEVEL": "error", "DJANGO_SETTINGS_MODULE": "fairway.settings",
        }  # fmt: skip
        environment.pop("FAIRWAY_DATABASE", None)
        done = subprocess.run(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, check=True)  # noqa: S603  # ours
    return json.loads(done.stdout.splitlines()[-1])  # type: ignore[no-any-return]


def _show(store: str, found: dict[str, Any]) -> None:
    print(f"\n{store}: targets met {found['met']}")
    if store == "postgresql":
        lines = POSTGRESQL.read_text(encoding="utf-8").splitlines()
        print("server:", ", ".join(line for line in lines if line and not line.startswith("#")), "and fsync = off")
    print("load of this machine when the index was made:", " ".join(f"{each:.1f}" for each in found["load"]))
    print(f"index made in {found['build_seconds']:.1f} s ({found['build_cpu_seconds']:.1f} s of processor)")
    print(f"{'question':34} {'p50 ms':>8} {'p95 ms':>8} {'most ms':>8} {'p95 cpu':>8} {'answered':>9}")
    for kind, times in found["questions"].items():
        print(
            f"{kind:34} {times['p50']:8.2f} {times['p95']:8.2f} {times['most']:8.2f} {times['p95_cpu']:8.2f} "
            f"{times['answered']:9.0%}"
        )


def _measured(options: argparse.Namespace) -> dict[str, Any]:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    records = _load(options)
    build = _build()
    random.Random(SEED).shuffle(records)
    questions = _questions(records, options.questions)
    times = {kind: _timed(ask, asked) for kind, (ask, asked) in questions.items()}
    return {**build, "met": _met(options.inside, build, times), "questions": times | _peers(options.inside, questions)}


def _met(store: str, build: dict[str, Any], times: dict[str, dict[str, float]]) -> dict[str, bool]:
    """Which targets are met."""
    searches = ("two characters", "three characters", "English")
    return {
        "build": build["build_seconds"] <= TARGETS["build"],
        **{kind: times[kind]["p95"] <= TARGETS[store] for kind in searches},
        **{kind: times[kind]["p95"] <= TARGETS["resolve"] for kind in times if kind.endswith("resolved")},
    }


def _load(options: argparse.Namespace) -> list[dict[str, str]]:
    """Write organisations, names and codes straight into the tables; gives a sample of them."""
    from django.db import transaction
    from generate_organisations import organisations

    random_, sample, part, codes = random.Random(SEED), [], [], set()
    with transaction.atomic():
        for number, record in enumerate(organisations(options.organisations, SEED, options.data), 1):
            record["uscc"] = "" if record["uscc"] in codes else record["uscc"]
            codes.add(record["uscc"])
            part.append((number, record))
            if random_.random() < 40 * options.questions / options.organisations:
                sample.append(dict(record))
            if len(part) == PART or number == options.organisations:
                _write(part)
                part = []
    return sample


def _write(part: Sequence[tuple[int, Any]]) -> None:
    organisations = [
        (n, r["name"], r["english"], "enterprise", r["place"], "2023", r["industry"], "2017", "", "", "", "", True)
        for n, r in part
    ]
    legal = [(n, r["name"], "legal", "zh-Hans", "") for n, r in part]
    foreign = [(n, r["english"], "foreign", "en", "") for n, r in part if r["english"]]
    codes = [(n, "uscc", "", r["uscc"]) for n, r in part if r["uscc"]]
    _insert("know_organisation", ORGANISATION, organisations)
    _insert("know_name", ("organisation_id", "text", "kind", "language", "script"), legal + foreign)
    _insert("know_identifier", ("organisation_id", "scheme", "namespace", "value"), codes)


def _insert(table: str, columns: Sequence[str], rows: Sequence[tuple[object, ...]]) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        places = ", ".join(["%s"] * len(columns))
        cursor.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})", rows)  # noqa: S608  # ours


def _build() -> dict[str, Any]:
    from fairway.cli.workbench import operator
    from fairway.know.actions import rebuild_search

    actor = operator("bench")
    before, start = _cpu(), time.perf_counter()
    rebuild_search(actor=actor, reason="bench")
    seconds = time.perf_counter() - start
    rss = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {
        "build_seconds": round(seconds, 1),
        "build_cpu_seconds": round(_cpu() - before, 1),
        "max_rss_mib": rss,
        "max_rss_of_a_child_mib": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024,
        "index_mib": _index_mib(),
        "load": os.getloadavg(),
    }


def _cpu() -> float:
    """Seconds of processor of this process and of children that have ended (not of the database's server)."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def _index_mib() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT SUM(pg_total_relation_size(relid)) FROM pg_partition_tree('know_searchdocument')")
        else:
            cursor.execute("SELECT SUM(pgsize) FROM dbstat WHERE name LIKE 'know_search%%'")
        return int(cursor.fetchone()[0]) >> 20


Questions = "dict[str, tuple[Callable[[str], object], list[str]]]"


def _questions(records: Sequence[dict[str, str]], count: int) -> Questions:
    """Words drawn from names: as often as they stand there, so that frequent ones come often."""
    from fairway.know.engine.script import initials, pinyin
    from fairway.know.queries import facets, look_up, resolve_name, results

    def page(words: str) -> object:
        found = look_up(words)
        results(found, 0, 25)
        facets(found)
        return found.everything

    def find(words: str) -> object:
        return look_up(words).everything

    dice = random.Random(SEED + 1)
    names = [r["name"] for r in records if len(r["name"]) > 5]
    english = [w for r in records for w in r["english"].split() if len(w) > 3]

    def cut(size: int) -> list[str]:
        starts = ((name, dice.randrange(len(name) - size)) for name in names[:count])
        return [name[at : at + size] for name, at in starts]

    two, three, four = cut(2), cut(3), cut(4)
    slips = [word[:2] + dice.choice("安宝达") + word[3:] for word in four]
    places = [f"{name[:2]} {name[4:6]}" for name in names[:count]]
    return {
        "two characters": (find, two),
        "three characters": (find, three),
        "four characters": (find, four),
        "two words": (find, places),
        "English": (find, dice.sample(english, min(count, len(english)))),
        "English, beginnings": (find, [w[:4] for w in dice.sample(english, min(count, len(english)))]),
        "pinyin": (find, ["".join(pinyin(word)) for word in four]),
        "initials": (find, [initials(word) for word in four]),
        "codes, beginnings": (find, [r["uscc"][:11] for r in records if r["uscc"]][:count]),
        "slips": (find, slips),
        "two characters, whole page": (page, two),
        "a spelling resolved": (resolve_name, names[:count]),
        "a short name resolved": (resolve_name, [name[2:6] for name in names[:count]]),
    }


def _timed(ask: Callable[[str], object], words: Iterable[str]) -> dict[str, float]:
    """Milliseconds over all words, after asking some once to warm up, and the share that found something.

    ``p95_cpu`` is processor time of this process: SQLite works in it, PostgreSQL does not.
    """
    asked = [word for word in words if word.strip()]
    for word in asked[:20]:
        ask(word)
    spent, worked, answered = [], [], 0
    for word in asked:
        start, cpu = time.perf_counter(), time.process_time()
        found = ask(word)
        worked.append((time.process_time() - cpu) * 1000)
        spent.append((time.perf_counter() - start) * 1000)
        answered += bool(found)
    p95, p95_cpu = (statistics.quantiles(times, n=20)[-1] for times in (spent, worked))
    figures = {"p50": statistics.median(spent), "p95": p95, "most": max(spent), "p95_cpu": p95_cpu}
    return {key: round(ms, 2) for key, ms in figures.items()} | {"answered": round(answered / len(asked), 3)}


def _peers(store: str, questions: Questions) -> dict[str, dict[str, float]]:
    """The same words through a scan, and through the trigram index of the store."""
    from fairway.know.models import Name

    def scan(word: str) -> object:
        return list(Name.objects.filter(text__icontains=word).values_list("organisation", flat=True)[:1000])

    start = time.perf_counter()
    trigram = _trigrams(store)
    built = round(time.perf_counter() - start, 1)
    found = {}
    for kind in ("two characters", "three characters", "English"):
        words = questions[kind][1][:PEER_QUESTIONS]
        found[f"peer LIKE: {kind}"] = _timed(scan, words)
        found[f"peer trigrams: {kind}"] = _timed(trigram, words) | {"build_seconds": built}
    return found


def _trigrams(store: str) -> Callable[[str], object]:
    from django.db import connection

    with connection.cursor() as cursor:
        if store == "sqlite":
            cursor.execute("CREATE VIRTUAL TABLE peer USING fts5(text, content='', tokenize='trigram')")
            cursor.execute("INSERT INTO peer (rowid, text) SELECT id, text FROM know_name")
            # Words shorter than three characters have no trigram and are not found.
            found = "SELECT rowid FROM peer WHERE peer MATCH %s"
            sql = f"SELECT organisation_id FROM know_name WHERE id IN ({found}) LIMIT 1000"  # noqa: S608  # ours
        else:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            cursor.execute("CREATE INDEX peer ON know_name USING gin (text gin_trgm_ops)")
            cursor.execute("ANALYZE know_name")
            sql = "SELECT organisation_id FROM know_name WHERE text ILIKE %s LIMIT 1000"

    def ask(word: str) -> object:
        with connection.cursor() as cursor:
            cursor.execute(sql, [f'"{word}"' if store == "sqlite" else f"%{word}%"])
            return cursor.fetchall()

    return ask


if __name__ == "__main__":
    main()
