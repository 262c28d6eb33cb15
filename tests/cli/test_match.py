"""``graphkit match --pairs``: pairs in, the same lines with score, verdict and features out."""

import json
import subprocess
from pathlib import Path

from tests.cli.commands import PROGRAM, graphkit, plain_environment


def entity(name: str, schema: str = "Person", **properties: list[str]) -> dict[str, object]:
    return {"schema": schema, "properties": {"name": [name], **properties}}


SAME = {"id": 7, "left": entity("Tobias Okonkwo"), "right": entity("OKONKWO, Tobias")}
OTHER = {"left": entity("Zaw Min", birthDate=["1961"]), "right": entity("Zaw Min Htet")}


def test_pairs_come_out_as_they_went_in_with_what_was_found(tmp_path: Path) -> None:
    file = tmp_path / "pairs.jsonl"
    file.write_text("".join(json.dumps(pair) + "\n" for pair in (SAME, OTHER)), "utf-8")
    done = graphkit("match", "--pairs", file)
    assert (done.returncode, done.stderr) == (0, "")
    first, second = map(json.loads, done.stdout.splitlines())
    assert {key: first[key] for key in SAME} == SAME
    assert first["verdict"] == "same"
    assert second["verdict"] == "different"
    assert 0 <= second["score"] < 0.2
    assert 0.5 <= first["score"] <= 1
    assert first["features"]["words_agreed"] == 2
    assert second["features"]["syllables"] == -1
    assert first["model_version"]
    assert "aligned" not in first


def test_the_reasons_are_told_when_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "pairs.jsonl"
    file.write_text(json.dumps(OTHER) + "\n", "utf-8")
    (line,) = map(json.loads, graphkit("match", "--pairs", file, "--explain").stdout.splitlines())
    assert line["names"] == ["Zaw Min", "Zaw Min Htet"]
    assert [word[:3] for word in line["aligned"]] == [
        ["zaw", "zaw", "same"],
        ["min", "min", "same"],
        ["", "htet", "name"],
    ]
    assert line["contributions"]["syllables"] < 0


def test_broken_lines_are_named_and_the_rest_is_scored() -> None:
    lines = [
        b"\n",
        json.dumps(SAME).encode(),
        b'{"left": 3',
        b'{"left": {"schema": "Persn"}, "right": {}}',
        b"\xff\xfe",
        b"[]",
        b"[" * 100_000,
        json.dumps(OTHER).encode(),
    ]
    done = subprocess.run(
        [PROGRAM, "match", "--pairs", "-"],
        input=b"\n".join(lines),
        capture_output=True,
        check=False,
        env=plain_environment(),
    )
    assert done.returncode == 1
    assert [json.loads(line)["verdict"] for line in done.stdout.splitlines()] == ["same", "different"]
    complaints = done.stderr.decode().splitlines()
    # The first line is an empty one and that after it empty, too, so that the first pair is line 3.
    assert [complaint.split(":")[1].strip() for complaint in complaints[:-1]] == [
        "line 4",
        "line 5",
        "line 6",
        "line 7",
        "line 8",
    ]
    assert "left: 'Persn' is no schema that is compared" in complaints[1]
    assert complaints[-1] == "graphkit: 5 lines of - not scored"


def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    done = graphkit("match", "--pairs", tmp_path / "none.jsonl")
    assert done.returncode == 1
    assert "none.jsonl cannot be read" in done.stderr


def test_nothing_slow_is_imported_to_score_pairs(tmp_path: Path) -> None:
    """A pair is scored by rapidfuzz and a table: no data frames, no model library, no server's driver."""
    program = (
        "import sys, graphkit.resolve.pair_lines as lines;"
        f"list(lines.scored_lines([{json.dumps(json.dumps(SAME))}]));"
        "slow = {'pandas', 'sklearn', 'scipy', 'duckdb', 'neo4j', 'pyarrow', 'numpy', 'yaml'};"
        "print(sorted(slow & set(sys.modules)))"
    )
    python = str(Path(PROGRAM).with_name("python"))
    done = subprocess.run([python, "-c", program], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout.strip() == "[]"
