"""Findings as sheets: one for each pack, with the sources and the places in them beside every row.

What a sheet holds is decided here, and so is how it becomes CSV; ``graphkit.export.xlsx`` makes a spreadsheet of it. A
finding that rests on a restricted statement is left out, and counted, unless it is asked for.
"""

import csv
import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import graphkit
from graphkit.case.atomic import replacing
from graphkit.case.captures import attached, captures_of
from graphkit.case.folder import Case
from graphkit.case.ledger import EVIDENCE_ACTS
from graphkit.case.log import reading
from graphkit.errors import CaseError, ExportError
from graphkit.model.finding import Finding
from graphkit.model.source import Sharing
from graphkit.packs.pack import Pack
from graphkit.resolve.facts import Facts, facts_of, ids_in
from graphkit.text import visible

Cell = str | int | float | bool | None
Row = tuple[Cell, ...]

LONGEST = 32_767
"""Characters that a cell of a spreadsheet can hold."""
CANDIDATES = (
    "Candidates for a person to check, never verdicts: a post held is not an order given, a listing no judgment."
)
_FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")
"""What makes a spreadsheet take a text for a formula, also in full width."""
_FORMULA_WITHIN = re.compile(rf";(?=[{re.escape(''.join(_FORMULA_STARTS))}])")
"""Where half of the world's spreadsheets part a line of CSV, and would begin a cell with a formula."""
_EVIDENCE = """
WITH wanted AS (SELECT unnest(?) AS id), seen AS (
  SELECT statement, arg_min({'capture': capture, 'locator': locator}, {'run': run, 'locator': locator}) AS place
  FROM observations WHERE statement IN (SELECT id FROM wanted) GROUP BY statement
)
SELECT s.id, s.source, s.cited, s.sharing, seen.place.capture, seen.place.locator
FROM statements s JOIN wanted USING (id) JOIN seen ON seen.statement = s.id
"""
_COVERAGES = "SELECT DISTINCT entity FROM statements WHERE kind = 'Coverage'"
_SOURCE_FACTS = ("title", "publisher", "published", "url", "official", "seen")
_ORDER = [Sharing.PUBLIC.value, Sharing.PARTNERS.value, Sharing.RESTRICTED.value]


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms findings leave the case."""

    narrowed: str = ""
    """Which of the findings were asked for, in words; nothing where all were."""
    include_restricted: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: its name, what stands above it, and its rows."""

    name: str
    headings: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """Everything that one export holds: what it is, a sheet for each pack, its sources and its files."""

    about: Sheet
    packs: tuple[Sheet, ...]
    sources: Sheet
    files: Sheet
    findings: int
    withheld: int
    """How many findings were left out because they rest on a restricted statement."""

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """Every sheet, in its order."""
        return (self.about, *self.packs, self.sources, self.files)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a statement stands: its source, the place in it, who may see it, and the file it was read from."""

    source: str
    cited: str
    sharing: str
    capture: str
    locator: str


def book_of(case: Case, packs: Sequence[Pack], found: Mapping[str, Sequence[Finding]], terms: Terms = Terms()) -> Book:
    """Return the findings of the packs as sheets."""
    places = _places(case, {sid for pack in packs for finding in found[pack.id] for sid in finding.statements})
    kept = {
        pack.id: [item for item in found[pack.id] if terms.include_restricted or not _is_restricted(item, places)]
        for pack in packs
    }
    findings = [item for items in kept.values() for item in items]
    withheld = sum(len(found[pack.id]) for pack in packs) - len(findings)
    counts = {pack.id: len(kept[pack.id]) for pack in packs}
    used = [places[sid] for sid in dict.fromkeys(sid for item in findings for sid in item.statements)]
    ids = {id_ for item in findings for id_ in ids_in(list(item.row.values()))} | {place.source for place in used}
    facts = facts_of(case, ids, _SOURCE_FACTS, restricted=terms.include_restricted)
    names = _sheet_names(packs)
    return Book(
        about=Sheet("about", ("what", "said", "more"), tuple(_about(case, packs, counts, names, terms, withheld))),
        packs=tuple(_pack_sheet(names[pack.id], pack, kept[pack.id], places, facts, case) for pack in packs),
        sources=_source_sheet(case, used, facts),
        files=_file_sheet(case, used),
        findings=len(findings),
        withheld=withheld,
    )


def write_csv(book: Book, path: Path) -> list[Path]:
    """Write the packs' sheets as CSV and return the files: one file where the path ends in .csv, else a folder.

    UTF-8 with the byte-order mark without which Excel garbles every script but Latin (Python reads it as utf-8-sig).
    A text that a spreadsheet would run as a formula begins with an apostrophe.
    """
    if is_one_file(path, len(book.packs)):
        sheets = {path: book.packs[0]}
    else:
        sheets = {path / f"{sheet.name}.csv": sheet for sheet in book.sheets}
    for target, sheet in sheets.items():
        try:
            with replacing(target) as temporary, temporary.open("w", encoding="utf-8-sig", newline="") as stream:
                writer = csv.writer(stream, lineterminator="\r\n")
                writer.writerows(map(plain_cell, row) for row in (sheet.headings, *sheet.rows))
        except OSError as error:
            raise ExportError(f"{target} cannot be written: {error.strerror}; name another path") from error
    return list(sheets)


def is_one_file(path: Path, packs: int) -> bool:
    """Tell whether the path is one CSV file, not a folder; raises ExportError where it cannot hold so many packs."""
    if path.suffix.lower() != ".csv" or path.is_dir():
        return False
    if packs != 1:
        raise ExportError(f"{path} is one file, and these are {packs} packs; name a folder, or one pack")
    return True


def plain_cell(cell: Cell) -> str | int | float:
    """Return the cell as it stands in a CSV file; its lines are parted by a bar."""
    if isinstance(cell, str):
        text = _FORMULA_WITHIN.sub(";'", " | ".join(cell.split("\n")))
        return f"'{text}" if is_formula(text) else text
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    return "" if cell is None else cell


def is_formula(text: str) -> bool:
    """Tell whether a spreadsheet may take the text for a formula."""
    return text.startswith(_FORMULA_STARTS)


def _places(case: Case, statements: Collection[str]) -> dict[str, _Place]:
    if not statements:
        return {}
    with reading(case) as connection:
        rows = connection.execute(_EVIDENCE, [sorted(statements)]).fetchall()
    if len(rows) != len(statements):
        raise CaseError("the evidence changed while the findings were written; run 'graphkit find' again")
    return {row[0]: _Place(*row[1:]) for row in rows}


def _is_restricted(finding: Finding, places: Mapping[str, _Place]) -> bool:
    return any(places[sid].sharing == Sharing.RESTRICTED for sid in finding.statements)


def _pack_sheet(
    name: str,
    pack: Pack,
    findings: Sequence[Finding],
    places: Mapping[str, _Place],
    facts: Mapping[str, Facts],
    case: Case,
) -> Sheet:
    columns = [column for column in pack.header.columns if column != "support"]
    named = {column for column in columns for item in findings if any(id_ in facts for id_ in ids_in(item.row[column]))}
    beside = [column for name in columns for column in ([name, f"{name}: name"] if name in named else [name])]
    ours = ("origins", "official", "sharing", "sources", "places in them", "read from", "statements")
    headings = ("finding", *beside, *(f"{name} (evidence)" if name in columns else name for name in ours))
    captures = captures_of(case)

    def row(finding: Finding) -> Iterator[Cell]:
        yield finding.id
        for column in columns:
            value = finding.row[column]
            yield _cell(value)
            if column in named:
                yield _cell([facts[id_].name for id_ in ids_in(value) if id_ in facts])
        yield from (finding.support.origins, finding.support.official)
        own = [places[sid] for sid in finding.statements]
        yield max((place.sharing for place in own), key=_ORDER.index)
        lines = sorted({(_called(place.source, facts), place.cited, _read_from(place, captures)) for place in own})
        for part in zip(*lines, strict=True):
            yield joined(part, "\n")
        yield joined(finding.statements, " ")

    return Sheet(name, headings, tuple(tuple(row(finding)) for finding in findings))


def _called(source: str, facts: Mapping[str, Facts]) -> str:
    """Return the source's short id, title and publisher, as far as they may be told."""
    told = facts.get(source)
    title = ", ".join(filter(None, (told.first("title"), told.first("publisher")))) if told else ""
    return visible(f"{source}: {title}" if title else source)


def _read_from(place: _Place, captures: Mapping[str, Any]) -> str:
    return visible(f"{captures[place.capture].filename} {place.locator} (sha256 {place.capture[:8]}…)")


def _cell(value: Any) -> Cell:
    """Return a value of a row as a cell; characters that nobody sees become visible."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, list | tuple):
        return joined([visible(str(item)) for item in value], "; ")
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)
    return joined([visible(text)], "")


def joined(parts: Sequence[str], between: str, *, whole: str = "'graphkit trace' with the finding's id") -> str:
    """Join the parts; where they are more than a cell holds, it ends by saying so, and what shows the whole."""
    text = between.join(parts)
    if len(text) <= LONGEST:
        return text
    said = f"… cut: {len(text):,} characters; {whole} shows all"
    return text[: LONGEST - len(said)] + said


def _sheet_names(packs: Sequence[Pack]) -> dict[str, str]:
    """Return a name for each pack's sheet: of at most 31 characters, without a slash, and no other sheet's."""
    taken = {"about", "sources", "files"}
    names = {}
    for pack in packs:
        name = pack.id.partition("/")[2][:31]
        for number in range(2, len(packs) + 4):
            if name not in taken:
                break
            name = f"{pack.id.partition('/')[2][:27]}-{number}"
        taken.add(name)
        names[pack.id] = name
    return names


def _source_sheet(case: Case, used: Iterable[_Place], facts: Mapping[str, Facts]) -> Sheet:
    bytes_of = attached(case)
    rows = []
    for source in sorted({place.source for place in used}):
        told = [visible(facts[source].first(prop)) if source in facts else "" for prop in _SOURCE_FACTS]
        held = ":" not in source or source in bytes_of
        rows.append((source, *told, "held" if held else "cited only"))
    return Sheet("sources", ("source", *_SOURCE_FACTS, "bytes"), tuple(rows))


def _file_sheet(case: Case, used: Iterable[_Place]) -> Sheet:
    captures = captures_of(case)
    found = sorted((captures[sha256] for sha256 in {place.capture for place in used}), key=lambda item: item.filename)
    rows = ((visible(item.filename), item.sha256, item.size, item.retrieved_at, visible(item.url)) for item in found)
    return Sheet("files", ("file", "sha256", "bytes", "read at", "url"), tuple(rows))


def _about(
    case: Case,
    packs: Sequence[Pack],
    counts: Mapping[str, int],
    names: Mapping[str, str],
    terms: Terms,
    withheld: int,
) -> Iterator[Row]:
    yield ("what this is", CANDIDATES, None)
    yield ("case", visible(case.name), None)
    evidence = next((act for act in reversed(case.ledger.acts) if act.act in EVIDENCE_ACTS), None)
    yield ("evidence head", case.ledger.evidence_head, f"as of {evidence.at}" if evidence else None)
    yield ("graphkit", graphkit.__version__, None)
    yield ("findings", sum(counts.values()), f"only those {terms.narrowed}" if terms.narrowed else "all")
    if terms.include_restricted:
        yield (
            "sharing",
            "findings on restricted statements are among them",
            "see the column 'sharing' before passing on",
        )
    else:
        yield ("sharing", f"findings left out, as they rest on a restricted statement: {withheld:,}", None)
    for pack in packs:
        header = pack.header
        version = f"pack {pack.id} version {header.version}, sha256 {pack.digest}"
        yield (f"sheet {names[pack.id]}: {counts[pack.id]:,} findings", header.title, version)
        yield ("  question", " ".join(header.question.split()), None)
        yield from (("  how a row can be wrong", text, None) for text in header.false_positives)
        yield from (("  limit", text, None) for text in header.limits)
        yield from ((f"  column {name}", text, None) for name, text in header.columns.items() if name != "support")
    yield from _list_dates(case, include_restricted=terms.include_restricted)


def _list_dates(case: Case, *, include_restricted: bool) -> Iterator[Row]:
    """Yield which lists were read whole, as of when, within which programmes."""
    with reading(case) as connection:
        entities = [entity for (entity,) in connection.execute(_COVERAGES).fetchall()]
    facts = facts_of(case, entities, ("as_of", "programme", "scope"), restricted=include_restricted)
    for told in sorted(facts.values(), key=lambda item: (item.first("authority"), item.first("as_of"), item.id)):
        within = "; ".join(told.values.get("programme", ())) or told.first("scope")
        yield (f"list of {told.first('authority')}", f"read as of {told.first('as_of')}", visible(within) or None)
