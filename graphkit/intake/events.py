"""What publishers of events share: parties, and the sources in which the publisher found the event.

An event is attributed to a party only where the publisher says so; otherwise the party is just involved: to stand on
one side of a fight is no violation. What the publisher coded cites the publisher, and only that a source tells of the
event cites that source: ten newspapers behind one coder are not ten witnesses to what the coder made of them.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from graphkit.countries import country_code
from graphkit.dates import Interval, PartialDate
from graphkit.errors import InvalidValue
from graphkit.intake.draft import Citation, Draft, Subject
from graphkit.intake.sfm import digest
from graphkit.model.statement import Stance


@dataclass(frozen=True, slots=True)
class Party:
    """A body that a publisher names, and on which side."""

    entity: str
    side: str
    printed: str


def happened(
    draft: Draft,
    key: str,
    first: PartialDate | None,
    last: PartialDate | None,
    *,
    citations: Iterable[Citation] | None = None,
) -> Subject:
    """Begin to state a new incident, within the days on which it can have begun and ended; no last day is the first."""
    last = last or first
    when = Interval.attested(first, last)
    incident = draft.entity("Incident", key, citations=citations, when=when, new=True)
    incident.add("date_from", first)
    incident.add("date_to", last)
    return incident


def involve(draft: Draft, incident: Subject, party: Party) -> None:
    """State that the body was a party to the incident."""
    edge = draft.edge(
        "INVOLVED",
        incident.id,
        party.entity,
        key=_key("involved", draft, incident, party),
        printed=("", party.printed),
    )
    edge.add("side", party.side)


def attribute(
    draft: Draft, incident: Subject, party: Party, mode: str, *, citations: Iterable[Citation] | None = None
) -> None:
    """State that the publisher attributes the incident to the party: alleged, for no court has found it."""
    edge = draft.edge(
        "ATTRIBUTED_TO",
        incident.id,
        party.entity,
        key=_key("attributed_to", draft, incident, party),
        citations=citations,
        stance=Stance.ALLEGED,
        printed=("", party.printed),
    )
    edge.add("mode", mode)


def report(draft: Draft, incident: Subject, printed: str, *, title: str, publisher: str, published: str = "") -> None:
    """State a source that the publisher names by its words alone, and that it tells of the incident."""
    key = f"source/{digest(publisher, published, title)}"
    if draft.id_of(key) not in draft.kinds:
        name_source(draft, key, title=title, publisher=publisher, published=published)
    report_in(draft, incident, key, printed)


def report_in(draft: Draft, incident: Subject, key: str, printed: str) -> None:
    """State that a source which was named tells of the incident; the statement cites that source."""
    citation = Citation(draft.id_of(key), sharing=draft.dataset.sharing)
    incident.add("reported_by", printed, citations=(citation,))


def name_source(
    draft: Draft, key: str, *, title: str, publisher: str = "", published: str = "", url: str = ""
) -> Subject:
    """State a source that the publisher names and nobody here has seen, so that nothing is said of how much was read.

    Raises InvalidDate, and KindClash where the key names a source already.
    """
    own = Citation(draft.id_of(key), sharing=draft.dataset.sharing)
    source = draft.entity("Source", key, citations=(own,), new=True)
    source.add("title", title)
    source.add("publisher", publisher)
    source.add("published", PartialDate.parse(published) if published else None)
    source.add("url", url)
    source.add("sharing", draft.dataset.sharing.value)
    return source


def state_country(body: Subject, name: str, form: re.Pattern[str]) -> None:
    """State the country that the body's own name holds; where it holds none that is known, none is stated."""
    if not (found := form.fullmatch(name)):
        return
    try:
        country_code(found[1])
    except InvalidValue:
        return
    body.add("country", found[1], original=name)


def some_day(first: str, last: str, written: str) -> PartialDate:
    """Return a date of which only the first and the last possible day are known; raises InvalidDate."""
    start, end = PartialDate.parse(first), PartialDate.parse(last)
    return PartialDate(start.first, end.last, written)


def _key(relation: str, draft: Draft, incident: Subject, party: Party) -> str:
    own = f"{draft.dataset.id}:"
    return f"{incident.id.removeprefix(own)}/{relation}/{party.side}/{digest(party.entity)}"
