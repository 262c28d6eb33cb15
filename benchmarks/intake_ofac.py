"""Taking in OFAC's SDN list against reading it: the whole ``ingest``, and bare ``iterparse`` over every element."""

import re
import tempfile
from pathlib import Path

from lxml import etree

from benchmarks.measure import Measured, paired
from graphkit.case.folder import Case
from graphkit.intake.ingestor import load
from graphkit.intake.run import Options, ingest

_TARGET = 6.0
_REAL = Path(__file__).parents[1] / "../shared/data/lists/ofac/sdn_2021-03-10.xml"
_SAMPLE = Path(__file__).parents[1] / "tests/ingest/ofac_sdn/sample.xml"
_ENTRIES = 8_832
"""As many as the real list of that day holds."""


def measure(*, rounds: int = 7) -> list[Measured]:
    """Make a new case of the list in every round: captured, hashed, stated, sorted, written and recorded."""
    ofac_sdn = load("ofac_sdn")
    with tempfile.TemporaryDirectory() as folder:
        file = _REAL if _REAL.is_file() else _repeated(Path(folder))
        cases = iter(range(rounds + 1))

        def ours() -> None:
            ingest(Case.create(Path(folder) / f"case{next(cases)}"), ofac_sdn, [file], Options())

        def bare() -> None:
            for _ in etree.iterparse(str(file)):
                pass

        ours()
        took, peer = paired(ours, bare, rounds=rounds)
        note = f"{file.name}, {file.stat().st_size / 1e6:.1f} MB"
    ratio = took / peer
    return [Measured("intake_ofac", took, peer, "bare iterparse", ratio, f"≤ {_TARGET:.0f}", ratio <= _TARGET, note)]


def _repeated(folder: Path) -> Path:
    """Write a list of as many entries, made of the invented ones, for a machine that has not the real one."""
    text = _SAMPLE.read_text("utf-8")
    head, entries = re.split(r"(?=<sdnEntry>)", text.removesuffix("</sdnList>\n"), maxsplit=1)
    count = entries.count("<sdnEntry>")
    times = _ENTRIES // count
    file = folder / "sdn.xml"
    with file.open("w", encoding="utf-8") as stream:
        stream.write(head.replace(f"<Record_Count>{count}<", f"<Record_Count>{count * times}<"))
        stream.writelines(re.sub(r"<uid>(9\d{3})<", rf"<uid>{number}\1<", entries) for number in range(1, times + 1))
        stream.write("</sdnList>\n")
    return file
