"""Make the invented tables of examples/jilin-beijing-2018, the same bytes on every run.

    python examples/generate_beijing.py [FOLDER]

``event.toml`` is written by hand; its seed and dates are read from it. Invented organisations are named and coded as
in ``generate.py``: nobody can take one for real.
"""
# ruff: noqa: INP001, S311 (a script beside the folder it makes; the numbers are examples, not secrets)

from __future__ import annotations

import sys
import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from generate import AGREEMENT_HEADINGS, STAGE_HEADINGS, Rows, fancy_names, invented_uscc

from fairway.lib.tables.write import Cell, csv_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

HERE = Path(__file__).parent / "jilin-beijing-2018"
FROM_BEIJING = 56
SPEAK_ENGLISH = {"e-11", "e-23", "e-37", "e-52"}
# Topic: industry (GB/T 4754-2017), Chinese, English, in the order of event.toml.
TOPICS = (
    ("13", "农产品", "Farm Produce"),
    ("39", "电子", "Electronics"),
    ("24", "轻工", "Light Industry"),
    ("66", "金融", "Finance"),
    ("67", "投资", "Investment"),
    ("48", "基础设施", "Infrastructure"),
    ("72", "旅游", "Travel"),
    ("87", "文化", "Culture"),
    ("65", "软件", "Software"),
)
PLACES = (
    ("220100", "长春", "Changchun"),
    ("220200", "吉林", "Jilin City"),
    ("220300", "四平", "Siping"),
    ("220400", "辽源", "Liaoyuan"),
    ("220500", "通化", "Tonghua"),
    ("220600", "白山", "Baishan"),
    ("220700", "松原", "Songyuan"),
    ("220800", "白城", "Baicheng"),
    ("222400", "延边", "Yanbian"),
)
BUREAUS = (
    ("发展改革", "Development and Reform"),
    ("工业和信息化", "Industry and Information"),
    ("商务", "Commerce"),
    ("文化和旅游", "Culture and Tourism"),
    ("农业农村", "Agriculture"),
    ("金融", "Finance"),
)
BEIJING, PLACE, ZONE, BUREAU, LOCAL = (
    "北京企业 Beijing enterprises",
    "市州 cities and prefectures",
    "开发区 development zones",
    "厅局 bureaus",
    "企业 enterprises of Jilin",
)
REAL = (
    ("beijing-energy", "北京能源集团有限责任公司", "北京能源", "Beijing Energy Group", "enterprise", "110000", BEIJING),
    (
        "jilin-investment",
        "吉林省投资集团有限公司",
        "吉林投资",
        "Jilin Provincial Investment Group",
        "enterprise",
        "220000",
        LOCAL,
    ),
    ("gov-220600", "白山市人民政府", "白山市", "Government of Baishan", "government", "220600", PLACE),
    ("gov-220621", "抚松县人民政府", "抚松县", "Government of Fusong County", "government", "220621", PLACE),
)


@dataclass(frozen=True)
class Guest:
    """Somebody who takes part."""

    key: str
    name: str
    name_en: str
    short: str
    kind: str
    region: str
    side: str
    topics: tuple[int, ...]
    industry: str = ""
    uscc: str = ""
    seats: int = 1
    available: str = ""
    at_least: int = 0
    at_most: int | None = None
    languages: str = "zh"


def main() -> None:
    """Write the tables into the folder named on the command line, or beside ``event.toml``."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    for name, content in tables().items():
        (folder / name).write_bytes(content)


def tables() -> dict[str, bytes]:
    """File name → content of every invented table."""
    event = tomllib.loads((HERE / "event.toml").read_text(encoding="utf-8"))["event"]
    rng = Random(event["seed"])
    names = fancy_names(rng)
    guests = [*visitors(names, rng), *hosts(names, rng)]
    agreements = list(signed(guests, event["date"]))
    return {
        "organisations.csv": organisations(guests),
        "needs.csv": needs(guests, rng),
        "offers.csv": offers(guests, rng),
        "requests.csv": requests(guests, rng),
        "agreements.csv": csv_bytes(AGREEMENT_HEADINGS, agreements),
        "stages.csv": stages(agreements),
    }


def visitors(names: Iterator[tuple[str, str]], rng: Random) -> Iterator[Guest]:
    """Enterprises from Beijing, each for one or two of the topics; a few speak English only."""
    for number in range(1, FROM_BEIJING + 1):
        name, name_en = next(names)
        main_topic = (number - 1) % len(TOPICS) + 1
        other = rng.randint(1, len(TOPICS))
        industry, field, field_en = TOPICS[main_topic - 1]
        key = f"e-{number:02d}"
        yield Guest(
            key, f"示例北京{name}{field}有限公司", f"Demo Beijing {name_en} {field_en} Co., Ltd.", f"示例{name}",
            "enterprise", "110000", BEIJING, tuple(sorted({main_topic, other})), industry, invented_uscc(7000 + number),
            seats=rng.choice([1, 1, 2]), available=rng.choice(["", "", "", "1-6", "5-10"]),
            at_least=rng.choice([0, 1, 2]), at_most=rng.choice([None, None, 4]),
            languages="en" if key in SPEAK_ENGLISH else "zh",
        )  # fmt: skip


def hosts(names: Iterator[tuple[str, str]], rng: Random) -> Iterator[Guest]:
    """Four kinds of counterpart: cities and prefectures, development zones, bureaus, enterprises."""
    for code, place, place_en in PLACES:
        name, name_en = f"示例{place}合作交流办公室", f"Demo {place_en} Cooperation Office"
        short, topics = f"示例{place}", three_topics(rng)
        yield Guest(f"c-{code[:4]}", name, name_en, short, "institution", code, PLACE, topics, seats=2)
    for code, place, place_en in PLACES[:8]:
        name, name_en = f"示例{place}经济开发区管理委员会", f"Demo {place_en} Development Zone"
        short, topics = f"示例{place}开发区", three_topics(rng)
        yield Guest(f"z-{code[:4]}", name, name_en, short, "zone", code, ZONE, topics, seats=2)
    for number, (field, field_en) in enumerate(BUREAUS, start=1):
        name, name_en = f"示例吉林省{field}厅", f"Demo Jilin Bureau of {field_en}"
        topics = three_topics(rng)
        yield Guest(f"b-{number}", name, name_en, f"示例{field}厅", "institution", "220000", BUREAU, topics)
    for number in range(1, 15):
        fancy, fancy_en = next(names)
        code, place, place_en = PLACES[number % len(PLACES)]
        name, name_en = f"示例{place}{fancy}实业有限公司", f"Demo {place_en} {fancy_en} Industrial Co., Ltd."
        topics, there = three_topics(rng), rng.choice(["", "", "", "1-8"])
        short = f"示例{fancy}"
        yield Guest(f"j-{number:02d}", name, name_en, short, "enterprise", code, LOCAL, topics, available=there)


def three_topics(rng: Random) -> tuple[int, ...]:
    """Numbers of three topics, in order."""
    return tuple(sorted(rng.sample(range(1, len(TOPICS) + 1), 3)))


def organisations(guests: Sequence[Guest]) -> bytes:
    """The four real organisations first, each marked "no"."""
    headings = ["Key", "Legal name", "Short name", "Foreign name", "Printed name", "Kind", "USCC", "Region", "Industry",
                "Demo", "Seats", "Available", "At least", "At most", "Side", "Languages", "Topics"]  # fmt: skip
    rows: Rows = [
        [key, name, short, name_en, name_en.removeprefix("Government of "), kind, "", region, "", "no", 1, "", "", None,
         side, "", ""]
        for key, name, short, name_en, kind, region, side in REAL
    ]  # fmt: skip
    rows += [
        [g.key, g.name, g.short, g.name_en, "", g.kind, g.uscc, g.region, g.industry, "yes", g.seats, g.available,
         g.at_least, g.at_most, g.side, g.languages, ",".join(map(str, g.topics))]
        for g in guests
    ]  # fmt: skip
    return csv_bytes(headings, rows)


def offers(guests: Sequence[Guest], rng: Random) -> bytes:
    """What the enterprises from Beijing bring."""
    headings = ["Key", "Organisation", "Text", "Industry", "Region", "Amount", "Currency", "Valid from", "Valid to"]
    rows: Rows = []
    for guest in (guest for guest in guests if guest.side == BEIJING):
        industry, field, field_en = TOPICS[guest.topics[0] - 1]
        amount = rng.choice([None, rng.randint(2, 40) * 1_000_000])
        text = (
            f"寻求{field}项目合作，可提供资金与渠道 / seeks projects in {field_en.lower()}, brings capital and channels"
        )
        line: list[Cell] = [f"o-{guest.key}", guest.key, text, industry, "110000", amount, "CNY" if amount else ""]
        rows.append([*line, date(2018, 3, 1), date(2018, 12, 31)])
    return csv_bytes(headings, rows)


def needs(guests: Sequence[Guest], rng: Random) -> bytes:
    """What the counterparts look for, by topic."""
    headings = ["Key", "Organisation", "Text", "Industry", "Region", "Amount", "Currency", "Valid from", "Valid to"]
    rows: Rows = []
    for guest in (guest for guest in guests if guest.side != BEIJING):
        for topic in guest.topics:
            industry, field, field_en = TOPICS[topic - 1]
            amount = rng.choice([None, rng.randint(2, 80) * 1_000_000])
            text = f"引进{field}项目 / wanted: projects in {field_en.lower()}"
            key = f"n-{guest.key}-{topic}"
            line: list[Cell] = [key, guest.key, text, industry, guest.region, amount, "CNY" if amount else ""]
            rows.append([*line, date(2018, 3, 1), date(2018, 12, 31)])
    return csv_bytes(headings, rows)


def requests(guests: Sequence[Guest], rng: Random) -> bytes:
    """Both sides ask, the more the more topics they share; two in three are accepted."""
    asking = [guest for guest in guests if guest.side == BEIJING]
    asked_ones = [guest for guest in guests if guest.side != BEIJING]
    asked: dict[tuple[str, str], tuple[int, str]] = {}
    for guest in asking:
        weights = [
            (1 + 4 * len(set(guest.topics) & set(host.topics))) * (4 if host.side in {PLACE, ZONE} else 1)
            for host in asked_ones
        ]
        for _turn in range(rng.randint(4, 7)):
            host = rng.choices(asked_ones, weights)[0]
            one, two = (guest.key, host.key) if rng.random() < 0.75 else (host.key, guest.key)
            if {(one, two), (two, one)} & asked.keys():
                continue
            answer = rng.choices(["accepted", "", "declined"], [68, 22, 10])[0]
            asked[one, two] = rng.choices([1, 2, 3, 4, 5], [5, 15, 40, 25, 15])[0], answer
    rows: Rows = [[one, two, priority, answer] for (one, two), (priority, answer) in sorted(asked.items())]
    return csv_bytes(["From", "To", "Priority", "Answer"], rows)


def signed(guests: Sequence[Guest], held: date) -> Iterator[list[Cell]]:
    """Four invented papers in the weeks after the meeting; on its day nothing was signed."""
    zones = [guest for guest in guests if guest.side == ZONE]
    investors = [guest for guest in guests if guest.side == BEIJING and guest.languages == "zh"]
    papers = (
        ("letter_of_intent", "intention", None, 21, "演示农产品分拨中心 · Demo distribution centre for farm produce"),
        ("framework", "framework", None, 35, "演示软件服务基地 · Demo software service base"),
        ("contract", "contract", 180_000_000, 49, "演示电子元件工厂 · Demo electronic components plant"),
        ("contract", "contract", 60_000_000, 63, "演示轻工产业园 · Demo light industry park"),
    )
    for number, (kind, money, amount, days, title) in enumerate(papers, start=1):
        zone, investor = zones[number], investors[number * 7]
        yield [
            f"JB-2018-{number:02d}", title, kind, money, amount, "CNY" if amount else "", held + timedelta(days=days),
            zone.key, "host", investor.key, "investor", "", "", zone.region, investor.industry,
        ]  # fmt: skip


# Agreement → stages it reached: days after the meeting, evidence.
REACHED: dict[int, tuple[tuple[str, int, str], ...]] = {
    1: (("signed", 21, ""),),
    2: (("signed", 35, ""), ("registered", 120, "演示营业执照-02")),
    3: (
        ("signed", 49, ""),
        ("registered", 75, "演示营业执照-03"),
        ("started", 130, "演示施工许可证-03"),
        ("completed", 350, "演示竣工验收备案表-03"),
        ("in_production", 400, "演示首批产品出库单-03"),
        ("at_capacity", 540, "演示产能核定表-03"),
        ("effective", 620, "演示年度审计报告-03"),
    ),
    4: (("signed", 63, ""), ("registered", 150, "演示营业执照-04"), ("started", 260, "演示施工许可证-04")),
}


def stages(agreements: Sequence[Sequence[Cell]]) -> bytes:
    """What became of each paper: one project reaches efficiency, the others are on their way or overdue."""
    rows: Rows = []
    for place, agreement in enumerate(agreements, start=1):
        number, amount, zone, investor = agreement[0], agreement[4], agreement[7], agreement[9]
        held = agreement[6]
        assert isinstance(held, date)  # noqa: S101  # made above
        first = REACHED[place][0][1]
        for order, (stage, days, evidence) in enumerate(REACHED[place]):
            happened = held + timedelta(days=days - first)
            due = None if stage == "effective" else happened + timedelta(days=60)
            paid = int(str(amount)) * 15 // 100 if amount and order else None
            money: list[Cell] = [paid, "CNY", "paid_in"] if paid else [None, "", ""]
            who = investor if order else zone
            rows.append([number, stage, happened, happened, evidence, who, due, *money, ""])
    return csv_bytes(STAGE_HEADINGS, rows)


if __name__ == "__main__":
    main()
