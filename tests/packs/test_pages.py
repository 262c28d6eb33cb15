"""The pages of the packs say what the packs say, today."""

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from graphkit import bundle
from graphkit.errors import InvalidPack
from graphkit.packs.authority import authorities_of
from graphkit.packs.pack import Pack, Status, packs_of, read_pack
from graphkit.packs.pages import INDEX, page_name, pages

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "packs"
PACKS = packs_of()
AUTHORITIES = authorities_of()


def test_the_pages_on_disk_are_those_that_the_packs_make() -> None:
    made = pages(PACKS, AUTHORITIES)
    on_disk = {path.name: path.read_text("utf-8") for path in FOLDER.iterdir()}
    assert on_disk == made, "write them anew: python -m graphkit.packs.pages docs/packs"
    assert len(made) == len(PACKS) + 1 >= 8


@pytest.mark.parametrize("pack", PACKS.values(), ids=lambda pack: pack.id)
def test_a_page_tells_all_that_its_header_tells(pack: Pack) -> None:
    text = " ".join(pages(PACKS, AUTHORITIES)[page_name(pack.id)].replace("\n> ", " ").split())
    header = pack.header
    told = [header.title, header.question, header.against.question, header.against.query, pack.query]
    told += [*header.false_positives, *header.limits, *header.columns.values()]
    told += [param.about for param in header.params.values()]
    told += [example.why.rstrip(".") for example in header.examples]
    for served in header.serves:
        elements = yaml.safe_load((ROOT / "cypher" / "authorities" / f"{served.authority}.yaml").read_text("utf-8"))
        told += [f"**{served.element}** ({served.coverage}): {elements['elements'][served.element]}"]
    assert [part for part in told if " ".join(part.split()) not in text] == []


def test_the_index_names_every_pack_and_every_element_of_every_authority() -> None:
    index = pages(PACKS, AUTHORITIES)[INDEX]
    assert all(f"]({page_name(id_)})" in index for id_ in PACKS)
    assert len(AUTHORITIES) == len(list((ROOT / "cypher" / "authorities").iterdir()))
    for authority in AUTHORITIES.values():
        section = index.split(f"### {authority.title}\n")[1].split("\n### ")[0]
        rows = [line.split(" | ") for line in section.splitlines() if line.startswith("| ")][1:]
        assert [row[0].removeprefix("| ") for row in rows] == list(authority.elements)
        for element, *_, served in rows:
            serving = {
                pack.id
                for pack in PACKS.values()
                for item in pack.header.serves
                if (item.authority, item.element) == (authority.id, element.removeprefix("| "))
            }
            assert {id_ for id_ in PACKS if f"[{id_}](" in served} == serving
            assert served == "none |" or serving


def test_markup_in_a_header_is_text_and_a_deprecated_pack_says_so(tmp_path: Path) -> None:
    text = (bundle.folder("cypher") / "quality" / "one-origin-only.cypher").read_text("utf-8")
    text = text.replace("// status: test", "// status: deprecated\n// reason: Another *pack* takes its place.")
    text = text.replace("The finding, by its id.", "The <b>finding</b> | by [its](http://example.org) id.")
    path = tmp_path / "quality" / "one-origin-only.cypher"
    path.parent.mkdir()
    path.write_text(text, "utf-8")
    pack = read_pack(path)
    assert pack.header.status is Status.DEPRECATED
    page = pages({pack.id: pack}, AUTHORITIES)[page_name(pack.id)]
    assert "**Deprecated.** Another \\*pack\\* takes its place." in page
    assert "| `finding` | The \\<b>finding\\</b> \\| by \\[its\\](http://example.org) id. |" in page


def test_the_file_of_an_authority_is_read_whole_or_refused(tmp_path: Path) -> None:
    (tmp_path / "some.yaml").write_text("id: some\ntitle: Some act\ncolour: red\n", "utf-8")
    with pytest.raises(InvalidPack, match=r"some\.yaml is not the file of an authority"):
        authorities_of(tmp_path)


def test_they_are_written_by_a_command_that_leaves_other_files_alone(tmp_path: Path) -> None:
    gone, kept = tmp_path / "of-no-pack.md", tmp_path / "notes.md"
    gone.write_text(pages(PACKS, AUTHORITIES)[INDEX], "utf-8")
    kept.write_text("# Notes\n", "utf-8")
    subprocess.run([sys.executable, "-m", "graphkit.packs.pages", tmp_path], cwd=ROOT, check=True)
    written = {path.name: path.read_text("utf-8") for path in tmp_path.iterdir()}
    assert written == pages(PACKS, AUTHORITIES) | {"notes.md": "# Notes\n"}
