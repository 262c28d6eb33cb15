"""Trainings of foreign forces by the United States, 1999-2021, as Security Force Monitor's table of the yearly reports.

Each training is received by the country and by a unit that bears the recipient's words, exactly as printed: which unit
is meant is for the case to judge. Dates are the publisher's clean ones; where there is none, the fiscal years of the
report date the training. What a row states and cannot be used (a date of another century, a quantity that is no
number, a country that is not told apart) is left out alone and counted by its reason; the training stays.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from graphkit.countries import country_code, is_not_a_country
from graphkit.errors import InvalidValue
from graphkit.intake import Dataset, Draft, SourceFile, SourceKind
from graphkit.intake.tables import Said, Table, date_columns
from graphkit.model.source import Locator, Sharing
from graphkit.model.statement import literal

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

DATASET = Dataset(
    id="us_fmtrpt",
    title="Foreign Military Training and DoD Engagement Activities of Interest, fiscal years 1999-2021",
    publisher="Security Force Monitor, Columbia Law School Human Rights Institute",
    url="https://trainingdata.securityforcemonitor.org",
    licence="CC-BY-4.0",
    kind=SourceKind.DATASET,
    sharing=Sharing.PUBLIC,
    counts={"Assistance": (1, None)},
)
_ORIGIN = "United States Department of State and Department of Defense"
"""Whose words the publisher repeats."""

_COLUMNS = {
    "training:id:admin": "id",
    "training:country": "country",
    "training:program": "programme",
    "training:course_title": "course",
    "training:delivery_unit": "us_unit",
    "training:recipient_unit": "recipient_as_printed",
    "training:start_date": "start_as_printed",
    "qa:training_start_date_clean": "start_day",
    "training:end_date": "end_as_printed",
    "qa:training_end_date_clean": "end_day",
    "training:location": "location",
    "training:quantity": "quantity_as_printed",
    "training:total_cost": "cost",
    "training:page_number": "page",
    "qa:training_group": "source_file",
}
# The publisher's code of the country is read from the same cell as ours; the rest is the publisher's own bookkeeping:
# when and from where a row was scraped, and numbers of the publication, of which the file and the page are stated.
_UNREAD = (
    "qa:training_country_iso_3166_1",
    "training:date_first_seen:admin",
    "training:date_scraped:admin",
    "training:status:admin",
    "training:source_at_publication_level:admin",
    "training:source_at_volume_section_level:admin",
    "qa:training_source_url",
    "training:citation_id:admin",
    "training:source_title_with_volume_section:admin",
)

_TOTALS = "sums of a programme, which are no trainings"
_NO_CLEAN_DATE = "the {} as printed has no clean date, and is left out"
_REVERSED = "the end lies before the start, so that both are stated and date nothing"
_AMBIGUOUS = {"Korea": "the Republic of Korea or the Democratic People's Republic of Korea"}
"""Printed countries that may be either of two: without a ruling the training is received by none."""
_NO_UNIT = ("", "n/a", "na", "none", "unk", "unknown", "not reported", "multiple", "various")
"""Recipients, in small letters, that name no unit."""
_FARTHEST = 10
"""Years from the report's to a date: a training of longer ago or later is a slip of the keyboard."""


def read(files: Sequence[SourceFile], draft: Draft) -> None:
    """State the trainings of the file, column by column."""
    (file,) = files
    connection = file.table(columns=_COLUMNS, unread=_UNREAD, delimiter="\t")
    _set_totals_aside(file, connection)
    _refuse(file, connection)
    _look_up(file, connection)
    _train(connection)
    _count_what_is_left_out(file, connection)
    prefix = draft.id_of("/").removesuffix("/")
    draft.table = Table(
        connection=connection,
        name="trainings",
        key=f"{literal(prefix)} || id",
        dataset=DATASET.id,
        capture=file.capture,
        sharing=DATASET.sharing,
        said=_said(prefix),
        origin=_ORIGIN,
    )


def _set_totals_aside(file: SourceFile, connection: "DuckDBPyConnection") -> None:
    """Tell the rows that sum up a programme from the trainings."""
    connection.execute(
        "CREATE VIEW totals AS SELECT number FROM records "
        "WHERE regexp_full_match(course, '(FY|Fiscal Year) [0-9]{4} Program Totals')"
    )
    _count(file, connection, "SELECT ?, count(*) FROM totals", _TOTALS)


def _refuse(file: SourceFile, connection: "DuckDBPyConnection") -> None:
    """Refuse the rows that cannot be a training: without an id of their own, a country or a report that is known."""
    named = connection.execute("SELECT DISTINCT country FROM records").fetchall()
    _keep(connection, "unknown", {printed: why for (printed,) in named if (why := _why_unknown(printed))})
    connection.execute(
        """
        CREATE TABLE refused AS
        SELECT number, text AS why FROM records JOIN unknown ON printed = country
        UNION ALL SELECT number, 'qa:training_group does not begin with the years of a report, such as 2008_2009_'
            FROM records WHERE NOT regexp_matches(source_file, '^[0-9]{4}_[0-9]{4}_')
        UNION ALL SELECT number, 'training:id:admin is no id such as 570875ec-7ff3-5604-be7d-0eb18bda90a4'
            FROM records WHERE NOT regexp_full_match(id, '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}')
        UNION ALL SELECT number, 'training:id:admin stands for two things'
            FROM records WHERE id IN (SELECT id FROM records GROUP BY id HAVING count(*) > 1)
        """
    )
    for number, why in connection.execute("SELECT number, min(why) FROM refused GROUP BY 1 ORDER BY 1").fetchall():
        file.problem(f"row:{number}", InvalidValue(why))
    file.finish()


def _why_unknown(printed: str) -> str:
    """Return why a printed country is refused, or nothing."""
    if _is_told(printed):
        try:
            country_code(printed)
        except InvalidValue as error:
            return f"training:country: {error}"
    return ""


def _is_told(printed: str) -> bool:
    """Say whether a printed country is one country, known or not."""
    return printed not in _AMBIGUOUS and not is_not_a_country(printed)


def _look_up(file: SourceFile, connection: "DuckDBPyConnection") -> None:
    """Make the tables of what is told once for many rows: pages, and countries, each stated where it stands first."""
    draft, codes = file.draft, dict[str, str]()
    draft.capture = file.capture
    query = "SELECT country, min(number) FROM records ANTI JOIN refused USING (number) GROUP BY 1 ORDER BY 2"
    for printed, number in connection.execute(query).fetchall():
        draft.at(f"row:{number}")
        draft.country("United States")
        if _is_told(printed):
            draft.country(printed)
            codes[printed] = country_code(printed)
    _keep(connection, "countries", codes)
    pages = connection.execute("SELECT DISTINCT page FROM records WHERE page <> ''").fetchall()
    _keep(connection, "places", {page: f";{Locator(page=page)}" for (page,) in pages})


def _keep(connection: "DuckDBPyConnection", table: str, texts: Mapping[str, str]) -> None:
    connection.execute(
        f"CREATE TABLE {table} AS SELECT unnest(?::VARCHAR[]) AS printed, unnest(?::VARCHAR[]) AS text",
        [list(texts), list(texts.values())],
    )


def _train(connection: "DuckDBPyConnection") -> None:
    """Make the table of trainings, with what is usable of their dates, quantities and recipients."""
    connection.execute(
        f"""
        CREATE TABLE trainings AS
        WITH kept AS (
            SELECT *, source_file[:4] AS first_year, source_file[6:9] AS last_year
            FROM records ANTI JOIN totals USING (number) ANTI JOIN refused USING (number)
        ), dated AS (
            SELECT *, {_usable("start_day")} AS first_day, {_usable("end_day")} AS last_day FROM kept
        )
        SELECT dated.*, countries.text AS code, {date_columns("first_day", "last_day")},
            'row:' || number || coalesce(places.text, '') AS locator,
            first_year || '-' || last_year AS fiscal_year,
            CASE WHEN regexp_full_match(quantity_as_printed, '[0-9]+') THEN quantity_as_printed ELSE '' END AS quantity,
            CASE WHEN NOT list_contains(?, lower(recipient_as_printed)) THEN
                'unit/' || coalesce(code, country) || '/' || sha256(recipient_as_printed)[:16] END AS unit
        FROM dated LEFT JOIN countries ON countries.printed = country LEFT JOIN places ON places.printed = page
        ORDER BY id
        """,  # noqa: S608 - names of ours
        [list(_NO_UNIT)],
    )


def _usable(column: str) -> str:
    """Return, in SQL, the day of a cell; empty where there is none or it lies too far from the report."""
    return (
        f"CASE WHEN regexp_full_match({column}, '[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}') "
        f"AND try_cast({column} AS DATE) IS NOT NULL "
        f"AND abs({column}[:4]::INTEGER - first_year::INTEGER) <= {_FARTHEST} THEN {column} ELSE '' END"
    )


def _count_what_is_left_out(file: SourceFile, connection: "DuckDBPyConnection") -> None:
    """Count, by reason, what the trainings state and is not used."""
    for name, used in (("start", "first_day"), ("end", "last_day")):
        _count(
            file,
            connection,
            f"SELECT '{name} ' || {name}_day || ' is no day near the report of ' || fiscal_year, count(*) "  # noqa: S608 - names of ours
            f"FROM trainings WHERE {name}_day <> '' AND {used} = '' GROUP BY 1",
        )
        _count(
            file,
            connection,
            f"SELECT ?, count(*) FROM trainings WHERE {name}_day = '' AND {name}_as_printed <> ''",  # noqa: S608 - as above
            _NO_CLEAN_DATE.format(name),
        )
    _count(
        file, connection, "SELECT ?, count(*) FROM trainings WHERE last_day <> '' AND last_day < first_day", _REVERSED
    )
    _count(
        file,
        connection,
        "SELECT 'quantity ' || quantity_as_printed || ' is no number', count(*) FROM trainings "
        "WHERE quantity_as_printed <> '' AND quantity = '' GROUP BY 1",
    )
    nowhere = "SELECT country, count(*) FROM trainings WHERE code IS NULL GROUP BY 1"
    for printed, count in connection.execute(nowhere).fetchall():
        meant = f"may be {_AMBIGUOUS[printed]}" if printed in _AMBIGUOUS else "is no country"
        file.set_aside[f"{printed!r} {meant}: kept as printed, and received by no country"] += count


def _count(file: SourceFile, connection: "DuckDBPyConnection", query: str, *values: str) -> None:
    """Count what a query gives as reasons with their numbers."""
    found = connection.execute(query, list(values)).fetchall()
    file.set_aside.update({reason: count for reason, count in found if count})


def _said(prefix: str) -> list[Said]:
    """Return what each training states: itself, who provided it, who received it, and the unit that is so printed."""
    training, unit = f"{literal(prefix)} || id", f"{literal(prefix)} || unit"
    as_printed = ("programme", "course", "recipient_as_printed", "cost", "us_unit", "location", "source_file", "page")
    itself = {
        **{prop: prop for prop in as_printed},
        "fiscal_year": "fiscal_year",
        "start": "first_day",
        "end": "last_day",
        "quantity": "quantity",
        "note": "CASE WHEN code IS NULL THEN country END",
    }
    return [
        Said("Assistance", "", itself),
        Said("PROVIDED", "/provided", {"tail": "'country:US'", "head": training}),
        Said(
            "RECEIVED_BY",
            "/received",
            {"tail": training, "head": "'country:' || code"},
            {"head": "country"},
            where="code IS NOT NULL",
        ),
        Said(
            "RECEIVED_BY",
            "/received-by-unit",
            {"tail": training, "head": unit},
            {"head": "recipient_as_printed"},
            where="unit IS NOT NULL",
        ),
        Said(
            "Unit",
            unit,
            {"name": "recipient_as_printed", "country": "code"},
            {"country": "CASE WHEN code <> country THEN country ELSE '' END"},
            where="unit IS NOT NULL",
            shared=True,
        ),
    ]
