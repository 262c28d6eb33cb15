"""The files for a team's server: what must hold of them can be read without a Docker engine."""

import re
import tomllib
from pathlib import Path
from typing import Any

import yaml

from graphkit.graph.lines import CURRENT, LINES
from graphkit.graph.local import _SETTINGS

ROOT = Path(__file__).parents[1]
DOCKER = ROOT / "docker"
COMPOSE: dict[str, Any] = yaml.safe_load((DOCKER / "compose.yaml").read_text("utf-8"))
NEO4J: dict[str, Any] = COMPOSE["services"]["neo4j"]
GRAPHKIT: dict[str, Any] = COMPOSE["services"]["graphkit"]
REQUIRED = "${NEO4J_PASSWORD:?set it in docker/.env}"


def settings() -> dict[str, str]:
    """The server's settings, as the image reads them out of its environment."""
    variables: dict[str, str] = NEO4J["environment"]
    return {
        name.removeprefix("NEO4J_").replace("_", ".").replace("..", "_"): value
        for name, value in variables.items()
        if name != "NEO4J_AUTH"
    }


def test_the_server_is_the_version_that_packs_are_tested_on() -> None:
    assert NEO4J["image"] == f"neo4j:{LINES[CURRENT].version}-community"


def test_no_password_is_written_down() -> None:
    assert NEO4J["environment"]["NEO4J_AUTH"] == f"neo4j/{REQUIRED}"
    assert GRAPHKIT["environment"]["NEO4J_PASSWORD"] == REQUIRED
    assert re.search(r"^NEO4J_PASSWORD=$", (DOCKER / ".env.example").read_text("utf-8"), re.MULTILINE)
    # The image would take any other variable that begins so for a setting of the server, and not start.
    assert "NEO4J_PASSWORD" not in NEO4J["environment"]


def test_health_is_an_answered_query_whose_password_is_in_no_argument() -> None:
    health = NEO4J["healthcheck"]
    kind, command = health["test"]
    assert kind == "CMD-SHELL"
    assert command.endswith('cypher-shell --non-interactive "RETURN 1"')
    assert 'NEO4J_PASSWORD="$${NEO4J_AUTH#*/}" ' in command
    assert health["retries"] >= 3
    assert GRAPHKIT["depends_on"] == {"neo4j": {"condition": "service_healthy"}}


def test_the_graph_outlives_its_container() -> None:
    assert "neo4j-data:/data" in NEO4J["volumes"]
    assert {volume.partition(":")[0] for volume in NEO4J["volumes"]} == set(COMPOSE["volumes"])


def test_memory_is_bounded() -> None:
    heap, page_cache = (settings()[f"server.memory.{name}"] for name in ("heap.max_size", "pagecache.size"))
    assert settings()["server.memory.heap.initial_size"] == heap
    assert megabytes(NEO4J["mem_limit"]) >= megabytes(heap) + megabytes(page_cache) + 512
    assert NEO4J["memswap_limit"] == NEO4J["mem_limit"]
    assert megabytes(GRAPHKIT["mem_limit"]) >= 1024


def megabytes(size: str) -> int:
    """The default of a size such as ``${NAME:-2g}``."""
    found = re.fullmatch(r"\$\{\w+:-(\d+)([mg])\}", size)
    assert found, f"{size} has no default"
    return int(found[1]) * {"m": 1, "g": 1024}[found[2]]


def test_ports_are_open_to_this_machine_alone() -> None:
    assert {port.rpartition(":")[2] for port in NEO4J["ports"]} == {"7474", "7687"}
    assert all(port.startswith("127.0.0.1:") for port in NEO4J["ports"])
    assert "ports" not in GRAPHKIT


def test_the_server_fetches_nothing_and_reports_nothing() -> None:
    shared = set(settings()) & set(_SETTINGS)
    assert {"dbms.security.allow_csv_import_from_file_urls", "internal.dbms.cypher_ip_blocklist"} <= shared
    assert {"dbms.usage_report.enabled", "client.allow_telemetry"} <= shared
    assert {name: settings()[name] for name in shared} == {name: _SETTINGS[name] for name in shared}


def test_graphkit_runs_without_privileges() -> None:
    dockerfile = (DOCKER / "Dockerfile").read_text("utf-8")
    assert "\nUSER graphkit\n" in dockerfile
    assert '\nENTRYPOINT ["graphkit"]\n' in dockerfile
    assert GRAPHKIT["cap_drop"] == ["ALL"]
    assert GRAPHKIT["profiles"] == ["cli"]
    assert (DOCKER / GRAPHKIT["build"]["context"]).resolve() == ROOT.resolve()
    assert (ROOT / GRAPHKIT["build"]["dockerfile"]).is_file()


def test_the_image_holds_what_the_lock_pins() -> None:
    dockerfile = (DOCKER / "Dockerfile").read_text("utf-8")
    lock = (DOCKER / "requirements.lock").read_text("utf-8")
    python = re.search(r"^ARG PYTHON=python:(3\.\d+)\.\d+-slim-\w+$", dockerfile, re.MULTILINE)
    assert python, "the Dockerfile pins no Python"
    assert lock.startswith(f"# Made by docker/lock.py for Python {python[1]} on Linux.\n")
    assert "pip install --require-hashes --only-binary=:all: -r requirements.lock" in dockerfile
    pins = re.findall(r"^(\S+)==\S+ \\\n(?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+", lock, re.MULTILINE)
    assert lock.count("==") == len(pins)
    assert {name_of(item) for item in wanted()} <= set(pins)


def wanted() -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return [*project["project"]["dependencies"], *project["build-system"]["requires"]]


def name_of(requirement: str) -> str:
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found
    return found[0].lower()
