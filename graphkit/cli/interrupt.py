"""Ctrl-C while a library is deep in code of its own that asks for no signals, such as a long query of DuckDB."""

import os
import signal
import socket
import threading
import time

STOPPED = 130
MESSAGE = "stopped; what was not recorded yet is not part of the case"
_PATIENCE = 8.0
"""Seconds that the usual way out may take: a server has to be stopped, files have to be closed."""


def watch() -> None:
    """See to it that Ctrl-C ends the process, soon, whatever it is doing.

    An act is recorded whole or not at all and a managed server ends with its parent, so nothing is lost by an abrupt
    end. Where Ctrl-C is ignored, as in the background of a shell, it stays so.
    """
    if os.name == "nt" or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        return
    reader, writer = socket.socketpair()
    writer.setblocking(False)
    signal.set_wakeup_fd(writer.detach(), warn_on_full_buffer=False)
    threading.Thread(target=_end_after, args=(reader,), daemon=True).start()


def _end_after(reader: socket.socket) -> None:
    while signal.SIGINT not in reader.recv(64):
        continue
    time.sleep(_PATIENCE)
    os.write(2, f"graphkit: {MESSAGE}\n".encode())
    os._exit(STOPPED)
