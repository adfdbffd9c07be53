"""What can be wrong with files and headings."""

from __future__ import annotations

from fairway.chain.tests.broken_folders.changes import Broken, add, as_xlsx, cell, drop, instead, put, swap
from fairway.chain.tests.broken_folders.good import OFF, OFFERS, ORG, STAGES, TOML

OLE2 = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600

BROKEN = {
    # The folder itself.
    "no event": Broken(drop(TOML), TOML, None, None, "missing-file"),
    "no organisations": Broken(drop(ORG), ORG, None, None, "missing-file"),
    "a table twice": Broken(put("offers.xlsx", b""), "offers.xlsx", None, None, "two-files"),
    "a table by another name": Broken(put("stage.csv", STAGES.encode()), "stage.csv", None, None, "unknown-file"),
    "a table twice, once old": Broken(put("offers.xls", OLE2), "offers.xls", None, None, "two-files"),
    "an old workbook": Broken(
        instead(OFF, "offers.xls", OLE2),
        "offers.xls",
        None,
        None,
        "file-kind",
    ),
    # Whole files.
    "empty file": Broken(put(OFF, b""), OFF, None, None, "empty-file"),
    "headings only": Broken(put(OFF, OFFERS.splitlines()[0].encode()), OFF, None, None, "empty-table"),
    "not readable": Broken(put(OFF, b"Key,Organisation,Text\n\xff\xfe\xfd\x80,a,b\n"), OFF, None, None, "encoding"),
    "open quote": Broken(add(OFF, 'o-2,s-1,"never closed'), OFF, None, None, "csv-quotes"),
    "row too long": Broken(add(OFF, "o-2,s-1,text,,,,,,,,extra"), OFF, 3, None, "ragged-row"),
    "row too short": Broken(add(OFF, "o-2,s-1,text"), OFF, 3, None, "ragged-row"),
    "a NUL": Broken(swap(OFF, "精锻件产能", "精锻\0件"), OFF, 2, "Text", "control-character"),
    "text turned around": Broken(swap(ORG, "示例电子", "示例\u202e电子"), ORG, 5, "Legal name", "control-character"),
    "damaged workbook": Broken(
        instead(OFF, "offers.xlsx", b"PK\3\4 nothing"),
        "offers.xlsx",
        None,
        None,
        "damaged-workbook",
    ),
    "a password": Broken(
        instead(OFF, "offers.xlsx", OLE2),
        "offers.xlsx",
        None,
        None,
        "xls-or-password",
    ),
    "a formula": Broken(as_xlsx(OFF, cell("F2", "=6+6")), "offers.xlsx", 2, "Amount", "formula"),
    "an error value": Broken(as_xlsx(OFF, cell("F2", "#DIV/0!")), "offers.xlsx", 2, "Amount", "error-value"),
    "a code as number": Broken(
        as_xlsx(ORG, cell("D4", 123456789012345678)), "organisations.xlsx", 4, "USCC", "number-too-long"
    ),
    # Headings.
    "column missing": Broken(swap(ORG, "Legal name", "Short name"), ORG, None, "Legal name", "missing-column"),
    "column misspelt": Broken(swap(ORG, "Industry", "Indutsry"), ORG, None, "Indutsry", "unknown-column"),
    "column unknown": Broken(swap(ORG, "At most", "Telephone"), ORG, None, "Telephone", "unknown-column"),
    "column twice": Broken(swap(ORG, "Seats", "Region"), ORG, 1, "Region", "duplicate-column"),
    "column in two languages": Broken(swap(ORG, "Seats", "地区"), ORG, None, "地区", "duplicate-column"),
    "column without heading": Broken(swap(ORG, "Seats", ""), ORG, 1, None, "blank-heading"),
}
