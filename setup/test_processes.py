"""Runs test files in several pytest processes at once, each on a copy of a template.

    test_processes.py NUMBER TEMPLATE PATH... [-- PYTEST'S OPTIONS]

The first process is shown as it goes, the others after it. What failed and one closing
line for all of them come last. Ends with pytest's code: 0 all passed, 1 some
failed, 5 nothing to run.
"""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import databases

CLOSING = re.compile(r"^=* ?(\d+ .*) in [\d.]+s\b")
COUNT = re.compile(r"(\d+) ([a-z ]+)")
ORDER = ("failed", "errors", "passed", "subtests passed", "skipped", "deselected")
FAILED = ("FAILED", "SUBFAILED", "ERROR")
ONE = {"error": "errors", "warning": "warnings"}


def test_files(paths):
    """Return the test files below ``paths``, ``file::test`` as it is, in their order."""
    found = {}
    for path in paths:
        folder = Path(path)
        files = sorted(folder.rglob("test_*.py")) if folder.is_dir() else [path]
        found |= dict.fromkeys(map(str, files))
    return list(found)


def size(file):
    return Path(file.split("::")[0]).stat().st_size


def groups(files, number):
    """Split ``files`` into groups of about the same size, each in the order given."""
    loads = [[0, set()] for _each in range(number)]
    for file in sorted(files, key=size, reverse=True):
        least = min(loads, key=lambda load: load[0])
        least[0] += size(file)
        least[1].add(file)
    return [[f for f in files if f in load[1]] for load in loads if load[1]]


def summary(text):
    """Return what the closing line of a pytest output counts, and what failed."""
    lines = re.sub(r"\033\[[0-9;]*m", "", text).splitlines()
    counts = {}
    for line in lines:
        if closing := CLOSING.match(line):
            found = COUNT.findall(closing[1])
            counts = {ONE.get(word, word): int(number) for number, word in found}
    return counts, [line for line in lines if line.startswith(FAILED)]


def stop(*_signal):
    sys.exit(130)  # on the way out the processes end and their databases go


def start(database, files, options, output):
    command = ["setpriv", "--pdeathsig", "TERM", "pytest"]
    command += [f"--odoo-database={database}", "--odoo-http", *options]
    return subprocess.Popen([*command, *files], stdout=output, stderr=subprocess.STDOUT)


def follow(process, path):
    """Show the output of a process from ``path`` until it ends."""
    with open(path, encoding="utf-8", errors="replace") as output:
        while process.poll() is None:
            print(output.read(), end="", flush=True)
            time.sleep(0.5)
        print(output.read(), end="", flush=True)


def total(outputs, seconds):
    """Return the failed tests of all outputs and one closing line."""
    sums, failed = {}, []
    for text in outputs:
        counts, lines = summary(text)
        failed += lines
        for word, number in counts.items():
            sums[word] = sums.get(word, 0) + number
    words = [w for w in ORDER if w in sums] + sorted(sums.keys() - set(ORDER))
    counted = ", ".join(f"{sums[word]} {word}" for word in words) or "no tests ran"
    clock = f"{seconds // 60:.0f} min {seconds % 60:.0f} s"
    return failed, f" {counted} in {seconds:.2f}s ({clock}) ".center(80, "=")


def main(number, template, *words):
    split = words.index("--") if "--" in words else len(words)
    parts = groups(test_files(words[:split]), int(number))
    names = [f"quality_test_{os.getpid()}_{index}" for index in range(len(parts))]
    started = time.monotonic()
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGHUP, stop)
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / name for name in names]
        processes = []
        try:
            for name, part, path in zip(names, parts, paths, strict=True):
                databases.clone(template, name)
                with open(path, "wb") as output:
                    process = start(name, part, words[split + 1 :], output)
                processes.append(process)
            for process, path in zip(processes, paths, strict=True):
                follow(process, path)
        finally:
            for process in processes:
                process.terminate()
                process.wait()
            for name in names:
                databases.drop(name)
        failed, closing = total(
            [path.read_text(encoding="utf-8", errors="replace") for path in paths],
            time.monotonic() - started,
        )
    print("\n".join([*failed, closing]))
    codes = {process.returncode for process in processes}
    return max(codes - {5}, key=abs) if codes - {5} else 5


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
