"""From a finding down to the bytes."""

import csv
import hashlib
import shutil
from pathlib import Path

import pytest

from graphkit.case.captures import path_of
from graphkit.case.folder import Case
from graphkit.errors import DamagedCase, UnknownEntity
from graphkit.packs.trace import described, find_recorded, grouped, trace
from graphkit.resolve.attach import attach
from tests.packs.conftest import BURMA, Asked

pytestmark = pytest.mark.neo4j


def test_a_finding_of_each_pack_leads_to_bytes_whose_hash_is_right(burma: Asked) -> None:
    assert len(burma.found) >= 2
    for findings in burma.found.values():
        finding = findings[0]
        traced = trace(burma.case, find_recorded(burma.case, finding.id[:12]))
        assert {item.statement for item in traced} == set(finding.statements)
        for item in traced:
            data = path_of(burma.case, item.capture).read_bytes()
            assert hashlib.sha256(data).hexdigest() == item.capture
            assert data == (BURMA / item.filename).read_bytes()


def test_the_row_is_printed_as_the_publisher_wrote_it(burma: Asked) -> None:
    finding = burma.found["command/commanders-on-the-day"][0]
    for item in trace(burma.case, finding):
        with (BURMA / item.filename).open(encoding="utf-8", newline="") as stream:
            rows = list(csv.reader(stream))
        number = int(item.locator.removeprefix("row:"))
        assert next(csv.reader([item.original])) == rows[number - 1]


def test_a_source_that_is_only_cited_is_said_to_be_so(burma: Asked) -> None:
    traced = trace(burma.case, burma.found["command/commanders-on-the-day"][0])
    cited = [item for item in traced if item.source == "burma:EU401"]
    assert cited
    assert not any(item.held for item in cited)
    text = "\n".join(line for group in grouped(cited) for line in described(group))
    assert "graphkit attach FILE --source burma:EU401" in text


def test_attached_bytes_are_named(burma: Asked, tmp_path: Path) -> None:
    copy = _copied(burma.case, tmp_path)
    file = tmp_path / "regulation.pdf"
    file.write_bytes(b"%PDF-1.7 the regulation")
    attach(copy, file, source="burma:EU401")
    traced = trace(copy, burma.found["command/commanders-on-the-day"][0])
    held = [item for item in traced if item.source == "burma:EU401"]
    assert {item.attached for item in held} == {(hashlib.sha256(file.read_bytes()).hexdigest(),)}
    assert all(item.held for item in held)


def test_an_altered_capture_is_refused(burma: Asked, tmp_path: Path) -> None:
    copy = _copied(burma.case, tmp_path)
    finding = burma.found["command/commanders-on-the-day"][0]
    path = path_of(copy, trace(copy, finding)[0].capture)
    path.write_bytes(path.read_bytes().replace(b"a", b"b", 1))
    with pytest.raises(DamagedCase, match=path.name):
        trace(copy, finding)


@pytest.mark.parametrize("id_", ["zzzzzzzz", "abc", ""])
def test_an_unknown_finding_is_refused(burma: Asked, id_: str) -> None:
    with pytest.raises(UnknownEntity):
        find_recorded(burma.case, id_)


def _copied(case: Case, folder: Path) -> Case:
    target = folder / "copy"
    shutil.copytree(case.folder, target, ignore=shutil.ignore_patterns("graph"))
    return Case(target)
