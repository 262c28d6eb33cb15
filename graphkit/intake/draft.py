"""The draft of a run: the columns of the statements that an ingestor makes, record by record.

What all statements of one entity share from one source stands once, as their context. A record that is refused
half-way is cut off again, so that nothing of it stays.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from graphkit.countries import country_code, country_name, is_not_a_country
from graphkit.dates import Interval, PartialDate
from graphkit.errors import InvalidValue, KindClash, UnknownKind
from graphkit.model.ontology import EDGE_KINDS, ValueType, is_within, property_of
from graphkit.model.source import Dataset, Sharing, Source
from graphkit.model.statement import (
    OBSERVATION_COLUMNS,
    STATEMENT_COLUMNS,
    Basis,
    Stance,
    identified,
    schema,
)

if TYPE_CHECKING:
    import pyarrow as pa

    from graphkit.intake.tables import Table

_LONGEST_VALUE = 1_000_000
_GREATEST_NUMBER = 2.0**63
"""From there on no database holds a whole number, and no importer reads one."""
_STRETCH = 250_000
"""Statements that are made into columns at once: some 350 MB while they are made."""
_ROW = ("prop", "value", "original", "lang")
_CONTEXT = tuple(name for name in STATEMENT_COLUMNS if name not in {"id", "dataset", *_ROW})
_ENTITY = _CONTEXT.index("entity")
_UNDATED = Interval.undated()
_TRUE = "true"
_DATE, _COUNTRY, _NUMBER = ValueType.DATE, ValueType.COUNTRY, ValueType.NUMBER


Row = tuple[int, int, str, str, str, str]


@dataclass(frozen=True, slots=True)
class Citation:
    """What a statement cites: the source's id, the place in it, and what the statement inherits from it."""

    source: str
    cited: str = ""
    origin: str = ""
    sharing: Sharing = Sharing.RESTRICTED
    credibility: int = 0


@dataclass(slots=True)
class Subject:
    """An entity about which a record states something; ``add`` states one value of one property."""

    draft: "Draft"
    id: str
    kind: str
    citations: tuple[Citation, ...]
    when: Interval
    stance: Stance = Stance.ASSERTED
    basis: Basis = Basis.STATED
    _contexts: tuple[int, ...] = field(default=(), init=False)

    def add(
        self,
        prop: str,
        value: str | PartialDate | float | None,
        *,
        original: str = "",
        lang: str = "",
        citations: Iterable[Citation] | None = None,
    ) -> None:
        """State a value, once per citation; an empty one states nothing.

        A ``PartialDate`` is kept as EDTF with what was written as the original; a country is given as printed and
        kept as its code. Raises UnknownProperty or InvalidValue.
        """
        if value is None or value == "":
            return
        text, original = self._written(prop, value, original)
        draft = self.draft
        if citations is None:
            contexts = self._contexts = self._contexts or tuple(map(self._context, self.citations))
        else:
            contexts = tuple(map(self._context, citations))
        for context in contexts:
            draft.rows.append((context, draft.place, prop, text, original, lang))

    def _context(self, citation: Citation) -> int:
        """Note what statements of this subject share that cite the same, and return its number."""
        when, contexts = self.when, self.draft.contexts
        contexts.append((
            citation.source, citation.cited, self.id, self.kind, self.stance.value,
            when.start_min, when.start_max, when.end_min, when.end_max, when.start_known, when.end_known,
            when.timed.value, self.basis.value, citation.credibility, citation.origin, citation.sharing.value,
        ))  # fmt: skip
        return len(contexts) - 1

    def _written(self, prop: str, value: str | PartialDate | float, original: str) -> tuple[str, str]:
        type_ = property_of(self.kind, prop).type
        if isinstance(value, PartialDate):
            text = value.edtf()
            return text, original or (value.written if value.written != text else "")
        text = f"{value:.15g}" if isinstance(value, float) else str(value)
        if len(text) > _LONGEST_VALUE:
            raise InvalidValue(f"{self.kind}.{prop}: {len(text)} characters, more than {_LONGEST_VALUE}")
        if type_ is _DATE:
            raise InvalidValue(f"{self.kind}.{prop} is a date; give it as a PartialDate")
        if type_ is _NUMBER and not _is_number(text):
            raise InvalidValue(f"{self.kind}.{prop}: {text[:30]!r} is not a number, or greater than any count can be")
        if type_ is _COUNTRY:
            code = country_code(text)
            return code, original or (text if text != code else "")
        return text, original


@dataclass(slots=True)
class Draft:
    """The statements of one run, still in columns, and where each was seen."""

    dataset: Dataset
    rows: list[Row] = field(default_factory=list)
    """Per statement: the numbers of its context and its place, then property, value, original and language."""
    contexts: list[tuple[object, ...]] = field(default_factory=list)
    """What statements share, in the order of the columns that no row and no dataset gives."""
    places: dict[tuple[str, str], int] = field(default_factory=dict)
    """The number of every capture and locator."""
    place: int = -1
    """Where the statements that follow are seen."""
    kinds: dict[str, str] = field(default_factory=dict)
    """The kind of every entity stated so far in this run."""
    edition: str = ""
    """The date of a list's edition, as EDTF: given or in the file's name, until the ingestor finds it in the file."""
    capture: str = ""
    table: "Table | None" = None
    """Records that are stated column by column, beside those stated one by one."""

    def citation(self, *, cited: str = "", credibility: int = 0) -> Citation:
        """Return a citation of the dataset itself."""
        return _own_citation(self.dataset.id, self.dataset.sharing, cited, credibility)

    def at(self, locator: str) -> None:
        """Say where in the capture the statements that follow are seen."""
        self.place = self.places.setdefault((self.capture, locator), len(self.places))

    def id_of(self, key: str) -> str:
        """Return the entity id of a publisher's own id in this dataset."""
        _check_id(key)
        return f"{self.dataset.id}:{key}"

    def entity(
        self,
        kind: str,
        key: str,
        *,
        citations: Iterable[Citation] | None = None,
        when: Interval | None = None,
        stance: Stance = Stance.ASSERTED,
        basis: Basis = Basis.STATED,
        new: bool = False,
    ) -> Subject:
        """Begin to state things of an entity; ``new`` refuses an id that was stated before in this run.

        Raises KindClash where the id stands for two different things.
        """
        entity = key if key.startswith("country:") and kind == "Country" else self.id_of(key)
        self._begin(entity, kind, new=new)
        chosen = (self.citation(),) if citations is None else tuple(citations)
        return Subject(self, entity, kind, chosen, when or _UNDATED, stance, basis)

    def _begin(self, entity: str, kind: str, *, new: bool) -> None:
        known = self.kinds.get(entity)
        if known is None:
            self.kinds[entity] = kind
        elif known != kind:
            raise KindClash(f"{entity} is a {known} and cannot be a {kind} too")
        elif new:
            raise KindClash(f"{entity} stands for two different things: a second {kind} has the same id")

    def edge(
        self,
        kind: str,
        tail: str,
        head: str,
        *,
        key: str,
        citations: Iterable[Citation] | None = None,
        when: Interval | None = None,
        stance: Stance = Stance.ASSERTED,
        basis: Basis = Basis.STATED,
        printed: tuple[str, str] = ("", ""),
    ) -> Subject:
        """State a relation between two entities, given by their ids; ``key`` makes it the same one next time.

        ``printed`` is what the publisher wrote for the tail and for the head, where that is not their id.
        """
        if kind not in EDGE_KINDS:
            raise UnknownKind(f"no relation is called {kind!r}; the relations are: {', '.join(EDGE_KINDS)}")
        self._check_end(kind, tail, EDGE_KINDS[kind].tail)
        self._check_end(kind, head, EDGE_KINDS[kind].head)
        subject = self.entity(kind, key, citations=citations, when=when, stance=stance, basis=basis)
        subject.add("tail", tail, original=printed[0])
        subject.add("head", head, original=printed[1])
        return subject

    def _check_end(self, edge: str, entity: str, allowed: frozenset[str]) -> None:
        kind = self.kinds.get(entity)
        if kind is not None and not _fits(kind, allowed):
            raise KindClash(f"{edge} cannot lead from or to {entity}, a {kind}; it takes {', '.join(sorted(allowed))}")

    def country(self, printed: str, *, citations: Iterable[Citation] | None = None) -> str:
        """Return the id of the country so printed, and state its code and name; raises InvalidValue."""
        code = country_code(printed)
        entity = f"country:{code}"
        if entity not in self.kinds:
            subject = self.entity("Country", entity, citations=citations)
            subject.add("code", code)
            subject.add("name", country_name(code))
        return entity

    def add_countries(self, subject: Subject, prop: str, printed: str) -> None:
        """State a country, or nothing where the publisher prints that there is none or that it is unknown."""
        if printed and not is_not_a_country(printed):
            subject.add(prop, printed)

    def source(self, source: Source) -> Citation:
        """State what a source is, and return a citation of it."""
        _check_id(source.id)
        self._begin(source.id, "Source", new=True)
        own = Citation(source.id, "", "", source.sharing)
        subject = Subject(self, source.id, "Source", (own,), _UNDATED)
        for prop, value in source_values(source).items():
            subject.add(prop, value)
        return Citation(source.id, "", source.origin, source.sharing)

    def mark(self) -> tuple[int, int]:
        """Return where the draft stands, for ``cut``."""
        return len(self.rows), len(self.kinds)

    def cut(self, mark: tuple[int, int]) -> None:
        """Take back everything stated since the mark, so that a refused record leaves nothing."""
        rows, kinds = mark
        del self.rows[rows:]
        while len(self.kinds) > kinds:
            self.kinds.popitem()


def _check_id(key: str) -> None:
    if not key or not key.isprintable():
        raise InvalidValue(f"{key!r} cannot be the id of an entity")


def _is_number(text: str) -> bool:
    try:
        return abs(float(text)) < _GREATEST_NUMBER
    except ValueError:
        return False


@lru_cache(maxsize=64)
def _own_citation(source: str, sharing: Sharing, cited: str, credibility: int) -> Citation:
    return Citation(source, cited, "", sharing, credibility)


@cache
def _fits(kind: str, allowed: frozenset[str]) -> bool:
    return any(is_within(kind, wider) for wider in allowed)


def source_values(source: Source) -> Mapping[str, str | PartialDate]:
    """Return what is stated of a source, by property."""
    published = PartialDate.parse(source.published) if source.published else ""
    return {
        "title": source.title,
        "publisher": source.publisher,
        "published": published,
        "url": source.url,
        "source_kind": source.kind.value,
        "seen": source.seen.value,
        "origin": source.origin,
        "official": _TRUE if source.official else "",
        "reliability": source.reliability,
        "sharing": source.sharing.value,
        "licence": source.licence,
    }


def parts(draft: Draft, seen_on: str) -> Iterator[tuple["pa.Table", "pa.Table"]]:
    """Yield the statements and their observations, in parts that follow each other in the order of the entities."""
    if draft.table is not None:
        yield from draft.table.stretches(*columns(draft, seen_on), seen_on)
        return
    for rows in _stretches(draft):
        yield columns(draft, seen_on, rows)


def _stretches(draft: Draft) -> Iterator[list[Row]]:
    """Yield the rows in stretches of entities, in order; those of one entity stand together."""
    if len(draft.rows) <= _STRETCH:
        yield draft.rows
        return
    entities = [str(context[_ENTITY]) for context in draft.contexts]
    counts = Counter(entities[row[0]] for row in draft.rows)
    stretch_of: dict[str, int] = {}
    before = 0
    for entity in sorted(counts):
        stretch_of[entity] = before // _STRETCH
        before += counts[entity]
    stretches: list[list[Row]] = [[] for _ in range(before // _STRETCH + 1)]
    for row in draft.rows:
        stretches[stretch_of[entities[row[0]]]].append(row)
    stretches.reverse()
    while stretches:
        if rows := stretches.pop():
            yield rows


def columns(draft: Draft, seen_on: str, rows: Sequence[Row] | None = None) -> tuple["pa.Table", "pa.Table"]:
    """Return the statements, each once and sorted by entity, and an observation of every place where one was seen.

    ``rows`` are some of the draft's, where not all of them are wanted at once.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    numbers = [pa.field("context", pa.int64()), pa.field("place", pa.int64())]
    types = schema(STATEMENT_COLUMNS)
    context, place, *own = pa.array(
        draft.rows if rows is None else rows, pa.struct([*numbers, *map(types.field, _ROW)])
    ).flatten()
    shared = pa.array(draft.contexts, pa.struct([*map(types.field, _CONTEXT)])).take(context).flatten()
    arrays = dict(zip((*_ROW, *_CONTEXT), (*own, *shared), strict=True))
    arrays["dataset"] = pa.repeat(draft.dataset.id, len(context))
    stated = identified(pa.table({name: arrays[name] for name in STATEMENT_COLUMNS if name != "id"}))
    order = pc.sort_indices(stated, [(name, "ascending") for name in ("entity", "kind", "prop", "id")])
    stated, place = stated.take(order), place.take(order)
    ids = stated["id"].combine_chunks()
    first = pa.concat_arrays([pa.array([True][: len(ids)], pa.bool_()), pc.not_equal(ids[1:], ids[:-1])])
    statements = stated.filter(first)
    return statements, _observations(draft, statements, first, place, seen_on)


def _observations(
    draft: Draft, statements: "pa.Table", first: "pa.Array", place: "pa.Array", seen_on: str
) -> "pa.Table":
    """Return each statement with each of its places once; ``first`` marks in ``place`` where the next one begins."""
    import pyarrow as pa
    import pyarrow.compute as pc

    many = max(1, len(draft.places))
    number = pc.subtract(pc.cumulative_sum(first.cast(pa.int64())), 1)
    pairs = pc.unique(pc.add(pc.multiply(number, many), place))
    number = pc.divide(pairs, many)
    place = pc.subtract(pairs, pc.multiply(number, many))
    where = pa.struct([pa.field("capture", pa.string()), pa.field("locator", pa.string())])
    captures, locators = pa.array(list(draft.places), where).take(place).flatten()
    return pa.table(
        {
            "statement": statements["id"].take(number),
            "entity": statements["entity"].take(number),
            "capture": captures,
            "locator": locators,
            "seen_on": pa.repeat(seen_on, len(pairs)),
        },
        schema=schema(OBSERVATION_COLUMNS),
    )
