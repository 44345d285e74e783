"""Runs the measurements in setup/benchmarks and prints one line for each.

A benchmark is a module with `run(env, report)`: `env` is the superuser's environment
on a fresh database with the whole suite, `report` a `Report`. A line shows the median
of what was measured, of its reference, their ratio, the target and whether it is met:

    name                          value   reference   ratio   target
    reserve 1,000 moves          5.912 s     5.801 s   1.019   1.050  ok

Measured and reference take turns in one run on one machine, so that noise hits both.
The exit status is 1 when a target is missed.

    ./setup/bench [NAME ...] [--repeats N] [--json FILE]
"""

import argparse
import contextlib
import gc
import importlib
import json
import logging
import os
import statistics
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import odoo
from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry

import databases

BENCHMARKS = Path(__file__).resolve().parent / "benchmarks"
HEADER = f"{'name':44} {'value':>11} {'reference':>11} {'ratio':>7} {'target':>7}"


class Undo(Exception):
    """Ends a timed savepoint: what was measured leaves no trace."""


@dataclass
class Case:
    """Something to time.

    env      environment it works in (of the database it belongs to)
    work     called with what `prepare` returned; this is timed, flush included
    prepare  called before each repeat, untimed; its changes are undone as well
    """

    env: api.Environment
    work: callable
    prepare: callable = None

    def once(self):
        """Seconds and SQL queries of one run, which is undone."""
        with contextlib.suppress(Undo), self.env.cr.savepoint():
            given = [self.prepare()] if self.prepare else []
            self.env.flush_all()
            self.env.invalidate_all()
            gc.collect()
            gc.disable()
            queries, started = self.env.cr.sql_log_count, time.perf_counter()
            try:
                self.work(*given)
                self.env.flush_all()
            finally:
                gc.enable()
            seconds = time.perf_counter() - started
            queries = self.env.cr.sql_log_count - queries
            raise Undo
        self.env.invalidate_all()
        return seconds, queries


@dataclass
class Line:
    name: str
    value: float
    unit: str
    reference: float | None
    ratio: float | None
    target: float | None
    ok: bool
    note: str

    def __str__(self):
        def shown(number, form, unit=""):
            return "-" if number is None else f"{number:{form}}{unit}"

        unit = f" {self.unit}" if self.unit else ""
        return (
            f"{self.name:44} {shown(self.value, ',.3f', unit):>11}"
            f" {shown(self.reference, ',.3f', unit):>11} {shown(self.ratio, '.3f'):>7}"
            f" {shown(self.target, '.3f'):>7}  {'ok' if self.ok else 'OVER'}"
            f"{'  ' + self.note if self.note else ''}"
        )


class Report:
    """What a benchmark measures with; prints each line as soon as it is known."""

    def __init__(self, repeats, plain):
        self.repeats, self._plain, self.lines = repeats, plain, []

    @property
    def plain(self):
        """Environment on a copy of the core database: same modules, no addon of ours."""
        return self._plain()

    def compare(self, name, case, reference, target, repeats=None):
        """Time `case` against `reference` in turns; target is the highest ratio.

        One round to warm up, then each starts first every other time.
        """
        pair, times, queries = (case, reference), ([], []), [0, 0]
        for side in pair:
            side.once()
        for turn in range(repeats or self.repeats):
            for which in (0, 1) if turn % 2 == 0 else (1, 0):
                seconds, queries[which] = pair[which].once()
                times[which].append(seconds)
        value, base = map(statistics.median, times)
        note = f"{queries[0]} queries against {queries[1]}"
        self.add(name, value, base, target, note=note)

    def measure(self, name, case, target=None, repeats=None):
        """Time `case` alone; target is the longest time in seconds."""
        runs = [case.once() for __ in range(repeats or self.repeats)]
        value = statistics.median(seconds for seconds, __ in runs)
        ok = target is None or value <= target
        self.line(name, value, "s", None, None, target, ok, f"{runs[-1][1]} queries")

    def add(self, name, value, reference, target, unit="s", note=""):
        """A pair that was measured otherwise; target is the highest ratio."""
        ratio = value / reference
        ok = target is None or ratio <= target
        self.line(name, value, unit, reference, ratio, target, ok, note)

    def line(self, *values):
        self.lines.append(Line(*values))
        print(self.lines[-1], flush=True)


@contextlib.contextmanager
def database(template, name):
    """Superuser's environment on a copy of the template, dropped at the end."""
    databases.clone(template, name)
    try:
        registry = Registry(name)
        with registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
            cr.rollback()
    finally:
        odoo.sql_db.close_db(name)
        databases.drop(name)


def wanted(names):
    known = {path.stem: path for path in sorted(BENCHMARKS.glob("[!_]*.py"))}
    if unknown := set(names) - set(known):
        raise SystemExit(f"No benchmark {sorted(unknown)}. There are: {sorted(known)}")
    return [name for name in known if not names or name in names]


def run(names, repeats):
    """Each benchmark gets its own two databases; returns all lines."""
    sys.path.insert(0, str(BENCHMARKS.parent))
    suite, lines = databases.suite_template(), []
    with databases.lock():
        core = databases.core_template()
    for name in names:
        with contextlib.ExitStack() as stack:
            made = []

            def plain(stack=stack, made=made):
                if not made:
                    copy = database(core, f"quality_plain_{os.getpid()}")
                    made.append(stack.enter_context(copy))
                return made[0]

            copy = database(suite, f"quality_bench_{os.getpid()}")
            env, report = stack.enter_context(copy), Report(repeats, plain)
            databases.say(f"{name}")
            importlib.import_module(f"benchmarks.{name}").run(env, report)
            lines += report.lines
    return lines


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--json", help="write the lines to this file too")
    options = parser.parse_args()
    names = wanted(options.names)
    odoo.tools.config.parse_config(["--log-level=error"])
    logging.getLogger("odoo").setLevel(logging.ERROR)
    print(HEADER)
    lines = run(names, options.repeats)
    if options.json:
        Path(options.json).write_text(json.dumps([asdict(line) for line in lines]))
    over = [line.name for line in lines if not line.ok]
    print(f"{len(lines)} measured, {len(over)} over target")
    sys.exit(1 if over else 0)


if __name__ == "__main__":
    main()
