"""Writes requirements.lock: every package of the image, by version and by the sha256 of its wheels.

Pip resolves for the running Python on Linux, once for each processor, so this is run with the Python that the
Dockerfile names. The build backend is pinned too: then nothing enters the image that the lock does not hold.
"""

import json
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOCK = Path(__file__).with_name("requirements.lock")
PROCESSORS = ("x86_64", "aarch64")
GLIBC = range(36, 16, -1)
"""Minor versions of glibc 2 whose wheels the image can use, newest first; Debian 12 has 2.36."""


def main() -> None:
    """Resolve the dependencies of pyproject.toml anew and write the lock."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
    hashes: dict[str, set[str]] = {}
    for processor in PROCESSORS:
        for pin, sha256 in resolved(wanted, processor):
            hashes.setdefault(pin, set()).add(f"--hash=sha256:{sha256}")
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    lines = [f"# Made by docker/lock.py for Python {python} on Linux."]
    lines += [" \\\n    ".join([pin, *sorted(hashes[pin])]) for pin in sorted(hashes)]
    LOCK.write_text("\n".join(lines) + "\n", "utf-8")


def resolved(wanted: list[str], processor: str) -> list[tuple[str, str]]:
    """Return the pin and sha256 of every wheel that pip would install on that processor."""
    tags = [*(f"manylinux_2_{minor}" for minor in GLIBC), "manylinux2014"]
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed"]
    command += ["--only-binary=:all:", *(f"--platform={tag}_{processor}" for tag in tags), "--report=-"]
    with tempfile.TemporaryDirectory() as nowhere:  # pip resolves for another platform only into a folder
        command += [f"--target={nowhere}", *wanted]
        report = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    return [
        (
            f"{item['metadata']['name'].lower()}=={item['metadata']['version']}",
            item["download_info"]["archive_info"]["hashes"]["sha256"],
        )
        for item in report["install"]
    ]


if __name__ == "__main__":
    main()
