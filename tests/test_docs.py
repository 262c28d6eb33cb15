"""Documents are run: what a console block shows is what the installed graphkit prints."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
RUNNER = ROOT / "tests" / "console.py"
DOCUMENTS = sorted(
    [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("examples/**/*.md")],
    key=lambda path: path.relative_to(ROOT).as_posix(),
)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ +(.*)$", re.MULTILINE)
_FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def has_console(path: Path) -> bool:
    return "\n```console\n" in path.read_text("utf-8")


def console(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, RUNNER, *arguments], capture_output=True, text=True, check=False)


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.neo4j
@pytest.mark.slow
@pytest.mark.usefixtures("neo4j_jars")
@pytest.mark.parametrize("document", [path for path in DOCUMENTS if has_console(path)], ids=name)
def test_console_blocks_show_what_is_printed(document: Path) -> None:
    ran = console(document)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_the_documents_are_there() -> None:
    names = {name(path) for path in DOCUMENTS}
    assert {"README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/workbook.md", "examples/burma/README.md"} <= names
    assert has_console(ROOT / "README.md")


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_links_lead_somewhere(document: Path) -> None:
    for link in _LINK.findall(_FENCED.sub("", document.read_text("utf-8"))):
        if "://" in link:
            continue
        file, _, anchor = link.partition("#")
        target = document.parent / file if file else document
        assert target.exists(), f"{link}: no such file"
        assert not anchor or anchor in anchors(target), f"{link}: no such heading"


def anchors(path: Path) -> set[str]:
    text = _FENCED.sub("", path.read_text("utf-8"))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in _HEADING.findall(text)}


GOOD = """\
Text.

```console
$ graphkit_case=mycase; mkdir $graphkit_case
$ cd $graphkit_case && ls ../examples/burma/units.csv
../examples/burma/units.csv
```

```console
$ pwd; printf 'no newline'
…/good/mycase
no newline
$ cat <<END
> first
>  $graphkit_case
> END
first
 mycase
$ seq 5
1
...
5
$ echo unseen >&2
```
"""


def test_a_true_document_passes(tmp_path: Path) -> None:
    document = tmp_path / "good.md"
    document.write_text(GOOD, "utf-8")
    ran = console(document)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "6 commands, 0 problems" in ran.stdout
    assert console("--update", document).returncode == 0
    assert document.read_text("utf-8") == GOOD


@pytest.mark.parametrize(
    ("block", "shown"),
    [
        ("$ echo two\none", "-one\n+two"),
        ("$ seq 3\n1\n...\n4", "+2\n+3"),
        ("$ echo\nmore", "-more"),
        ("$ echo a; echo b\na", "+b"),
        ("$ echo one…\none!", "+one…"),
        ("$ echo why >&2; exit 3", "was not run: the shell had ended"),
        ("$ (echo why >&2; exit 3)", "exit status 3\nwhy"),
    ],
)
def test_a_false_document_fails_and_shows_why(tmp_path: Path, block: str, shown: str) -> None:
    document = tmp_path / "bad.md"
    document.write_text(f"```console\n{block}\n```\n", "utf-8")
    ran = console(document)
    assert ran.returncode == 1
    assert shown in ran.stdout


def test_update_writes_what_is_printed_and_no_more(tmp_path: Path) -> None:
    document = tmp_path / "old.md"
    document.write_text("# Old\n\n```console\n$ seq 3\n$ echo a; echo b\nc\nd\ne\n```\n\nEnd.\n", "utf-8")
    assert console("--update", document).returncode == 0
    expected = "# Old\n\n```console\n$ seq 3\n1\n2\n3\n$ echo a; echo b\na\nb\n```\n\nEnd.\n"
    assert document.read_text("utf-8") == expected
    document.write_text("```console\n$ false\n```\n", "utf-8")
    assert console("--update", document).returncode == 1
