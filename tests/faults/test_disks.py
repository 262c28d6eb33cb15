"""Disks that are full, and folders that cannot be written: the strongest means that the machine allows."""

import os
import resource
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from tests.cli.commands import graphkit
from tests.faults.rounds import ROUNDS, Act, check_after, copied, ledger, moments, must_be_linux, tried

pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(must_be_linux()), reason=must_be_linux())]

JUDGE = Act("judge", lambda _: ["judge", "burma:min-aung-hlaing", "burma:soe-win", "different", "--reason", "two men"])
ROOM = 64 << 20


@pytest.fixture(params=["ingest", "judge"])
def act(request: pytest.FixtureRequest, large_list: Path) -> Act:
    ingest = Act("ingest", lambda _: ["ingest", "ofac_sdn", large_list, "--edition", "2024-05-02"])
    return {"ingest": ingest, "judge": JUDGE}[request.param]


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """Give a disk of its own, of little room; skips where the machine allows none to be made."""
    folder.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "graphkit-fault", str(folder)], check=False, capture_output=True
    )
    if made.returncode:
        pytest.skip(f"this machine lets nobody mount a small disk: {made.stderr.decode().strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_full_disk(act: Act, template: Path, tmp_path: Path) -> None:
    """At whatever write the room ends: nothing is recorded, the reason is said, and with room the act is done."""
    with small_disk(tmp_path / "disk") as disk:
        needed = room_needed(act, template, disk)
        for _ in range(2 * ROUNDS):
            case = copied(template, disk / "case")
            before = ledger(case)
            left = round(moments.random() ** 2 * needed)
            fill(disk / "filler", left)
            process = act.started(case)
            said = process.communicate()[0].decode()
            assert process.returncode in {0, 1}, said
            if process.returncode:
                assert "Traceback" not in said
                assert "No space left" in said or "disk" in said.lower(), said
                assert len(ledger(case)) == len(before)
            (disk / "filler").unlink()
            check_after(act, case, before, acknowledged=process.returncode == 0)
            tried["full disk", act.name] += 1


def room_needed(act: Act, template: Path, disk: Path) -> int:
    """Return how many bytes the act writes on top of the case."""
    case = copied(template, disk / "case")
    before = shutil.disk_usage(disk).used
    process = act.started(case)
    said = process.communicate()[0].decode()
    assert process.returncode == 0, said
    return max(shutil.disk_usage(disk).used - before, 64 << 10)


def fill(file: Path, left: int) -> None:
    """Write a file that leaves so many bytes of the disk free, as nearly as the disk counts them."""
    handle = os.open(file, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        os.posix_fallocate(handle, 0, max(1, shutil.disk_usage(file.parent).free - left))
    finally:
        os.close(handle)


def test_a_file_may_grow_no_further(act: Act, template: Path, tmp_path: Path) -> None:
    """The limit of a process stands for a quota: every write past it fails, at a different place each time."""
    for _ in range(ROUNDS):
        case = copied(template, tmp_path / "case")
        before = ledger(case)
        limit = round(moments.random() ** 2 * (4 << 20)) + 1
        process = act.started(case, preexec_fn=limited(limit))
        said = process.communicate()[0].decode()
        assert process.returncode in {0, 1}, said
        assert "Traceback" not in said
        check_after(act, case, before, acknowledged=process.returncode == 0)
        tried["limit of a file's size", act.name] += 1


def limited(size: int) -> Callable[[], None]:
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


@contextmanager
def unwritable(template: Path, folder: Path) -> Iterator[tuple[Path, Callable[[], None]]]:
    """Give a case that cannot be written, and what makes it writable again.

    Root may write whatever a file's mode says: there a disk that is read-only stands for a folder of somebody else.
    """
    if os.geteuid() == 0:
        with small_disk(folder) as disk:
            case = copied(template, disk / "case")
            remount(disk, "ro")
            yield case, partial(remount, disk, "rw")
    else:
        case = copied(template, folder / "case")
        modes = {path: path.stat().st_mode for path in (case, *case.rglob("*"))}
        change_modes(modes, 0o555)
        yield case, partial(change_modes, modes, 0o777)


def remount(disk: Path, how: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{how}", str(disk)], check=True)


def change_modes(modes: Mapping[Path, int], mask: int) -> None:
    for path, mode in modes.items():
        path.chmod(mode & mask)


def test_a_case_that_cannot_be_written(act: Act, template: Path, tmp_path: Path) -> None:
    with unwritable(template, tmp_path / "disk") as (case, make_writable):
        before = ledger(case)
        process = act.started(case)
        said = process.communicate()[0].decode()
        assert process.returncode == 1
        assert "cannot be written" in said or "Read-only" in said, said
        assert "Traceback" not in said
        assert graphkit("show", "burma:soe-win", "--case", case).returncode == 0, "reading needs no writing"
        assert graphkit("check", "--case", case).returncode == 0
        make_writable()
        check_after(act, case, before, acknowledged=False)
        tried["case cannot be written", act.name] += 1
