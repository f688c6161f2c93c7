#!/usr/bin/env python3
"""Names, traps, costs and complexity: clang-tidy-19 with the tree's .clang-tidy over app, core and ui.

clang compiles them as the `tidy` preset says, so its warnings are errors here, too: an ignored co_awaited Result among
them, on which g++ 12 is silent. What was found clean is remembered by its text and is not looked at again."""

import concurrent.futures
import functools
import hashlib
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

import lint

BUILD = lint.ROOT / "build" / "tidy"
TIDY = ["nice", "clang-tidy-19", "--quiet"]
LONG = ["--checks=clang-analyzer-*"] if os.environ.get("HUB_LONG") else []  # minutes more, so not each time
FINDING = re.compile(r"^(/.+?):(\d+):\d+: (?:error|warning): (.*) \[([\w.-]+)(?:,-warnings-as-errors)?\]$", re.MULTILINE)
INCLUDE = re.compile(r'^\s*#\s*include\s*["<]([^">]+)[">]', re.MULTILINE)
REMEMBERED = 20_000


def told(*command):
    done = subprocess.run(command, cwd=lint.ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stdout}")
    return done.stdout


def compile_commands():
    """By path in the tree. Nothing is compiled; what moc writes is written where a source includes it."""
    told("cmake", "--preset", "tidy")
    entries = {pathlib.Path(entry["file"]): entry for entry in json.loads((BUILD / "compile_commands.json").read_text())}
    commands = {path.relative_to(lint.ROOT).as_posix(): entry for path, entry in entries.items() if not path.is_relative_to(BUILD)}
    for path, entry in commands.items():
        if '.moc"' in lint.read(path):
            told("cmake", "--build", BUILD.as_posix(), "--target", *re.findall(r"-I\S+/(\w+_autogen)/include", entry["command"]))
    return commands


def memory():
    """Survives a fresh build folder. The tests' own desktop has a cache that ends with it: then the person's is taken."""
    base = pathlib.Path(os.environ.get("XDG_CACHE_HOME", ""))
    if not base.is_absolute() or base.is_relative_to(tempfile.gettempdir()):
        base = pathlib.Path("~/.cache").expanduser()
    try:
        (base / "connect-hub-tidy").mkdir(parents=True, exist_ok=True)
        return base / "connect-hub-tidy"
    except OSError:
        (BUILD / "cache").mkdir(exist_ok=True)
        return BUILD / "cache"


def texts(path, folders, seen):
    """The file and what it includes of ours, and theirs, as far as the text tells."""
    if path in seen:
        return
    seen[path] = path.read_bytes()
    for name in INCLUDE.findall(seen[path].decode()):
        for folder in [path.parent, *folders]:
            if (found := folder / name).is_file():
                texts(found.resolve(), folders, seen)
                break


@functools.cache
def rules():
    return told("clang-tidy-19", "--version") + lint.read(".clang-tidy") + " ".join(LONG)


def key(entry):
    """The same in every checkout."""
    folders = [pathlib.Path(word[2:]) for word in shlex.split(entry["command"]) if word.startswith("-I")]
    seen = {}
    texts(pathlib.Path(entry["file"]), folders, seen)
    digest = hashlib.sha256((rules() + entry["command"].replace(lint.ROOT.as_posix(), "")).encode())
    for path in sorted(seen):
        digest.update(path.as_posix().removeprefix(lint.ROOT.as_posix()).encode() + b"\0" + seen[path] + b"\0")
    return digest.hexdigest()


def judged(entry, database=BUILD):
    """(path, line, message, check)"""
    done = subprocess.run([*TIDY, *LONG, "-p", database, entry["file"]], capture_output=True, text=True)
    found = [(path.removeprefix(f"{lint.ROOT}/"), int(line), message, check) for path, line, message, check in FINDING.findall(done.stdout)]
    if done.returncode and not found:
        raise SystemExit(f"clang-tidy-19 failed on {entry['file']} with {done.returncode}:\n{done.stdout}{done.stderr}")
    return found


def remembered_or_judged(entry, folder):
    mark = folder / key(entry)
    if mark.exists():
        mark.touch()
        return []
    found = judged(entry)
    if not found and mark.name == key(entry):  # else it was changed meanwhile
        mark.touch()
    return found


def main():
    commands = compile_commands()
    paths = lint.files("app", "core", "ui", suffixes=(".cpp",))
    problems = {(path, 1, "no target of the tidy preset compiles it", "tidy") for path in paths if path not in commands}
    folder = memory()
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for found in pool.map(lambda path: remembered_or_judged(commands[path], folder), [path for path in paths if path in commands]):
            problems |= set(found)
    for mark in sorted(folder.iterdir(), key=lambda mark: mark.stat().st_mtime)[:-REMEMBERED]:
        mark.unlink()
    lint.finish("tidy", [f"{path}:{line}: {message} [{check}]" for path, line, message, check in sorted(problems)], f"{len(paths)} files are fine")


def sample_check(commands):
    """Judges a sample as if it were in core/base, with the very flags of the preset."""
    def check(path, text):
        with tempfile.TemporaryDirectory() as folder:
            sample = pathlib.Path(folder) / pathlib.Path(path).name
            sample.write_text(text, encoding="utf-8")
            shutil.copy(lint.ROOT / ".clang-tidy", folder)
            entry = {**commands["core/base/clock.cpp"], "file": sample.as_posix()}
            entry["command"] = re.sub(r"-c .*$", f"-c {sample}", entry["command"])
            (pathlib.Path(folder) / "compile_commands.json").write_text(json.dumps([entry]))
            for _, line, message, name in judged(entry, folder):
                yield name, line, message
    return check


if __name__ == "__main__":
    if "--self-test" in sys.argv:
        lint.self_test("tidy", sample_check(compile_commands()))
    main()
