"""Two runs of find compared: what came, went and changed, and the acts that did it."""

import json
import shutil
from pathlib import Path

import pytest

from graphkit.case.check import problems
from graphkit.case.folder import Case
from graphkit.case.ledger import Act
from graphkit.case.log import reading
from graphkit.case.retractions import retract
from graphkit.errors import CaseError, DamagedCase, UnknownEntity
from graphkit.graph.build import built
from graphkit.intake import Draft
from graphkit.model.finding import Finding
from graphkit.packs.compare import Change, Comparison, compare, run_of
from graphkit.packs.pack import chosen, packs_of
from graphkit.packs.run import find, line
from graphkit.packs.withdraw import withdraw
from tests.cli.commands import within
from tests.drafting import add, made
from tests.packs.conftest import Asked
from tests.packs.findings import PACK, finding, recorded_run, statements_of

COMMANDERS = "command/commanders-on-the-day"


def people(draft: Draft) -> None:
    for key in ("a", "b"):
        draft.entity("Person", key).add("name", f"Person {key}")


def more_people(draft: Draft) -> None:
    people(draft)
    draft.entity("Person", "c").add("name", "Person c")


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return made(tmp_path / "case", people)


def said(case: Case, key: str) -> list[str]:
    return statements_of(case, f"demo:{key}")


def compared(case: Case, old: Act, new: Act) -> Comparison:
    return compare(case, run_of(case, str(old.seq)), run_of(case, str(new.seq)))


def only(comparison: Comparison) -> Change:
    (change,) = comparison.changes
    return change


def test_another_evidence_head_is_no_change(case: Case) -> None:
    first = recorded_run(case, [finding("1", "demo:a", said(case, "a"), unit="u")])
    second = recorded_run(case, [finding("1", "demo:a", said(case, "a"), unit="u", evidence_head="1" * 64)])
    assert compared(case, first, second) == Comparison((), ())


def test_a_column_that_differs_is_told_before_and_after(case: Case) -> None:
    statements = said(case, "a")
    first = recorded_run(case, [finding("1", "demo:a", statements, unit="u", role="chief")])
    second = recorded_run(case, [finding("1", "demo:a", statements, unit="v", role="chief", grade="possible")])
    change = only(compared(case, first, second))
    assert change.change == "changed"
    assert set(change.differences) == {("unit", "u", "v"), ("grade", "certain", "possible")}
    assert (change.statements_gone, change.statements_new, change.causes) == ((), (), ())


def test_other_statements_for_the_same_row_are_a_change(case: Case) -> None:
    first = recorded_run(case, [finding("1", "demo:a", said(case, "a"))])
    second = recorded_run(case, [finding("1", "demo:a", said(case, "b"))])
    change = only(compared(case, first, second))
    assert (change.change, change.differences) == ("changed", ())
    assert (change.statements_gone, change.statements_new) == (tuple(said(case, "a")), tuple(said(case, "b")))


def test_a_retraction_between_explains_what_went_with_its_reason(case: Case) -> None:
    (own,), (other,) = said(case, "a"), said(case, "b")
    first = recorded_run(case, [finding("1", "demo:a", [own, other]), finding("2", "demo:b", [other])])
    act = retract(case, own, reason="misread")
    second = recorded_run(case, [finding("2", "demo:b", [other])])
    change = only(compared(case, first, second))
    assert (change.change, change.subject, change.after) == ("went", "demo:a", None)
    assert set(change.statements_gone) == {own, other}
    (cause,) = change.causes
    assert (cause.act, cause.name, cause.reason, cause.statements) == (act.seq, "retract", "misread", (own,))
    assert not change.related


def test_a_retraction_of_the_retraction_explains_what_came_back(case: Case) -> None:
    (own,) = said(case, "a")
    retracted = retract(case, own, reason="misread")
    first = recorded_run(case, [])
    act = retract(case, str(retracted.seq), reason="it was right")
    second = recorded_run(case, [finding("1", "demo:a", [own])])
    change = only(compared(case, first, second))
    assert (change.change, change.before, change.statements_new) == ("came", None, (own,))
    assert [(cause.act, cause.reason) for cause in change.causes] == [(act.seq, "it was right")]


def test_a_run_between_explains_what_came_and_acts_before_and_after_do_not(case: Case) -> None:
    first = recorded_run(case, [])
    add(case, more_people, content="the next edition")
    run = case.ledger.acts[-1]
    (new,), (old,) = said(case, "c"), said(case, "a")
    second = recorded_run(case, [finding("1", "demo:c", [new, old])])
    retract(case, new, reason="too late to matter")
    for one, two, word in ((first, second, "came"), (second, first, "went")):
        change = only(compared(case, one, two))
        assert change.change == word
        assert [(cause.act, cause.name, cause.statements) for cause in change.causes] == [(run.seq, "ingest", (new,))]


def test_what_comes_in_the_place_of_another_may_come_from_its_cause(case: Case) -> None:
    (posting,), (incident,) = said(case, "a"), said(case, "b")
    untouched = finding("9", "demo:b", [incident])
    first = recorded_run(case, [finding("1", "demo:a", [posting, incident]), untouched])
    act = retract(case, posting, reason="misread")
    second = recorded_run(case, [finding("2", "demo:unit", [incident]), untouched])
    changes = {change.change: change for change in compared(case, first, second).changes}
    assert changes.keys() == {"went", "came"}
    assert [cause.act for cause in changes["came"].causes] == [act.seq]
    assert (changes["came"].related, changes["went"].related) == (True, False)


def test_a_pack_that_one_run_did_not_ask_is_not_compared(case: Case) -> None:
    statements = said(case, "a")
    both = [finding("1", "demo:a", statements), finding("1", "demo:a", statements, pack="topic/other")]
    first = recorded_run(case, both, (PACK, "topic/other"))
    second = recorded_run(case, [both[0]])
    comparison = compared(case, first, second)
    assert comparison.changes == ()
    assert comparison.notes == ("topic/other was asked in one of the two runs only; it is not compared",)


def test_runs_that_were_asked_otherwise_say_so(case: Case) -> None:
    first = recorded_run(case, [])
    second = recorded_run(case, [], params={PACK: {"incident": "demo:i"}})
    (note,) = compared(case, first, second).notes
    assert "params" in note
    assert "demo:i" in note


def test_the_same_bytes_are_kept_once_and_the_case_is_whole(case: Case) -> None:
    found = [finding("1", "demo:a", said(case, "a"))]
    recorded_run(case, found)
    recorded_run(case, found)
    recorded_run(case, [])
    assert len(list((case.folder / "findings" / "history").iterdir())) == 2
    assert problems(case.folder) == []


def test_files_and_folders_are_compared_too(case: Case, tmp_path: Path) -> None:
    old = finding("1", "demo:a", said(case, "a"))
    new = finding("2", "demo:b", said(case, "b"), name="two\u2028lines")
    one, two = tmp_path / "old.jsonl", tmp_path / "new.jsonl"
    one.write_text(line(old) + "\n", "utf-8")
    two.write_text(line(new) + "\n", "utf-8")
    recorded_run(case, [new])
    for place in (two, case.folder, case.folder / "findings"):
        comparison = compare(case, run_of(case, str(one)), run_of(case, str(place)))
        assert [(change.change, change.id) for change in comparison.changes] == [("went", old.id), ("came", new.id)]
    two.write_text("")
    assert only(compare(case, run_of(case, str(one)), run_of(case, str(two)))).change == "went"


def test_what_is_no_run_is_refused(case: Case, tmp_path: Path) -> None:
    for named in ("1", "77", str(tmp_path / "absent.jsonl")):
        with pytest.raises(UnknownEntity, match="graphkit log --act find"):
            run_of(case, named)
    (tmp_path / "bad.jsonl").write_text('{"id": 1}\n')
    with pytest.raises(DamagedCase, match=r"bad\.jsonl"):
        run_of(case, str(tmp_path / "bad.jsonl"))
    with case.writing():
        details = {"packs": [{"id": PACK, "version": 1, "digest": "d"}], "params": {}}
        act = case.ledger.append("find", details=details, files={})
    with pytest.raises(CaseError, match="kept no past findings"):
        run_of(case, str(act.seq))


def test_a_lost_past_run_is_told(case: Case) -> None:
    act = recorded_run(case, [finding("1", "demo:a", said(case, "a"))])
    shutil.rmtree(case.folder / "findings" / "history")
    with pytest.raises(DamagedCase, match="graphkit check"):
        run_of(case, str(act.seq))


def test_the_command_prints_a_line_for_each_change_and_the_acts(case: Case) -> None:
    (own,) = said(case, "a")
    first = recorded_run(case, [finding("1", "demo:a", [own], names=["x", "y"])])
    act = retract(case, own, reason="misread")
    second = recorded_run(case, [])
    arguments = ("diff", str(first.seq), str(second.seq), "--case", case.folder)
    told = within(*arguments)
    assert told.exit_code == 0
    assert f"act {act.seq}: retract by " in told.stdout
    assert "misread" in told.stdout
    assert "0 came, 1 went, 0 changed" in told.stderr
    (record,) = map(json.loads, within(*arguments, "--json").stdout.splitlines())
    assert (record["change"], record["subject"], record["after"]) == ("went", "demo:a", None)
    assert record["before"]["row"]["names"] == ["x", "y"]
    assert (record["statements_gone"], record["statements_new"]) == ([own], [])
    assert record["causes"][0]["reason"] == "misread"


def test_withdrawing_names_the_recorded_findings_that_rest_on_it(case: Case) -> None:
    (own,), (other,) = said(case, "a"), said(case, "b")
    resting, free = finding("1", "demo:a", [own, other]), finding("2", "demo:b", [other])
    recorded_run(case, [resting, free])
    done = withdraw(case, own, reason="misread")
    assert (done.fewer, [item.finding for item in done.resting]) == (1, [resting])
    assert done.resting[0].statements == (own,)
    assert "Person demo:a, name: Person a" in done.what
    back = withdraw(case, str(done.act.seq), reason="it was right")
    assert (back.fewer, back.resting, back.what) == (-1, (), f"the retraction of act {done.act.seq}")
    run = withdraw(case, "1", reason="all of it")
    assert {item.finding.id for item in run.resting} == {resting.id, free.id}
    with reading(case) as connection:
        assert connection.execute("SELECT count(*) FROM statements").fetchall() == [(0,)]


def test_the_retract_command_prints_them(case: Case) -> None:
    (own,) = said(case, "a")
    recorded_run(case, [finding("1", "demo:a", [own])])
    told = within("retract", own[:8], "--reason", "misread", "--case", case.folder)
    assert told.exit_code == 0
    assert PACK in told.stdout
    assert "statements that stand less: 1" in told.stderr
    listed = within("log", "--case", case.folder, "--json")
    acts = [json.loads(text) for text in listed.stdout.splitlines()]
    assert [act["act"] for act in acts] == ["ingest", "find", "retract"]
    assert acts[-1]["what"] == f"withdrew statement {own[:8]}: misread"


@pytest.mark.neo4j
@pytest.mark.slow
def test_a_posting_withdrawn_and_given_back_on_the_bundled_case(burma: Asked, tmp_path: Path) -> None:
    case = Case(Path(shutil.copytree(burma.case.folder, tmp_path / "case", ignore=shutil.ignore_patterns("graph"))))
    posting = _posting(case, "burma:aung-aung", "burma:lid-33")
    acts: list[Act] = []
    first, heads = _last(case, "find"), []
    before = burma.found[COMMANDERS]
    for what in (posting, ""):
        acts.append(retract(case, what or str(acts[0].seq), reason="for the test"))
        with built(case) as (store, _):
            after = find(case, store, chosen([COMMANDERS], packs_of()), {})[COMMANDERS]
        heads.append(_last(case, "find"))
    assert problems(case.folder) == []
    gone = compared(case, first, heads[0]).changes
    rested = {item.id for item in before if posting in item.statements}
    assert len(rested) == 2  # the division's two incidents of those months
    assert {change.id for change in gone if change.change == "went"} == rested
    assert {cause.act for change in gone for cause in change.causes} == {acts[0].seq}
    came = [change.after for change in gone if change.change == "came" and change.after]
    assert len(gone) == len(rested) + len(came)
    assert {item.subject for item in came} == {"burma:lid-33"}
    assert {item.row["reason"] for item in came} == {"nobody is stated to have been in command"}
    assert compared(case, first, heads[1]).changes == ()
    assert [_content(item) for item in after] == [_content(item) for item in before]
    assert {item.evidence_head for item in after} == {acts[1].hash}


def _posting(case: Case, person: str, unit: str) -> str:
    """The statement that names the person of a posting."""
    query = (
        "SELECT t.id FROM statements t JOIN statements h USING (entity) WHERE t.prop = 'tail' AND t.value = ? "
        "AND h.prop = 'head' AND h.value = ? AND t.kind = 'POSTED_TO' ORDER BY t.id"
    )
    with reading(case) as connection:
        return str(connection.execute(query, [person, unit]).fetchall()[0][0])


def _last(case: Case, name: str) -> Act:
    return next(act for act in reversed(case.ledger.acts) if act.act == name)


def _content(item: Finding) -> dict[str, object]:
    return item.model_dump(exclude={"evidence_head"})
