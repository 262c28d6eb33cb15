"""The case: a folder whose every file a person can open."""

import contextlib
import json
import os
import secrets
import shutil
import tomllib
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from filelock import FileLock, Timeout

from graphkit.case.atomic import write_text
from graphkit.case.ledger import Ledger
from graphkit.errors import CaseError, CaseLocked, DamagedCase, NewerCase, NotACase

FORMAT = 1
"""The version of the folder's layout that this package writes."""
_LOCK_PATIENCE = 5.0


class Case:
    """One case folder, opened; ``Case.create`` makes one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        settings = _settings(self.folder)
        _refuse_links(self.folder)
        self.name = str(settings["name"])
        self.id = str(settings["id"])

    @classmethod
    def create(cls, folder: Path, *, name: str | None = None) -> "Case":
        """Make a case in a new or empty folder; a folder that holds anything is refused."""
        folder = folder.resolve()
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise CaseError(f"{folder} is not empty; name a new folder for the case")
        try:
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o700)
            Ledger.create(folder)
            settings = {"name": name or folder.name, "id": secrets.token_hex(8), "format": FORMAT}
            lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in settings.items()]
            write_text(folder / "case.toml", "".join(lines))
        except OSError as error:
            raise CaseError(f"{folder} cannot be written: {error.strerror}") from error
        return cls(folder)

    @cached_property
    def ledger(self) -> Ledger:
        """The verified acts of the case, as they were when first asked for."""
        return Ledger(self.folder)

    @property
    def graph(self) -> Path:
        """The managed server's folder; may be deleted at any time."""
        return self.folder / "graph"

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the case's lock: one writer at a time, and none once its process is gone.

        The ledger is read anew inside, and what an earlier writer left unfinished is removed.
        """
        lock = FileLock(self.folder / ".lock", mode=0o600)
        try:
            lock.acquire(timeout=_LOCK_PATIENCE)
        except Timeout as error:
            raise CaseLocked(f"{self.folder} is being written by another process; try again when it is done") from error
        except OSError as error:
            raise CaseError(f"{self.folder} cannot be written: {error.strerror}") from error
        try:
            self.__dict__.pop("ledger", None)
            self._remove_unfinished()
            yield
        except OSError as error:
            raise CaseError(f"{self.folder}: {error.strerror}; nothing was recorded") from error
        finally:
            shutil.rmtree(self.folder / ".scratch", ignore_errors=True)
            lock.release()

    @property
    def scratch(self) -> Path:
        """A folder for files that are not yet part of the case."""
        path = self.folder / ".scratch"
        path.mkdir(mode=0o700, exist_ok=True)
        return path

    def _remove_unfinished(self) -> None:
        """Remove files that no act names: a process died between writing them and recording its act."""
        shutil.rmtree(self.folder / ".scratch", ignore_errors=True)
        recorded = {name for act in self.ledger.acts for name in act.files}
        for top in ("captures", "statements", "observations", "resolution"):
            for path in (self.folder / top).rglob("*"):
                if path.is_file() and path.relative_to(self.folder).as_posix() not in recorded:
                    path.unlink()

    def recorded_files(self, top: str) -> list[Path]:
        """Return the files under a folder of the case that acts name, in the order in which they were made."""
        prefix = top + "/"
        return [self.folder / name for act in self.ledger.acts for name in act.files if name.startswith(prefix)]


def _refuse_links(folder: Path) -> None:
    """Raise DamagedCase for a link in the case: what is written or removed under one is somebody else's.

    A case may come from a stranger. What the server keeps in ``graph`` is its own; the folder itself is looked at.
    """
    for above, folders, files in os.walk(folder):
        for name in (*folders, *files):
            if os.path.islink(os.path.join(above, name)):  # noqa: PTH114, PTH118 - a path object for each file is slow
                raise DamagedCase(
                    f"{Path(above, name)} is a link; all of a case lies in its own folder: put what it leads to in its "
                    "place, or remove it"
                )
        if "graph" in folders and Path(above) == folder:
            folders.remove("graph")


def _settings(folder: Path) -> dict[str, object]:
    path = folder / "case.toml"
    try:
        settings = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise NotACase(
            f"{folder} holds no case; make one with 'graphkit init {_shown(folder)}', or name it with --case"
        ) from None
    except (OSError, ValueError) as error:
        raise DamagedCase(f"{path} cannot be read ({error}); restore it from a copy") from error
    version = settings.get("format")
    if not isinstance(version, int) or "name" not in settings or "id" not in settings:
        raise DamagedCase(f"{path} lacks its name, id or format; restore it from a copy")
    if version > FORMAT:
        raise NewerCase(f"{path} is of format {version}, this graphkit knows {FORMAT}; install a newer graphkit")
    return settings


def _shown(folder: Path) -> str:
    with contextlib.suppress(ValueError):
        return os.fspath(folder.relative_to(Path.cwd()))
    return os.fspath(folder)
