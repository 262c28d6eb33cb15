"""Files made to hurt who reads them: each is refused with its reason, and the case stays as it was.

What every source is given, billion laughs and bytes of other encodings among it, is in ``tests/ingest``.
"""

import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import gettempdir
from types import MappingProxyType

import openpyxl
import pytest

from graphkit.case.folder import Case
from graphkit.intake.archive import unpacked
from tests.cli.commands import within
from tests.hostile.making import measured
from tests.taking_in import recorded

INGEST = Path(__file__).parents[1] / "ingest"
SAMPLE = INGEST / "ofac_sdn/sample.xml"
HEAD, ENTRIES = SAMPLE.read_text("utf-8").split("<sdnEntry>", maxsplit=1)
ENTRY = "<sdnEntry>" + ENTRIES.partition("</sdnEntry>")[0] + "</sdnEntry>"
BODS = (INGEST / "bods/sample.json").read_bytes()

Made = Callable[[], bytes]


def xml(body: str, before: str = "") -> Made:
    """An OFAC list that holds this."""
    declared = HEAD.replace("?>", f"?>{before}", 1)
    content = f"{declared}{body}</sdnList>\n".encode()
    return lambda: content


def dtd(declared: str, used: str) -> Made:
    return xml(ENTRY.replace("<lastName>", f"<lastName>{used}", 1), f"<!DOCTYPE sdnList {declared}>")


def json_with(more: bytes) -> Made:
    """Statements of ownership of which the first has something more in it."""
    content = BODS.replace(b'{"statementId"', b"{" + more + b', "statementId"', 1)
    return lambda: content


def zipped(**parts: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def workbook() -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, *rows in (
        ("sources", ("source_id", "title", "publisher", "kind"), ("R1", "T", "P", "NGO report")),
        ("persons", ("person_id", "name", "source_id", "locator", "dob"), ("p1", "Ann", "R1", "x", "1960")),
    ):
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def book(
    old: str = "",
    new: str = "",
    more: Mapping[str, bytes] = MappingProxyType({}),
    part: str = "xl/worksheets/sheet2.xml",
) -> Made:
    """A workbook of which one part says something else, or that has more parts."""

    def make() -> bytes:
        with zipfile.ZipFile(io.BytesIO(workbook())) as parts:
            contents = {name: parts.read(name) for name in parts.namelist()}
        assert old.encode() in contents[part]
        contents[part] = contents[part].replace(old.encode(), new.encode(), 1)
        return zipped(**contents, **more)

    return make


def lying_about_its_size() -> bytes:
    """An archive whose directory says that its file is of ten bytes."""
    content = bytearray(zipped(**{"sdn.xml": b"<sdnList>" + b" " * (1 << 20)}))
    place = content.rindex(b"PK\x01\x02") + 24
    content[place : place + 4] = (10).to_bytes(4, "little")
    return bytes(content)


ROW, NAME = '<row r="2"', '<c r="B2"'
FILES: dict[str, tuple[str, str, Made, str]] = {
    "an external document type": ("ofac_sdn", "sdn.xml", dtd('SYSTEM "http://127.0.0.1:9/x.dtd"', ""), "document type"),
    "a parameter entity": (
        "ofac_sdn", "sdn.xml", dtd('[<!ENTITY % x SYSTEM "file:///etc/passwd"> %x;]', ""), "document type",
    ),
    "an entity of attributes": (
        "ofac_sdn", "sdn.xml", dtd('[<!ATTLIST sdnEntry note CDATA "made up">]', ""), "document type",
    ),
    "a quadratic entity": (
        "ofac_sdn", "sdn.xml", dtd(f'[<!ENTITY a "{"a" * 50_000}">]', "&a;" * 50_000), "document type",
    ),
    "an XInclude": (
        "ofac_sdn", "sdn.xml",
        xml('<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>'),
        "<include> is unknown",
    ),
    "XML of 100,000 levels": ("ofac_sdn", "sdn.xml", xml("<sdnEntry>" + "<a>" * 100_000), "Excessive depth"),
    "XML that is an HTML page": (
        "ofac_sdn", "sdn.xml", lambda: b"<html><script>x</script></html>", "its root is <html>",
    ),
    "XML with a byte order mark inside": (
        "ofac_sdn", "sdn.xml", xml(ENTRY.replace("<uid>", "<uid>\ufeff1\ufeff", 1)), "",
    ),
    "XML in UTF-7": (
        "ofac_sdn", "sdn.xml", lambda: b'<?xml version="1.0" encoding="UTF-7"?>+ADw-sdnList+AD4-', "sdn.xml",
    ),
    "JSON of 100,000 levels": ("gleif", "lei.json", lambda: b'{"records": ' + b"[" * 100_000, "nested too deeply"),
    "JSON of objects of 100,000 levels": ("uk_psc", "psc.txt", lambda: b'{"a":' * 100_000, "nested too deeply"),
    "JSON of 70 levels": ("bods", "bods.json", json_with(b'"a": ' + b"[" * 70 + b"]" * 70), "nested deeper than 64"),
    "JSON with a key twice": ("bods", "bods.json", json_with(b'"statementId": "a"'), "stands twice"),
    "JSON with NaN": ("bods", "bods.json", json_with(b'"a": NaN'), "NaN is no number"),
    "JSON with half a surrogate pair": (
        "bods", "bods.json", lambda: BODS.replace(b"Example Ltd", b"Example \\ud800"), "surrogate",
    ),
    "JSON with a NUL escape": ("bods", "bods.json", lambda: BODS.replace(b"Example Ltd", b"Example \\u0000"), "NUL"),
    "JSON that is not UTF-8": ("bods", "bods.json", lambda: b'[{"statementId": "\xff"}]', "not UTF-8"),
    "JSON after which more follows": ("bods", "bods.json", lambda: b"[] []", "the end of the document was expected"),
    "a ZIP of two files": ("ofac_enhanced", "sdn.zip", lambda: zipped(a=b"1", b=b"2"), "holds 2 files"),
    "a ZIP bomb": ("ofac_enhanced", "sdn.zip", lambda: zipped(**{"sdn.xml": bytes(64 << 20)}), "unpacks to more than"),
    "a ZIP that lies about its size": ("ofac_enhanced", "sdn.zip", lying_about_its_size, "damaged"),
    "a ZIP in a ZIP": ("ofac_enhanced", "sdn.zip", lambda: zipped(**{"sdn.zip": zipped(a=b"1")}), "sdn.zip"),
    "a workbook with a row of no number": (
        "workbook", "w.xlsx", book(ROW, '<row r="abc"'), "not of a spreadsheet's making",
    ),
    "a workbook with a row beyond the last": (
        "workbook", "w.xlsx", book(ROW, '<row r="999999999999"'), "more rows than a spreadsheet can",
    ),
    "a workbook with a column beyond the last": (
        "workbook", "w.xlsx", book(NAME, '<c r="ZZZZZZ2"'), "not of a spreadsheet's making",
    ),
    "a workbook with a style that is not there": (
        "workbook", "w.xlsx", book(NAME, f'{NAME} s="99999"'), "not of a spreadsheet's making",
    ),
    "a workbook of 100,000 levels": (
        "workbook", "w.xlsx", book("<sheetData>", "<x>" * 100_000 + "<sheetData>"), "damaged",
    ),
    "a workbook with a bomb beside its sheets": (
        "workbook", "w.xlsx", book(more={"xl/media/image1.png": bytes(64 << 20)}), "times its packed size",
    ),
    "a workbook with an external entity": (
        "workbook", "w.xlsx",
        book("<worksheet", '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet'), "document type",
    ),
    "a workbook that is a program": ("workbook", "w.xlsx", lambda: b"MZ" + bytes(100), "not an XLSX workbook"),
    "a table with a lone quote": (
        "opensanctions_simple", "simple.csv",
        lambda: (INGEST / "opensanctions_simple/sample.csv").read_bytes() + b'"x\n' * 10, "simple.csv",
    ),
    "a table in UTF-16": (
        "opensanctions_simple", "simple.csv",
        lambda: (INGEST / "opensanctions_simple/sample.csv").read_text("utf-8").encode("utf-16"), "simple.csv",
    ),
}  # fmt: skip
HARMLESS = {"XML with a byte order mark inside"}


def taken(tmp_path: Path, name: str) -> tuple[Case, dict[str, str], str, int]:
    source, file, make, _ = FILES[name]
    given = tmp_path / file
    given.write_bytes(make())
    case = Case.create(tmp_path / "case")
    before = recorded(case)
    result = within("ingest", source, given, "--case", case.folder, "--edition", "2026-01-02")
    return case, before, " ".join(result.output.split()), result.exit_code


@pytest.mark.parametrize("name", [name for name in FILES if name not in HARMLESS])
def test_a_hostile_file_is_refused(name: str, tmp_path: Path) -> None:
    case, before, said, status = taken(tmp_path, name)
    assert status == 1, said
    assert FILES[name][3] in said
    assert FILES[name][1] in said
    assert "root:" not in said, "what an entity leads to was read"
    assert recorded(case) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["case", FILES[name][1]])


SLIPS = ("../../slip", f"{gettempdir()}/slip", "..\\..\\slip", "C:\\slip")


@pytest.mark.parametrize("name", SLIPS)
def test_a_name_in_an_archive_is_no_path(name: str, tmp_path: Path) -> None:
    (tmp_path / "list.zip").write_bytes(zipped(**{name: b"read"}))
    with unpacked(tmp_path / "list.zip", "list.zip") as (inner, called):
        assert (inner.read_bytes(), called) == (b"read", "slip")
        assert inner.parent.parent == Path(gettempdir())
    assert not [*tmp_path.parent.rglob("slip"), *Path(gettempdir()).glob("slip")]


def test_a_part_of_a_workbook_is_no_path(tmp_path: Path) -> None:
    (tmp_path / "w.xlsx").write_bytes(book(more={"../../../slip": b"x"})())
    case = Case.create(tmp_path / "case")
    assert within("ingest", "workbook", tmp_path / "w.xlsx", "--case", case.folder).exit_code == 0
    assert not [*tmp_path.parent.rglob("slip")]


LARGE: dict[str, tuple[str, str, Callable[[Path], object], str]] = {
    "a line of 1 GB": ("opensanctions_simple", "simple.csv", lambda path: hole(path, "x", 1_000_000_000), "NUL"),
    "a line of JSON of 100 MB": ("uk_psc", "psc.txt", lambda path: hole(path, '{"a": "'), "longer than"),
    "a text of XML of 100 MB": ("ofac_sdn", "sdn.xml", lambda path: hole(path, HEAD + "<sdnEntry><uid>"), "sdn.xml"),
    "XML of a million unknown elements": (
        "ofac_sdn", "sdn.xml", lambda path: path.write_text(HEAD + "<x>a</x>" * 4_000_000), "<x> is unknown",
    ),
    "a record of XML of 20 MB": (
        "ofac_sdn", "sdn.xml", lambda path: path.write_text(HEAD + "<sdnEntry>" + f"<a>{'b' * 900_000}</a>" * 24),
        "one record is longer than 16 MB",
    ),
}  # fmt: skip
MOST = 450
"""Megabytes; a command that reads a small file takes about 200 of them."""


def hole(path: Path, start: str, size: int = 100_000_000) -> None:
    """Write a file of that many bytes, of which only the first are on the disk."""
    with path.open("w", encoding="utf-8") as stream:
        stream.write(start)
        stream.truncate(size)


@pytest.mark.parametrize("name", LARGE)
def test_memory_stays_bounded(name: str, tmp_path: Path) -> None:
    source, file, make, said = LARGE[name]
    case = Case.create(tmp_path / "case")
    make(tmp_path / file)
    ran, peak = measured(tmp_path, "ingest", source, tmp_path / file, "--case", case.folder, "--edition", "2026-01-02")
    assert ran.returncode == 1
    assert said in " ".join(ran.stderr.split()), ran.stderr[-300:]
    assert peak < MOST, f"{peak} MB"
    assert Case(case.folder).ledger.acts == ()
