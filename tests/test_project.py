"""What holds for the project as a whole: its files, its version, its wheel, its set-up commands."""

import ast
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest

import graphkit

ROOT = Path(__file__).parents[1]
LONGEST = 400  # lines of a module
SETTINGS: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
SHIPPED = sorted([*(ROOT / "graphkit").rglob("*.py"), *(ROOT / "ingest").glob("*.py")])
MODULES = sorted([*SHIPPED, *(ROOT / "tests").rglob("*.py"), *(ROOT / "benchmarks").rglob("*.py")])
EXECUTABLE = 0o111


def test_modules_are_short_and_named_for_what_they_hold() -> None:
    assert len(MODULES) >= 80
    lengths = {str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in MODULES}
    assert not {name: length for name, length in lengths.items() if length > LONGEST}
    assert not [path for path in MODULES if path.stem in {"utils", "util", "helpers", "common", "misc"}]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_everything_public_says_what_it_is(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    undocumented = [] if ast.get_docstring(tree) else ["the module"]
    classes = [item for item in tree.body if isinstance(item, ast.ClassDef)]
    for item in (item for body in (tree.body, *(node.body for node in classes)) for item in body):
        if isinstance(item, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and not item.name.startswith("_"):
            undocumented += [] if ast.get_docstring(item) else [item.name]
    assert not undocumented


def test_the_version_is_one() -> None:
    assert SETTINGS["project"]["version"] == graphkit.__version__
    assert f"\n## [{graphkit.__version__}]" in changelog() or "\n## [Unreleased]" in changelog()


def changelog() -> str:
    return (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_the_wheel_carries_packs_ingestors_and_the_example(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    folders = {"cypher": "*/*.cypher", "ingest": "*.py", "examples": "*/*.csv"}
    for folder, pattern in folders.items():
        carried = {f"graphkit/_bundle/{path.relative_to(ROOT).as_posix()}" for path in (ROOT / folder).glob(pattern)}
        assert carried
        assert carried <= names
    assert {path.relative_to(ROOT).as_posix() for path in (ROOT / "graphkit").rglob("*.py")} <= names
    assert {"graphkit/_bundle/cypher/packs.lock", "graphkit/py.typed"} <= names
    assert {name.split("/")[0] for name in names} == {"graphkit", f"graphkit_evidence-{graphkit.__version__}.dist-info"}


def test_the_readme_gives_two_commands_of_which_one_runs_the_tests() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    run, tests = re.findall(r"^```sh\n(.*?)\n```$", readme, re.MULTILINE | re.DOTALL)
    for command in (run, tests):
        assert command.startswith("python3 -m venv .venv && ")
        assert "\n" not in command
    assert run.endswith(".venv/bin/graphkit demo")
    assert tests.endswith(".venv/bin/pytest")


def test_ci_can_be_started() -> None:
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & EXECUTABLE == EXECUTABLE
    text = script.read_text("utf-8")
    assert text.startswith("#!/usr/bin/env bash\n")
    assert "\nset -euo pipefail\n" in text
    subprocess.run(["bash", "-n", script], check=True)
