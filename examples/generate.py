"""Make the invented tables of examples/changchun-auto-2021, the same bytes on every run.

    python examples/generate.py [FOLDER]

``event.toml`` is written by hand; its seed and dates are read from it. Invented organisations cannot be taken for
real ones: each name starts with 示例 (or Demo), and a unified social credit code, where one is given, names
the registering authority Y (other) and the region 000000, which no division of GB/T 2260 has.
"""
# ruff: noqa: INP001, S311 (a script beside the folder it makes; the numbers are examples, not secrets)

from __future__ import annotations

import csv
import io
import sys
import tomllib
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import promised
import words

from fairway.lib.codes import organisation_check_character, uscc_check_character
from fairway.lib.tables.write import Cell, csv_bytes, xlsx_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

HERE = Path(__file__).parent / "changchun-auto-2021"
SUPPLIERS = 412
TOTAL = 21_000_000_000
STAMP = datetime(2021, 10, 1, tzinfo=UTC)
Rows = list[list[Cell]]
OFFICES = (
    ("office-promotion", "招商服务中心", "Investment Promotion Office"),
    ("office-credit", "信用管理中心", "Credit Office"),
)


SIDES = {"zone": "园区 park", "buyer": "采购方 buyer", "supplier": "供应商 supplier", "bank": "银行 bank"}
INTERESTS = ("information", "meeting", "visit", "investment")


@dataclass(frozen=True)
class Firm:
    """An invented organisation. ``product`` is (industry, Chinese, English, unit)."""

    key: str
    role: str
    city: str
    name: str
    name_en: str
    short: str
    product: tuple[str, str, str, str]
    segment: str
    seats: int
    available: str
    at_most: int | None
    uscc: str


def main() -> None:
    """Write the tables into the folder named on the command line, or beside ``event.toml``."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    for name, content in tables().items():
        (folder / name).write_bytes(content)


def tables() -> dict[str, bytes]:
    """File name → content of every invented table."""
    event = tomllib.loads((HERE / "event.toml").read_text(encoding="utf-8"))["event"]
    rng = Random(event["seed"])
    firms = [*zones(rng), *buyers(rng), *suppliers(rng), *banks(rng)]
    held, as_of = event["date"], event["as_of"]
    agreements = list(signed(firms, held, rng))
    made = {
        "organisations.csv": organisations(firms),
        "records.csv": records(firms, as_of, rng),
        "offers.csv": offers(firms, rng),
        "needs.csv": needs(firms, rng),
        "requests.xlsx": requests(firms, rng),
        "leads.csv": leads(firms, held, Random(event["seed"] + 1)),
        "agreements.csv": csv_bytes(AGREEMENT_HEADINGS, agreements),
    }
    log = list(stages(agreements, held, as_of, rng))
    made["stages.csv"] = csv_bytes(STAGE_HEADINGS, log)
    made["promises.csv"] = promised.promises(agreements, log, Random(event["seed"] + 2))
    return made


def invented_uscc(number: int) -> str:
    """Return a code whose check characters are right, under a region that does not exist."""
    body = f"DEM{number:05d}"
    first = f"Y1000000{body}{organisation_check_character(body)}"
    return first + uscc_check_character(first)


def fancy_names(rng: Random) -> Iterator[tuple[str, str]]:
    """Two invented syllables in Chinese and Latin letters, never the same twice."""
    pairs = [(one, two) for one in words.FIRST for two in words.SECOND]
    rng.shuffle(pairs)
    yield from ((one[0] + two[0], one[1] + two[1]) for one, two in pairs)


def zones(rng: Random) -> Iterator[Firm]:
    """Six committees of invented industrial parks, one in each city of the cluster."""
    for code, city, city_en, _share in words.CLUSTER:
        name, name_en = f"示例{city}汽车产业园管理委员会", f"Demo {city_en} Auto Industry Park Committee"
        product = ("7221", "园区招商", "park services", "公顷")
        seats = rng.randint(3, 6)
        yield Firm(f"z-{code[:4]}", "zone", code, name, name_en, f"示例{city}园区", product, "", seats, "", None, "")


def buyers(rng: Random) -> Iterator[Firm]:
    """Six vehicle makers and eighteen first-tier suppliers."""
    for number, (name, name_en) in zip(range(24), fancy_names(rng), strict=False):
        maker = number < 6
        industry, field, field_en = rng.choice(words.BUYERS[:3] if maker else words.BUYERS[3:])
        code, city, city_en, _share = words.CITIES[number % 8]
        yield Firm(
            f"{'m' if maker else 't'}-{number + 1:02d}", "buyer", code, f"示例{city}{name}{field}有限公司",
            f"Demo {city_en} {name_en} {field_en} Co., Ltd.", f"示例{name}",
            (industry, field, field_en.lower(), "万套"),
            "vehicles" if maker else "parts", rng.randint(2, 4), "", None, invented_uscc(9000 + number),
        )  # fmt: skip


def suppliers(rng: Random) -> Iterator[Firm]:
    """Suppliers and service companies; three quarters are there all day."""
    names = list(fancy_names(rng))
    shares = [share for *_city, share in words.CITIES]
    for number in range(1, SUPPLIERS + 1):
        code, city, city_en, _share = rng.choices(words.CITIES, shares)[0]
        service = number % 9 == 0
        product = rng.choice(words.SERVICES if service else words.PARTS)
        name, name_en = names[number]
        yield Firm(
            f"s-{number:03d}", "supplier", code, f"示例{city}{name}{product[1]}有限公司",
            f"Demo {city_en} {name_en} {product[2].title()} Co., Ltd.", f"示例{name}", product,
            "services" if service else "parts", 1, rng.choices(["", "1-12", "13-24", "1-6,13-18"], [75, 11, 10, 4])[0],
            rng.choice([None, None, 5, 6, 8]), invented_uscc(number) if number % 2 else "",
        )  # fmt: skip


def banks(rng: Random) -> Iterator[Firm]:
    """Four banks that lend to the chain."""
    for number, (code, city, city_en, _share) in enumerate(words.CITIES[:4], start=1):
        product = ("6621", "供应链贷款", "supply chain loans", "亿元")
        name, name_en = f"示例{city}产业银行", f"Demo {city_en} Industry Bank"
        uscc = invented_uscc(9500 + number)
        yield Firm(
            f"b-{number}", "bank", code, name, name_en, name, product, "services", rng.randint(2, 3), "", None, uscc
        )


def organisations(firms: Sequence[Firm]) -> bytes:
    """Headings in English; the real organisations first, each marked "no"."""
    headings = ["Key", "Legal name", "Short name", "Foreign name", "Kind", "USCC", "Region", "Industry", "Segment",
                "Demo", "Group", "Seats", "Available", "At most", "Printed name", "Side"]  # fmt: skip
    rows: Rows = [
        [
            f"gov-{code}",
            f"{city}市人民政府",
            f"{city}市",
            f"Government of {city_en}",
            "government",
            "",
            code,
            "",
            "",
            "no",
        ]
        for code, city, city_en, _share in words.CLUSTER
    ]
    party = ["cpc-220100", "中国共产党长春市委员会", "长春市委", "CPC Changchun Municipal Committee", "committee"]
    faw = ["faw", "中国第一汽车集团有限公司", "一汽", "China FAW Group Co., Ltd.", "enterprise"]
    rows += [[*party, "", "220100", "", "", "no"], [*faw, "", "220100", "3611", "vehicles", "no"]]
    rows += [
        [
            key,
            f"示例长春市{name}",
            f"示例{name}",
            f"Demo Changchun {name_en}",
            "institution",
            "",
            "220100",
            "",
            "",
            "yes",
        ]
        for key, name, name_en in OFFICES
    ]
    kinds = {"zone": "committee", "bank": "bank"}
    groups = {code: f"{city}代表团" for code, city, *_rest in words.CLUSTER}
    rows += [
        [firm.key, firm.name, firm.short, firm.name_en, kinds.get(firm.role, "enterprise"), firm.uscc, firm.city,
         firm.product[0], firm.segment, "yes", groups.get(firm.city, "外地代表团"), firm.seats,
         firm.available, firm.at_most]
        for firm in firms
    ]  # fmt: skip
    printed = {"faw": "FAW"} | {f"gov-{code}": city_en.removesuffix(" City") for code, _c, city_en, _s in words.CLUSTER}
    sides = {firm.key: SIDES[firm.role] for firm in firms}
    whole = [
        row + [""] * (len(headings) - 2 - len(row)) + [printed.get(str(row[0]), ""), sides.get(str(row[0]), "")]
        for row in rows
    ]
    return csv_bytes(headings, whole)


def records(firms: Sequence[Firm], as_of: date, rng: Random) -> bytes:
    """Headings in Chinese, in GB18030; one organisation in ten has no record at all."""
    headings = ["文号", "单位编号", "记录类型", "程度", "发生日期", "获知日期", "状态", "认定机关", "来源"]
    rows: Rows = []
    for firm in firms:
        if firm.role == "zone" or rng.random() < 0.1:
            continue
        character = rng.choices([0, 1, 2], [45, 45, 10])[0]
        for kind, severity, happened in sorted(history(firm, character, rng), key=lambda each: each[2]):
            learned = happened + timedelta(days=rng.choice([0, 1, 3, 5, 7, 10, 20, 45]))
            if learned > as_of:
                continue
            number = f"演{happened.year}-{len(rows) + 1:05d}"
            state = status(kind, severity, (as_of - happened).days, rng)
            rows.append(
                [number, firm.key, kind, severity, happened, learned, state, words.AUTHORITIES[kind], "演示数据"]
            )
    return csv_bytes(headings, rows).decode("utf-8-sig").encode("gb18030")


def history(firm: Firm, character: int, rng: Random) -> Iterator[tuple[str, str, date]]:
    """Four years of records for a good (0), ordinary (1) or poor (2) organisation."""
    since = rng.choice([2018, 2018, 2018, 2018, 2019, 2020])
    for year in range(since, 2022):
        grades = [["A", "A", "B"], ["A", "B", "B", "B", "C"], ["B", "C", "C", "D"]][character]
        grade = "M" if year == since > 2018 else rng.choice(grades)
        yield "tax_grade", grade, date(year, 4, rng.randint(10, 30))
        for kind, severity, *chances in words.RECORD_CHANCES:
            if rng.randrange(1000) < chances[character]:
                yield kind, severity, date(year, 1, 1) + timedelta(days=rng.randrange(364))
    if firm.product[0] in {"3841", "3962", "3611", "3612", "3812"}:
        levels = [["advanced_certified", "certified"], ["certified", "regular"], ["regular", "dishonest"]][character]
        yield "customs_level", rng.choice(levels), date(2020, rng.randint(1, 12), rng.randint(1, 28))


def status(kind: str, severity: str, days: int, rng: Random) -> str:
    """Adverse records are sometimes repaired, disputed or withdrawn; minor ones expire."""
    adverse = severity in {"minor", "general", "serious", "arrears"} or kind in {
        "court_default", "serious_list", "irregular_operation"
    }  # fmt: skip
    if not adverse:
        return "active"
    if severity == "minor" and days > 365:
        return "expired"
    return rng.choices(["active", "repaired", "under objection", "withdrawn"], [78, 13, 7, 2])[0]


def offers(firms: Sequence[Firm], rng: Random) -> bytes:
    """Headings in Chinese, separated by semicolons; one supplier in five offers twice."""
    headings = ["编号", "单位编号", "内容", "行业代码", "地区", "金额", "币种", "产业链环节", "有效期起", "有效期止"]
    rows: Rows = []
    offering = [firm for firm in firms if firm.role in {"supplier", "bank"}]
    for firm in [*offering, *offering[::5]]:
        industry, product, product_en, unit = firm.product
        amount = rng.choice([None, rng.randint(2, 60) * 1_000_000])
        yearly, free = rng.randint(2, 90), 2021 + rng.randint(0, 1)
        text = f"提供{product}，年产能{yearly}{unit}，可配套新能源汽车 / {product_en}, capacity free from {free}"
        ends = date(2022, rng.randint(3, 12), 28)
        line: list[Cell] = [
            f"o-{len(rows) + 1:03d}",
            firm.key,
            text,
            industry,
            firm.city,
            amount,
            "CNY" if amount else "",
        ]
        rows.append([*line, firm.segment, date(2021, 9, 1), ends])
    return separated(csv_bytes(headings, rows), ";")


def separated(data: bytes, separator: str) -> bytes:
    """Return the same table with another separator and without a byte order mark."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator).writerows(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    return text.getvalue().encode()


def needs(firms: Sequence[Firm], rng: Random) -> bytes:
    """Headings in English, separated by tabs; some products are offered by nobody."""
    headings = ["Key", "Organisation", "Text", "Industry", "Region", "Amount", "Currency", "Segment", "Valid from",
                "Valid to", "Minimum grade"]  # fmt: skip
    seeking = [firm for firm in firms if firm.role == "buyer"] * 8 + [firm for firm in firms if firm.role == "zone"] * 6
    seeking += rng.sample([firm for firm in firms if firm.role == "supplier"], 66)
    rows: Rows = []
    for number, firm in enumerate(seeking, start=1):
        industry, product, product_en, unit = wanted(firm, number, rng)
        amount = rng.choice([None, rng.randint(1, 80) * 1_000_000])
        verb = "引进" if firm.role == "zone" else "采购"
        text = f"{verb}{product}，每年{rng.randint(1, 60)}{unit} / wanted: {product_en}"
        segment = "services" if (industry, product, product_en, unit) in words.SERVICES else "parts"
        grade = rng.choice(["", "", "BBB", "A"]) if firm.role == "buyer" else ""
        line: list[Cell] = [f"n-{number:03d}", firm.key, text, industry, firm.city, amount, "CNY" if amount else ""]
        rows.append([*line, segment, date(2021, 10, 1), date(2022, 9, 30), grade])
    return separated(csv_bytes(headings, rows), "\t")


def wanted(firm: Firm, number: int, rng: Random) -> tuple[str, str, str, str]:
    """One need in twelve is a gap of the chain; suppliers look for services and treatment."""
    if firm.role != "supplier" and number % 12 == 0:
        return words.GAPS[number // 12 % len(words.GAPS)]
    return rng.choice(words.SERVICES) if firm.role == "supplier" else rng.choice(words.PARTS)


def requests(firms: Sequence[Firm], rng: Random) -> bytes:
    """Meetings both sides want, wishes nobody answered, and some declined."""
    hosts = [firm for firm in firms if firm.role != "supplier"]
    weights = [{"buyer": 27, "zone": 40, "bank": 15}[firm.role] * firm.seats for firm in hosts]
    guests = [firm for firm in firms if firm.role == "supplier"]
    room = {firm.key: firm.seats * 18 for firm in hosts}
    asked: dict[tuple[str, str], tuple[int, str]] = {}
    for guest in guests:
        for _turn in range(rng.choices([2, 3, 4, 5], [18, 42, 30, 10])[0]):
            host = rng.choice(guests) if rng.random() < 0.05 else rng.choices(hosts, weights)[0]
            if (
                host is guest
                or room.get(host.key, 1) == 0
                or {(guest.key, host.key), (host.key, guest.key)} & set(asked)
            ):
                continue
            room[host.key] = room.get(host.key, 2) - 1
            one, two = (guest.key, host.key) if rng.random() < 0.7 else (host.key, guest.key)
            both = rng.random() < 0.2
            asked[one, two] = rng.choices([1, 2, 3, 4, 5], [8, 17, 40, 25, 10])[0], "" if both else "accepted"
            if both:
                asked[two, one] = rng.randint(2, 5), ""
    for guest in rng.choices(guests, k=380):
        pair = guest.key, rng.choices(hosts, weights)[0].key
        if pair not in asked and pair[::-1] not in asked:
            asked[pair] = rng.randint(1, 5), rng.choice(["", "", "declined"])
    rows: Rows = [[one, two, priority, answer] for (one, two), (priority, answer) in sorted(asked.items())]
    return xlsx_bytes(["申请方", "受邀方", "优先级", "答复"], rows, "会面申请", STAMP)


def leads(firms: Sequence[Firm], held: date, rng: Random) -> bytes:
    """Invented suppliers that the six presentations won over; some leads are chambers the registry does not know."""
    headings = ["Presentation", "Organisation", "Name", "Interest", "Noted on", "Note"]
    suppliers_ = [firm for firm in firms if firm.role == "supplier"]
    rows: Rows = []
    for order, (_code, city, _city_en, share) in enumerate(words.CLUSTER, start=1):
        for firm in rng.sample(suppliers_, 6 + share // 2):
            interest = rng.choices(INTERESTS, [40, 30, 20, 10])[0]
            rows.append([order, firm.key, "", interest, held, f"演示线索：{firm.product[1]}"])
        rows.append([order, "", f"示例{city}汽车零部件商会", "information", held, "演示线索"])
    return csv_bytes(headings, rows)


AGREEMENT_HEADINGS = [
    "Number", "Title", "Kind", "Money kind", "Amount", "Currency", "Signed on", "Party 1", "Role 1",
    "Party 2", "Role 2", "Party 3", "Role 3", "Region", "Industry",
]  # fmt: skip


def signed(firms: Sequence[Firm], held: date, rng: Random) -> Iterator[list[Cell]]:
    """18 contracts that add up to exactly the announced total; the largest takes the rest."""
    investors = [firm for firm in firms if firm.role == "buyer"]
    rng.shuffle(investors)
    weights = [weight for *_project, weight in words.PROJECTS]
    amounts = [TOTAL * weight // sum(weights) // 10_000_000 * 10_000_000 for weight in weights]
    amounts[weights.index(max(weights))] += TOTAL - sum(amounts)
    for number, (project, amount, investor) in enumerate(
        zip(words.PROJECTS, amounts, investors, strict=False), start=1
    ):
        code, industry, title, title_zh, _weight = project
        bank = [f"b-{number % 4 + 1}", "financier"] if number % 4 == 0 else ["", ""]
        yield [
            f"CC-2021-{number:02d}", f"{title_zh} · {title}", "contract", "contract", amount, "CNY", held,
            f"z-{code[:4]}", "host", investor.key, "investor", *bank, code, industry,
        ]  # fmt: skip


STAGE_HEADINGS = [
    "协议编号",
    "阶段",
    "发生日期",
    "获知日期",
    "证明材料",
    "责任单位",
    "下一节点期限",
    "金额",
    "币种",
    "金额性质",
    "备注",
]
# Contract number → how far it came within the 90 days; 3 were never registered, one of them was withdrawn.
REACHED = [2, 3, 2, 5, 4, 3, 2, 3, 1, 3, 2, 3, 4, 1, 3, 2, 1, 2]
WITHDRAWN = 14
# Stage, earliest and latest day after the signature, evidence, percent paid in, days until the next is due.
STEPS = (
    ("signed", 0, 0, "", 0, (30, 60)),
    ("registered", 10, 40, "演示营业执照", 6, (25, 60)),
    ("started", 42, 62, "演示施工许可证", 14, (30, 200)),
    ("completed", 64, 74, "演示竣工验收备案表", 25, (20, 60)),
    ("in_production", 76, 86, "演示首批产品出库单", 20, (150, 300)),
)


def stages(agreements: Sequence[Sequence[Cell]], held: date, as_of: date, rng: Random) -> Iterator[list[Cell]]:
    """90 days after the ceremony: what was reached, with evidence, and what fell due."""
    for place, agreement in enumerate(agreements):
        number, amount, zone, investor = agreement[0], int(str(agreement[4])), agreement[7], agreement[9]
        for name, low, high, evidence, percent, (soon, late) in STEPS[: REACHED[place]]:
            happened = held + timedelta(days=rng.randint(low, high))
            learned = min(happened + timedelta(days=rng.choice([0, 1, 2, 5, 9])), as_of)
            due = happened + timedelta(days=rng.randint(soon, late))
            paid = amount * percent // 100
            proof = f"{evidence}-{place + 1:02d}" if evidence else ""
            money: list[Cell] = [paid, "CNY", "paid_in"] if paid else [None, "", ""]
            yield [number, name, happened, learned, proof, zone if low == 0 else investor, due, *money, ""]
        if place + 1 == WITHDRAWN:
            left = held + timedelta(days=55)
            yield [number, "withdrawn", left, left, "演示撤回函-14", zone, None, None, "", "", "投资方书面撤回"]


if __name__ == "__main__":
    main()
