"""The speed of `football serve` beside other servers that give the same answers from the same data.

Under --work it keeps a PostgreSQL with 100,000 invented matches and the Node servers, both made at the first
time (npm is needed for the latter). Each shape's answers are compared, then all targets are measured in turn,
there and back, `ours` twice: the ratio of that pair is what chance does here.

    python -m benchmarks.speed --work /tmp/football-speed --out /tmp/football-speed/out
    python -m benchmarks.speed --work /tmp/football-speed --rounds 1 --seconds 2 --only ours raw
"""

import argparse
import asyncio
import os
import platform
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

import orjson

from benchmarks.memory import resident_mb
from benchmarks.speed import report
from benchmarks.speed.data import filled_postgres, subjects
from benchmarks.speed.measure import Bench, Load, Measured
from benchmarks.speed.processes import postmaster
from benchmarks.speed.shapes import Shape
from benchmarks.speed.targets import install_node, one_model, started, targets

NODE = {"PostGraphile", "Mercurius"}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--work", type=Path, required=True, help="folder for the database and the Node servers"
    )
    parser.add_argument("--out", type=Path, help="folder for speed.json and speed.md")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--concurrency", type=int, default=32)
    parser.add_argument(
        "--even-share", type=float, default=0.5, help="of the slower of ours and raw; 0: none"
    )
    parser.add_argument("--only", nargs="+", help="names of the targets to measure")
    parser.add_argument("--shapes", nargs="+", type=Shape, choices=list(Shape), default=list(Shape))
    parser.add_argument("--compare", action="store_true", help="compare the answers and stop")
    return parser.parse_args()


def main() -> None:
    given = arguments()
    work: Path = given.work.resolve()
    models = one_model(work)
    with filled_postgres(work, models) as database:
        wanted = [one for one in targets(database, work, models) if not given.only or one.name in given.only]
        if any(one.name in NODE for one in wanted):
            install_node(work)
        with started(wanted, work / "logs") as running, Load.started() as load:
            for name, one in running.items():
                print(f"{name}: ready in {one.ready_s:.2f} s, {resident_mb(one.process.pid):.0f} MB")
            server = postmaster(urlsplit(database).port or 5432)
            asked = asyncio.run(subjects(database))
            bench = Bench(load, running, asked, server, given.seconds, given.concurrency)
            results = {str(shape): found for shape in given.shapes if (found := run(bench, shape, given))}
    if given.out and results:
        write(given.out, results, given)


def run(bench: Bench, shape: Shape, given: argparse.Namespace) -> dict[str, Measured]:
    names: Sequence[str] = bench.compare(shape)
    print(f"\n{shape}: {len(names)} targets answer equally: {', '.join(names)}", flush=True)
    if given.compare or not names:
        return {}
    measured = bench.measure(shape, names, given.rounds)
    if given.even_share:
        bench.measure_even(shape, measured, given.rounds, given.even_share)
    print(report.text(shape, measured), flush=True)
    return measured


def write(folder: Path, results: report.Results, given: argparse.Namespace) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    facts = {
        "rounds": given.rounds,
        "seconds": given.seconds,
        "concurrency": given.concurrency,
        "processors": os.cpu_count(),
        "python": platform.python_version(),
    }
    told = orjson.dumps(report.as_json(results, facts), option=orjson.OPT_INDENT_2)
    (folder / "speed.json").write_bytes(told)
    (folder / "speed.md").write_text(report.markdown(results))


if __name__ == "__main__":
    main()
