"""What leaves a case: what was asked for, never what is restricted or kept by a licence, and the account of it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from graphkit.case.folder import Case
from graphkit.case.retractions import retract
from graphkit.errors import ExportError, UnknownEntity
from graphkit.export.formats import FORMATS, export
from graphkit.export.leaving import Account, Terms, leaving, why_stayed
from graphkit.intake import Draft
from graphkit.intake.draft import Citation
from graphkit.model.judgement import Verdict
from graphkit.model.source import Sharing, Source
from graphkit.resolve.judge import judge
from tests.drafting import add, made
from tests.taking_in import asked

SECRET = "a-secret-informant"


def cites(draft: Draft, key: str, *, sharing: Sharing = Sharing.PUBLIC, licence: str = "") -> tuple[Citation, ...]:
    id_ = draft.id_of(key)
    title = SECRET if sharing is Sharing.RESTRICTED else f"Source {key}"
    source = Source(id=id_, dataset=draft.dataset.id, title=title, publisher="P", sharing=sharing, licence=licence)
    return (draft.source(source),)


def drafted(draft: Draft) -> None:
    """Two persons in a unit under another: one posting is public, one is restricted, and one source is SIPRI's."""
    free, closed = cites(draft, "free", licence="CC-BY-4.0"), cites(draft, "closed", sharing=Sharing.RESTRICTED)
    kept, partners = cites(draft, "kept", licence="© SIPRI"), cites(draft, "partners", sharing=Sharing.PARTNERS)
    for key, kind, cited in (
        ("ann", "Person", free),
        ("ben", "Person", partners),
        (SECRET, "Person", closed),
        ("unit", "Unit", free),
        ("above", "Unit", kept),
        ("alone", "Company", free),
    ):
        draft.entity(kind, key, citations=cited).add("name", key.title())
    draft.entity("Person", "ann", citations=closed).add("passport", SECRET)
    draft.edge("POSTED_TO", "demo:ann", "demo:unit", key="post-ann", citations=free).add("role", "commander")
    draft.edge("POSTED_TO", "demo:ben", "demo:unit", key="post-ben", citations=closed).add("role", SECRET)
    draft.edge("POSTED_TO", f"demo:{SECRET}", "demo:unit", key="post-secret", citations=free).add("role", "guard")
    draft.edge("PART_OF", "demo:unit", "demo:above", key="chain", citations=free).add("authority", "command")


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return made(tmp_path / "case", drafted)


EVERYTHING = Terms()


def left(case: Case, terms: Terms = EVERYTHING) -> tuple[set[str], set[tuple[str, str, str]], Account]:
    """The nodes that are no sources, the relations but citations, and the account."""
    with leaving(case, terms) as found:
        nodes = {props["id"] for kind, props in found.projection.nodes() if kind != "Source"}
        edges = {(kind, edge["tail"], edge["head"]) for kind, edge in found.projection.edges() if kind != "CITED_IN"}
    return nodes, edges, found.account


def test_what_is_restricted_stays_and_what_a_licence_keeps_is_named(case: Case) -> None:
    nodes, edges, account = left(case)
    assert nodes == {"demo:ann", "demo:ben", "demo:unit", "demo:alone"}
    assert edges == {("POSTED_TO", "demo:ann", "demo:unit")}
    # The name and the passport of the informant, the three statements of ben's post, and of the source its four
    # facts that are no licence: title, publisher, kind, seen, sharing.
    assert account.restricted == 1 + 1 + 3 + 5
    (kept,) = account.kept_here
    assert (kept.licence, kept.sources) == ("SIPRI", {"demo:kept": 1 + 6})
    (passed,) = account.passed_on
    assert (passed.licence, passed.condition) == ("CC-BY", "name the publisher and the licence")
    # The post of the informant and the chain to the unit that SIPRI knows.
    assert account.without_an_end == {"PART_OF": 1, "POSTED_TO": 1 + 0}
    assert account.partners == 1 + 5
    said = " ".join(why_stayed(account))
    assert "--include-restricted" in said
    assert "--include-licence SIPRI" in said
    assert SECRET not in said


def test_what_is_asked_for_leaves(case: Case) -> None:
    nodes, edges, account = left(case, Terms(include_restricted=True, licences=("SIPRI",)))
    assert {f"demo:{SECRET}", "demo:above"} < nodes
    assert len(edges) == 4
    assert (account.restricted, account.kept_here, account.without_an_end) == (0, (), {})
    assert list(why_stayed(account)) == []


@pytest.mark.parametrize("format_", FORMATS)
def test_no_format_lets_out_what_stays(case: Case, format_: str, tmp_path: Path) -> None:
    path = tmp_path / f"out{FORMATS[format_].suffix}"
    export(case, format_, path, Terms())
    written = [path] if path.is_file() else sorted(path.iterdir())
    for file in written:
        data = file.read_bytes()
        if file.suffix == ".xlsx":
            data = b"".join(unzipped(file))
        assert SECRET.encode() not in data.lower(), file
        assert b"demo:above" not in data, file
    assert not [file for file in tmp_path.rglob("*") if file.name.endswith((".tmp", ".body"))]


def unzipped(path: Path) -> Iterator[bytes]:
    import zipfile

    with zipfile.ZipFile(path) as archive:
        yield from (archive.read(name) for name in archive.namelist())


@pytest.mark.parametrize(
    ("terms", "nodes", "kinds"),
    [
        (Terms(kinds=("Person",)), {"demo:ann", "demo:ben"}, set()),
        (Terms(kinds=("Person", "Unit")), {"demo:ann", "demo:ben", "demo:unit"}, {"POSTED_TO"}),
        (Terms(kinds=("POSTED_TO",)), {"demo:ann", "demo:unit"}, {"POSTED_TO"}),
        (Terms(kinds=("Organization",)), {"demo:alone", "demo:unit"}, set()),
        (Terms(entities=("unit",)), {"demo:ann", "demo:unit"}, {"POSTED_TO"}),
        (Terms(entities=("demo:ben",)), {"demo:ben"}, set()),
        (Terms(entities=("demo:unit",), kinds=("Unit",)), {"demo:unit"}, set()),
        (Terms(datasets=("demo",)), {"demo:ann", "demo:ben", "demo:unit", "demo:alone"}, {"POSTED_TO"}),
    ],
)
def test_only_what_was_asked_for_leaves(case: Case, terms: Terms, nodes: set[str], kinds: set[str]) -> None:
    found, edges, _ = left(case, terms)
    assert found == nodes
    assert {kind for kind, *_ in edges} == kinds


def test_a_restricted_relation_draws_nobody_along(case: Case) -> None:
    assert "demo:unit" not in left(case, Terms(entities=("demo:ben",)))[0]
    assert "demo:unit" in left(case, Terms(entities=("demo:ben",), include_restricted=True))[0]


def test_what_was_withdrawn_does_not_leave(case: Case) -> None:
    query = "SELECT DISTINCT id FROM statements WHERE entity = 'demo:alone' AND kind = 'Company'"
    for (id_,) in asked(case, query):
        retract(case, id_, reason="wrong")
    assert "demo:alone" not in left(Case(case.folder))[0]


def test_a_merged_entity_goes_by_the_id_of_a_member_that_leaves(case: Case) -> None:
    judge(case, f"demo:{SECRET}", "demo:ann", Verdict.SAME, reason="the same passport")
    nodes, edges, _ = left(case)
    assert nodes == {"demo:ann", "demo:ben", "demo:unit", "demo:alone"}
    # Both posts are public; that of the other name is ann's own now.
    assert edges == {("POSTED_TO", "demo:ann", "demo:unit")}
    with leaving(case, Terms()) as found:
        (ann,) = [props for _, props in found.projection.nodes() if props["id"] == "demo:ann"]
    assert ann["members"] == ["demo:ann"]


def test_compared_datasets_are_named_only_where_they_leave(case: Case) -> None:
    add(case, lambda draft: draft.entity("Person", "x", citations=cites(draft, "s", licence="ACLED")).add("name", "X"),
        dataset="other")  # fmt: skip
    judge(case, "demo:ann", "other:x", Verdict.DIFFERENT, reason="another birth date")
    for terms, compared in ((Terms(), None), (Terms(licences=("ACLED",)), ["other"])):
        with leaving(case, terms) as found:
            (ann,) = [props for _, props in found.projection.nodes() if props["id"] == "demo:ann"]
        assert ann.get("compared") == compared


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        (Terms(kinds=("Persn",)), "did you mean 'Person'"),
        (Terms(kinds=("Source",)), "no kind"),
        (Terms(datasets=("dmo",)), "did you mean 'demo'"),
        (Terms(licences=("SIPRY",)), "did you mean 'SIPRI'"),
        (Terms(entities=(f"demo:{SECRET}",)), "nothing of what was asked for can leave: .*restricted"),
        (Terms(kinds=("Vessel",)), "the case holds nothing of it"),
    ],
)
def test_an_unknown_word_or_nothing_to_write_is_told(case: Case, terms: Terms, said: str, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=said):
        export(case, "graphml", tmp_path / "x.graphml", terms)
    assert not (tmp_path / "x.graphml").exists()
    with pytest.raises(UnknownEntity):
        export(case, "graphml", tmp_path / "x.graphml", Terms(entities=("nobody",)))


def test_an_export_is_an_act_that_says_what_left(case: Case, tmp_path: Path) -> None:
    export(case, "csv", case.folder / "exports" / "tables", Terms(licences=("SIPRI",)))
    act = Case(case.folder).ledger.acts[-1]
    assert act.act == "export"
    assert act.details["include_licences"] == ["SIPRI"]
    assert act.details["withheld"] == 10
    assert "exports/tables/Person.csv" in act.files
    assert Case(case.folder).ledger.evidence_head == case.ledger.evidence_head
    json.dumps(act.details)
