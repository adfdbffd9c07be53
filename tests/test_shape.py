"""The house keeps its shape: same words in every step, one door for writing, engines without Django."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "fairway"
STEPS = ("know", "govern", "trust", "match", "meet", "sign", "land", "chain")
WORDS = {
    "__init__", "apps", "engine", "models", "queries", "actions", "rules", "tasks", "forms", "views", "api", "urls",
    "admin", "templates", "templatetags", "locale", "migrations", "tests", "management",
}  # fmt: skip
DATA_FOLDERS = {
    "know": {"reference"},
    "trust": {"credit_models", "reports"},
    "meet": {"reports"},
    "land": {"exchange_schemas", "forecast_methods", "kpi_definitions", "reports", "stage_maps"},
}
COLUMNS = (
    "lib.columns",
    "trust.engine.bulk",
    "meet.engine.most_value",
    "sign.engine.promise_columns",
    "land.engine.columns",
    "land.engine.desk",
    "land.engine.doubts",
    "land.engine.standings",
    "land.engine.funnel",
    "land.engine.duration",
    "land.engine.overdue",
    "land.engine.money",
    "land.engine.tiles",
    "land.engine.kpi.figures",
)
"""What works with arrays throughout."""
SHOW = ("views", "forms", "api", "urls", "admin")
WRITES = {"save", "create", "bulk_create", "update", "bulk_update", "delete", "get_or_create", "update_or_create"}
WRITERS = {"base/audit.py", "base/jobs.py", "base/accounts.py"}
"""Base keeps its own tables: the log, the jobs, the accounts."""


def modules() -> list[Path]:
    files = sorted(SOURCE.rglob("*.py"))
    return [f for f in files if "migrations" not in f.parts and "tests" not in f.parts]


def name(file: Path) -> str:
    return file.relative_to(SOURCE).as_posix()


def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def functions(file: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (n for n in ast.walk(tree(file)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))


@pytest.mark.parametrize("step", STEPS)
def test_a_step_uses_the_five_words(step: str) -> None:
    found = {p.stem for p in (SOURCE / step).iterdir() if not p.name.startswith((".", "__pycache__"))}
    assert found - WORDS - DATA_FOLDERS.get(step, set()) == set()


@pytest.mark.parametrize("step", STEPS)
def test_a_step_opens_with_a_docstring_and_nothing_else(step: str) -> None:
    body = tree(SOURCE / step / "__init__.py").body
    assert len(body) == 1
    assert ast.get_docstring(tree(SOURCE / step / "__init__.py"))


def test_there_is_one_door_for_writing() -> None:
    """Calls on a queryset or a row that write stand in actions only (dicts and sets have methods of those names)."""
    found = [
        f"{name(file)}:{call.lineno} .{call.func.attr}()"
        for file in modules()
        if file.stem != "actions" and file.parent.name != "actions" and name(file) not in WRITERS
        if not file.is_relative_to(SOURCE / "lib") and "engine" not in file.parts  # these know no tables
        for call in ast.walk(tree(file))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in WRITES
        if "objects" in ast.unparse(call.func) or call.func.attr in {"save", "bulk_create"}
    ]
    assert found == []


def test_what_a_step_shows_is_its_own() -> None:
    found = [
        f"{name(file)}: {target}"
        for file in modules()
        if file.parent != SOURCE
        for target in imported(file)
        if (m := re.match(r"fairway\.(\w+)\.(\w+)", target)) and m[2] in SHOW
        if m[1] not in {"base", file.relative_to(SOURCE).parts[0]}
    ]
    assert found == []


def imported(file: Path) -> Iterator[str]:
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_files_functions_and_parameters_stay_small() -> None:
    long = [f"{name(f)}: {n} lines" for f in modules() if (n := len(f.read_text(encoding="utf-8").splitlines())) > 400]
    for file in modules():
        for function in functions(file):
            size = (function.end_lineno or 0) - function.lineno + 1
            arguments = [
                a.arg for a in (*function.args.args, *function.args.kwonlyargs) if a.arg not in {"self", "cls"}
            ]
            if size > 40:
                long.append(f"{name(file)}:{function.lineno} {function.name}: {size} lines")
            if len(arguments) > 7:
                long.append(f"{name(file)}:{function.lineno} {function.name}: {len(arguments)} parameters")
    assert long == []


def test_the_usual_function_is_short() -> None:
    sizes = sorted((f.end_lineno or 0) - f.lineno + 1 for file in modules() for f in functions(file))
    assert sizes[len(sizes) // 2] <= 9
    assert sizes[len(sizes) * 95 // 100] <= 35


def test_every_action_says_who_and_why() -> None:
    missing = []
    for step in STEPS:
        files = [SOURCE / step / "actions.py", *(SOURCE / step / "actions").glob("*.py")]
        for file in (f for f in files if f.exists()):
            for function in functions(file):
                arguments = {a.arg for a in function.args.kwonlyargs}
                if (
                    function.col_offset == 0
                    and not function.name.startswith("_")
                    and not {"actor", "reason"} <= arguments
                ):
                    missing.append(f"{name(file)} {function.name}")
    assert missing == []


def test_views_stay_thin() -> None:
    """A page is fetch, check, one verb or question, render; list pages are one description of columns."""
    fat = []
    for step in (*STEPS, "base"):
        for file in [SOURCE / step / "views.py", *(SOURCE / step / "views").glob("*.py")]:
            for function in functions(file) if file.exists() else ():
                statements = sum(isinstance(n, ast.stmt) for n in ast.walk(function)) - 1
                if statements > 15:
                    fat.append(f"{name(file)} {function.name}: {statements} statements")
    assert fat == []


def test_engines_and_lib_import_without_django() -> None:
    """Every engine and lib module imports with Django, its add-ons and all tables shut out.

    None loads a heavy library; only what works in columns throughout (``COLUMNS``) does, and nobody else loads that.
    """
    engines = [
        "fairway." + name(f).removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        for f in modules()
        if f.is_relative_to(SOURCE / "lib") or "engine" in f.relative_to(SOURCE).parts
    ]
    in_columns = [
        module for module in engines if f"{module}.".startswith(tuple(f"fairway.{part}." for part in COLUMNS))
    ]
    wanted = [module for module in engines if module not in in_columns]
    script = (
        "import sys, importlib\n"
        "for shut in ('django', 'ninja', 'rules', 'allauth', 'django_tasks'):\n"
        "    sys.modules[shut] = None\n"
        f"for module in {wanted!r}:\n"
        "    importlib.import_module(module)\n"
        "heavy = {'ortools', 'openpyxl', 'numpy', 'pandas', 'pyarrow', 'scipy', 'icalendar'} & set(sys.modules)\n"
        "assert not heavy, f'imported at once: {heavy}'\n"
        f"for module in {in_columns!r}:\n"
        "    importlib.import_module(module)\n"
        "assert 'pandas' not in sys.modules\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
