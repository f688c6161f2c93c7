#!/usr/bin/env python3
"""Time is an argument: only core/base/clock.cpp asks the machine for it. Tests wait for events, never for time."""

import re

import lint

NOW = re.compile(
    r"\b(?:system|steady|high_resolution|utc|file)_clock\s*::\s*now\b|\bQ(?:Date|Time|DateTime)\s*::\s*current\w+"
    r"|(?<![\w.>:])(?:std::)?time\s*\(\s*(?:nullptr|NULL|0)\s*\)|\b(?:clock_gettime|gettimeofday|QElapsedTimer|QDeadlineTimer)\b")
SLEEP = re.compile(r"\bsleep_(?:for|until)\b|(?<![\w.>])(?:u|nano)?sleep\s*\(|\bQThread::(?:m|u)?sleep\b|\bQTest::q(?:Sleep|Wait)\s*\(")
# Scripts look again at processes and files that send no event; what they may not do is to hope for a fixed time.
SCRIPT_SLEEP = {
    ".mjs": re.compile(r"=>\s*setTimeout\(\w+,\s*(\d+)\)"),
    ".js": re.compile(r"=>\s*setTimeout\(\w+,\s*(\d+)\)"),
    ".py": re.compile(r"\btime\.sleep\(([\d.]+)\)"),
    ".sh": re.compile(r"^\s*sleep\s+([\d.]+)", re.MULTILINE),
}
LONGEST_LOOK = {".mjs": 250, ".js": 250, ".py": 0.25, ".sh": 0.25}


def check(path, text):
    native = path.endswith((".cpp", ".h"))
    code = lint.bare(text) if native else text
    if native and path != "core/base/clock.cpp":
        for match in NOW.finditer(code):
            yield "now", lint.line_of(code, match.start()), f"{match.group(0)}: take a Clock, or the moment as an argument"
    suffix = path[path.rindex("."):]
    if native:
        for match in SLEEP.finditer(code):
            yield "sleep", lint.line_of(code, match.start()), f"{match.group(0).strip()}: wait for the event, with a limit that fails"
        return
    for match in SCRIPT_SLEEP[suffix].finditer(code):
        if float(match.group(1)) > LONGEST_LOOK[suffix]:
            yield "sleep", lint.line_of(code, match.start()), f"{match.group(0).strip()}: wait for the event, with a limit that fails"


def paths():
    others = lint.files("tests", suffixes=(".mjs", ".js", ".py", ".sh"))
    lints = {path for path in others if path.startswith(("tests/lint/", "tests/authority/"))}  # the authority's job is to be slow
    return lint.files("core", "ui", "app", "tests") + [path for path in others if path not in lints]


if __name__ == "__main__":
    lint.main("time_and_waits", check, paths)
