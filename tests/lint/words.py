#!/usr/bin/env python3
"""What must not stand in the tree: providers' names in C++, one machine's paths, package hosts in lock files, notes to
oneself, and objects that everybody can reach."""

import functools
import json
import re

import lint

PARTS = [("machine_path", r"(?<![\w.])/(?:wo" r"rk|ho" r"me|root|Users)/[\w.]", "a path of one machine"),
         ("note", r"\b(?:TO" r"DO|FIX" r"ME|X" r"XX|HA" r"CK)\b", "a note to oneself: do it, or write an issue"),
         ("marker", r"^(?:<{7} |>{7} |={7}$)", "a merge's leftovers"),
         ("foreign_document", r"\bCON" r"TRACT\b|\bDES" r"IGN\.md|\bSTY" r"LE\.md", "a document that is not in the tree")]
WORDS = [(rule, re.compile(pattern, re.MULTILINE), why) for rule, pattern, why in PARTS]
HOST = re.compile(r'"resolved"\s*:\s*"https?://')
SINGLETON = [
    (re.compile(r"\bstatic\s+[\w:<>]+\s*[&*]\s*(?:instance|self|shared|get)\s*\("), "a singleton: hand it to the constructor that needs it"),
    (re.compile(r"\bQ_GLOBAL_STATIC\b|\bstd::call_once\b"), "a global made on first use"),
    (re.compile(r"^\s*(?:static|thread_local|inline|extern)\s+(?!const\b|constexpr\b|inline\b|constinit const\b|consteval\b|thread_local\b)"
                r"(?:[\w:]+(?:<[^;(){}]*>)?\s*[&*]?\s+)+[&*]?\w+\s*(?:=[^;]*|\{[^;]*\})?;", re.MULTILINE), "an object that everybody can change"),
    (re.compile(r"^(?!using|return|class|struct|enum|friend|typedef|template|namespace|static|inline|extern|const\b|constexpr|co_)[\w:<>]+[ *&]+g_\w+", re.MULTILINE),
     "a global")]
PROVIDERS_FOLDER = "resources/connectors"
# providers that are called like what programs are full of
ENGLISH = {"box", "buffer", "close", "constant", "exact", "front", "help", "hex", "make", "meta", "people", "plain", "segment", "square", "threads", "x"}


@functools.cache
def provider_names():
    """Keys and names of the connectors that ship, as whole words, but for words of common English."""
    names = set()
    for path in lint.files(PROVIDERS_FOLDER, suffixes=(".json",)):
        connector = json.loads(lint.read(path))
        names |= {connector["key"], connector["name"].split()[0] if len(connector["name"].split()[0]) > 3 else connector["name"]}
    return sorted((name for name in names if name.lower() not in ENGLISH), key=len, reverse=True)


@functools.cache
def provider_pattern():
    return re.compile(r"(?<![\w-])(?:" + "|".join(map(re.escape, provider_names())) + r")(?![\w-])", re.IGNORECASE)


def check(path, text):
    for rule, pattern, why in WORDS:
        for match in pattern.finditer(text):
            yield rule, lint.line_of(text, match.start()), f"{why}: {match.group(0).strip()}"
    if path.endswith("-lock.json"):
        for match in HOST.finditer(text):
            yield "package_host", lint.line_of(text, match.start()), "a lock file names a host"
    if not path.endswith((".cpp", ".h")) or path.startswith("tests/"):
        return
    code = lint.bare(text)
    for pattern, why in SINGLETON:
        for match in pattern.finditer(code):
            yield "singleton", lint.line_of(code, match.start()), f"{why}: {' '.join(match.group(0).split())[:70]}"
    spoken = lint.bare(text, keep_strings=True)
    for match in provider_pattern().finditer(spoken):
        yield "provider", lint.line_of(spoken, match.start()), f"what is special about {match.group(0)} is said in its connector file"


def paths():
    kinds = (".cpp", ".h", ".md", ".txt", ".json", ".mjs", ".js", ".py", ".sh", ".html", ".css", ".cmake", ".qrc", ".ts", ".exempt", ".yml")
    whole = lint.files("core", "ui", "app", "tests", "resources", "cmake", "docs", "translations", suffixes=kinds)
    return whole + [name for name in ("CMakeLists.txt", "CMakePresets.json", "dev", "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")
                    if (lint.ROOT / name).exists()]


def more_self_tests():
    if len(provider_names()) < 12:
        yield "the shipped connectors' names were not read"


if __name__ == "__main__":
    lint.main("words", check, paths, more_self_tests)
