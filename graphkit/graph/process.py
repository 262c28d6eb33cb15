"""Child processes that end with their parent, or outlive it on purpose, and know no more than they need."""

import os
import secrets
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any

# The shell sees end-of-file on its stdin when the process that started it is gone, however it died, and ends the
# child: asks first, and makes it after some seconds (a server on a full disk does not stop when asked).
_WATCH = """\
exec 3<&0; patience=$1; shift
"$@" </dev/null 3<&- & child=$!
(
  read _ <&3; kill $child; n=0
  while [ $n -lt $patience ] && kill -0 $child; do sleep 1; n=$((n + 1)); done
  kill -9 $child
) >/dev/null 2>&1 & watch=$!
wait $child; code=$?
kill $watch 2>/dev/null
exit $code"""

# The same where there is no shell. There a process cannot be asked to end, only made to.
_WATCH_PYTHON = """\
import subprocess, sys, threading
child = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL)
def watch():
    sys.stdin.buffer.read()
    child.terminate()
threading.Thread(target=watch, daemon=True).start()
sys.exit(child.wait())"""

# What a process needs of the environment to run at all: passwords, tokens and JAVA_TOOL_OPTIONS stay behind.
_PLAIN = ("PATH", "SYSTEMROOT", "TEMP", "TMP")
_PYTHON = (
    *_PLAIN,
    "HOME",
    "TMPDIR",
    "USERPROFILE",
    "PYTHONPATH",
    "PYTHONHOME",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "GRAPHKIT_HEAP",
    "GRAPHKIT_NEO4J",
)


def spawn_watched(
    command: Sequence[str],
    output: IO[bytes],
    folder: Path,
    *,
    patience: int,
    extra: Mapping[str, str] = MappingProxyType({}),
) -> subprocess.Popen[bytes]:
    """Start a command that ends when this process does, or when its stdin is closed, within `patience` seconds.

    It gets a bare environment and what is `extra`, names of files are UTF-8 in it, and what it makes only its user
    can read.
    """
    environment, options = {**_environment(_PLAIN), **extra}, dict[str, Any]()
    if os.name == "posix":
        command = ["/bin/sh", "-c", _WATCH, "watch", str(patience), *command]
        environment["LC_ALL"] = "C.UTF-8"
        options = {"umask": 0o077, "process_group": 0}  # a group of its own: Ctrl-C stays with Python
    else:
        command = [sys.executable, "-c", _WATCH_PYTHON, *command]
    return subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=output, stderr=output, cwd=folder, env=environment, **options
    )


def spawn_detached(
    module: str, arguments: Sequence[str], log: Path, extra: Mapping[str, str]
) -> subprocess.Popen[bytes]:
    """Start `python -m module` so that it outlives this process; what it prints goes into a new `log`."""
    environment = {**_environment(_PYTHON), **extra}
    options: dict[str, Any] = {"start_new_session": True, "umask": 0o077}
    if sys.platform == "win32":
        options = {"creationflags": subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP}
    command = [sys.executable, "-m", module, *arguments]
    with log.open("wb") as output:
        child = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=environment, **options
        )
    threading.Thread(target=child.wait, daemon=True).start()  # takes its exit code, so that no zombie stays
    return child


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    part.replace(path)


def _environment(names: Sequence[str]) -> dict[str, str]:
    return {name: os.environ[name] for name in names if name in os.environ}
