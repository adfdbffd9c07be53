"""Tables in and out: CSV and XLSX as people make them, checked cell by cell, and written safely."""

from fairway.lib.tables.check import check
from fairway.lib.tables.problem import BadCell, Level, Problem
from fairway.lib.tables.raw import RawRow, RawTable, read_table
from fairway.lib.tables.spec import REMARK_HEADINGS, Checked, Column, Row, TableSpec, Values
from fairway.lib.tables.write import Sheet, csv_bytes, csv_pieces, workbook_bytes, xlsx_bytes

__all__ = [
    "REMARK_HEADINGS",
    "BadCell",
    "Checked",
    "Column",
    "Level",
    "Problem",
    "RawRow",
    "RawTable",
    "Row",
    "Sheet",
    "TableSpec",
    "Values",
    "check",
    "csv_bytes",
    "csv_pieces",
    "read_table",
    "workbook_bytes",
    "xlsx_bytes",
]
