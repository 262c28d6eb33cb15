"""The names of entities in public lists: which of them are one entity's."""

import csv
import gzip
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PERSON, BODY, VESSEL = "Person", "Organization", "Vessel"
_BURMA = ("burma", "myanmar", "mmr")


@dataclass(frozen=True)
class Listed:
    """One entity of one list, with all names that the list prints of it."""

    list: str
    id: str
    kind: str
    names: tuple[str, ...]
    births: tuple[str, ...] = ()


def listed(folder: Path, *, burma: bool = False) -> list[Listed]:
    """Read every list that may be learnt from; without ``burma`` what stands under a Burma programme is left out."""
    csv.field_size_limit(sys.maxsize)
    found: list[Listed] = []
    lists = folder / "lists"
    for read, path in (
        (_eu, lists / "eu/eu_fsf_full_2021-03-02.xml"),
        (_un, lists / "un/un_2025-11-18.xml"),
        (_uk, lists / "uk/ofsi_conlist_2025-04-10.xlsx"),
        (_ca, lists / "ca/sema_2025-05.xml"),
        (_au, lists / "au/dfat_regulation8_consolidated_2024-12.xlsx"),
        (_us_commerce_and_state, lists / "us_csl/consolidated_2022-05.csv.gz"),
        (_sfm, folder / "sfm/ng_persons_20190501.csv"),
    ):
        found.extend(entity for entity, programme in read(path) if burma or not _of_burma(programme))
    return found


def _of_burma(programme: str) -> bool:
    return any(word in programme.lower() for word in _BURMA)


def _made(of: str, id_: str, kind: str, names: list[str], births: list[str]) -> Listed:
    kept = tuple(dict.fromkeys(" ".join(name.split()) for name in names if name and name.strip()))
    return Listed(of, id_, kind, kept, tuple(dict.fromkeys(births)))


def _eu(path: Path) -> Iterator[tuple[Listed, str]]:
    from lxml import etree

    root = etree.parse(str(path)).getroot()
    for entity in root.iter("{*}sanctionEntity"):
        kind = PERSON if any(of.get("code") == "person" for of in entity.iter("{*}subjectType")) else BODY
        names = [alias.get("wholeName", "") for alias in entity.iter("{*}nameAlias") if alias.get("strong") == "true"]
        births = [day for birth in entity.iter("{*}birthdate") if (day := birth.get("birthdate", ""))]
        programme = " ".join(rule.get("programme", "") for rule in entity.iter("{*}regulation"))
        yield _made("eu", entity.get("logicalId", ""), kind, names, births), programme


def _un(path: Path) -> Iterator[tuple[Listed, str]]:
    from lxml import etree

    root = etree.parse(str(path)).getroot()
    for tag, kind in (("INDIVIDUAL", PERSON), ("ENTITY", BODY)):
        for entity in root.iter(tag):
            parts = [entity.findtext(f"{part}_NAME") or "" for part in ("FIRST", "SECOND", "THIRD", "FOURTH")]
            names = [" ".join(filter(None, parts)), entity.findtext("NAME_ORIGINAL_SCRIPT") or ""]
            names += [
                alias.findtext("ALIAS_NAME") or ""
                for alias in entity.iter(f"{tag}_ALIAS")
                if (alias.findtext("QUALITY") or "Good") in ("Good", "a.k.a.")
            ]
            births = [date.text for date in entity.iter("DATE") if date.text]
            yield _made("un", entity.findtext("DATAID") or "", kind, names, births), ""


def _rows(path: Path, header: int) -> Iterator[dict[str, str]]:
    import openpyxl

    sheet = openpyxl.load_workbook(path, read_only=True).worksheets[0]
    heading: list[str] = []
    for number, row in enumerate(sheet.iter_rows(values_only=True)):
        if number < header:
            continue
        if number == header:
            heading = [str(cell or "") for cell in row]
            continue
        yield {name: str(cell or "") for name, cell in zip(heading, row, strict=False) if name}


def _uk(path: Path) -> Iterator[tuple[Listed, str]]:
    groups: dict[str, tuple[str, str, list[str], list[str]]] = {}
    for row in _rows(path, 1):
        kind = {"Individual": PERSON, "Entity": BODY, "Ship": VESSEL}[row["Group Type"]]
        of = groups.setdefault(row["Group ID"], (kind, row["Regime"], [], []))
        if row["Alias Quality"] != "Low quality":
            parts = [row[f"Name {number}"] for number in (1, 2, 3, 4, 5, 6)]
            of[2].extend((" ".join(filter(None, parts)), row["Name Non-Latin Script"]))
        if len(row["DOB"]) == 10 and not row["DOB"].startswith("00"):
            day, month, year = row["DOB"].split("/")
            of[3].append(f"{year}-{month}-{day}")
    for id_, (kind, regime, names, births) in groups.items():
        yield _made("uk", id_, kind, names, births), regime


def _ca(path: Path) -> Iterator[tuple[Listed, str]]:
    from lxml import etree

    root = etree.parse(str(path)).getroot()
    for record in root.iter("record"):
        of_person = " ".join(filter(None, (record.findtext("GivenName"), record.findtext("LastName"))))
        body = record.findtext("EntityOrShip") or record.findtext("Entity") or ""
        aliases = (record.findtext("Aliases") or "").split(";")
        country = record.findtext("Country") or ""
        id_ = f"{country}/{record.findtext('Schedule')}/{record.findtext('Item')}"
        kind = PERSON if of_person else BODY
        birth = record.findtext("DateOfBirthOrShipBuildDate") or ""
        names = [*(of_person or body).split("/"), *aliases] if not of_person else [of_person, *aliases]
        yield _made("ca", id_, kind, names, [birth] if len(birth) == 10 else []), country


def _au(path: Path) -> Iterator[tuple[Listed, str]]:
    groups: dict[str, tuple[str, str, list[str]]] = {}
    for row in _rows(path, 0):
        reference = row["Reference"].rstrip("abcdefghijklmnopqrstuvwxyz")
        kind = {"Individual": PERSON, "Entity": BODY, "Vessel": VESSEL}.get(row["Type"].strip())
        if kind is None:
            continue
        of = groups.setdefault(reference, (kind, row["Committees"], []))
        of[2].append(row["Name of Individual or Entity"])
    for id_, (kind, programme, names) in groups.items():
        yield _made("au", id_, kind, names, []), programme


def _us_commerce_and_state(path: Path) -> Iterator[tuple[Listed, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            if "Treasury" in row["source"]:
                continue
            kind = PERSON if row["type"] == "Individual" else BODY
            names = [row["name"], *(row["alt_names"] or "").split(";")]
            yield _made("us", row["_id"], kind, names, []), f"{row['addresses']} {row['programs']}"


def _sfm(path: Path) -> Iterator[tuple[Listed, str]]:
    people: dict[str, list[str]] = {}
    with path.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            aliases = row["Aliases or alternative spellings (semi-colon separated)"].split(";")
            people.setdefault(row["Name"], []).extend(aliases)
    for name, aliases in people.items():
        yield _made("sfm", name, PERSON, [name, *aliases], []), ""
