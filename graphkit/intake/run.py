"""A run: files to captures, records to statements, and one act in the ledger; or nothing at all."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from graphkit.case.captures import copied, keep
from graphkit.case.folder import Case
from graphkit.case.log import reading
from graphkit.case.statements import unknown_of, write_run
from graphkit.case.withdrawn import withdrawn
from graphkit.dates import Interval, PartialDate
from graphkit.errors import InvalidValue, Refused, SourceError
from graphkit.intake.draft import Draft, Subject, parts
from graphkit.intake.file import SourceFile
from graphkit.intake.ingestor import Ingestor, ingestors
from graphkit.model.source import Capture, Dataset, Source
from graphkit.text import slug

if TYPE_CHECKING:
    import pyarrow as pa

_DATE_IN_NAME = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_]?(0[1-9]|1[0-2])(?:[-_]?(0[1-9]|[12]\d|3[01]))?(?!\d)")

ItemT = TypeVar("ItemT")

Progress = Callable[[str, int], None]
"""Called with a file's name and the number of records read so far."""


@dataclass(frozen=True, slots=True)
class Report:
    """What became of one file of a run."""

    dataset: str
    file: str
    edition: str
    capture: str
    records: int
    statements: int
    new: int
    set_aside: dict[str, int] = field(default_factory=dict)
    already: bool = False
    counts: dict[str, int] = field(default_factory=dict)
    """How many of what the file holds, where an entry stands in several rows."""
    kept: dict[str, int] = field(default_factory=dict)
    """How many values no property here holds, so that they are kept in the source's own words, by what they are."""
    withdrawn: int = 0
    """Statements of earlier runs of the same workbook that this one no longer makes: they are withdrawn."""


@dataclass(frozen=True, slots=True)
class Options:
    """How a run is to be made."""

    edition: str = ""
    """The date of the files, where they do not tell it themselves; EDTF."""
    name: str = ""
    """The name of a workbook's dataset."""
    set_aside: bool = False
    today: date = field(default_factory=date.today)


def ingest(
    case: Case, ingestor: Ingestor, paths: Sequence[Path], options: Options, progress: Progress = lambda _name, _n: None
) -> list[Report]:
    """Run the ingestor over the files, in runs as it gathers them; each run is recorded whole or not at all."""
    reports: list[Report] = []
    for files in ingestor.gather(paths):
        dataset = dataset_of(ingestor, files, options.name)
        with case.writing():
            reports += _run(case, ingestor, dataset, files, options, progress)
    return reports


def _run(
    case: Case, ingestor: Ingestor, dataset: Dataset, paths: Sequence[Path], options: Options, progress: Progress
) -> list[Report]:
    copies = [copied(case, path) for path in paths]
    captures = [capture for capture, _ in copies]
    if done := _done_before(case, ingestor, dataset, captures, options):
        for _, temporary in copies:
            temporary.unlink()
        return done
    named = _named(paths, options.name) if ingestor.takes_name else ""
    _check_named(case, dataset, named)
    draft = Draft(dataset)
    draft.capture = captures[0].sha256
    draft.at("pointer:/")
    _state_dataset(draft, dataset, ingestor)
    files = [
        SourceFile(
            path=temporary,
            name=path.name,
            capture=capture.sha256,
            draft=draft,
            lenient=options.set_aside,
            progress=partial(progress, path.name),
        )
        for path, (capture, temporary) in zip(paths, copies, strict=True)
    ]
    draft.edition = _edition_outside(dataset, paths, options)
    ingestor.read(files, draft)
    _check_counts(dataset, draft)
    edition = _edition(dataset, draft, paths, options)
    name = f"{len(case.ledger.acts) + 1:06d}-{captures[0].sha256[:12]}"
    replaced = _replaced(case, ingestor, dataset)
    tally = _Tally()
    written = write_run(case, dataset.id, name, _new(case, dataset, draft, edition, tally))
    for capture, temporary in copies:
        written[keep(case, capture, temporary)] = capture.sha256
    gone = _no_longer_made(case, replaced, tally.ids)
    reports = _reports(dataset, files, edition, tally)
    reports[0] = replace(reports[0], withdrawn=gone)
    case.ledger.append(
        "ingest",
        details={
            "dataset": dataset.id,
            "ingestor": ingestor.dataset.id,
            "ingestor_version": ingestor.dataset.version,
            "edition": edition,
            "named": named,
            "replaces": replaced,
            "captures": [capture.model_dump(mode="json") for capture in captures],
            "reports": [asdict(report) for report in reports],
        },
        files=written,
    )
    return reports


@dataclass(slots=True)
class _Tally:
    """How many statements a run makes, by capture."""

    made: Counter[str] = field(default_factory=Counter)
    new: Counter[str] = field(default_factory=Counter)
    ids: list["pa.ChunkedArray"] = field(default_factory=list)


def _new(
    case: Case, dataset: Dataset, draft: Draft, edition: str, tally: _Tally
) -> Iterator[tuple["pa.Table", "pa.Table"]]:
    """Yield, part by part, the statements that are new to the case and all observations; and count them."""
    for statements, observations in _ahead(parts(draft, edition)):
        new = unknown_of(case, dataset.id, statements)
        tally.made.update(statements_by_capture(statements, observations))
        tally.new.update(statements_by_capture(new, observations))
        if draft.table is None:
            tally.ids.append(statements["id"])
        yield new, observations


def _ahead(items: Iterator[ItemT]) -> Iterator[ItemT]:
    """Yield the items, the next one being made while the one before is used."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        upcoming = pool.submit(next, items, None)
        while (item := upcoming.result()) is not None:
            upcoming = pool.submit(next, items, None)
            yield item


def _reports(dataset: Dataset, files: Sequence[SourceFile], edition: str, tally: _Tally) -> list[Report]:
    return [
        Report(
            dataset=dataset.id,
            file=file.name,
            edition=edition,
            capture=file.capture,
            records=file.records,
            statements=tally.made[file.capture],
            new=tally.new[file.capture],
            set_aside=dict(sorted(file.set_aside.items())),
            counts=file.counts,
            kept=dict(sorted(file.kept.items())),
        )
        for file in files
    ]


def statements_by_capture(statements: "pa.Table", observations: "pa.Table") -> dict[str, int]:
    """Return how many of the statements were seen in each capture; the observations are of these and others."""
    import pyarrow.compute as pc

    captures = observations["capture"].unique()
    if len(captures) == 1:
        return {captures[0].as_py(): statements.num_rows}
    seen = observations.filter(pc.is_in(observations["statement"], value_set=statements["id"]))
    counted = seen.group_by("capture").aggregate([("statement", "count_distinct")]).to_pydict()
    return dict(zip(counted["capture"], counted["statement_count_distinct"], strict=True))


def _replaced(case: Case, ingestor: Ingestor, dataset: Dataset) -> list[int]:
    """Return the standing runs of the same workbook, of which the new one takes the place."""
    if not ingestor.takes_name:
        return []
    gone = withdrawn(case.ledger.acts).runs
    acts = (act for act in case.ledger.acts if act.act == "ingest" and act.details["dataset"] == dataset.id)
    return [act.seq for act in acts if act.seq not in gone]


def _no_longer_made(case: Case, runs: Sequence[int], made: Sequence["pa.ChunkedArray"]) -> int:
    import pyarrow as pa

    if not runs:
        return 0
    with reading(case) as connection:
        connection.register("made", pa.concat_tables(pa.table({"statement": ids}) for ids in made))
        query = (
            "SELECT count(DISTINCT statement) FROM observations "
            "WHERE run IN (SELECT unnest(?::INTEGER[])) AND statement NOT IN (SELECT statement FROM made)"
        )
        row = connection.execute(query, [list(runs)]).fetchone()
    return int(row[0]) if row else 0


def _done_before(
    case: Case, ingestor: Ingestor, dataset: Dataset, captures: Sequence[Capture], options: Options
) -> list[Report]:
    """Return the reports of an earlier run over the same bytes, or nothing.

    Another edition date, an ingestor that reads differently now, or a retraction since makes it another run.
    """
    wanted = [capture.sha256 for capture in captures]
    gone = withdrawn(case.ledger.acts)
    for act in case.ledger.acts:
        details = act.details
        if (
            act.act == "ingest"
            and act.seq not in gone.runs
            and all(before < act.seq for before in gone.statements.values())
            and details["dataset"] == dataset.id
            and details["ingestor_version"] == ingestor.dataset.version
            and [capture["sha256"] for capture in details["captures"]] == wanted
            and (not options.edition or options.edition == details["edition"])
        ):
            return [replace(Report(**report), new=0, already=True) for report in details["reports"]]
    return []


def dataset_of(ingestor: Ingestor, paths: Sequence[Path], name: str) -> Dataset:
    """Return the dataset of the run; a workbook's is named by the user or by its folder or file."""
    if not ingestor.takes_name:
        if name:
            raise SourceError(f"{ingestor.dataset.id} has its own name; --name is for workbooks")
        return ingestor.dataset
    named = _named(paths, name)
    dataset = ingestor.dataset.model_copy(update={"id": slug(named)})
    if dataset.id in ingestors():
        raise SourceError(f"{dataset.id!r} is the name of a shipped source; give the workbook another with --name")
    return dataset


def _check_named(case: Case, dataset: Dataset, named: str) -> None:
    """Raise SourceError where another workbook's name has the same short form."""
    for act in case.ledger.acts:
        if act.act == "ingest" and act.details["dataset"] == dataset.id and act.details["named"] != named:
            raise SourceError(
                f"the case holds another workbook, {act.details['named']!r}, whose short name is {dataset.id!r} too; "
                "give this one another with --name"
            )


def _named(paths: Sequence[Path], name: str) -> str:
    """Return the workbook's name: as the user gives it, else its folder's or file's."""
    first = paths[0]
    return name or (first.resolve().parent.name if first.suffix == ".csv" else first.stem)


def _state_dataset(draft: Draft, dataset: Dataset, ingestor: Ingestor) -> None:
    citation = draft.source(
        Source(
            id=dataset.id,
            dataset=dataset.id,
            title=dataset.title,
            publisher=dataset.publisher,
            url=dataset.url,
            kind=dataset.kind,
            origin=dataset.origin,
            official=dataset.official,
            sharing=dataset.sharing,
            licence=dataset.licence,
        )
    )
    Subject(draft, dataset.id, "Source", (citation,), Interval.undated()).add("ingestor", ingestor.dataset.id)


def _check_counts(dataset: Dataset, draft: Draft) -> None:
    """Raise Refused where the file holds fewer or more entities of a kind than a whole one can."""
    counted = Counter(draft.kinds.values())
    if draft.table is not None:
        counted.update({kind: draft.table.count(kind) for kind in dataset.counts})
    problems = [
        f"{counted[kind]} of kind {kind}, expected {least} to {'any number' if most is None else most}"
        for kind, (least, most) in dataset.counts.items()
        if counted[kind] < least or (most is not None and counted[kind] > most)
    ]
    if problems:
        raise Refused(f"{dataset.id}: the file does not look whole; compare it with the publisher's", problems)


def _given(options: Options) -> str:
    return PartialDate.parse(options.edition).edtf() if options.edition else ""


def _edition_outside(dataset: Dataset, paths: Sequence[Path], options: Options) -> str:
    """Return the date of a list's edition as it is known before the file is read: given, or in its name or folder."""
    if options.edition or not dataset.is_list:
        return _given(options)
    for text in (paths[0].name, paths[0].resolve().parent.name):
        if found := _DATE_IN_NAME.search(text):
            return PartialDate.parse("-".join(part for part in found.groups() if part)).edtf()
    return ""


def _edition(dataset: Dataset, draft: Draft, paths: Sequence[Path], options: Options) -> str:
    """Return the date of the run as EDTF: given, found in the file, in its name or folder; else, of no list, today."""
    if given := _given(options):
        return given
    if draft.edition:
        return PartialDate.parse(draft.edition).edtf()
    if not dataset.is_list:
        return options.today.isoformat()
    raise InvalidValue(
        f"{paths[0].name}: neither the file nor its name tells the date of this edition; "
        "give it with --edition 2021-03-10"
    )
