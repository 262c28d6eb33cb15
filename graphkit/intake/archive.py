"""Files that come packed: a ZIP of one file, or gzip; what they unpack to is bounded before it is written."""

import contextlib
import gzip
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import IO, Protocol

from graphkit.errors import UnreadableSource

_BLOCK = 1 << 20
_MOST_UNPACKED = 1 << 30
"""Bytes; the largest list that is published packed stays far below."""
_MOST_REPEATED = 200
"""How many times its packed size a file may unpack to: XML of lists comes to about twenty."""
_SMALL = 16 << 20
"""Bytes that any archive may unpack to, however small it is."""
_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"


class _Readable(Protocol):
    """What an archive unpacks to, read block by block."""

    def read(self, size: int, /) -> bytes:
        """Return the next bytes, none at the end."""


@contextlib.contextmanager
def unpacked(path: Path, name: str) -> Iterator[tuple[Path, str]]:
    """Give the one file that an archive holds, and its name; a file that is no archive is given as it is.

    It is known by its first bytes. No name in it is ever taken for a path. Raises UnreadableSource where it is damaged,
    encrypted, holds several files, or unpacks to more than a list can be.
    """
    with path.open("rb") as stream:
        start = stream.read(len(_ZIP))
    if start == _ZIP and not name.lower().endswith(".xlsx"):
        with _opened_zip(path, name) as (packed, inner):
            yield from _written(packed, path, name, inner)
    elif start.startswith(_GZIP):
        with gzip.open(path) as packed:
            yield from _written(packed, path, name, name.removesuffix(".gz"))
    else:
        yield path, name


@contextlib.contextmanager
def _opened_zip(path: Path, name: str) -> Iterator[tuple[IO[bytes], str]]:
    try:
        with zipfile.ZipFile(path) as parts:
            files = [part for part in parts.infolist() if not part.is_dir()]
            if len(files) != 1:
                found = ", ".join(part.filename for part in files) or "none"
                raise UnreadableSource(f"{name} holds {len(files)} files ({found}), expected one; unpack it yourself")
            if files[0].flag_bits & 0x1:
                raise UnreadableSource(f"{name} is encrypted; unpack it yourself")
            with parts.open(files[0]) as stream:
                yield stream, PurePosixPath(files[0].filename.replace("\\", "/")).name
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise UnreadableSource(f"{name} is a damaged ZIP ({error}); get it from the publisher again") from error


def _written(packed: _Readable, path: Path, name: str, inner: str) -> Iterator[tuple[Path, str]]:
    most = min(_MOST_UNPACKED, max(_SMALL, path.stat().st_size * _MOST_REPEATED))
    with TemporaryDirectory() as folder:
        written = Path(folder) / "unpacked"
        with written.open("wb") as stream:
            size = 0
            try:
                while block := packed.read(_BLOCK):
                    if (size := size + len(block)) > most:
                        raise UnreadableSource(f"{name} unpacks to more than {most >> 20} MB; it is refused")
                    stream.write(block)
            except (EOFError, OSError, zlib.error) as error:
                raise UnreadableSource(f"{name} is cut off or damaged ({error}); get it again") from error
        yield written, inner
