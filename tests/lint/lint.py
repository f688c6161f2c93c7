"""What every check needs: the tree's files, C++ without comments and strings, exemptions, and a self test."""

import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SKIPPED = {"build", "node_modules", ".git", "bad", "__pycache__"}


def files(*folders, suffixes=(".cpp", ".h")):
    """Paths relative to the root, in order. A folder that is missing is a mistake in the check, not an empty answer."""
    found = []
    for folder in folders:
        if not (ROOT / folder).is_dir():
            raise SystemExit(f"there is no folder {folder}")
        for path in sorted((ROOT / folder).rglob("*")):
            relative = path.relative_to(ROOT)
            if path.is_file() and path.suffix in suffixes and not SKIPPED & set(relative.parts):
                found.append(relative.as_posix())
    return found


def read(path):
    return (ROOT / path).read_text(encoding="utf-8")


_TOKEN = re.compile(
    r'//[^\n]*|/\*.*?\*/|(?:u8|u|U|L)?R"([^()\s\\]{0,16})\(.*?\)\1"|"(?:\\.|[^"\\\n])*"'
    r"|(?<![0-9A-Za-z_])'(?:\\.|[^'\\\n])+'", re.DOTALL)


def bare(text, keep_strings=False):
    """C++ without comments and with empty strings; every line stays on its line."""
    def blank(match):
        token = match.group(0)
        lines = "\n" * token.count("\n")
        if token.startswith("/"):
            return lines
        return token if keep_strings else '""' + lines
    return _TOKEN.sub(blank, text)


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


def closing(text, start):
    """The offset of the bracket that closes the one at start; the end of the text when none does."""
    pairs = {"(": ")", "[": "]", "{": "}"}
    depth = 0
    for at in range(start, len(text)):
        if text[at] in pairs:
            depth += 1
        elif text[at] in ")]}":
            depth -= 1
            if depth == 0:
                return at
    return len(text)


def split_arguments(text):
    """Splits at the commas that stand in no bracket and in no template list."""
    out, depth, start = [], 0, 0
    for at, sign in enumerate(text):
        if sign in "([{<":
            depth += 1
        elif sign in ")]}" or (sign == ">" and text[at - 1] != "-"):
            depth -= 1
        elif sign == "," and depth == 0:
            out.append(text[start:at].strip())
            start = at + 1
    out.append(text[start:].strip())
    return [part for part in out if part]


def exemptions(name):
    """NAME.exempt: `path rule reason…`, one a line. They only shrink: one that is not needed is an error, too."""
    path = HERE / f"{name}.exempt"
    out = {}
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else []:
        if line.strip() and not line.startswith("#"):
            where, rule, reason = line.split(None, 2)
            out[(where, rule)] = reason
    return out


def self_test(name, check, more=lambda: []):
    """bad/NAME/*: the first line says `expect: rule rule…` (none for a good sample) and `path: as/if/here.cpp`."""
    wrong = list(more())
    samples = sorted((HERE / "bad" / name).glob("*"))
    for sample in samples:
        text = sample.read_text(encoding="utf-8")
        head = text.splitlines()[0]
        expected = re.search(r"expect:([a-z_ -]*?) *path:", head).group(1).split()
        path = re.search(r"path: (\S+)", head).group(1)
        found = sorted({rule for rule, _, _ in check(path, text)})
        if found != sorted(expected):
            wrong.append(f"{sample.name}: expected {sorted(expected)}, found {found}")
    if len(samples) < 2:
        wrong.append(f"bad/{name} holds no bad and good sample")
    finish(name, wrong, f"{len(samples)} samples judged rightly")


def finish(name, problems, fine):
    for problem in problems:
        print(problem)
    print(f"{name}: " + (f"{len(problems)} problem(s)" if problems else fine))
    sys.exit(1 if problems else 0)


def main(name, check, paths, more_self_tests=lambda: []):
    """check(path, text) yields (rule, line, message)."""
    if "--self-test" in sys.argv:
        self_test(name, check, more_self_tests)
    exempt = exemptions(name)
    used = set()
    problems = []
    looked_at = paths()
    for path in looked_at:
        for rule, line, message in check(path, read(path)):
            if (path, rule) in exempt:
                used.add((path, rule))
            else:
                problems.append(f"{path}:{line}: {message} [{rule}]")
    for where, rule in exempt.keys() - used:
        problems.append(f"tests/lint/{name}.exempt: {where} needs no exemption from {rule}: take the line out")
    finish(name, problems, f"{len(looked_at)} files are fine")
