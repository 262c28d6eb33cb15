"""Files that lie in one folder and are read as one run."""

from collections.abc import Callable, Sequence
from pathlib import Path

from graphkit.errors import UnreadableSource
from graphkit.text import nearest

_TABLE = ".csv"


def gathered(paths: Sequence[Path], names: Sequence[str]) -> list[list[Path]]:
    """Part what the user named into runs: the files of these names in one folder are one, in the order of the names.

    What else lies in a folder is left alone. Raises UnreadableSource for a folder that holds none of them, and for a
    file of another name.
    """
    runs = _runs(paths, lambda path: _named(path, names))
    return [sorted(files.values(), key=lambda file: names.index(file.name)) for files in runs]


def gathered_tables(paths: Sequence[Path]) -> list[list[Path]]:
    """Part what the user named into runs: the CSV files of one folder are one.

    Raises UnreadableSource for a folder that holds none.
    """
    return [[files[name] for name in sorted(files)] for files in _runs(paths, _tables)]


def _runs(paths: Sequence[Path], files_of: Callable[[Path], list[Path]]) -> list[dict[str, Path]]:
    runs: dict[Path, dict[str, Path]] = {}
    for path in paths:
        for file in files_of(path):
            runs.setdefault(file.parent.resolve(), {})[file.name] = file
    return list(runs.values())


def _tables(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    if found := [file for file in path.iterdir() if file.suffix == _TABLE and file.is_file()]:
        return found
    raise UnreadableSource(f"{path} holds no CSV file")


def _named(path: Path, names: Sequence[str]) -> list[Path]:
    if not path.is_dir():
        if path.name in names:
            return [path]
        guess = nearest(path.name, names)
        hint = f"; did you mean {guess!r}?" if guess else ""
        raise UnreadableSource(f"{path.name}: this source's files are called {', '.join(names)}{hint}")
    if found := [path / name for name in names if (path / name).is_file()]:
        return found
    raise UnreadableSource(f"{path} holds none of this source's files: {', '.join(names)}")
