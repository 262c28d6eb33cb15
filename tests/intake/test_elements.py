"""Elements of XML files: taken once, audited, and refused where a file is broken or hostile."""

import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from graphkit.case.folder import Case
from graphkit.errors import InvalidValue, Refused, UnreadableSource
from graphkit.intake.elements import Element, iterate
from graphkit.intake.ingestor import load
from graphkit.intake.run import Options, ingest
from tests.taking_in import recorded

NAMESPACE = "http://tempuri.org/sdnList.xsd"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
RECORD = "<item id='7'><name>  Ma Ma Lay </name><empty/><box><part n='1'>a</part><part>b</part></box><box/></item>"


def written(tmp_path: Path, content: str | bytes, name: str = "list.xml") -> Path:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def elements(path: Path, *tags: str) -> Iterator[Element]:
    return iterate(path, path.name, root="list", tags=set(tags or ("item",)), namespaces=["", "urn:example"])


def only(tmp_path: Path, record: str = RECORD) -> Element:
    return next(elements(written(tmp_path, f"<list>{record}</list>")))


def test_children_attributes_and_lists_are_taken_once(tmp_path: Path) -> None:
    item = only(tmp_path)
    assert (item.tag, item.attribute("id"), item.take("name"), item.take("empty")) == ("item", "7", "Ma Ma Lay", "")
    parts = item.listed("box", "part")
    assert [(part.text, part.attribute("n")) for part in parts] == [("a", "1"), ("b", "")]
    assert parts[1].locator == "pointer:/list/item[1]/box/part[2]"
    item.audit()
    assert (item.attribute("id"), item.take("name"), item.listed("box", "part")) == ("", "", [])


def test_what_was_neither_taken_nor_ignored_is_named(tmp_path: Path) -> None:
    item = only(tmp_path)
    item.ignore("empty")
    item.listed("box", "part")
    with pytest.raises(Refused) as caught:
        item.audit()
    assert [
        problem.removesuffix(" is neither read nor ignored; add it to the ingestor")
        for problem in caught.value.problems
    ] == [
        "name",
        "@id",
        "box/part/@n",
    ]


def test_what_is_needed_is_there_once(tmp_path: Path) -> None:
    item = only(tmp_path)
    assert (item.need_attribute("id"), item.child("empty").text) == ("7", "")
    with pytest.raises(InvalidValue, match="@id is missing or empty"):
        item.need_attribute("id")
    with pytest.raises(InvalidValue, match="box stands 2 times where one was expected"):
        item.child("box")
    with pytest.raises(InvalidValue, match="missing stands 0 times where one was expected"):
        item.child("missing")


def test_ignoring_is_by_name(tmp_path: Path) -> None:
    item = only(tmp_path)
    item.ignore("id", "name", "empty", "box")
    item.audit()


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ("<item/>", "name is missing or empty"),
        ("<item><name> </name></item>", "name is missing or empty"),
        ("<item><name>a</name><name>b</name></item>", "name stands 2 times where one was expected"),
        ("<item><name><b/></name></item>", "name holds more than text, which this source never did"),
        ("<item><name lang='my'>a</name></item>", "name holds more than text, which this source never did"),
    ],
)
def test_a_text_is_exactly_one_text(record: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidValue, match=message):
        only(tmp_path, record).need("name")


@pytest.mark.parametrize(
    ("box", "message"),
    [
        ("<box><other/></box>", "box holds <other> where only <part> was expected"),
        ("<box n='1'><part/></box>", "box has attributes, which this source never had"),
    ],
)
def test_a_list_holds_nothing_else(box: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidValue, match=message):
        only(tmp_path, f"<item>{box}</item>").listed("box", "part")


def test_records_are_numbered_by_their_tag_and_forgotten(tmp_path: Path) -> None:
    path = written(tmp_path, "<list><!-- c --><head/><item><a>1</a></item><?pi?><item><a>2</a></item></list>")
    found = [(element.locator, element.take("a")) for element in elements(path, "item", "head")]
    assert found == [
        ("pointer:/list/head[1]", ""),
        ("pointer:/list/item[1]", "1"),
        ("pointer:/list/item[2]", "2"),
    ]


def test_an_element_of_the_same_name_deeper_down_is_no_record(tmp_path: Path) -> None:
    path = written(tmp_path, "<list><item><item><a>1</a></item></item></list>")
    (outer,) = elements(path)
    assert outer.children("item")[0].take("a") == "1"


def boxed(path: Path, *tags: str) -> Iterator[Element]:
    return iterate(path, path.name, root="list", tags=set(tags), namespaces=[""], boxes=("people", "bodies"))


def test_records_may_stand_in_boxes_under_the_root(tmp_path: Path) -> None:
    people = "<people><person><a>1</a></person><person><a>2</a><person/></person></people>"
    path = written(tmp_path, f"<list>\n{people}\n<bodies><body><a>3</a></body></bodies><people/></list>")
    assert [(element.locator, element.take("a")) for element in boxed(path, "person", "body")] == [
        ("pointer:/list/people/person[1]", "1"),
        ("pointer:/list/people/person[2]", "2"),
        ("pointer:/list/bodies/body[1]", "3"),
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("<list><people><person/><thing/></people></list>", "line 1: <thing> is unknown to this source"),
        ("<list><people><thing/><person/></people></list>", "line 1: <thing> is unknown to this source"),
        ("<list><people n='1'><person/></people></list>", "<people> has attributes, which this source never had"),
        ("<list><people/><thing/></list>", "<thing> is unknown to this source"),
    ],
)
def test_a_box_holds_records_only(content: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableSource, match=message):
        list(boxed(written(tmp_path, content), "person"))


def test_the_root_comes_first_with_its_attributes_alone(tmp_path: Path) -> None:
    path = written(tmp_path, "<list made='2024-05-17' n='2'><people><person/></people></list>")
    root, person = boxed(path, "list", "person")
    assert (root.tag, root.locator, root.attribute("made"), person.tag) == (
        "list",
        "pointer:/list[1]",
        "2024-05-17",
        "person",
    )
    with pytest.raises(Refused, match="@n is neither read nor ignored"):
        root.audit()


def test_each_namespace_of_the_source_is_read(tmp_path: Path) -> None:
    path = written(tmp_path, '<list xmlns="urn:example"><item><a>1</a></item></list>')
    assert [element.take("a") for element in elements(path)] == ["1"]


def test_a_file_left_before_its_end_is_closed(tmp_path: Path) -> None:
    records = elements(written(tmp_path, "<list><item/><item/></list>"))
    next(records)
    records.close()  # type: ignore[attr-defined]
    with pytest.raises(StopIteration):
        next(records)


# Files that are no list at all, or are made to do harm. None may leave anything in the case.

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BROKEN: dict[str, tuple[str | bytes, str]] = {
    "empty": (b"", "list.xml is empty; get it from the publisher again"),
    "blank": (b"  \n", "line 2: Start tag expected.*again"),
    "no XML": ("uid;name\n36;AEROCARIBBEAN\n", r"line 1: .*again"),
    "cut off in a record": (f"{HEAD}<list><item><name>a</name>", r"line 2: .*cut off.*again"),
    "cut off between records": (f"{HEAD}<list>\n<item/>\n", r"line \d: .*cut off.*again"),
    "closed wrongly": (f"{HEAD}<list><item></list>", r"line 2: Opening and ending tag mismatch"),
    "more after the end": (f"{HEAD}<list/>\n<list/>", r"line 3: Extra content"),
    "cp1252 that says it is UTF-8": (
        (HEAD + "<list><item>caf\xe9</item></list>").encode("cp1252"),
        "line 2: .*encoding",
    ),
    "an encoding that is none": ('<?xml version="1.0" encoding="klingon"?><list/>', "line 1: .*encoding"),
    "another root": (f"{HEAD}<other><item/></other>", "its root is <other>, this source's is <list>.*right file"),
    "another namespace": ('<list xmlns="urn:other"><item/></list>', "its root is <{urn:other}list>"),
    "another root that holds the right one": ("<other><list><item/></list></other>", "its root is <other>"),
    "an element of another kind": ("<list><item/><thing/></list>", "line 1: <thing> is unknown to this source"),
    "an element of another kind first": ("<list><thing/><item/></list>", "line 1: <thing> is unknown to this source"),
    "an entity that nobody declared": (
        "<list><item><name>&mystery;</name></item></list>",
        "Entity 'mystery' not defined",
    ),
    "entities within entities": (
        f'<!DOCTYPE list [<!ENTITY l0 "ha">{LAUGHS}]><list><item><name>&l9;</name></item></list>',
        "declares a document type",
    ),
    "entities within entities in an attribute": (
        f'<!DOCTYPE list [<!ENTITY l0 "ha">{LAUGHS}]><list><item name="&l9;"/></list>',
        "declares a document type|loop|amplification",
    ),
    "a long entity, often": (
        f'<!DOCTYPE list [<!ENTITY l "{"ha" * 50_000}">]><list><item><name>{"&l;" * 10_000}</name></item></list>',
        "declares a document type",
    ),
    "a file of the machine": (
        '<!DOCTYPE list [<!ENTITY f SYSTEM "file:///etc/passwd">]><list><item><name>&f;</name></item></list>',
        "declares a document type",
    ),
    "a document type that declares nothing": ("<!DOCTYPE list><list><item/></list>", "declares a document type"),
    "nested too deep": (f"<list><item>{'<a>' * 5000}{'</a>' * 5000}</item></list>", r"line 1: .*[Dd]epth"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_or_hostile_file_is_refused(name: str, tmp_path: Path) -> None:
    content, message = BROKEN[name]
    with pytest.raises(UnreadableSource, match=message) as caught:
        list(elements(written(tmp_path, content)))
    assert "list.xml" in str(caught.value)
    assert "root:" not in str(caught.value)


class _Asked(http.server.BaseHTTPRequestHandler):
    paths: list[str] = []  # noqa: RUF012 - shared by all requests on purpose

    def do_GET(self) -> None:
        self.paths.append(self.path)
        self.send_error(404)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that the base class gives
        pass


@pytest.fixture
def server() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Asked) as listening:
        thread = threading.Thread(target=listening.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{listening.server_port}"
        listening.shutdown()
        thread.join()


def test_nothing_is_fetched_and_the_case_stays_as_it_was(server: str, tmp_path: Path) -> None:
    hostile = {
        "document type": f'<!DOCTYPE sdnList SYSTEM "{server}/list.dtd">',
        "parameter entity": f'<!DOCTYPE sdnList [<!ENTITY % p SYSTEM "{server}/p.dtd"> %p;]>',
        "entity": f'<!DOCTYPE sdnList [<!ENTITY e SYSTEM "{server}/e">]>',
        "schema": "",
    }
    schema = f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="{NAMESPACE} {server}/s.xsd"'
    case = Case.create(tmp_path / "case")
    before = recorded(case)
    for name, declaration in hostile.items():
        content = (
            f"{HEAD}{declaration}<sdnList xmlns='{NAMESPACE}' {schema}><sdnEntry><uid>1</uid></sdnEntry></sdnList>"
        )
        if name == "entity":
            content = content.replace("<uid>1<", "<uid>&e;<")
        for lenient in (False, True):
            with pytest.raises((UnreadableSource, Refused)):
                ingest(case, load("ofac_sdn"), [written(tmp_path, content)], Options(set_aside=lenient))
            assert recorded(case) == before
            assert case.ledger.acts == ()
    assert _Asked.paths == []


@pytest.mark.parametrize("name", BROKEN)
def test_a_refused_file_leaves_no_trace_in_the_case(name: str, tmp_path: Path) -> None:
    content, _ = BROKEN[name]
    case = Case.create(tmp_path / "case")
    before = recorded(case)
    with pytest.raises(UnreadableSource):
        ingest(case, load("ofac_sdn"), [written(tmp_path, content, "sdn.xml")], Options(set_aside=True))
    assert recorded(case) == before
    assert not (case.folder / "captures").exists()
    assert case.ledger.acts == ()
