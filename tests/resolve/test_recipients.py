"""Linking recipients to units: what each text names, how sure that is, and how right it is on labelled samples."""

import csv
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from graphkit.intake import Draft
from graphkit.model.judgement import Verdict
from graphkit.resolve.judge import judge
from graphkit.resolve.recipient_fit import KnownUnit
from graphkit.resolve.recipients import Grade, Link, Recipient, link_recipients
from graphkit.resolve.recipients_of_case import proposals, read
from tests.drafting import add, made

HERE = Path(__file__).parent
RIGHT = {"same", "probable", "headquarters"}
"""Labels that say that the text names that unit: surely, probably, or its headquarters."""

UNITS = [
    KnownUnit("u1", ("12 Infantry Battalion", "12 Bn"), "KE", ("3 Brigade", "5 Brigade"), ("Army",), ("Nanyuki",)),
    KnownUnit("u2", ("13 Battalion", "31 Battalion"), "KE", ("3 Brigade",), ("Army",), ("Moi Barracks", "Eldoret")),
    KnownUnit("u3", ("3 Brigade",), "KE", (), ("Army",)),
    KnownUnit("u4", ("14 Mechanised Battalion",), "KE"),
    KnownUnit("u5", ("14 Engineer Battalion",), "KE"),
    KnownUnit("u6", ("Coastal Command",), "KE", (), ("Navy",), ("Mombasa",)),
    KnownUnit("u7", ("Kenya Navy Headquarters",), "KE"),
    KnownUnit("u8", ("Kenya Army",), "KE"),
    KnownUnit("u9", ("12 Infantry Battalion",), "UG"),
    KnownUnit("u11", ("14 Motorised Battalion",), "KE"),
    KnownUnit("u12", ("Kenya Wildlife Rangers", "Ranger"), "KE"),
    KnownUnit("u10", ("3 Brigade Garrison",), "KE", ("3 Brigade",)),
]


def linked(*texts: str, country: str = "KE") -> dict[str, Link]:
    recipients = [Recipient(text, text, country) for text in texts]
    return {link.recipient: link for link in link_recipients(recipients, UNITS).links}


@pytest.mark.parametrize(
    ("text", "unit", "grade"),
    [
        ("12th Inf Bn", "u1", Grade.CERTAIN),
        ("12 INFANTRY BATTALION, NANYUKI", "u1", Grade.CERTAIN),
        ("12 Bn, 5 Bde, Kenya Army", "u1", Grade.CERTAIN),
        ("Bn 12", "u1", Grade.POSSIBLE),
        ("12 Inf Bn, Somewhere", "u1", Grade.POSSIBLE),
        ("HQ 12 Inf Bn", "u1", Grade.POSSIBLE),
        ("13 Bn, Eldoret", "u2", Grade.CERTAIN),
        ("31 Bn, Eldoret", "u2", Grade.POSSIBLE),
        ("Coastal Command, Mombasa", "u6", Grade.POSSIBLE),
        ("Navy HQ", "u7", Grade.POSSIBLE),
        ("Army HQ", "u8", Grade.POSSIBLE),
        ("14 Eng Bn", "u5", Grade.CERTAIN),
        ("3 Bde Garrison", "u10", Grade.POSSIBLE),
        ("kenya wildlife rangers", "u12", Grade.POSSIBLE),
    ],
)
def test_a_text_is_linked_to_the_unit_that_it_names(text: str, unit: str, grade: Grade) -> None:
    link = linked(text)[text]
    assert (link.unit, link.grade) == (unit, grade), link.reason
    assert link.reason


@pytest.mark.parametrize(
    "text",
    [
        "A Coy, 12 Inf Bn",
        "12 Bn, 13 Bn",
        "12 & 13 Bns",
        "Commander, 12 Inf Bn",
        "12 Inf Bn, 7 Brigade",
        "12 Engineer Battalion",
        "12 Infantry Brigade",
        "112 Infantry Battalion",
        "12 Marine Battalion, Kenya Navy",
        "3 Brigade Signals",
        "12 Inf Bn, Signals",
        "14 Bn, Medical",
        "3 Signal Brigade",
        "Naval Base",
        "Kenya Army Band",
        "Battalion",
        "Ranger",
        "Unknown",
        "",
        "12 Inf Bn " * 100,
    ],
)
def test_a_part_a_list_a_post_and_another_unit_are_linked_to_none(text: str) -> None:
    assert linked(text) == {}


def test_where_several_units_fit_they_are_named_and_none_is_linked() -> None:
    (link,) = linked("14 Bn").values()
    assert (link.unit, link.grade) == ("", Grade.AMBIGUOUS)
    assert link.candidates == ("u4", "u11")
    assert "14 Mechanised Battalion, 14 Motorised Battalion" in link.reason


def test_a_link_stays_in_its_country() -> None:
    assert linked("12 Infantry Battalion", country="UG")["12 Infantry Battalion"].unit == "u9"
    found = link_recipients([Recipient("r1", "12 Inf Bn", ""), Recipient("r2", "12 Inf Bn", "TZ")], UNITS)
    assert not found.links
    assert found.unlinked == {"its country is not known": 1, "no unit of its country is known": 1}


def test_every_recipient_is_counted_and_stands_in_order() -> None:
    texts = ["12 Inf Bn", "nothing", "12 Inf Bn", "14 Bn"]
    found = link_recipients([Recipient(f"r{at}", text, "KE") for at, text in enumerate(texts)], UNITS)
    assert [link.recipient for link in found.links] == ["r0", "r2", "r3"]
    assert len(found.links) + found.unlinked.total() == len(texts)


def test_the_order_of_the_units_does_not_matter() -> None:
    for text in ("12th Inf Bn", "Bn 12", "13 Bn, Eldoret", "Navy HQ"):
        recipient = Recipient("r", text, "KE")
        assert link_recipients([recipient], UNITS).links == link_recipients([recipient], UNITS[::-1]).links


def drafted(draft: Draft) -> None:
    for key, name in (("b", "3 Brigade"), ("u", "12 Infantry Battalion")):
        unit = draft.entity("Unit", key)
        unit.add("name", name)
        unit.add("country", "Kenya")
    unit.add("alias", "12 Bn")
    unit.add("classification", "Army")
    draft.edge("PART_OF", "demo:u", "demo:b", key="u/part-of").add("authority", "command")


def printed(draft: Draft) -> None:
    for key, text in (("r1", "12th Inf Bn, 3 Bde"), ("r2", "12 Bn"), ("r3", "A Coy, 12 Inf Bn")):
        recipient = draft.entity("Unit", key)
        recipient.add("name", text)
        recipient.add("country", "Kenya")


def test_a_case_gives_its_recipients_and_its_units(tmp_path: Path) -> None:
    case = made(tmp_path / "case", drafted)
    add(case, printed, dataset="us_fmtrpt")
    recipients, units = read(case)
    assert [(recipient.printed, recipient.country) for recipient in recipients] == [
        ("12th Inf Bn, 3 Bde", "KE"),
        ("12 Bn", "KE"),
        ("A Coy, 12 Inf Bn", "KE"),
    ]
    assert KnownUnit("demo:u", ("12 Infantry Battalion", "12 Bn"), "KE", ("3 Brigade",), ("Army",)) in units
    found = link_recipients(recipients, units)
    (certain,) = proposals(found.links, by="a test", at="2026-01-01T00:00:00Z")
    assert (certain.left, certain.right, certain.verdict) == ("us_fmtrpt:r1", "demo:u", Verdict.SAME)
    assert certain.reason


def test_what_was_judged_is_not_asked_again_and_its_name_is_the_units_no_more(tmp_path: Path) -> None:
    case = made(tmp_path / "case", drafted)
    add(case, printed, dataset="us_fmtrpt")
    judge(case, "demo:u", "us_fmtrpt:r2", Verdict.SAME, reason="so the report says")
    recipients, units = read(case)
    assert "12 Bn" not in {recipient.printed for recipient in recipients}
    assert {unit.id for unit in units} == {"demo:b", "demo:u"}


def labelled(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def scored(rows: list[dict[str, str]], country: str, units: list[KnownUnit]) -> Counter[tuple[str, bool]]:
    """How many links of each grade are right and wrong, and how many texts rightly and wrongly have none."""
    recipients = [Recipient(str(at), row["recipient"], country) for at, row in enumerate(rows)]
    found = {link.recipient: link for link in link_recipients(recipients, units).links if link.unit}
    score: Counter[tuple[str, bool]] = Counter()
    for at, row in enumerate(rows):
        link = found.get(str(at))
        if link is None:
            score["none", row["label"] not in RIGHT] += 1
            continue
        labels = {"same"} if link.grade is Grade.CERTAIN else RIGHT
        score[link.grade, row["label"] in labels and row["unit"] == link.unit] += 1
    return score


def nigerian_units(file: Path) -> list[KnownUnit]:
    told: dict[tuple[str, str], defaultdict[str, dict[str, None]]] = {}
    with file.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            values = told.setdefault((row["o_id"], row["Organization:Name"]), defaultdict(dict))
            for other in row["Organization:other_names"].split(";"):
                values["names"][other.strip()] = None
            for branch in row["Organization:classification"].split(";"):
                values["branches"][branch.strip()] = None
            values["parents"][row["OrganizationOrganization:parent_id"]] = None
            values["places"] |= {row["Site:geonames_name"]: None, row["Site:admin_level_1_geonames_name"]: None}
            values["country"][row["Organization division_id"].upper()] = None
    return [
        KnownUnit(
            id=key,
            names=(name, *filter(None, values["names"])),
            country=next(filter(None, values["country"]), ""),
            parents=tuple(filter(None, values["parents"])),
            branches=tuple(filter(None, values["branches"])),
            places=tuple(filter(None, values["places"])),
        )
        for (key, name), values in told.items()
    ]


def malian_units(file: Path) -> list[KnownUnit]:
    told: dict[str, tuple[str, set[str], str]] = {}
    with file.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            _, parents, _ = told.setdefault(row["unit:id:admin"], (row["unit:name"], set(), row["unit:classification"]))
            parents.add(row["unit:related_unit"])
    return [
        KnownUnit(key, (name,), "ML", tuple(sorted(filter(None, parents))), tuple(branches.split(";")))
        for key, (name, parents, branches) in told.items()
    ]


def test_nigerian_recipients_are_linked_as_a_reader_labelled_them(shared_data: Path) -> None:
    """A certain link is never wrong in the sample, a possible one seldom; the page on units gives the figures."""
    score = scored(labelled("nigerian_recipients.tsv"), "NG", nigerian_units(shared_data / "sfm/ng_orgs_20191024.tsv"))
    assert score.total() == 200
    assert score[Grade.CERTAIN, False] == 0
    assert score[Grade.CERTAIN, True] >= 9
    right = score[Grade.CERTAIN, True] + score[Grade.POSSIBLE, True]
    assert right / (right + score[Grade.POSSIBLE, False]) >= 0.92
    assert right / (right + score["none", False]) >= 0.87


def test_malian_recipients_are_linked_as_a_reader_labelled_them(shared_data: Path) -> None:
    score = scored(
        labelled("malian_recipients.tsv"), "ML", malian_units(shared_data / "sfm/mali_units_edges_20210625.tsv")
    )
    assert score.total() == 100
    assert score[Grade.CERTAIN, False] == 0
    right = score[Grade.CERTAIN, True] + score[Grade.POSSIBLE, True]
    assert right / (right + score[Grade.POSSIBLE, False]) >= 0.92
    assert right / (right + score["none", False]) >= 0.87
