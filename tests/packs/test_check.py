"""A pack that is not fit to run is refused, each fault with its own message."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from graphkit import bundle
from graphkit.errors import FailedExample, GraphkitError, InvalidPack, NotReadOnly, StaleLock
from graphkit.graph.store import Store
from graphkit.packs.check import check, checking_store
from graphkit.packs.lock import check_lock, read_lock, write_lock
from graphkit.packs.pack import Pack, chosen, packs_of, read_pack

GOOD = """// ---
// id: test/listed
// title: Who is listed at all
// status: test
// version: 1
// question: Which persons have a listing of any authority?
// serves:
//   - {authority: us-eo-13818, element: leader, coverage: partial}
// subject: {columns: [person], kinds: [Person]}
// identity: [person, listing]
// evidence: [statements]
// support: statements
// grade: grade
// columns:
//   person: The person.
//   listing: The listing.
//   grade: Always certain.
//   support: Its origins.
// params:
//   authority: {type: text, default: "", about: "Only listings of this authority; empty takes all."}
// false_positives:
//   - Somebody put another's entry beside the person.
// limits:
//   - Listings that ended are in it.
// against:
//   question: Is the listing over?
//   query: |
//     MATCH (l:Listing {id: $listing}) WHERE l.delisted_on IS NOT NULL RETURN l.sids AS statements
// examples:
//   - why: One person with one listing.
//     nodes: [{id: p, kind: Person}, {id: l, kind: Listing, authority: EU}]
//     edges: [{tail: p, kind: LISTED_IN, head: l}]
//     finds: [{person: p, listing: l, grade: certain}]
//   - why: A listing of another authority.
//     nodes: [{id: p, kind: Person}, {id: l, kind: Listing, authority: EU}]
//     edges: [{tail: p, kind: LISTED_IN, head: l}]
//     params: {authority: UN}
//     finds: []
// ---
MATCH (p:Person)-[r:LISTED_IN]->(l:Listing) WHERE $authority IN ['', l.authority]
RETURN p.id AS person, l.id AS listing, 'certain' AS grade, r.sids AS statements
ORDER BY person, listing
"""

HEADER_FAULTS = {
    "no header": (lambda text: text.split("// ---\n")[2], "has no header"),
    "unknown key": (lambda text: text.replace("// status: test", "// status: test\n// colour: red"), "colour"),
    "no example that must be found": (
        lambda text: text.replace("finds: [{person: p, listing: l, grade: certain}]", "finds: []"),
        "no example that must be found",
    ),
    "unknown as a false positive": (
        lambda text: text.replace("Somebody put another's entry beside the person.", "Unknown."),
        "name how a row can be wrong",
    ),
    "identity is no column": (lambda text: text.replace("identity: [person,", "identity: [persona,"), "persona"),
    "an alias": (
        lambda text: text.replace("title: Who is listed at all", "title: &t Who is listed at all\n// reason: *t"),
        "aliases",
    ),
    "a tag": (lambda text: text.replace("// version: 1", "// version: !!python/object:os.system 1"), "not plain YAML"),
    "a thousand nested lists": (
        lambda text: text.replace("// limits:", "// limits: " + "[" * 3000 + "]" * 3000 + "\n// x:"),
        "plain YAML",
    ),
    "a line outside of the comment": (lambda text: text.replace("// limits:", "limits:"), "begins with '//'"),
    "another id than its place": (lambda text: text.replace("test/listed", "test/other"), "by its place"),
    "no query": (lambda text: text[: text.index("MATCH (p:Person)")], "has no query"),
}
QUERY_FAULTS: dict[str, tuple[Callable[[str], str], type[GraphkitError], str]] = {
    "a write clause": (
        lambda text: text.replace("\nRETURN p.id", "\nSET p.seen = true RETURN p.id"),
        NotReadOnly,
        "only reads",
    ),
    "a load": (
        lambda text: text.replace("MATCH (p:Person)-", "LOAD CSV FROM 'http://127.0.0.1/x' AS x MATCH (p:Person)-"),
        NotReadOnly,
        "only reads",
    ),
    "an undeclared column": (
        lambda text: text.replace("'certain' AS grade", "'certain' AS grade, l.authority AS authority"),
        InvalidPack,
        "authority, which the header does not declare",
    ),
    "a missing column": (
        lambda text: text.replace("//   grade: Always", "//   entry: The entry.\n//   grade: Always"),
        InvalidPack,
        "declares entry",
    ),
    "an undeclared parameter": (
        lambda text: text.replace("['', l.authority]", "['', l.authority, $other]"),
        InvalidPack,
        r"\$other",
    ),
    "an unused parameter": (
        lambda text: text.replace("WHERE $authority IN ['', l.authority]\n", "\n"),
        InvalidPack,
        "which the query does not use",
    ),
    "no order": (lambda text: text.replace("ORDER BY person, listing\n", ""), InvalidPack, "not end with an ORDER"),
    "no total order": (
        lambda text: text.replace("ORDER BY person, listing", "ORDER BY person"),
        InvalidPack,
        "add listing",
    ),
    "an unknown kind": (lambda text: text.replace("(l:Listing)", "(l:Lising)"), InvalidPack, "Lising"),
    "an unknown authority": (lambda text: text.replace("us-eo-13818", "us-eo-1"), InvalidPack, "us-eo-1"),
    "an unknown element": (lambda text: text.replace("element: leader", "element: leaders"), InvalidPack, "leaders"),
    "a mistake in the query": (lambda text: text.replace("MATCH (p:", "MATHC (p:"), GraphkitError, "MATHC"),
    "an example that fails": (
        lambda text: text.replace("grade: certain}]", "grade: possible}]"),
        FailedExample,
        "does not find",
    ),
    "an example that finds more": (
        lambda text: text.replace("params: {authority: UN}", "params: {authority: EU}"),
        FailedExample,
        "it also finds",
    ),
    "an example of an unknown kind": (lambda text: text.replace("kind: Person}, {id: l", "kind: Human}, {id: l", 1),
                                      InvalidPack, "Human"),
}  # fmt: skip


def written(folder: Path, text: str) -> Pack:
    path = folder / "test" / "listed.cypher"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    return read_pack(path, "test/listed")


def altered(text: str, change: Callable[[str], str]) -> str:
    changed = change(text)
    assert changed != text
    return changed


@pytest.fixture(scope="module")
def store(neo4j_jars: Path) -> Iterator[Store]:
    with pytest.MonkeyPatch.context() as environment:
        environment.delenv("NEO4J_URI", raising=False)
        environment.setenv("GRAPHKIT_NO_TRAINING", "1")
        with checking_store() as opened:
            yield opened


@pytest.mark.parametrize("name", HEADER_FAULTS)
def test_a_faulty_header_is_refused(tmp_path: Path, name: str) -> None:
    change, match = HEADER_FAULTS[name]
    with pytest.raises(InvalidPack, match=match):
        written(tmp_path, altered(GOOD, change))


@pytest.mark.neo4j
def test_a_good_pack_passes(tmp_path: Path, store: Store) -> None:
    pack = written(tmp_path, GOOD)
    write_lock({pack.id: pack}, tmp_path)
    results = list(check([pack], store, read_lock(tmp_path)))
    assert [(result.examples, result.problem) for result in results] == [(2, None)]


@pytest.mark.neo4j
@pytest.mark.parametrize("name", QUERY_FAULTS)
def test_a_faulty_query_or_example_is_refused(tmp_path: Path, store: Store, name: str) -> None:
    change, kind, match = QUERY_FAULTS[name]
    pack = written(tmp_path, altered(GOOD, change))
    write_lock({pack.id: pack}, tmp_path)
    [result] = check([pack], store, read_lock(tmp_path))
    assert isinstance(result.problem, kind), result.problem
    with pytest.raises(kind, match=match):
        raise result.problem


def test_a_change_under_the_same_version_is_refused(tmp_path: Path) -> None:
    pack = written(tmp_path, GOOD)
    write_lock({pack.id: pack}, tmp_path)
    changed = written(tmp_path, GOOD.replace("of any authority", "of whatever authority"))
    with pytest.raises(StaleLock, match="raise its version"):
        check_lock(changed, read_lock(tmp_path))
    with pytest.raises(StaleLock, match="make it 2"):
        write_lock({changed.id: changed}, tmp_path)
    newer = written(
        tmp_path, GOOD.replace("of any authority", "of whatever authority").replace("version: 1", "version: 2")
    )
    with pytest.raises(StaleLock, match="is version 2"):
        check_lock(newer, read_lock(tmp_path))
    write_lock({newer.id: newer}, tmp_path)
    check_lock(newer, read_lock(tmp_path))


def test_every_shipped_pack_is_locked() -> None:
    packs = packs_of()
    assert len(packs) >= 7
    lock = read_lock(bundle.folder("cypher"))
    assert lock.keys() == packs.keys()
    for pack in packs.values():
        check_lock(pack, lock)


@pytest.mark.neo4j
def test_every_shipped_pack_passes(store: Store) -> None:
    packs = packs_of()
    results = list(check(list(packs.values()), store, read_lock()))
    assert [result.problem for result in results] == [None] * len(packs)
    assert sum(result.examples for result in results) >= 2 * len(packs)


def test_packs_run_after_those_that_they_read() -> None:
    packs = packs_of()
    order = [pack.id for pack in chosen([], packs)]
    for pack in packs.values():
        assert all(order.index(earlier) < order.index(pack.id) for earlier in pack.header.after)
    with pytest.raises(InvalidPack, match="did you mean 'quality/one-origin-only'"):
        chosen(["quality/one-origin"], packs)
