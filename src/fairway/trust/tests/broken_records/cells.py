"""Single cells: a good row in row 2, and row 3 with one cell of another content."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Made = tuple[str, str, bytes, str, int | None, str | None, bool]
GOOD = {
    "Number": "R-1",
    "Organisation": "o-1",
    "Kind": "penalty",
    "Severity": "minor",
    "Happened on": "2021-10-19",
    "Learned on": "2021-10-20",
    "Status": "active",
    "Authority": "Example bureau",
    "Source": "",
    "Demo": "",
    "Status since": "",
}
OTHER = {**GOOD, "Number": "R-2"}

# Heading → content of the cell → what is said of it. Other cells of the row may be named after the content.
CELLS: Mapping[str, Mapping[str, str]] = {
    "Number": {
        "": "missing-value",
        "   ": "missing-value",
        "\u200b": "number",
        "R\x002": "control-character",
        "R\x07-2": "control-character",
        "R\u202e2": "control-character",
        "R" * 81: "number",
        "=2+3": "number",
        "'=2+3": "number",
        "@SUM(A1)": "number",
        "R;2": "number",
        "R\n2;x": "number",
        "R,2": "number",
        "R|2": "number",
        "R'2": "number",
        "-R2": "number",
        "<b>R2</b>": "number",
        "R😀2": "number",
    },
    "Organisation": {
        "": "missing-value",
        " ": "missing-value",
        "o 1": "key",
        "o" * 65: "key",
        "=o1": "key",
        "-o1": "key",
        "o;1": "key",
        "o\x001": "control-character",
        "o\u20661": "control-character",
        "91420000737944946M": "uscc-check",
        "91420000737944946I": "uscc-character",
        "９１４２００００７３７９４４９４６M": "uscc-check",
        "911100001000013428": "uscc-check",
        "92220101MA14W4RX7X": "sole-trader",
        "110101199003077758": "person-number",
        "11010119900307934X": "person-number",
        "“o-1”": "key",
    },
    "Kind": {
        "": "missing-value",
        "gossip": "choice",
        "penality": "choice",
        "行政处分": "choice",
        "penalty,": "choice",
        "1": "choice",
        "=penalty": "choice",
        "credit card debt": "choice",
        "criminal record": "choice",
        "social media post": "choice",
        "penal\x00ty": "control-character",
        "x" * 5000: "choice",
        "NULL": "choice",
        "None": "choice",
        "#N/A": "choice",
    },
    "Severity": {
        "": "record-severity",
        "grave": "record-severity",
        "MINOR!": "record-severity",
        "A": "record-severity",
        "paid": "record-severity",
        "非常严重": "record-severity",
        "minor serious": "record-severity",
        "1": "record-severity",
        "mi\x00nor": "control-character",
        "高级认证企业": "record-severity",
    },
    "Happened on": {
        "": "missing-value",
        "2021-02-30": "date",
        "2021-13-01": "date",
        "2021-00-10": "date",
        "2021-10-00": "date",
        "2023-02-29": "date",
        "1900-02-29": "date",
        "2021-10": "date",
        "2021": "date",
        "20211019": "date",
        "19 October 2021": "date",
        "10/19/2021": "date",
        "03/04/2021": "ambiguous-date",
        "31.12.2020": "date",
        "44488": "date",
        "2021-10-19T12:30:00": "date",
        "2021-10-19 23:59": "date",
        "2021-10-19Z": "date",
        "1899-12-31": "date-range",
        "2101-01-01": "date-range",
        "1948-12-31": "day-too-early",
        "1912-01-01": "day-too-early",
        "2030-01-01": "day-to-come",
        "2099-12-31": "day-to-come",
        "yesterday": "date",
        "二〇二一年十月": "date",
        "2021年10月": "date",
        "0000-00-00": "date",
        "2021-1O-19": "date",
        "-2021-10-19": "date",
        "2021--10--19": "date",
        "=TODAY()": "date",
        "2021-10-19\x00": "control-character",
        "9" * 400: "date",
    },
    "Learned on": {
        "2021-10-18": "learned-before",
        "1949-01-01": "learned-before",
        "2030-01-01": "day-to-come",
        "1948-01-01": "day-too-early",
        "2021-02-29": "date",
        "soon": "date",
        "04/05/2022": "ambiguous-date",
        "#REF!": "date",
    },
    "Status": {
        "done": "choice",
        "actve": "choice",
        "已删除": "choice",
        "0": "choice",
        "active repaired": "choice",
        "act\x00ive": "control-character",
        "=active": "choice",
    },
    "Authority": {
        "": "missing-value",
        "\u3000": "missing-value",
        "B" * 201: "too-long",
        "局" * 201: "too-long",
        "Bureau\x00": "control-character",
        "Bureau\x1b[31m": "control-character",
        "Bureau\u202e": "control-character",
        "Bureau\x7f": "control-character",
    },
    "Source": {
        "s" * 301: "too-long",
        "s\x00": "control-character",
        "s\x08": "control-character",
        "\u2067s": "control-character",
    },
    "Demo": {
        "maybe": "yes-no",
        "2": "yes-no",
        "真": "yes-no",
        "=TRUE()": "yes-no",
    },
    "Status since": {
        "2021-10-18": "status-before",
        "2030-01-01": "day-to-come",
        "2021-02-31": "date",
        "later": "date",
    },
}


def table(*rows: Mapping[str, str], headings: tuple[str, ...] = tuple(GOOD)) -> str:
    """Write rows under the headings as CSV."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(headings)
    writer.writerows([[row.get(heading, "") for heading in headings] for row in rows])
    return out.getvalue()


def cases() -> Iterator[Made]:
    """One case a cell."""
    for heading, contents in CELLS.items():
        for number, (content, code) in enumerate(contents.items(), 1):
            made = table(GOOD, {**OTHER, heading: content}).encode()
            yield f"{heading} {number}, {content[:20]!r}", "records.csv", made, code, 3, heading, True
    for kind, severity in (("tax_grade", "E"), ("licence", "minor"), ("court_default", "serious"), ("award", "A"),
                           ("customs_level", "A"), ("social_insurance", "late"), ("合同履约", "一般")):  # fmt: skip
        made = table(GOOD, {**OTHER, "Kind": kind, "Severity": severity}).encode()
        yield f"{kind} {severity}", "records.csv", made, "record-severity", 3, "Severity", True
    for name, change in {
        "the same row twice": {},
        "another severity": {"Severity": "serious"},
        "another day": {"Happened on": "2020-01-01"},
        "another spelling of the number": {"Number": "Ｒ-1"},
    }.items():
        made = table(GOOD, {**GOOD, **change}).encode()
        yield f"one case twice, {name}", "records.csv", made, "record-twice", 3, "Number", True
