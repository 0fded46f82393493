"""``make bench``: every measurement, one line a figure; ends with 1 where a goal is missed.

A measurement is a module ``bench_<subject>.py`` in this folder with ``figures() -> Iterable[Figure]``. Each runs in a
fresh process, so that none inherits another's caches or memory. ``python -m tests.bench compose`` runs one of them.
"""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
ONE = "--in-this-process"


def main(arguments: list[str]) -> int:
    """Run the measurements named, or all. Exit status 1: a goal is missed or a measurement broke."""
    if arguments[:1] == [ONE]:
        return _measure(arguments[1])
    subjects = sorted(path.stem.removeprefix("bench_") for path in HERE.glob("bench_*.py"))
    unknown = set(arguments) - set(subjects)
    if unknown:
        print(f"no measurement {', '.join(sorted(unknown))}; there are: {', '.join(subjects)}", file=sys.stderr)
        return 2
    environment = os.environ | {"PYTHONHASHSEED": "0"}
    codes = []
    for subject in arguments or subjects:
        command = [sys.executable, "-m", "tests.bench", ONE, subject]
        codes.append(subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode)
    return 1 if any(codes) else 0


def _measure(subject: str) -> int:
    module = importlib.import_module(f"tests.bench.bench_{subject}")
    reached = True
    for figure in module.figures():
        print(figure, flush=True)
        reached = reached and figure.is_reached
    return 0 if reached else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
