"""The layout of a workbook: its sheets and columns, what each cell may hold, and an example row of each.

The reader, the checker and the writer of an empty workbook share it. The example rows form a valid workbook; their
persons, units and events are invented.
"""

from dataclasses import dataclass
from enum import StrEnum

from graphkit.model.ontology import AUTHORITIES, RELATION_CLASSES
from graphkit.model.source import Seen, Sharing, SourceKind
from graphkit.model.statement import Basis, Stance


class Cell(StrEnum):
    """What a cell holds, and so how it is read and checked."""

    TEXT = "text"
    ID = "an id of its own"
    REFERENCE = "the id of another row"
    LIST = "a list"
    DATE = "a date"
    DATES = "a list of dates"
    FLAG = "Y or N"
    CHOICE = "one of a closed list"
    COUNTRY = "a country"
    COUNTRIES = "a list of countries"
    PARTY = "a country, the id of a row, or a party that is no country"
    NUMBER = "a number"
    PERCENT = "per cent, 0 to 100"


FLAG_VALUES = ("Y", "N")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what it means, what it may hold, and the cell of the example row."""

    name: str
    about: str
    cell: Cell = Cell.TEXT
    required: bool = False
    choices: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()
    """The sheets one of whose rows the cell names."""
    example: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its columns, and which two of them begin and end what a row says."""

    name: str
    about: str
    columns: tuple[Column, ...]
    span: tuple[str, str] | None = None

    @property
    def required(self) -> tuple[str, ...]:
        """The columns that must be there, and filled in every row."""
        return tuple(column.name for column in self.columns if column.required)

    @property
    def optional(self) -> tuple[str, ...]:
        """The columns that may be left out."""
        return tuple(column.name for column in self.columns if not column.required)

    @property
    def id_column(self) -> str:
        """The column that holds the row's own id; empty where rows have none."""
        return next((column.name for column in self.columns if column.cell is Cell.ID), "")


def _id(name: str, about: str, example: str) -> Column:
    return Column(name, f"{about} Unique in the whole workbook.", Cell.ID, required=True, example=example)


def _needed(name: str, about: str, example: str) -> Column:
    return Column(name, about, required=True, example=example)


def _text(name: str, about: str, example: str = "") -> Column:
    return Column(name, about, example=example)


def _list(name: str, about: str, example: str = "", *, required: bool = False) -> Column:
    return Column(name, f"{about} Several are parted by ;", Cell.LIST, required, example=example)


def _date(name: str, about: str, example: str = "", *, required: bool = False) -> Column:
    note = f"{about} 2017, 2017-08, 2017-08-27 or a range a/b; empty = unknown."
    return Column(name, note, Cell.DATE, required, example=example)


def _flag(name: str, about: str, example: str = "") -> Column:
    return Column(name, f"{about} Y or N; empty is N.", Cell.FLAG, choices=FLAG_VALUES, example=example)


def _choice(name: str, about: str, choices: tuple[str, ...], example: str = "", *, required: bool = False) -> Column:
    words = tuple(map(str, choices))
    return Column(name, f"{about} One of: {', '.join(words)}.", Cell.CHOICE, required, words, example=example)


def _uncertain(name: str, of: str) -> Column:
    return _choice(name, f"Whether the source doubts the {of}; empty = it does not.", ("uncertain",))


def _country(name: str, about: str, example: str, *, required: bool = False) -> Column:
    return Column(name, f"{about} An English name or an ISO 3166-1 code.", Cell.COUNTRY, required, example=example)


def _number(name: str, about: str, example: str = "") -> Column:
    return Column(name, f"{about} Empty = unknown.", Cell.NUMBER, example=example)


def _percent(name: str, about: str, example: str = "") -> Column:
    return Column(name, f"{about} 0 to 100; empty = unknown, never 0.", Cell.PERCENT, example=example)


def _row_of(name: str, about: str, *sheets: str, example: str = "", required: bool = True) -> Column:
    note = f"{about} The id of a row of {' or '.join(sheets)}."
    return Column(name, note, Cell.REFERENCE, required, sheets=sheets, example=example)


def _party(name: str, about: str, *sheets: str, example: str) -> Column:
    note = f"{about} A country, or the id of a row of {' or '.join(sheets)}; else it is kept as printed."
    return Column(name, note, Cell.PARTY, required=True, sheets=sheets, example=example)


def _evidence(locator: str) -> tuple[Column, ...]:
    """Return what makes a row evidence, and its note."""
    return (
        _row_of("source_id", "Which source says it.", "sources", example="example-report"),
        _needed("locator", "Where in the source: page, paragraph, row or list number.", locator),
        _NOTE,
    )


_NOTE = _text("note", "Anything else that a reader must know.")
_SUBJECTS = ("persons", "units", "companies")
_AUTHORITY = _choice("authority", "Whose list.", AUTHORITIES, "EU", required=True)
_VOUCHED = _date("open_vouched_until", "With an empty end: until when the source still states it.")


def _sheet(name: str, about: str, *columns: Column, locator: str, span: tuple[str, str] | None = None) -> Sheet:
    return Sheet(name, about, (*columns, *_evidence(locator)), span)


_ALL = (
    Sheet(
        "sources",
        "What the rows of the other sheets cite.",
        (
            _id("source_id", "The id by which rows name the source.", "example-report"),
            _needed("title", "Its title.", "Example report on a fictitious coast guard"),
            _needed("publisher", "Who published it.", "Example Research Centre"),
            _date("published", "When it was published.", "2021-06-14"),
            _text("url", "Where it was published.", "https://example.org/report"),
            _choice("kind", "What sort of source it is.", tuple(SourceKind), "NGO report", required=True),
            _choice("seen", "How much of it was read; empty = excerpt.", tuple(Seen), "full"),
            _text("origin", "Whose words it repeats, if it does."),
            _flag("official", "An authority's own regulation, list or release, a court record, a UN report:", "N"),
            _choice("reliability", "Admiralty code.", ("A", "B", "C", "D", "E", "F"), "B"),
            _choice("sharing", "Who may see what it says; empty = restricted.", tuple(Sharing), "public"),
            _NOTE,
        ),
    ),
    _sheet(
        "units",
        "Units, commands, services and ministries.",
        _id("unit_id", "The id by which rows name the unit.", "example-coast-guard"),
        _needed("name", "Its name.", "Example Coast Guard"),
        _list("other_names", "Other names.", "Example Maritime Force;ECG"),
        _country("country", "Its country.", "Iceland", required=True),
        _text("branch", "The service: army, navy, air force, police, joint.", "navy"),
        _text("echelon", "The level: division, brigade, battalion.", "service"),
        locator="page 3",
    ),
    _sheet(
        "persons",
        "Persons.",
        _id("person_id", "The id by which rows name the person.", "example-person"),
        _needed("name", "The name.", "Example Person"),
        _list("aliases", "Other names.", "PERSON, Example"),
        _text("native_name", "The name in its own script."),
        _date("dob", "The date of birth.", "1970-03"),
        _list("dob_variants", "Every printed date of birth, as AUTHORITY=date, with (approx), (range) or (unparsed).",
              "EU=1970-03; UK=1970 (approx)"),
        _text("gender", "male, female, or as the source writes it.", "female"),
        Column("nationality", "Nationalities, parted by ;", Cell.COUNTRIES, example="Iceland"),
        _list("other_identifiers", "Numbers of documents, as AUTHORITY: type number.", "EU: Passport XX000000"),
        locator="page 4",
    ),
    _sheet(
        "companies",
        "Companies, associations, and ministries that own companies.",
        _id("company_id", "The id by which rows name the company.", "example-shipyard"),
        _needed("name", "Its name.", "Example Shipyard Ltd"),
        _list("other_names", "Other names."),
        _text("native_name", "The name in its own script."),
        _country("country", "Where it is registered.", "Iceland"),
        _text("registration_number", "Its number in the register.", "000000"),
        locator="page 5",
    ),
    _sheet(
        "incidents",
        "What happened, where and when.",
        _id("incident_id", "The id by which rows name the incident.", "example-incident"),
        _needed("title", "A short name.", "Example incident in the harbour"),
        _text("place", "Where, as printed.", "Example Harbour"),
        _text("admin1", "The first-level division of the country."),
        _country("country", "The country.", "Iceland", required=True),
        _date("date_from", "When it began.", "2020-05-02", required=True),
        _date("date_to", "When it ended; empty = the day on which it began.", "2020-05-03"),
        _list("violations", "Violations, in words or codes, kept as written.", "arbitrary detention", required=True),
        _text("stated_victims", "Victims as the source states them."),
        locator="page 6",
        span=("date_from", "date_to"),
    ),
    _sheet(
        "unit_relations",
        "Which unit stood under which.",
        _row_of("child", "The lower unit.", "units", example="example-flotilla"),
        _row_of("parent", "The higher unit.", "units", example="example-coast-guard"),
        _choice("kind", "Only command and administrative make a chain.", RELATION_CLASSES, "command", required=True),
        _date("from", "The first date that the source gives.", "2018"),
        _date("to", "The last date that the source gives."),
        _flag("from_known_start", "The relation began on that first date:", "N"),
        _flag("to_open", "The source says that it goes on:", "Y"),
        _VOUCHED,
        _flag("standing", "The source states it, undated, as the permanent structure:", "N"),
        _choice("basis", "On what it rests; empty = stated.", tuple(Basis), "stated"),
        locator="page 3",
        span=("from", "to"),
    ),
    _sheet(
        "postings",
        "Who held which post.",
        _row_of("person_id", "The person.", "persons", example="example-person"),
        _row_of("unit_id", "The unit.", "units", example="example-flotilla"),
        _needed("role", "The role as the source words it.", "commander"),
        _text("rank", "The rank.", "Captain"),
        _date("from", "The first date that the source gives.", "2019-02"),
        _date("to", "The last date that the source gives.", "2021-05"),
        _flag("from_is_start", "The post began on that first date:", "Y"),
        _flag("to_is_end", "The post ended on that last date:", "N"),
        _VOUCHED,
        locator="page 4",
        span=("from", "to"),
    ),
    _sheet(
        "incident_perpetrators",
        "To whom a source attributes an incident: exactly one unit or person in a row.",
        _row_of("incident_id", "The incident.", "incidents", example="example-incident"),
        _row_of("unit_id", "The unit, else empty.", "units", example="example-flotilla", required=False),
        _row_of("person_id", "The person, else empty.", "persons", required=False),
        _choice("stance", "How the source stands to it.", (Stance.ALLEGED, Stance.FOUND, Stance.DENIED), "alleged",
                required=True),
        locator="page 6",
    ),
    _sheet(
        "ownership",
        "Who owns or controls which company.",
        _row_of("owner", "The owner.", *_SUBJECTS, example="example-person"),
        _row_of("owned", "What is owned.", "companies", "units", example="example-shipyard"),
        _choice("kind", "A share belongs to owns.", ("owns", "controls"), "owns", required=True),
        _percent("pct_min", "The least share.", "40"),
        _percent("pct_max", "The greatest share.", "60"),
        _date("from", "The first date that the source gives.", "2020"),
        _date("to", "The last date that the source gives."),
        locator="page 5",
        span=("from", "to"),
    ),
    _sheet(
        "family",
        "Kin.",
        _row_of("person_a", "One person.", "persons", example="example-person"),
        _row_of("person_b", "The other person.", "persons", example="example-cousin"),
        _needed("relation", "What the first is to the second, as the source words it.", "cousin"),
        locator="page 4",
    ),
    _sheet(
        "directorships",
        "Who holds an office of which company.",
        _row_of("person_id", "The person.", "persons", example="example-cousin"),
        _row_of("company_id", "The company.", "companies", example="example-shipyard"),
        _needed("role", "The office.", "director"),
        _date("from", "The first date that the source gives.", "2020-07"),
        _date("to", "The last date that the source gives."),
        locator="page 5",
        span=("from", "to"),
    ),
    _sheet(
        "listings",
        "Who is on which sanctions list.",
        _row_of("subject", "Who is listed.", *_SUBJECTS, example="example-person"),
        _choice("subject_kind", "What the subject is.", ("person", "unit", "company"), "person", required=True),
        _AUTHORITY,
        _list("programme", "The programme as the list prints it.", "EXAMPLE"),
        _text("list_entry_id", "The number or reference of the entry.", "EXAMPLE 1"),
        _date("listed_on", "When it was listed.", "2021-09-01"),
        _date("delisted_on", "When it was taken off."),
        _date("delisted_between", "Between which two editions it was taken off."),
        _date("last_seen_in_list", "The newest edition that holds it.", "2022-01"),
        _row_of("date_source_id", "Who gives the day of listing, if another source does.", "sources", required=False),
        _row_of("delist_source_id", "Who gives the delisting, if another source does.", "sources", required=False),
        locator="page 7",
        span=("listed_on", "delisted_on"),
    ),
    _sheet(
        "coverage",
        "A list that was read whole, and in which this workbook's entities were looked for: only then may one of them "
        "be called not listed.",
        _AUTHORITY,
        _list("programme", "What was read of it; empty = everything of the authority.", "EXAMPLE"),
        _date("as_of", "As of which day.", "2022-01-31", required=True),
        locator="page 7",
    ),
    _sheet(
        "transfers",
        "Deliveries and orders of arms.",
        _id("transfer_id", "The id of the transfer.", "example-transfer"),
        _party("supplier", "Who supplied.", "companies", example="Norway"),
        _party("recipient", "Who received.", "units", "companies", example="Iceland"),
        _needed("designation", "The designation of the weapon.", "Example-100"),
        _text("description", "What sort of weapon it is.", "patrol boat"),
        _date("order_year", "The year of the order.", "2017"),
        _uncertain("order_year_flag", "year"),
        Column("delivery_years", "Years of delivery, parted by ;", Cell.DATES, example="2018;2019"),
        _number("number_delivered", "How many were delivered.", "2"),
        _uncertain("number_delivered_flag", "number"),
        _number("number_ordered", "How many were ordered.", "2"),
        _uncertain("number_ordered_flag", "number"),
        _text("condition", "New, second hand or modernised.", "New"),
        _text("comments", "The source's own comment."),
        locator="page 8",
    ),
    _sheet(
        "assistance",
        "Training and other security assistance.",
        _id("assistance_id", "The id of the assistance.", "example-training"),
        _country("provider", "The country that gave it.", "Norway"),
        _country("country", "The country that received it.", "Iceland"),
        _text("fiscal_year", "The fiscal year or years, as text.", "2018-2019"),
        _needed("programme", "The programme that paid for it.", "Example programme"),
        _text("course", "The course.", "Example course in seamanship"),
        _needed("recipient_unit_as_printed", "The recipient as printed.", "Ex. Coast Guard"),
        _row_of("recipient_unit", "Your reading of the printed name; kept as inferred.", "units",
                example="example-coast-guard", required=False),
        _date("start", "When it began.", "2019-03-04"),
        _date("end", "When it ended.", "2019-03-15"),
        _number("quantity", "How many were trained.", "3"),
        _text("cost", "Its cost as printed.", "$0"),
        _text("us_unit", "The unit of the United States that gave it."),
        _text("location", "Where it was given.", "Example Town"),
        _text("source_file", "The publisher's file that holds it."),
        _text("page", "The page in that file."),
        locator="page 9",
        span=("start", "end"),
    ),
    _sheet(
        "proceedings",
        "What courts and mechanisms did.",
        _row_of("subject", "Whom it concerns.", *_SUBJECTS, example="example-person"),
        _needed("body", "The ICC, a national court, a mechanism.", "Example District Court"),
        _choice("kind", "What it is.", ("warrant", "indictment", "trial", "judgment", "investigation"), "investigation",
                required=True),
        _text("number", "Its number.", "E 1/2021"),
        _date("opened_on", "When it was opened.", "2021-02"),
        _date("closed_on", "When it was closed."),
        _text("outcome", "Its outcome."),
        locator="page 10",
        span=("opened_on", "closed_on"),
    ),
    _sheet(
        "measures",
        "What a state did about a violation.",
        _row_of("subject", "Whom it concerns.", *_SUBJECTS, example="example-flotilla"),
        _choice("kind", "What was done.",
                ("investigation", "trial", "removal", "discipline", "unit disbanded", "none found"), "none found",
                required=True),
        _text("taken_by", "Who took it."),
        _date("on", "When."),
        _text("outcome", "Its outcome."),
        locator="page 10",
    ),
)  # fmt: skip

SHEETS: dict[str, Sheet] = {sheet.name: sheet for sheet in _ALL}
"""Every sheet by its name; those whose rows have ids stand before those whose rows refer to them."""

MORE_EXAMPLES: dict[str, dict[str, str]] = {
    "units": {"unit_id": "example-flotilla", "name": "Example Flotilla", "country": "Iceland", "branch": "navy",
              "echelon": "flotilla", "source_id": "example-report", "locator": "page 3"},
    "persons": {"person_id": "example-cousin", "name": "Example Cousin", "source_id": "example-report",
                "locator": "page 4"},
}  # fmt: skip
"""The second row of examples of the sheets where relations need two rows."""
