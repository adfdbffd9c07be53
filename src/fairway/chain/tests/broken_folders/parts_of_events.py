"""What can be wrong with the parts of an event: rooms, topics, talks, stands, leads and stated figures."""

from __future__ import annotations

from fairway.chain.tests.broken_folders.changes import Broken, add, both, put, swap
from fairway.chain.tests.broken_folders.good import EVENT, ORG, TOML

END = len(EVENT.splitlines())
LEADS = "leads.csv"
HEADINGS = "Presentation,Organisation,Name,Interest,Noted on\n"
IDEA = '[[intentions]]\ntitle = "Hot springs"\nhosts = ["z-1"]\nresponsible = "z-1"\n'
DUE = "next_due = 2022-03-01\n"
TOPIC = '[[topics]]\nname = "castings"'


def _entry(text: str, row: int, column: str, code: str) -> Broken:
    """Lines added to event.toml; ``row`` counts from the first of them."""
    return Broken(add(TOML, text), TOML, END + row, column, code)


def _lead(line: str, column: str | None, code: str) -> Broken:
    return Broken(put(LEADS, f"{HEADINGS}{line}\n".encode()), LEADS, 2, column, code)


BROKEN = {
    "event kind unknown": Broken(swap(TOML, "demo = true", 'kind = "party"'), TOML, 9, "event.kind", "choice"),
    "event ends before it begins": Broken(
        swap(TOML, "demo = true", "ends = 2021-10-18"), TOML, 9, "event.ends", "ends-before-start"
    ),
    "event language unknown": Broken(
        swap(TOML, "demo = true", 'language = "Chinese"'), TOML, 9, "event.language", "language"
    ),
    "rooms hold other tables": _entry('[[rooms]]\nname = "Hall"\ntables = 3', 3, "rooms[1].tables", "room-tables"),
    "room closed in no slot": _entry(
        '[[rooms]]\nname = "Hall"\ntables = 2\nclosed = "9"', 4, "rooms[1].closed", "slot-outside"
    ),
    "room open behind a closed one": _entry(
        '[[rooms]]\nname = "A"\ntables = 1\nclosed = "3"\n[[rooms]]\nname = "B"\ntables = 1',
        5,
        "rooms[2].closed",
        "room-order",
    ),
    "interpreter in no slot": _entry(
        '[[interpreters]]\nlanguage = "de"\nslots = "1-12"', 3, "interpreters[1].slots", "slot-outside"
    ),
    "interpreter of no language": _entry("[[interpreters]]\nnumber = 1", 1, "interpreters[1].language", "missing-key"),
    "topic twice": _entry(f"{TOPIC}\n{TOPIC}", 4, "topics[2].name", "duplicate-key"),
    "topic that is not listed": Broken(
        swap(ORG, "企业规模,Type of ownership", "Topics,Type of ownership"), ORG, 4, "Topics", "slots"
    ),
    "two presentations in one slot": Broken(
        both(
            swap(TOML, 'topic = "The city"', 'topic = "The city"\nslot = 2'),
            add(TOML, '[[presentations]]\norganisation = "z-1"\norder = 2\ntopic = "The zone"\nslot = 2'),
        ),
        TOML,
        END + 6,
        "presentations[2].slot",
        "presentation-slot",
    ),
    "part outside the days": _entry(
        '[[parts]]\ncode = "talk"\nname = "Talk"\non = 2021-11-01', 4, "parts[1].on", "part-outside"
    ),
    "part with the code of the whole": _entry(
        '[[parts]]\ncode = "tiny-2021"\nname = "Talk"', 2, "parts[1].code", "duplicate-key"
    ),
    "parties not a list": _entry(
        '[[parts]]\ncode = "talk"\nname = "Talk"\nparties = "z-1"', 4, "parts[1].parties", "wrong-type"
    ),
    "party nobody knows": _entry(
        '[[parts]]\ncode = "talk"\nname = "Talk"\nparties = ["z-9"]', 4, "parts[1].parties", "unknown-organisation"
    ),
    "representative without a post": _entry(
        '[[representatives]]\norganisation = "z-1"\nholder = "A. Holder"',
        1,
        "representatives[1].post",
        "missing-key",
    ),
    "representative of a real one without a source": _entry(
        '[[representatives]]\norganisation = "g-1"\npost = "Mayor"\nholder = "A. Holder"',
        2,
        "representatives[1].organisation",
        "demo-for-real",
    ),
    "action with an unknown source": _entry(
        '[[actions]]\ntext = "Call"\nsource = "papers"', 3, "actions[1].source", "unknown-source"
    ),
    "stand of a real organisation": _entry(
        '[[stands]]\nnumber = "1"\norganisation = "g-1"', 3, "stands[1].organisation", "demo-for-real"
    ),
    "stand twice": _entry(
        '[[stands]]\nnumber = "1"\norganisation = "s-1"\n[[stands]]\nnumber = "1"\norganisation = "s-2"',
        5,
        "stands[2].number",
        "duplicate-key",
    ),
    "stated figure nobody states": _entry(
        '[[expected]]\npredicate = "guests"\ncounts = "seats"', 2, "expected[1].predicate", "unknown-figure"
    ),
    "intention without a next date": _entry(IDEA, 1, "intentions[1].next_due", "missing-key"),
    "intention due before it came up": _entry(
        f"{IDEA}next_due = 2021-10-18", 5, "intentions[1].next_due", "next-due-early"
    ),
    "intention after the data's last day": _entry(
        f"{IDEA}{DUE}on = 2022-02-01", 6, "intentions[1].on", "stage-in-future"
    ),
    "intention that is signed": _entry(f'{IDEA}{DUE}stage = "signed"', 6, "intentions[1].stage", "choice"),
    "docking without an investor": _entry(
        f'{IDEA}{DUE}stage = "docking"', 1, "intentions[1].investors", "investor-missing"
    ),
    "intention of nobody": _entry(
        f'[[intentions]]\ntitle = "Hot springs"\nresponsible = "z-1"\n{DUE}', 1, "intentions[1]", "no-party"
    ),
    "host and investor at once": _entry(f'{IDEA}{DUE}investors = ["z-1"]', 3, "intentions[1].hosts", "party-twice"),
    "investor nobody knows": _entry(
        f'{IDEA}{DUE}investors = ["z-9"]', 6, "intentions[1].investors", "unknown-organisation"
    ),
    "intention of a real one without a source": _entry(
        f'{IDEA}{DUE}investors = ["g-1"]', 6, "intentions[1].investors", "demo-for-real"
    ),
    "intention of an invented one with a source": _entry(
        f'{IDEA}{DUE}source = "news"', 3, "intentions[1].hosts", "real-for-demo"
    ),
    "intention with an unknown source": _entry(
        f'{IDEA}{DUE}source = "papers"', 6, "intentions[1].source", "unknown-source"
    ),
    "intention twice": _entry(f"{IDEA}{DUE}{IDEA}{DUE}", 7, "intentions[2].title", "duplicate-key"),
    "intention in no industry": _entry(f'{IDEA}{DUE}industry = "9999"', 6, "intentions[1].industry", "industry"),
    "intention on no stage map": _entry(f'{IDEA}{DUE}stage_map = "railway"', 6, "intentions[1].stage_map", "choice"),
    "intention worth nothing": _entry(f"{IDEA}{DUE}amount = 0", 6, "intentions[1].amount", "amount-range"),
    "lead that is nobody": _lead("1,,,visit,", "Organisation", "lead-nobody"),
    "lead of no presentation": _lead("7,s-1,,visit,", "Presentation", "unknown-presentation"),
    "lead that presented itself": Broken(
        both(
            swap(TOML, 'organisation = "g-1"\norder = 1', 'organisation = "z-1"\norder = 1'),
            put(LEADS, f"{HEADINGS}1,z-1,,visit,\n".encode()),
        ),
        LEADS,
        2,
        "Organisation",
        "lead-itself",
    ),
    "lead that is real": _lead("1,g-1,,visit,", "Organisation", "demo-for-real"),
    "lead that is a person": _lead("1,,王伟先生,visit,", "Name", "person-name"),
    "lead before the event": _lead("1,s-1,,visit,2021-10-01", "Noted on", "lead-before-event"),
    "lead of the future": _lead("1,s-1,,visit,2022-10-01", "Noted on", "future-date"),
    "interest unknown": _lead("1,s-1,,money,", "Interest", "choice"),
}
