"""Narrowing findings to a country, to what went on since a day, or to one subject: for print and export only."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from graphkit.case import judgements
from graphkit.case.folder import Case
from graphkit.case.log import reading
from graphkit.countries import country_code, country_name
from graphkit.dates import UNKNOWN_END, PartialDate
from graphkit.errors import InvalidDate
from graphkit.model.finding import Finding
from graphkit.resolve.facts import Facts, facts_of, ids_in
from graphkit.resolve.linker import Linker
from graphkit.resolve.lookup import full_id

_OWN_COUNTRY = ("country", "nationality", "citizenship")
_PLACED = frozenset({"Incident", "Unit"})
"""Kinds whose country is the finding's too, though its subject may be of another."""
_ENDS = {
    "Incident": ("date_to", "date_from"),
    "Transfer": ("delivery_year", "order_year"),
    "Assistance": ("end", "start", "fiscal_year"),
    "Proceeding": ("closed_on", "opened_on"),
    "Measure": ("taken_on",),
    "Listing": ("delisted_on", "delisted_between", "listed_on"),
}
"""By kind of event, the properties that say when it ended; the first that is known counts, with its latest value."""
_DAYS = frozenset(prop for props in _ENDS.values() for prop in props)


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Which findings are asked for; what is empty narrows nothing."""

    country: str = ""
    """ISO 3166-1 alpha-2."""
    since: str = ""
    """An ISO day."""
    subject: str = ""
    """A canonical id."""

    def __bool__(self) -> bool:
        return bool(self.country or self.since or self.subject)

    def words(self) -> str:
        """Return what is asked for as words; nothing where all is."""
        parts = (
            self.country and f"of {country_name(self.country)}",
            self.since and f"since {self.since}",
            self.subject and f"on {self.subject}",
        )
        return ", ".join(filter(None, parts))


def narrowing(
    case: Case, *, country: str | None = None, since: str | None = None, subject: str | None = None
) -> Narrowing:
    """Read what was asked for, as people write it; raises InvalidValue, InvalidDate or UnknownEntity."""
    canonical = ""
    if subject:
        with reading(case) as connection:
            canonical = Linker.of(judgements.read(case)).canonical(full_id(case, connection, subject))
    return Narrowing(
        country=country_code(country) if country else "",
        since=PartialDate.parse(since).first if since else "",
        subject=canonical,
    )


def narrowed(case: Case, found: Mapping[str, Sequence[Finding]], asked: Narrowing) -> dict[str, list[Finding]]:
    """Return those findings of each pack that are asked for, in their order.

    A finding is of a country where its subject is, or an incident or unit that its row names. It is of after a day
    where an event of its row, or a day in it, ended then or later; one that names no event is of no day.
    """
    everything = [finding for items in found.values() for finding in items]
    facts: dict[str, Facts] = {}
    if asked.country or asked.since:
        ids = {id_ for finding in everything for id_ in (finding.subject, *ids_in(list(finding.row.values())))}
        facts = facts_of(case, ids, (*_OWN_COUNTRY, *_DAYS))
    linker = Linker.of(judgements.read(case)) if asked.subject else Linker()

    def wanted(finding: Finding) -> bool:
        return (
            (not asked.subject or linker.canonical(finding.subject) == asked.subject)
            and (not asked.country or asked.country in _countries(finding, facts))
            and (not asked.since or any(day >= asked.since for day in _last_days(finding, facts)))
        )

    return {id_: [finding for finding in items if wanted(finding)] for id_, items in found.items()}


def countries_of(facts: Facts) -> tuple[str, ...]:
    """Return the countries that the entity is of; a country is of itself."""
    if facts.kind == "Country":
        return (facts.id.removeprefix("country:"),)
    return tuple(dict.fromkeys(code for prop in _OWN_COUNTRY for code in facts.values.get(prop, ())))


def _countries(finding: Finding, facts: Mapping[str, Facts]) -> Iterator[str]:
    if finding.subject in facts:
        yield from countries_of(facts[finding.subject])
    for id_ in ids_in(list(finding.row.values())):
        if id_ in facts and facts[id_].kind in _PLACED:
            yield from countries_of(facts[id_])


def _last_days(finding: Finding, facts: Mapping[str, Facts]) -> Iterator[str]:
    """Yield the latest day on which each event of the row can have ended."""
    for id_ in ids_in(list(finding.row.values())):
        if id_ in facts:
            yield from _ended(facts[id_])
    for name in _DAYS & finding.row.keys():
        given = finding.row[name]
        yield from filter(None, map(_last_day, given if isinstance(given, list) else [given]))


def _ended(facts: Facts) -> Iterator[str]:
    for prop in _ENDS.get(facts.kind, ()):
        if days := list(filter(None, map(_last_day, facts.values.get(prop, ())))):
            yield max(days)
            return


def _last_day(written: object) -> str:
    """Return the last day that a date can mean; nothing for what is no date, or has no last day."""
    if not isinstance(written, str | int) or isinstance(written, bool):
        return ""
    try:
        day = PartialDate.parse(str(written)).last
    except InvalidDate:
        return ""
    return day if day != UNKNOWN_END else ""
