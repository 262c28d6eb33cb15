"""Events of organised violence, as GeoJSON of the UCDP Georeferenced Event Dataset (GED).

Each event belongs to a state-based conflict, a non-state conflict or one-sided violence. Only the last attributes: its
side A is, by definition, the government or formally organised group that used force against civilians. The two sides of
a conflict are parties to it. A side of a non-state conflict may also be a community, such as a religion's followers,
and the file does not say which is: it counts as an organization only where the same side stands in an event of the two
other types, which formally organised groups alone do; otherwise it is kept as printed.

An event happened on some day from ``date_start`` to ``date_end``, which the publisher widens where it is unsure.
"""

import re
from collections.abc import Sequence

from graphkit.dates import PartialDate
from graphkit.errors import InvalidValue
from graphkit.intake import Dataset, Draft, SourceFile, SourceKind, Subject
from graphkit.intake.documents import Document, items
from graphkit.intake.events import Party, attribute, happened, involve, report, some_day, state_country
from graphkit.model.source import Sharing

DATASET = Dataset(
    id="ucdp_ged",
    title="UCDP Georeferenced Event Dataset",
    publisher="Uppsala Conflict Data Program, Uppsala University",
    url="https://ucdp.uu.se/downloads/",
    licence="CC-BY-4.0",
    kind=SourceKind.DATASET,
    sharing=Sharing.PUBLIC,
    counts={"Incident": (1, None)},
)

_STATE_BASED, _NON_STATE, _ONE_SIDED = "state-based conflict", "non-state conflict", "one-sided violence"
_VIOLENCE = {"1": _STATE_BASED, "2": _NON_STATE, "3": _ONE_SIDED}
_MODE = "side A of one-sided violence, by definition the side that used force against civilians"
_CIVILIANS = "1"
"""The number of the side that is no actor: the civilians of one-sided violence."""
_DATES = {
    "1": "the day",
    "2": "from two to six days",
    "3": "the week",
    "4": "from eight days to a month",
    "5": "more than a month, up to a year",
}
_PLACES = {
    "1": "the exact place",
    "2": "within about 25 km of the place",
    "3": "the second-level division",
    "4": "the first-level division",
    "5": "a part of the country that is no division of it, or a line",
    "6": "the country",
    "7": "international waters or air",
}
_CLARITY = {
    "1": "told as an event of its own",
    "2": "taken out of a report that tells of several together",
}
_CODED = {"Clear": ""}
_BELOW = {"1": "", "0": "active_year: 0"}
"""Whether the pair of opponents reached the publisher's threshold of deaths in that year."""
_ARTICLE = re.compile(r"(.*?),(\d{4}-\d{2}-\d{2}),(.*)", re.DOTALL)
_GOVERNMENT = re.compile(r"Government of (.+)")
_COLLECTION = {"FeatureCollection": ""}
# Earlier numbers of the same things, the year of the date, and what follows from the place: region, country by number,
# cell of a grid.
_IGNORED = ("conflict_dset_id", "dyad_dset_id", "side_a_dset_id", "side_b_dset_id", "year", "region", "country_id",
            "priogrid_gid")  # fmt: skip


def read(files: Sequence[SourceFile], draft: Draft) -> None:
    """State the events of each file."""
    for file in files:
        formal = _formally_organised(file)

        def read_event(feature: Document, formal: frozenset[str] = formal) -> None:
            _read_event(feature, draft, formal)

        file.documents(read_event, under="features", header=_check_header)


def _check_header(header: Document) -> None:
    header.choose("type", _COLLECTION)
    header.ignore("name", "crs")  # the edition's name, and the degrees of longitude and latitude of every GeoJSON


def _formally_organised(file: SourceFile) -> frozenset[str]:
    """Return the numbers of the sides that stand in an event of which formally organised groups alone can be part."""
    found: set[str] = set()
    for feature in items(file.path, file.name, under="features"):
        if feature.has("properties"):
            event = feature.child("properties")
            if _VIOLENCE.get(event.take("type_of_violence")) != _NON_STATE:
                found |= {event.take("side_a_new_id"), event.take("side_b_new_id")}
    return frozenset(found - {_CIVILIANS})


def _read_event(feature: Document, draft: Draft, formal: frozenset[str]) -> None:
    feature.ignore("type")  # it is a Feature, as everything under "features" is
    event = feature.child("properties")
    event.ignore(*_IGNORED)
    day = _date(event)
    incident = happened(draft, event.need("id"), day, day)
    violence = event.choose("type_of_violence", _VIOLENCE)
    incident.add("event_type", violence)
    incident.add("date_precision", event.choose("date_prec", _DATES))
    _place(event, feature.child("geometry"), incident)
    _victims(event, incident)
    _conflict(event, incident)
    _parties(event, incident, violence, formal)
    _sources(event, incident)
    incident.add("clarity", event.choose("event_clarity", _CLARITY))
    event.choose("code_status", _CODED)
    incident.add("note", event.choose("active_year", _BELOW))


def _date(event: Document) -> PartialDate:
    """Return the day on which the event happened: some day between two, which may be one."""
    start, end = event.need("date_start")[:10], event.need("date_end")[:10]
    return some_day(start, end, start if start == end else f"{start} to {end}")


def _place(event: Document, geometry: Document, incident: Subject) -> None:
    incident.draft.add_countries(incident, "country", event.need("country"))
    for place in dict.fromkeys((event.take("where_coordinates"), event.take("where_description"))):
        incident.add("place", place)
    incident.add("admin1", event.take("adm_1"))
    incident.add("admin2", event.take("adm_2"))
    incident.add("place_precision", event.choose("where_prec", _PLACES))
    if (shape := geometry.need("type")) != "Point":
        raise InvalidValue(f"geometry/type: {shape!r}, where an event has always been a Point")
    longitude, latitude = geometry.texts("coordinates")
    incident.add("coordinates", f"{latitude}, {longitude}")


def _victims(event: Document, incident: Subject) -> None:
    """State the deaths: the best, lowest and highest estimate, and how the best one is made up."""
    best, low, high = (event.number(key) for key in ("best", "low", "high"))
    parts = ", ".join(
        f"{name} {event.number(f'deaths_{key}')}"
        for key, name in (("a", "side A"), ("b", "side B"), ("civilians", "civilians"), ("unknown", "unknown"))
    )
    incident.add("stated_victims", f"deaths: best estimate {best}, lowest {low}, highest {high}; {parts}")


def _conflict(event: Document, incident: Subject) -> None:
    for key in ("conflict", "dyad"):
        number = event.number(f"{key}_new_id")
        incident.add("conflict", event.take(f"{key}_name"), original=f"{key}_new_id {number}")
    if (related := event.take("relid")) != "0":
        incident.add("identifier", related, original=f"relid {related}")


def _parties(event: Document, incident: Subject, violence: str, formal: frozenset[str]) -> None:
    draft = incident.draft
    for side in ("a", "b"):
        number, name = event.need(f"side_{side}_new_id"), event.need(f"side_{side}")
        state = event.take(f"gwno{side}")
        if number not in formal:
            incident.add(
                "party_as_printed", f"side {side.upper()}: {name}", original=f"side_{side}_new_id {number} {name}"
            )
            continue
        body = draft.entity("Organization", f"actor/{number}")
        body.add("name", name)
        # The number of a state, not of the body: as an identifier it would tell two governments of one state to be one.
        body.add("note", f"gwno: {state}" if state else "")
        state_country(body, name, _GOVERNMENT)
        party = Party(body.id, f"side {side.upper()}", name)
        if violence == _ONE_SIDED and side == "a":
            attribute(draft, incident, party, _MODE)
        else:
            involve(draft, incident, party)


def _sources(event: Document, incident: Subject) -> None:
    """State the sources: each with its publisher, date and headline; of older events one text, which is not parted."""
    written, count = event.take("source_article"), event.number("number_of_sources")
    incident.add("reported_by", event.take("source_original"), original="source_original")
    event.ignore("source_office", "source_date", "source_headline")  # the same again, in three lists
    articles = [_ARTICLE.fullmatch(part) for part in written.removeprefix('"').removesuffix('"').split('";"')]
    if count != str(len(articles)) or not all(articles):
        report(incident.draft, incident, written, title=written, publisher="")
        return
    for article in articles:
        if article:
            publisher, published, title = (part.strip() for part in article.groups())
            report(incident.draft, incident, article[0], title=title, publisher=publisher, published=published)
