"""Every real file that has a source, taken into one case, which is then checked, built and asked by every pack.

The publishers' files lie beside the checkout; without them there is nothing to measure.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.measure import Measured

_DATA = Path(__file__).parents[1] / "../shared/data"
_BURMA = Path(__file__).parents[1] / "../shared/cases/burma"
_MINUTES, _GIGABYTES, _PACK_SECONDS = 12, 2.0, 60


class Taken(NamedTuple):
    """A source, its files, and what its command needs besides."""

    source: str
    patterns: tuple[str, ...]
    options: tuple[str, ...] = ()


FILES = (
    Taken("ofac_sdn", ("lists/ofac/sdn_2021-03-10.xml",)),
    Taken("ofac_sdn", tuple(f"lists/ofac/sdn_2022-01/{name}.csv" for name in ("sdn", "alt", "add")), ("--set-aside",)),
    Taken("ofac_sdn", ("lists/ofac/history/sdn_2021-08-18.csv",)),
    Taken("ofac_sdn", ("lists/ofac/history/sdn_2023-12-28.csv",)),
    Taken("ofac_sdn", ("lists/ofac/history/sdn_2024-05-02.csv",)),
    Taken("ofac_consolidated", ("lists/ofac/consolidated_nonSDN_2026-01.xml",)),
    Taken("ofac_enhanced", ("lists/ofac/sdn_enhanced_IRGC_2024-08.xml",)),
    Taken("ofac_enhanced", ("lists/ofac/CONS_ENHANCED.ZIP",)),
    Taken("us_csl", ("lists/us_csl/consolidated_2022-05.csv.gz",)),
    Taken("un_sc", ("lists/un/un_2021-03-12.xml",)),
    Taken("un_sc", ("lists/un/un_2025-11-18.xml",)),
    Taken("un_sc", ("lists/un/un_2026-03-28.xml",)),
    Taken("eu_fsf", ("lists/eu/eu_fsf_full_2021-03-02.xml",)),
    Taken("eu_journal", ("lists/eu/journal/*.csv",), ("--edition", "2026-08", "--set-aside")),
    Taken("uk_ofsi", ("lists/uk/sanctionsconlist_2018-04-13.csv",)),
    Taken("uk_ofsi", ("lists/uk/ofsi_conlist_2025-04-10.xlsx",)),
    Taken("ca_sema", ("lists/ca/sema_2025-05.xml",)),
    Taken("au_dfat", ("lists/au/dfat_regulation8_consolidated_2024-12.xlsx",)),
    Taken("opensanctions_simple", ("ftm/targets.simple_2026-03.csv",)),
    Taken("sipri_transfers", ("sipri/*.csv",), ("--set-aside",)),
    Taken("us_fmtrpt", ("fmtrpt/*.tsv",)),
    Taken("sfm_units", ("sfm/ng_orgs_20191024.tsv",)),
    Taken("sfm_persons", ("sfm/ng_persons_20190501.csv",)),
    Taken("sfm_sources", ("sfm/sources_20190501.csv",)),
    Taken("sfm_claims", ("sfm/cms_importer",), ("--set-aside",)),
    Taken("sfm_relations", ("sfm/mali_units_edges_20210625.tsv",)),
    Taken("bods", ("ownership/bods/v0.4_sample_300_statements.json",)),
    Taken("gleif", ("ownership/gleif/20240505-0000-gleif-goldencopy-lei2-intra-day.json",)),
    Taken("uk_psc", ("ownership/psc/fixtures/psc-data-*.json",)),
    Taken("ftm", ("ftm/khong_entities.ftm.json",)),
    Taken("ftm", ("ftm/yente_zala_entities.ftm.json",)),
    Taken("ftm", ("ftm/khong_statements.pack",)),
    Taken("ftm", ("ftm/khong_targets.nested.json",)),
    Taken("ftm", ("ftm/nomenklatura_donations.ijson",)),
    Taken("ftm", ("ftm/yente_hist_entities.delta.json",)),
    Taken("ucdp_ged", ("incidents/ucdp_ged231_CAR.geojson",)),
    Taken("acled", ("incidents/acled_myanmar_explosions_remote_violence.csv",)),
    Taken("acled", ("incidents/acled_sudan_2023_week_newformat.csv",)),
    Taken("bellingcat_ukraine", ("incidents/bellingcat_ukraine",), ("--set-aside",)),
)


class Ran(NamedTuple):
    """How a command went."""

    seconds: float
    megabytes: float
    lines: list[dict[str, Any]]


def measure() -> list[Measured]:
    """Take everything in, one command after the other, and print what each file gave."""
    if not _DATA.is_dir():
        return []
    with tempfile.TemporaryDirectory() as folder:
        case = Path(folder) / "case"
        _run("init", str(case))
        took, most = 0.0, 0.0
        for taken in FILES:
            ran = _run("ingest", taken.source, *map(str, _paths(taken)), *taken.options, "--case", str(case), "--json")
            took, most = took + ran.seconds, max(most, ran.megabytes)
            for line in ran.lines:
                aside = sum(line["set_aside"].values())
                told = f"{line['records']:,} records, {line['statements']:,} statements, {aside:,} set aside"
                print(f"  {line['dataset']:22} {line['file']:55} {told}", file=sys.stderr)
        workbook = _run("ingest", "workbook", str(_BURMA), "--case", str(case), "--json")
        took, most = took + workbook.seconds, max(most, workbook.megabytes)
        checked = _run("check", "--case", str(case))
        built = _run("build", "--case", str(case))
        _run("up", "--case", str(case))
        packs = [line["id"] for line in _run("packs", "list", "--json").lines]
        found = {pack: _run("find", pack, "--case", str(case), "--json") for pack in packs}
        _run("down", "--case", str(case))
    slowest = max(found, key=lambda pack: found[pack].seconds)
    return [
        _limit("everything: ingest", took, _MINUTES * 60, f"{len(FILES) + 1} commands"),
        _limit("everything: greatest memory, GB", most / 1000, _GIGABYTES, "of one ingest"),
        _limit("everything: check", checked.seconds, 120, f"{checked.megabytes:.0f} MB"),
        _limit("everything: build", built.seconds, 600, f"{built.megabytes:.0f} MB"),
        _limit("everything: slowest pack", found[slowest].seconds, _PACK_SECONDS, slowest),
    ]


def _limit(name: str, ours: float, most: float, note: str) -> Measured:
    return Measured(name, ours, most, "the limit", ours / most, f"≤ {most:g}", ours <= most, note)


def _paths(taken: Taken) -> Iterator[Path]:
    found = [path for pattern in taken.patterns for path in sorted(_DATA.glob(pattern))]
    if not found:
        raise FileNotFoundError(f"{taken.source}: no file is like {', '.join(taken.patterns)}")
    yield from found


def _run(*arguments: str) -> Ran:
    """Run a command to its end; one that fails stops the measurement, with what it said."""
    program = str(Path(sys.executable).with_name("graphkit"))
    start = time.perf_counter()
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as errors:
        process = subprocess.Popen([program, *arguments], stdout=out, stderr=errors)
        most = 0.0
        while process.poll() is None:
            most = max(most, _memory(process.pid))
            time.sleep(0.1)
        seconds = time.perf_counter() - start
        out.seek(0)
        errors.seek(0)
        if process.returncode:
            raise RuntimeError(f"graphkit {' '.join(arguments)}: {errors.read()[-3000:]}")
        lines = [json.loads(line) for line in out if "--json" in arguments]
    return Ran(seconds, most, lines)


def _memory(process: int) -> float:
    """Return the greatest memory of a process so far in MB, where Linux tells it; 0 elsewhere."""
    try:
        status = Path(f"/proc/{process}/status").read_text("ascii")
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1000 for line in status.splitlines() if line.startswith("VmHWM")), 0.0)
