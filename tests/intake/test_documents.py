"""Objects of JSON files: taken once, audited, and refused where a file is broken or hostile."""

import json
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from graphkit.errors import InvalidDate, InvalidValue, Refused, UnreadableSource
from graphkit.intake import documents, scanner
from graphkit.intake.documents import Document, entries, items, lines
from graphkit.intake.draft import Draft
from graphkit.intake.file import SourceFile
from graphkit.intake.original import originals
from graphkit.model.source import Dataset

RECORD = (
    '{"id": 36210, "name": " Ma Ma Lay ", "share": 12.50, "none": null, "yes": true, "on": "2017-08-27",'
    ' "tags": ["a", 7, false, "", null], "box": {"part": "x", "deep": {"more": "y"}}, "parts": [{"n": 1}, {"n": 2}]}'
)


def written(tmp_path: Path, content: str | bytes, name: str = "list.json") -> Path:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def only(tmp_path: Path, record: str = RECORD) -> Document:
    (document,) = items(path := written(tmp_path, f"[{record}]"), path.name)
    return document


def drained(read: Callable[[Path, str], Iterator[Document]], path: Path) -> list[Document]:
    return list(read(path, path.name))


def test_values_are_taken_once_and_numbers_keep_their_digits(tmp_path: Path) -> None:
    record = only(tmp_path)
    assert (record.need("id"), record.need("name"), record.number("share"), record.take("none")) == (
        "36210",
        "Ma Ma Lay",
        "12.50",
        "",
    )
    assert record.has("yes")
    assert record.flag("yes") is True
    assert not record.has("yes")
    on = record.date("on")
    assert on is not None
    assert on.edtf() == "2017-08-27"
    assert record.texts("tags") == ["a", "7", "false"]
    box = record.child("box")
    assert (box.take("part"), box.child("deep").take("more")) == ("x", "y")
    parts = record.children("parts")
    assert [part.take("n") for part in parts] == ["1", "2"]
    record.audit()
    assert (record.take("id"), record.left(), record.children("parts"), record.flag("yes")) == ("", [], [], None)


def test_what_was_neither_taken_nor_ignored_is_named_at_every_depth(tmp_path: Path) -> None:
    record = only(tmp_path)
    record.child("box").child("deep")
    record.children("parts")
    record.ignore("id", "name", "share", "none", "yes", "tags", "nowhere")
    with pytest.raises(Refused) as caught:
        record.audit()
    assert [problem.split(" is ")[0] for problem in caught.value.problems] == [
        "on",
        "box/part",
        "box/deep/more",
        "parts/n",
        "parts/n",
    ]


@pytest.mark.parametrize(
    ("take", "message"),
    [
        (lambda d: d.take("box"), "box is an object where a text was expected"),
        (lambda d: d.texts("name"), "name is a text where a list was expected"),
        (lambda d: d.child("tags"), "tags is a list where an object was expected"),
        (lambda d: d.child("absent"), "absent is missing where an object was expected"),
        (lambda d: d.children("tags"), "tags is a text where a list of objects was expected"),
        (lambda d: d.number("name"), "name is a text where a number was expected"),
        (lambda d: d.flag("id"), "id is the number 36210 where true or false was expected"),
        (lambda d: d.need("none"), "none is missing or empty"),
        (lambda d: d.child("box").need("absent"), "box/absent is missing or empty"),
        (lambda d: d.choose("name", {"Ma Ma Lai": 1}), "name: 'Ma Ma Lay' is not one of 'Ma Ma Lai'; did you mean"),
        (lambda d: d.choose("none", {"a": 1}), "none: '' is not one of 'a'"),
    ],
)
def test_a_value_of_another_sort_is_refused_with_its_path(
    take: Callable[[Document], object], message: str, tmp_path: Path
) -> None:
    with pytest.raises(InvalidValue) as caught:
        take(only(tmp_path))
    assert str(caught.value).startswith(message)


def test_a_choice_has_a_default_only_where_one_is_given_and_a_date_names_its_key(tmp_path: Path) -> None:
    record = only(tmp_path)
    assert (record.choose("none", {"a": 1}, default=0), record.choose("id", {"36210": "known"})) == (0, "known")
    with pytest.raises(InvalidDate, match=r"^name: 'Ma Ma Lay' is not a date"):
        record.date("name")


def test_the_three_layouts_give_the_same_objects_with_their_locators(tmp_path: Path) -> None:
    listed = drained(items, written(tmp_path, '[{"n": 1}, {"n": 2}]'))
    wrapped = list(
        items(path := written(tmp_path, '{"a": 0, "box": [{"n": 1}, {"n": 2}], "z": "é"}'), "x", under="box")
    )
    keyed = drained(entries, written(tmp_path, '{"p/q": {"n": 1}, "r;s": {"n": 2}}'))
    rows = drained(lines, written(tmp_path, '\ufeff{"n": 1}\r\n\n{"n": 2}\n'))
    assert [d.locator for d in listed] == ["pointer:/0", "pointer:/1"]
    assert [d.locator for d in wrapped] == ["pointer:/box/0", "pointer:/box/1", documents.WHOLE]
    assert [d.locator for d in keyed] == ["pointer:/p~1q", "pointer:/r%3Bs"]
    assert [d.locator for d in rows] == ["row:1", "row:3"]
    header = wrapped.pop()
    assert (header.take("a"), header.take("z"), header.left()) == ("0", "é", [])
    assert {tuple(d.take("n") for d in found) for found in (listed, wrapped, keyed, rows)} == {("1", "2")}
    assert path.exists()


def test_the_original_of_every_locator_is_the_text_as_it_was_written(tmp_path: Path) -> None:
    one, two = '{"n":  1.0, "b": [ ]}', '{\n "n": "é"}'
    listed = written(tmp_path, f"[{one},{two}]", "a.json")
    assert originals(listed, "a.json", ["pointer:/1", "pointer:/9"]) == {"pointer:/1": two}
    wrapped = written(tmp_path, f'{{"x": [7], "box": [{one}, {two}]}}', "b.geojson")
    assert originals(wrapped, "b.geojson", ["pointer:/box/0", "pointer:/"]) == {"pointer:/box/0": one}
    keyed = written(tmp_path, f'{{"p;q": {one}}}', "c.json")
    (entry,) = drained(entries, keyed)
    assert originals(keyed, "c.json", [entry.locator]) == {entry.locator: one}
    rows = written(tmp_path, f"{one}\n\n{one} \n", "snapshot.txt")
    assert originals(rows, "snapshot.txt", ["row:3"]) == {"row:3": one}


@pytest.mark.parametrize("block", [1, 2, 7, 64])
def test_objects_are_the_same_wherever_a_block_ends(
    block: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scanner, "_BLOCK", block)
    path = written(tmp_path, f'{{ "a" : -12.5e3 ,"box" : [ {RECORD} , {RECORD} ] , "c":true}}')
    first, second, header = items(path, path.name, under="box")
    assert (first.take("share"), second.take("name")) == ("12.50", "Ma Ma Lay")
    assert (header.number("a"), header.flag("c")) == ("-12.5e3", True)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "is empty"),
        (" \n ", "is empty"),
        ('[{"a": 1}, {"b"', "list.json line 1, /1: Expecting ':' delimiter; the file is cut off"),
        ('[{"a": 1},\n', "list.json line 2, /1: Expecting value"),
        ('[{"a": 1}', "line 1: the file ends where a comma and another item, or the end, was expected"),
        ('[{"a": 1} {"a": 2}]', "line 1: '{' stands where a comma and another item, or the end, was expected"),
        ('[{"a": 1},]', "/1: Expecting value"),
        ('[{"a": 1}] []', "'[' stands where the end of the document was expected"),
        ('{"a": 1}', "'{' stands where a list was expected"),
        ("[7]", "/0 is the number 7 where an object was expected"),
        ("<xml/>", "'<' stands where a list was expected"),
        (b'[{"a": "\xe9"}]', "is not UTF-8"),
        ('[{"a": "x\ny"}]', "Invalid control character"),
        ("[{'a': 1}]", "Expecting property name enclosed in double quotes"),
    ],
)
def test_a_broken_list_is_refused_with_its_place(content: str | bytes, message: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableSource) as caught:
        drained(items, written(tmp_path, content))
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[]", "'[' stands where an object that holds the list 'box' was expected"),
        ('{"a": 1}', "holds no list 'box'; is it the right file and ingestor?"),
        ('{"box": {}}', "'{' stands where a list was expected"),
        ('{"box": [], "box": []}', "a value for the key 'box' was expected once"),
        ('{"box" []}', "'[' stands where a colon was expected"),
        ("{box: []}", "'b' stands where a key in quotation marks was expected"),
        ('{"box": [],}', "'}' stands where a key in quotation marks was expected"),
    ],
)
def test_a_broken_object_around_a_list_is_refused(content: str, message: str, tmp_path: Path) -> None:
    path = written(tmp_path, content)
    with pytest.raises(UnreadableSource) as caught:
        list(items(path, path.name, under="box"))
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "is empty"),
        ('{"a": 1}\n{"b"', "line 2: Expecting ':' delimiter at character 5; the file is cut off"),
        ('{"a": 1} {"a": 2}', "line 1: something follows the object"),
        ("[1]", "line 1 is a list where an object was expected"),
        ('{"a": "\xe9"}'.encode("latin-1"), "is not UTF-8"),
    ],
)
def test_broken_lines_are_refused_with_their_number(content: str | bytes, message: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableSource) as caught:
        drained(lines, written(tmp_path, content))
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("record", "problem"),
    [
        ('{"a": 1, "b": {"c": 1, "c": 2}}', "the key 'c' stands twice in one object"),
        ('{"a": NaN}', "NaN is no number of JSON"),
        ('{"a": [-Infinity, NaN, NaN]}', "-Infinity is no number of JSON, NaN is no number of JSON"),
        ('{"a": ' + "[" * 70 + "1" + "]" * 70 + "}", "nested deeper than 64 levels"),
    ],
)
def test_an_object_that_says_two_things_is_refused_and_the_next_one_read(
    record: str, problem: str, tmp_path: Path
) -> None:
    path = written(tmp_path, f'[{record}, {{"a": 5}}]')
    spoilt, sound = items(path, path.name)
    spoilt.ignore("a", "b")
    with pytest.raises(Refused) as caught:
        spoilt.audit()
    assert ", ".join(caught.value.problems) == problem
    assert sound.take("a") == "5"
    sound.audit()
    (line, other) = drained(lines, written(tmp_path, f'{record}\n{{"a": 5}}\n'))
    line.ignore("a", "b")
    with pytest.raises(Refused):
        line.audit()
    other.ignore("a")
    other.audit()


@pytest.mark.parametrize("read", [items, lines])
def test_what_is_nested_without_end_is_refused(read: Callable[[Path, str], Iterator[Document]], tmp_path: Path) -> None:
    with pytest.raises(UnreadableSource, match="nested too deeply"):
        drained(read, written(tmp_path, '[{"a": ' * 200_000 if read is items else "[" * 200_000))


@pytest.mark.parametrize("read", [items, lines])
def test_a_text_without_end_is_refused_in_bounded_memory(
    read: Callable[[Path, str], Iterator[Document]], tmp_path: Path
) -> None:
    path = tmp_path / "long.json"
    with path.open("w") as stream:
        stream.write('[{"a": "')
        for _ in range(200):
            stream.write("x" * (1 << 20))
    tracemalloc.start()
    try:
        with pytest.raises(UnreadableSource, match="longer than 16 MB"):
            drained(read, path)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 100 << 20


def test_damage_inside_of_a_text_is_refused(tmp_path: Path) -> None:
    record = only(tmp_path, r'{"a": "x\u0000y", "b": "\ud800"}')
    for key in ("a", "b"):
        with pytest.raises(InvalidValue, match="export the file again"):
            record.take(key)


def test_a_file_counts_its_records_and_reads_its_header(tmp_path: Path) -> None:
    draft = Draft(Dataset(id="demo", title="Demo", publisher="A publisher"))
    path = written(tmp_path, json.dumps({"title": "T", "rows": [{"id": "1"}, {"id": "2", "new": 1}]}))
    file = SourceFile(path=path, name=path.name, capture="c", draft=draft, lenient=True)
    heads: list[str] = []

    def read(document: Document) -> None:
        draft.entity("Person", document.need("id")).add("name", "N")

    file.documents(read, under="rows", header=lambda document: heads.append(document.need("title")))
    assert (file.records, heads, dict(file.set_aside), list(draft.kinds)) == (
        2,
        ["T"],
        {"new is neither read nor ignored; add it to the ingestor": 1},
        ["demo:1"],
    )
    strict = SourceFile(path=path, name=path.name, capture="c", draft=draft)
    with pytest.raises(Refused) as caught:
        strict.documents(lambda document: document.ignore("id", "new"), under="rows")
    assert caught.value.problems == ("list.json pointer:/: title is neither read nor ignored; add it to the ingestor",)
