"""Judgements as lines: taken in at once, each that cannot stand refused by itself."""

import json
from pathlib import Path

import pytest

from graphkit.case import judgements
from graphkit.case.folder import Case
from graphkit.intake import Draft
from graphkit.model.judgement import Verdict
from graphkit.resolve.exchange import nomenklatura_lines, take_in
from graphkit.resolve.judge import judge
from graphkit.resolve.linker import Linker
from graphkit.resolve.review import as_lines
from tests.drafting import made
from tests.resolve.queues import persons, waiting


@pytest.fixture
def case(tmp_path: Path) -> Case:
    def drafted(draft: Draft) -> None:
        persons(draft, {key: {"name": f"Person {key}"} for key in "abcdef"})
        draft.entity("Unit", "u").add("name", "First Division")

    return made(tmp_path / "case", drafted)


def line(left: str, right: str, verdict: str, reason: str = "seen") -> str:
    return json.dumps({"left": f"demo:{left}", "right": f"demo:{right}", "verdict": verdict, "reason": reason})


def linker_of(case: Case) -> Linker:
    return Linker.of(judgements.read(Case(case.folder)))


def test_lines_are_recorded_in_one_act_and_the_refused_are_named(case: Case) -> None:
    acts = len(case.ledger.acts)
    done = take_in(
        case,
        [
            line("a", "b", "same"),
            "{broken",
            line("b", "c", "same"),
            line("a", "c", "different"),
            line("a", "zz", "same"),
            line("a", "u", "same"),
            line("d", "e", "maybe"),
            line("d", "e", "different", reason=" "),
            line("d", "d", "same"),
            json.dumps({"left": "demo:d", "right": "demo:e", "verdict": None, "reason": ""}),
            line("d", "e", "unsure"),
            "[1, 2]",
        ],
    )
    assert [(item.left, item.right, item.verdict) for item in done.recorded] == [
        ("demo:a", "demo:b", Verdict.SAME),
        ("demo:b", "demo:c", Verdict.SAME),
        ("demo:d", "demo:e", Verdict.UNSURE),
    ]
    why = dict(done.refused)
    assert sorted(why) == [2, 4, 5, 6, 7, 8, 9, 12]
    assert "joined by other judgements" in why[4]
    assert "seen" in why[4]
    assert "demo:zz" in why[5]
    assert "Person and Unit" in why[6]
    assert done.undecided == 1
    assert len(Case(case.folder).ledger.acts) == acts + 1
    assert linker_of(case).members("demo:a") == ("demo:a", "demo:b", "demo:c")


def test_a_line_supersedes_what_stood_of_its_pair(case: Case) -> None:
    first = judge(case, "a", "b", Verdict.SAME, reason="one passport")
    (second,) = take_in(case, [line("b", "a", "unsure")]).recorded
    assert second.supersedes == first.id
    done = take_in(case, [line("c", "d", "different"), line("d", "e", "same"), line("c", "e", "same")])
    assert len(done.recorded) == 2
    assert "judged different" in done.refused[0][1]


def test_thousands_of_lines_take_a_moment(tmp_path: Path) -> None:
    many = 3_000

    def drafted(draft: Draft) -> None:
        persons(draft, {f"{number}": {"name": f"P {number}"} for number in range(2 * many)})

    case = made(tmp_path / "many", drafted)
    done = take_in(case, [line(f"{number}", f"{number + many}", "same") for number in range(many)])
    assert (len(done.recorded), done.refused) == (many, ())


def test_the_queue_goes_out_and_comes_back_decided(tmp_path: Path) -> None:
    case = waiting(tmp_path / "case")
    lines = list(as_lines(case))
    assert len(lines) == 3
    assert {side["id"] for side in lines[0]["sides"]} == {lines[0]["left"], lines[0]["right"]}
    assert take_in(case, map(json.dumps, lines)).undecided == 3
    lines[0] |= {"verdict": "same", "reason": "one post"}
    lines[1] |= {"verdict": "different", "reason": "another post"}
    first, _ = take_in(case, map(json.dumps, lines)).recorded
    assert (first.score, first.features, first.model_version) == (
        lines[0]["score"],
        lines[0]["features"],
        lines[0]["model_version"],
    )
    assert len(list(as_lines(Case(case.folder)))) == 1


def test_nomenklaturas_lines_come_in_and_go_out(case: Case) -> None:
    given = [
        ["NK-1", "demo:a", "positive", None, "ann", "2024-01-02T03:04:05"],
        ["NK-1", "demo:b", "positive", 0.9, "ann", "2024-01-02T03:04:05"],
        ["demo:c", "demo:a", "negative", None, "ann", None],
        ["demo:e", "demo:d", "unsure", 0.5, None, None],
        ["demo:f", "demo:d", "no_judgement", 0.5, None, None],
        ["demo:f", "demo:d", "perhaps", 0.5, None, None],
        ["Q42", "demo:f", "positive", None, "ann", None],
    ]
    done = take_in(case, map(json.dumps, given), nomenklatura=True)
    assert linker_of(case).members("demo:b") == ("demo:a", "demo:b")
    assert [item.by for item in done.recorded if item.verdict is Verdict.SAME] == ["ann"]
    assert [number for number, _ in done.refused] == [6]
    assert done.undecided == 1
    out = [json.loads(text) for text in nomenklatura_lines(linker_of(case))]
    assert {(row[0], row[1], row[2]) for row in out} == {
        ("demo:b", "demo:a", "positive"),
        ("demo:c", "demo:a", "negative"),
        ("demo:e", "demo:d", "unsure"),
    }
    assert all(len(row) == 6 for row in out)
