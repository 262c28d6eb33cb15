"""Resolving, reviewing, explaining and screening from the command line."""

import csv
import json
from pathlib import Path

import pytest

from graphkit.case import judgements
from graphkit.case.folder import Case
from tests.cli.commands import graphkit, rows, within
from tests.resolve.queues import two_lists, waiting

SURE = {"name": "Zeya Maung Latt Naing", "birth_date": "1961-04-13", "passport": "MA778812", "nationality": "MM"}


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    return two_lists(tmp_path / "lists", {"1": SURE}, {"1": SURE, "2": {"name": "=cmd()"}}).folder


def test_resolve_reports_and_a_dry_run_prints_what_it_would_merge(lists: Path) -> None:
    dry = within("resolve", "--dry-run", "--json", "--case", lists)
    (merge,) = rows(dry.stdout)
    assert (merge["left"], merge["right"]) == ("left:1", "right:1")
    assert judgements.read(Case(lists)) == []
    (report,) = rows(within("resolve", "--json", "--case", lists).stdout)
    assert (report["automatic"], report["open"], report["datasets"]) == (1, 0, {"left": 1, "right": 2})
    again = within("resolve", "--case", lists)
    assert "0 of them new or changed" in again.stderr
    (line,) = rows(within("judgements", "--json", "--case", lists).stdout)
    assert (line["by"], line["joins"], line["canonical"]) == ("model", True, ["left:1", "left:1"])
    assert rows(within("judgements", "--as-of", "2001-01-01", "--json", "--case", lists).stdout) == []


def test_judge_takes_apart_and_undo_joins_again(lists: Path) -> None:
    within("resolve", "--case", lists)
    within("judge", "left:1", "right:1", "different", "--reason", "two photographs", "--case", lists)
    assert [line["verdict"] for line in rows(within("judgements", "--json", "--case", lists).stdout)] == ["different"]
    done = within("judge", "left:1", "right:1", "--undo", "--reason", "one photograph", "--case", lists)
    assert "is taken back" in done.stderr
    assert [line["verdict"] for line in rows(within("judgements", "--json", "--case", lists).stdout)] == ["same"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("judge", "left:1", "right:1", "same"),
        ("judge", "left:1", "right:1", "--reason", "r"),
        ("judge", "left:1", "right:1", "same", "--undo", "--reason", "r"),
        ("match",),
        ("match", "names.txt", "--pairs", "-"),
        ("explain", "a", "b", "--kind", "Persn"),
        ("review",),
    ],
)
def test_what_is_asked_wrongly_is_told(lists: Path, arguments: tuple[str, ...]) -> None:
    assert within(*arguments, "--case", lists).exit_code == 2


def test_the_queue_goes_out_and_comes_back(tmp_path: Path) -> None:
    folder = waiting(tmp_path / "case").folder
    queue = rows(within("review", "--json", "--case", folder).stdout)
    assert len(queue) == 3
    file = tmp_path / "queue.jsonl"
    decided = [{**line, "verdict": "different", "reason": "other posts"} for line in queue]
    file.write_text("\n".join(map(json.dumps, decided)) + "\nbroken\n", "utf-8")
    done = within("review", "--import", file, "--case", folder)
    assert done.exit_code == 1
    assert "line 4" in done.stderr
    assert "3 judgements recorded" in done.stderr
    out = within("review", "--nomenklatura", "--case", folder).stdout
    assert [json.loads(line)[2] for line in out.splitlines()] == ["negative"] * 3


def test_explain_shows_words_features_and_what_was_judged(lists: Path) -> None:
    within("resolve", "--case", lists)
    (line,) = rows(within("explain", "left:1", "right:1", "--json", "--case", lists).stdout)
    assert line["verdict"] == "same"
    assert {word["left"] for word in line["aligned"]} == {"zeya", "maung", "latt", "naing"}
    assert sum(line["contributions"].values()) > 0
    assert line["judgements"][0]["by"] == "model"
    shown = within("explain", "Min Aung Hlaing", "Senior General Min Aung Hlaing", "--kind", "Person")
    assert shown.exit_code == 0
    assert "same (model" in shown.stdout
    assert within("explain", "left:1", "left:9", "--case", lists).exit_code == 1


def test_names_records_and_requests_are_screened(lists: Path, tmp_path: Path) -> None:
    names, table, request = (tmp_path / name for name in ("names.txt", "staff.csv", "request.json"))
    names.write_text("Zeya Maung Latt Naing\n\nNobody Whatever\n", "utf-8")
    (line,) = rows(within("match", names, "--kind", "Person", "--json", "--case", lists, "--limit", "1").stdout)
    assert (line["query"], line["entity"], line["verdict"]) == ("1", "left:1", "same")
    assert line["features"]
    table.write_text("id,name,birthDate,kind,unknown\nq9,Zeya Maung Latt Naing,1961-04-13,Person,x\n", "utf-8")
    found = rows(within("match", table, "--json", "--case", lists).stdout)
    assert found[0]["query"] == "q9"
    assert found[0]["score"] >= line["score"]
    asked = {"queries": {"a": {"schema": "Person", "properties": {"name": ["Zeya Maung Latt Naing"]}}}}
    request.write_text(json.dumps(asked), "utf-8")
    (answer,) = rows(within("match", request, "--yente", "--case", lists).stdout)
    result = answer["responses"]["a"]["results"][0]
    assert (result["id"], result["schema"], result["match"]) == ("left:1", "Person", True)
    assert result["properties"]["name"] == ["Zeya Maung Latt Naing"]


def test_merged_entities_are_one_candidate(lists: Path, tmp_path: Path) -> None:
    within("resolve", "--case", lists)
    names = tmp_path / "names.txt"
    names.write_text("Zeya Maung Latt Naing\n", "utf-8")
    found = rows(within("match", names, "--kind", "Person", "--json", "--case", lists).stdout)
    assert [line["entity"] for line in found] == ["left:1"]


def test_broken_lines_are_named_and_the_rest_is_screened(lists: Path, tmp_path: Path) -> None:
    file = tmp_path / "queries.jsonl"
    lines = [
        '"Zeya Maung Latt Naing"',
        "{broken",
        '{"schema": "Person", "properties": {}}',
        '{"schema": "Planet", "properties": {"name": ["X"]}}',
        '{"name": "😀", "kind": "Person"}',
        '{"name": "' + "x" * 100_000 + '"}',
        '{"name": "\\u202eZeya", "kind": "Person"}',
        "[1]",
    ]
    file.write_text("\n".join(lines), "utf-8")
    done = within("match", file, "--json", "--case", lists, "--kind", "Person")
    assert done.exit_code == 1
    assert {line["query"] for line in rows(done.stdout)} - {"7"} == {"1"}
    assert [number for number in range(1, 9) if f"line {number}:" in done.stderr] == [2, 3, 4, 8]


def test_a_table_for_a_spreadsheet_holds_no_formula(lists: Path, tmp_path: Path) -> None:
    names = tmp_path / "names.txt"
    names.write_text("=cmd()\n", "utf-8")
    out = graphkit("match", names, "--csv", "--least", "0", "--kind", "Person", "--case", lists)
    listed = list(csv.DictReader(out.stdout.splitlines()))
    assert {row["asked"] for row in listed} <= {"'=cmd()"}
