"""``python -m benchmarks [NAME…|all] [--json]``."""

import argparse
import importlib
import json
import sys
from pathlib import Path

NAMES = sorted(path.stem for path in Path(__file__).parent.glob("*.py") if "\ndef measure(" in path.read_text("utf-8"))


def main() -> int:
    """Run the benchmarks named and print a line of each; 1 where a target was not met."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"all, or some of: {', '.join(NAMES)}")
    parser.add_argument("--json", action="store_true", help="print JSON lines")
    given = parser.parse_args()
    if unknown := set(given.names) - {*NAMES, "all"}:
        parser.error(f"no benchmark is called {', '.join(sorted(unknown))}; there are: {', '.join(NAMES)}")
    chosen = NAMES if not given.names or "all" in given.names else given.names
    met = True
    for name in chosen:
        for line in importlib.import_module(f"benchmarks.{name}").measure():
            met = met and line.met
            if given.json:
                print(json.dumps(line.as_line(), ensure_ascii=False), flush=True)
            else:
                print(line.as_text(), flush=True)
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
