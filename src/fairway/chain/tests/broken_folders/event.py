"""What can be wrong with event.toml."""

from __future__ import annotations

from fairway.chain.tests.broken_folders.changes import Broken, add, put, swap
from fairway.chain.tests.broken_folders.good import EVENT, ORG, ORGANISATIONS, REQ, TOML

BROKEN = {
    # event.toml.
    "TOML error": Broken(swap(TOML, 'venue = "Hall 1"', "venue = Hall 1"), TOML, 8, None, "toml"),
    "TOML key twice": Broken(swap(TOML, "seed = 7", "demo = true"), TOML, 10, None, "toml"),
    "TOML not UTF-8": Broken(put(TOML, EVENT.encode("gb18030")), TOML, None, None, "encoding"),
    "event key unknown": Broken(swap(TOML, "venue =", "venu ="), TOML, 8, "event.venu", "unknown-key"),
    "event table unknown": Broken(swap(TOML, "[signing]", "[sining]"), TOML, 25, "sining", "unknown-key"),
    "event key missing": Broken(swap(TOML, 'code = "tiny-2021"\n', ""), TOML, 1, "event.code", "missing-key"),
    "event type wrong": Broken(swap(TOML, "demo = true", 'demo = "yes"'), TOML, 9, "event.demo", "wrong-type"),
    "event region unknown": Broken(swap(TOML, '"220100"', '"229999"'), TOML, 7, "event.region", "region"),
    "tables zero": Broken(swap(TOML, "tables = 2", "tables = 0"), TOML, 13, "meeting.tables", "out-of-range"),
    "sessions overlap": Broken(
        swap(TOML, "T13:30:00", "T10:00:00"), TOML, 22, "meeting.sessions[2].start", "session-overlap"
    ),
    "time zone unknown": Broken(
        swap(TOML, "pause = 5", 'time_zone = "Asia/Changchun"'), TOML, 15, "meeting.time_zone", "time-zone"
    ),
    "requests without slots": Broken(
        lambda files: files.update(
            {TOML: EVENT.partition("[meeting]")[0].encode(), ORG: ORGANISATIONS.replace("1-8", "").encode()}
        ),
        REQ,
        None,
        None,
        "no-meeting",
    ),
    "source unknown": Broken(
        swap(TOML, 'source = "news"\nquote', 'source = "new"\nquote'),
        TOML,
        43,
        "facts[1].source",
        "unknown-source",
    ),
    "fact about nobody": Broken(
        swap(TOML, 'subject = "event"', 'subject = "g-11"'),
        TOML,
        37,
        "facts[1].subject",
        "unknown-organisation",
    ),
    "fact of the future": Broken(
        swap(TOML, 'on = 2021-10-19\nsource = "news"\nquote', 'on = 2022-10-19\nsource = "news"\nquote'),
        TOML,
        42,
        "facts[1].on",
        "future-date",
    ),
    "comparator unknown": Broken(swap(TOML, '">"', '"more"'), TOML, 40, "facts[1].comparator", "choice"),
    "comparator without value": Broken(swap(TOML, "value = 400\n", ""), TOML, 36, "facts[1].value", "value-missing"),
    "post without a day": Broken(
        swap(TOML, 'on = 2021-10-19\nsource = "news"\n\n', 'source = "news"\n\n'),
        TOML,
        46,
        "posts[1]",
        "post-without-day",
    ),
    "post at nobody": Broken(
        swap(TOML, 'organisation = "g-1"\ntitle', 'organisation = "g-2x"\ntitle'),
        TOML,
        47,
        "posts[1].organisation",
        "unknown-organisation",
    ),
    "presentation twice": Broken(
        add(TOML, '[[presentations]]\norganisation = "z-1"\norder = 1\ntopic = "The zone"'),
        TOML,
        59,
        "presentations[2].order",
        "duplicate-key",
    ),
}
