"""The floors of the building: a module imports its own floor or a lower one, and no two import each other."""

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FLOORS = {
    **dict.fromkeys(("errors", "text", "dates", "countries", "languages", "bundle"), 0),
    "model": 1,
    "case": 2,
    "intake": 3,
    "resolve": 3,
    "graph": 4,
    "packs": 5,
    "export": 6,
    "terminal": 6,
    "cli": 7,
    "web": 7,
    "__main__": 8,
}
OPEN_TO_INGESTORS = {"intake", "model", "dates", "text", "countries", "languages", "errors"}


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(path): path for path in sorted((ROOT / "graphkit").rglob("*.py"))}
INGESTORS = sorted((ROOT / "ingest").glob("*.py"))


def imports(path: Path) -> Iterator[str]:
    """Yield every import, wherever it stands: inside of functions and under TYPE_CHECKING too."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} line {node.lineno}: a relative import hides the floor"
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield inner if inner in MODULES else str(node.module)


def own_imports(path: Path) -> set[str]:
    return {name for name in imports(path) if name == "graphkit" or name.startswith("graphkit.")}


def floor(module: str) -> int:
    """The floor of a module; the package itself, which holds the version, lies under all."""
    part = [*module.split("."), ""][1]
    return FLOORS[part] if part else -1


def test_every_module_has_a_floor() -> None:
    parts = {name.split(".")[1] for name in MODULES if "." in name}
    assert parts <= set(FLOORS)
    assert len(MODULES) >= 40
    assert len(INGESTORS) >= 5


@pytest.mark.parametrize("module", MODULES)
def test_imports_go_down(module: str) -> None:
    for other in own_imports(MODULES[module]):
        assert other in MODULES, f"{module} imports {other}, which is no module"
        assert floor(other) <= floor(module), f"{module} imports upward: {other}"


def test_no_two_modules_import_each_other() -> None:
    sorter = TopologicalSorter({name: own_imports(path) for name, path in MODULES.items()})
    try:
        order = list(sorter.static_order())
    except CycleError as error:
        pytest.fail(" → ".join(reversed(error.args[1])))
    assert len(order) == len(MODULES)


@pytest.mark.parametrize("path", INGESTORS, ids=lambda path: path.stem)
def test_an_ingestor_imports_intake_and_model_only(path: Path) -> None:
    names = list(imports(path))
    parts = {".".join(name.split(".")[:2]) for name in names if name.startswith("graphkit")}
    assert parts <= {f"graphkit.{part}" for part in OPEN_TO_INGESTORS}
    assert "graphkit.intake" in parts
    assert not {name.split(".")[0] for name in names} & {"ingest", *(other.stem for other in INGESTORS)}


def test_only_the_graph_floor_imports_neo4j() -> None:
    importing = {name for name, path in MODULES.items() if any(item.split(".")[0] == "neo4j" for item in imports(path))}
    assert importing
    assert {floor(name) for name in importing} == {FLOORS["graph"]}
