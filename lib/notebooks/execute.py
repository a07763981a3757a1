"""Runs one notebook from top to bottom with a fresh kernel, and says after each cell how it ended.

usage: execute.py NOTEBOOK OUT [--kernel NAME] [--cell SECONDS] [--total SECONDS] [--bytes NUMBER] [--folder FOLDER]

OUT gets all that was executed, also when a cell fails; with `-` it is the last line of what is printed. Each line is JSON:
  {"event": "start", "cells": 7}
  {"event": "cell", "cell": 1, "ended": "ok", "seconds": 0.3}       cells are numbered as a person counts code cells
  {"event": "cell", "cell": 2, "ended": "error", "seconds": 1.2, "message": "..."}
  {"event": "end", "ended": "ok"}                                    or how the last cell ended
A cell ends: ok, error, timeout, too much output, kernel died. After anything but ok no further cell is run.
"""
import argparse
import json
import os
import sys
import time

# What the kernel prints by itself must not be taken for a line of ours.
report = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)

import nbformat  # noqa: E402
from nbclient import NotebookClient  # noqa: E402
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError  # noqa: E402


def say(**event):
    report.write(json.dumps(event) + "\n")
    report.flush()


class Client(NotebookClient):
    """Keeps outputs up to a number of bytes for the whole notebook."""

    left = 0
    too_much = False

    def process_message(self, msg, cell, cell_index):
        if msg["msg_type"] in ("stream", "display_data", "execute_result", "update_display_data", "error"):
            self.left -= len(json.dumps(msg["content"]))
            if self.left < 0:
                if not self.too_much:
                    self.too_much = True
                    self.task_poll_for_reply.cancel()
                return None
        return super().process_message(msg, cell, cell_index)


def message_of(error):
    """The last line of an error that says something."""
    name, value = getattr(error, "ename", ""), getattr(error, "evalue", "")
    text = f"{name}: {value}" if name else str(error)
    return text.strip()[:2000]


def run_cell(client, cell, index):
    """How the cell ended, and what there is to say."""
    try:
        client.execute_cell(cell, index)
        return "ok", None
    except CellExecutionError as error:
        return "error", message_of(error)
    except CellTimeoutError:
        return "timeout", None
    except (DeadKernelError, RuntimeError):
        # After a cancelled reply nbclient says that the kernel is dead.
        return ("too much output" if client.too_much else "kernel died"), None


def run(notebook, client, total):
    cells = [(i, c) for i, c in enumerate(notebook.cells) if c.cell_type == "code" and c.source.strip()]
    say(event="start", cells=len(cells))
    limit = client.timeout
    ended = "ok"
    with client.setup_kernel():
        deadline = time.monotonic() + total
        client.timeout_func = lambda cell: max(1, min(limit, int(deadline - time.monotonic())))
        for number, (index, cell) in enumerate(cells, start=1):
            started = time.monotonic()
            ended, message = run_cell(client, cell, index)
            extra = {"message": message} if message else {}
            say(event="cell", cell=number, ended=ended, seconds=round(time.monotonic() - started, 2), **extra)
            if ended != "ok":
                break
    return ended


def prepared(path):
    """The notebook as it is before anything was run."""
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
            cell.metadata.pop("execution", None)
    return notebook


def save(notebook, out):
    if out == "-":
        say(event="notebook", notebook=notebook)
    else:
        nbformat.write(notebook, out)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("notebook")
    parser.add_argument("out")
    parser.add_argument("--kernel", required=True)
    parser.add_argument("--cell", type=int, default=300)
    parser.add_argument("--total", type=int, default=1200)
    parser.add_argument("--bytes", type=int, default=8 * 1024 * 1024)
    parser.add_argument("--folder", default=".")
    parser.add_argument("--processes", type=int, help="most processes and threads, where the system can limit them")
    options = parser.parse_args()
    if options.processes:
        import resource

        resource.setrlimit(resource.RLIMIT_NPROC, (options.processes, options.processes))
    try:
        notebook = prepared(options.notebook)
    except Exception as error:  # whatever a file of a stranger makes of the library
        say(event="end", ended="broken", message=str(error).strip()[:2000])
        return
    client = Client(
        notebook,
        timeout=options.cell,
        startup_timeout=120,
        kernel_name=options.kernel,
        resources={"metadata": {"path": options.folder}},
        shutdown_kernel="immediate",
        record_timing=False,
        store_widget_state=False,
    )
    client.left = options.bytes
    try:
        ended, extra = run(notebook, client, options.total), {}
    except Exception as error:
        ended, extra = "no kernel", {"message": f"{type(error).__name__}: {error}"[:2000]}
    say(event="end", ended=ended, **extra)
    save(notebook, options.out)


if __name__ == "__main__":
    main()
