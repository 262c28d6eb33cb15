"""Bad input, the same table for every source: a clear error that names the file, exit 1, and the case as it was.

A source takes part by having a sample beside its tests; what one source alone can get wrong is in its own tests.
"""

import csv
import io
import shutil
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from graphkit.case.folder import Case
from graphkit.intake.ingestor import ingestors
from tests.cli.commands import within
from tests.taking_in import recorded

HERE = Path(__file__).parent
SOURCES, SAMPLES, BAD = 26, 42, 244
"""How many sources, samples and pairs of a sample with something bad there are: a new source makes them more."""

LONG = 20 << 20
"""Bytes of one line: more than any publisher's, and little enough to be made in a moment."""
MEMORY = 3 * LONG

Spoil = Callable[[bytes], bytes]


def samples() -> dict[str, tuple[str, Path]]:
    """Every sample with its source: a workbook's folder as a whole, else every file but the expected statements."""
    found = {}
    for source in ingestors():
        folder = HERE / source
        paths = [folder / "sample"] if source == "workbook" else sorted(folder.rglob("*.*"))
        for path in paths:
            if path.is_dir() or not is_expected(path):
                found[str(path.relative_to(HERE))] = (source, path)
    return found


def is_expected(path: Path) -> bool:
    """Tell the statements that are expected by their form, for their names differ."""
    return path.suffix == ".jsonl" and b'"entity": ' in path.read_bytes()


GOOD = samples()


def spoilt_file(path: Path) -> Path:
    """The file of a sample that is spoilt: of a workbook, the sheet of persons."""
    return path / "persons.csv" if path.is_dir() else path


def truncated(content: bytes) -> bytes:
    """Cut a file off in its last record."""
    lines = content.rstrip(b"\r\n\x1a").rsplit(b"\n", 1)
    last = lines[-1]
    return b"\n".join([*lines[:-1], last[: max(1, len(last) // 3)]]) if len(lines) > 1 else content[: len(content) // 2]


def cut_through(content: bytes) -> bytes:
    return content[: len(content) * 2 // 3]


def table_of(content: bytes) -> tuple[list[list[str]], str]:
    text = content.decode("latin-1")
    delimiter = "\t" if text.count("\t") > text.count(",") else ","
    return list(csv.reader(io.StringIO(text), delimiter=delimiter)), delimiter


def written(rows: list[list[str]], delimiter: str) -> bytes:
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return stream.getvalue().encode("latin-1")


def without_a_column(content: bytes) -> bytes:
    rows, delimiter = table_of(content)
    width = max(map(len, rows))
    return written([row[1:] if len(row) == width else row for row in rows], delimiter)


def with_another_column(content: bytes) -> bytes:
    rows, delimiter = table_of(content)
    width = max(map(len, rows))
    return written([[*row, "surprise"] if len(row) == width else row for row in rows], delimiter)


def in_utf16(content: bytes) -> bytes:
    return content.decode("latin-1").encode("utf-16")


def with_a_byte_of_another_encoding(content: bytes) -> bytes:
    place = content.rindex(b"</")
    return content[:place] + b"\xe9\xff" + content[place:]


def with_a_nul(content: bytes) -> bytes:
    return content[: len(content) // 2] + b"\0" + content[len(content) // 2 :]


def with_a_long_line(content: bytes) -> bytes:
    return content.rstrip() + b"\n" + b"x" * LONG + b"\n"


def with_a_long_text(content: bytes) -> bytes:
    place = content.rindex(b"</")
    return content[:place] + b"x" * LONG + content[place:]


def with_type(declared: bytes) -> Spoil:
    """Put a document type before the root of an XML file, and use its entity in the last element."""

    def spoil(content: bytes) -> bytes:
        head, mark, rest = content.partition(b"?>")
        place = rest.rindex(b"</")
        return head + mark + b"\n<!DOCTYPE x [" + declared + b"]>" + rest[:place] + b"&bad;" + rest[place:]

    return spoil


LAUGHS = b'<!ENTITY a "ha">' + b"".join(
    b'<!ENTITY %c "%b">' % (ord("b") + step, b"&%c;" % (ord("a") + step) * 10) for step in range(9)
)


def zip_bomb(_content: bytes) -> bytes:
    """A workbook that is small and unpacks to 64 MB of one sheet."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("[Content_Types].xml", "<Types/>")
        parts.writestr("xl/worksheets/sheet1.xml", b"<worksheet>" + b" " * (64 << 20) + b"</worksheet>")
    return stream.getvalue()


def with_laughs_in_a_sheet(content: bytes) -> bytes:
    """The workbook whose sheet declares entities that unfold to a thousand million letters."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name.startswith("xl/worksheets/"):
                declared = b"<!DOCTYPE x [" + LAUGHS.replace(b"<!ENTITY j", b"<!ENTITY bad") + b"]>"
                cell = b'<c r="A1" t="inlineStr"><is><t>&bad;</t></is></c>'
                part = declared + part[part.index(b"<worksheet") :].replace(
                    b"<sheetData>", b"<sheetData><row>" + cell + b"</row>"
                )
            new.writestr(name, part)
    return stream.getvalue()


TABLES, TREES, BOOKS = (".csv", ".tsv"), (".xml",), (".xlsx",)
SPOILT: dict[str, tuple[tuple[str, ...], Spoil]] = {
    "empty": ((*TABLES, *TREES, *BOOKS, ".json", ".jsonl", ".geojson"), lambda _content: b""),
    "cut off in its last record": (TABLES, truncated),
    "cut off": ((*TREES, *BOOKS, ".json", ".geojson"), cut_through),
    "without a column": (TABLES, without_a_column),
    "with another column": (TABLES, with_another_column),
    "in UTF-16": (TABLES, in_utf16),
    "with bytes of another encoding": (TREES, with_a_byte_of_another_encoding),
    "with a NUL byte": ((*TABLES, *TREES, ".json", ".jsonl", ".geojson"), with_a_nul),
    "with a line of 20 MB": (TABLES, with_a_long_line),
    "with a text of 20 MB": (TREES, with_a_long_text),
    "with a billion laughs": (TREES, with_type(LAUGHS.replace(b"<!ENTITY j", b"<!ENTITY bad"))),
    "with an external entity": (TREES, with_type(b'<!ENTITY bad SYSTEM "file:///etc/passwd">')),
    "a zip bomb": (BOOKS, zip_bomb),
    "a workbook with a billion laughs": (BOOKS, with_laughs_in_a_sheet),
}
SWELLING = {bad for bad in SPOILT if "20 MB" in bad or "laughs" in bad or "bomb" in bad}
PAIRS = [
    (name, bad)
    for name, (_, path) in GOOD.items()
    for bad, (suffixes, _) in SPOILT.items()
    if spoilt_file(path).suffix in suffixes
]


def test_every_source_takes_part() -> None:
    assert {source for source, _ in GOOD.values()} == set(ingestors())
    assert (len(ingestors()), len(GOOD), len(PAIRS)) == (SOURCES, SAMPLES, BAD)


def refused(source: str, given: Path, named: str, case: Path, *options: str) -> str:
    """Run a source over a file that it must refuse, naming it and leaving the case as it was; return what is said."""
    made = Case.create(case)
    before = recorded(made)
    result = within("ingest", source, given, "--case", case, "--edition", "2026-01-02", *options)
    said = result.output
    assert result.exit_code == 1, said
    assert named in said
    assert "Traceback" not in said
    assert recorded(made) == before
    return said


@contextmanager
def peak_memory(*, measured: bool) -> Iterator[list[int]]:
    """Give the most bytes that Python held at once, or 0 where it is not worth the time to measure them."""
    peak = [0]
    if not measured:
        yield peak
        return
    tracemalloc.start()
    try:
        yield peak
        peak[0] = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(("name", "bad"), PAIRS)
def test_a_bad_file_is_refused(name: str, bad: str, tmp_path: Path) -> None:
    source, path = GOOD[name]
    given = tmp_path / path.name
    if path.is_dir():
        shutil.copytree(path, given)
    file = spoilt_file(given)
    content = spoilt_file(path).read_bytes()
    spoilt = SPOILT[bad][1](content)
    assert spoilt != content
    file.write_bytes(spoilt)
    with peak_memory(measured=bad in SWELLING) as peak:
        refused(source, given, file.name, tmp_path / "case")
    assert peak[0] < MEMORY


@pytest.mark.parametrize("name", GOOD)
def test_the_file_of_another_source_is_refused_even_with_set_aside(name: str, tmp_path: Path) -> None:
    source, path = GOOD[name]
    others = [other for giver, other in GOOD.values() if giver != source and other.is_file()]
    alike = [other for other in others if other.suffix == spoilt_file(path).suffix]
    for number, other in enumerate((*alike[:2], next(item for item in others if item not in alike))):
        for option in ((), ("--set-aside",)):
            file = tmp_path / f"of-another-source-{number}{other.suffix}"
            shutil.copyfile(other, file)
            refused(source, file, file.name, tmp_path / f"case-{number}-{len(option)}", *option)


def test_the_broken_file_of_the_united_nations_is_refused(shared_data: Path, tmp_path: Path) -> None:
    (file,) = (shared_data / "lists/un").glob("*BROKEN*")
    for option in ((), ("--set-aside",)):
        said = refused("un_sc", file, file.name, tmp_path / f"case-{len(option)}", *option)
        assert "get it from the publisher again" in " ".join(said.split())
