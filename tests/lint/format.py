#!/usr/bin/env python3
"""Holds the form: every C++ file is as clang-format-19 writes it with the tree's .clang-format."""

import concurrent.futures
import os
import re
import subprocess
import sys

import lint

FORMAT = ["clang-format-19", "--dry-run", "-Werror", "--style=file"]
PLACE = re.compile(r"^(\S+?):(\d+):\d+: error: (.*) \[-Wclang-format-violations\]$", re.MULTILINE)


def violations(arguments, text=None):
    """(file, line, message). Whatever else clang-format says is a mistake in the check."""
    done = subprocess.run(FORMAT + arguments, cwd=lint.ROOT, input=text, capture_output=True, text=True)
    found = [(path, int(line), message) for path, line, message in PLACE.findall(done.stderr)]
    if (done.returncode != 0) != bool(found):
        raise SystemExit(f"clang-format-19 failed: {done.stderr}")
    return found


def check(path, text):
    for _, line, message in violations([f"--assume-filename={path}"], text):
        yield "format", line, message


def main():
    paths = lint.files("app", "core", "ui", "tests", "cmake")
    parts = [paths[start::os.cpu_count()] for start in range(os.cpu_count())]
    with concurrent.futures.ThreadPoolExecutor() as pool:
        found = sorted({(path, line) for part in pool.map(violations, parts) for path, line, _ in part})
    first = dict(reversed(found))
    wrong = [f"{path}:{line}: not as clang-format-19 writes it: clang-format-19 -i {path}" for path, line in sorted(first.items())]
    lint.finish("format", wrong, f"{len(paths)} files are fine")


if __name__ == "__main__":
    if "--self-test" in sys.argv:
        lint.self_test("format", check)
    main()
