"""Write the tables of the reference pages from the code they describe: ``python docs/write_reference.py``."""

from __future__ import annotations

from pathlib import Path

from fairway.know.engine.intake import ORGANISATIONS
from fairway.land.engine.intake import STAGES
from fairway.lib.environment import KNOWN
from fairway.match.engine.intake import NEEDS, OFFERS
from fairway.meet.engine.intake import LEADS, REQUESTS
from fairway.sign.engine.clause_table import CLAUSES
from fairway.sign.engine.intake import AGREEMENTS
from fairway.trust.engine.catalogue import CATALOGUE
from fairway.trust.engine.intake import RECORDS

HERE = Path(__file__).parent / "reference"
START, END = "<!-- written by docs/write_reference.py -->", "<!-- end -->"


def columns() -> str:
    """A table of columns for each input table."""
    parts = []
    for spec in (ORGANISATIONS, RECORDS, OFFERS, NEEDS, REQUESTS, LEADS, AGREEMENTS, CLAUSES, STAGES):
        rows = [f"### {spec.name}", "", "| column | 列名 | also read as | |", "|---|---|---|---|"]
        for column in spec.columns:
            english, chinese, *others = column.headings
            rows.append(f"| {english} | {chinese} | {', '.join(others)} | {'required' if column.required else ''} |")
        parts.append("\n".join(rows))
    return "\n\n".join(parts)


def settings() -> str:
    """A table of the FAIRWAY_* variables."""
    rows = ["| variable | what |", "|---|---|", *(f"| `{name}` | {what} |" for name, what in sorted(KNOWN.items()))]
    return "\n".join(rows)


def catalogue() -> str:
    """A table of the kinds of record that may be stored."""
    rows = ["| kind | what | lawful basis | values |", "|---|---|---|---|"]
    for kind in CATALOGUE.values():
        values = ", ".join(f"`{severity.key}`" for severity in kind.severities if severity.key)
        rows.append(f"| `{kind.key}` | {kind.label} | {kind.basis} | {values} |")
    return "\n".join(rows)


def written() -> dict[Path, str]:
    """Each reference page as it should be."""
    pages = {}
    for name, table in (("input-folder.md", columns()), ("settings.md", settings()), ("records.md", catalogue())):
        text = (HERE / name).read_text(encoding="utf-8")
        head, _, rest = text.partition(START)
        _, _, tail = rest.partition(END)
        pages[HERE / name] = f"{head}{START}\n\n{table}\n\n{END}{tail}"
    return pages


if __name__ == "__main__":
    for page, text in written().items():
        page.write_text(text, encoding="utf-8")
