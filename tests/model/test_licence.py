"""Licences: recognised as sources print them, and what is not known is not passed on."""

import pytest

from graphkit.intake.ingestor import ingestors, load
from graphkit.model.licence import LICENCES, licence_of


@pytest.mark.parametrize(
    ("stated", "id_"),
    [
        ("CC-BY-4.0", "CC-BY"),
        ("CC BY 4.0", "CC-BY"),
        ("Creative Commons BY-SA 3.0 IGO", "CC-BY-SA"),
        ("CC BY-NC 4.0", "CC-BY-NC"),
        ("CC-BY-NC-SA-4.0", "CC-BY-NC-SA"),
        ("CC BY-ND 4.0", "CC-BY-ND"),
        ("CC BY-NC-ND 4.0", "CC-BY-NC-ND"),
        ("CC0-1.0", "CC0"),
        ("work of the United States government, public domain (17 U.S.C. 105)", "public-domain"),
        ("Open Government Licence v3.0", "OGL"),
        ("OGL-UK-3.0", "OGL"),
        ("Apache-2.0", "Apache-2.0"),
        ("© SIPRI; fair use with attribution, not commercial", "SIPRI"),
        ("ACLED terms of use, attribution", "ACLED"),
        ("CC BY 4.0 for the code; all rights reserved in the data", "proprietary"),
        ("permitted with a submitted form", "unknown"),
    ],
)
def test_it_is_recognised_as_it_is_printed(stated: str, id_: str) -> None:
    found = licence_of(stated)
    assert found is not None
    assert found.id == id_


def test_nothing_stated_is_no_licence() -> None:
    assert licence_of("") is None
    assert licence_of("  ") is None
    assert licence_of("None stated") is None


def test_what_forbids_or_is_unknown_stays_and_says_why() -> None:
    stays = {licence.id for licence in LICENCES.values() if not licence.may_pass_on}
    assert stays == {"CC-BY-ND", "CC-BY-NC-ND", "SIPRI", "ACLED", "proprietary", "unknown"}
    assert all(LICENCES[id_].condition for id_ in stays)
    assert "commercial" in LICENCES["CC-BY-NC"].condition


def test_the_licence_of_every_shipped_source_is_known() -> None:
    stated = {name: load(name).dataset.licence for name in ingestors()}
    found = {name: licence.id for name, text in stated.items() if (licence := licence_of(text))}
    assert {name: stated[name] for name, id_ in found.items() if id_ == "unknown"} == {}
    assert len(found) >= 3
