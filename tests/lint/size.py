#!/usr/bin/env python3
"""Small: a file under 500 lines, a class up to 400, a function up to 60, a main up to 80, a room's README up to 40."""

import re

import lint

FILE, CLASS, FUNCTION, MAIN, README, WIDTH = 500, 400, 60, 80, 40, 120
CONTROL = re.compile(r"\b(?:if|for|while|switch|catch|else|do|try)\b")


def blocks(code):
    """(kind, name, first line, last line) of the functions and classes that are in no other function."""
    at, start = 0, 0  # start: where the words before the next brace begin
    inside = []       # one entry for each open brace: is it a function?
    while at < len(code):
        sign = code[at]
        if sign == "(":
            at = lint.closing(code, at)
        elif sign in ";:" and (sign == ";" or (code[at - 1] != ":" and code[at + 1:at + 2] != ":")):
            if sign == ";" or re.search(r"\b(?:public|private|protected|Q_SIGNALS|Q_SLOTS)\s*$", code[start:at]):
                start = at + 1
        elif sign == "{":
            words = code[start:at].strip()
            if re.search(r"\)\s*(?:noexcept\s*)?:[^;]*$", words) and re.search(r"[\w>]$", code[start:at]):
                at = lint.closing(code, at) + 1  # a member's initial value
                continue
            kind = "block"
            if re.search(r"\b(?:class|struct)\s+[\w\s:,<>]*$", words) and "(" not in words:
                kind = "class"
            elif re.search(r"\)\s*(?:const|noexcept|override|final|mutable|&|\s|->[^{;]*|:[^;]*)*$", words) and not CONTROL.match(words):
                kind = "function"
            end = lint.closing(code, at)
            if kind != "block":
                first = start + len(code[start:at]) - len(code[start:at].lstrip())
                yield kind, " ".join(words.split())[:70], lint.line_of(code, first), lint.line_of(code, end)
            if kind == "function" or (kind == "block" and not re.search(r"\bnamespace\b[\w\s:]*$|\bextern\b", words)):
                at = end
            start = at + 1
        elif sign == "}":
            start = at + 1
        elif sign == "#":
            at = code.find("\n", at) if "\n" in code[at:] else len(code)
            start = at + 1
        at += 1


def check(path, text):
    lines = text.count("\n") + 1
    if path.endswith(".md"):
        if lines - 1 > README:
            yield "readme", README, f"{lines - 1} lines: a room's README has up to {README}"
        return
    if lines > FILE:
        yield "file", FILE, f"{lines} lines: a file has under {FILE}"
    if path.endswith("main.cpp") and path.startswith("app/") and lines - 1 > MAIN:
        yield "main", MAIN, f"{lines - 1} lines: a main has up to {MAIN}"
    if not path.endswith((".cpp", ".h")):
        return
    for kind, name, first, last in blocks(lint.bare(text)):
        limit = CLASS if kind == "class" else FUNCTION
        if last - first + 1 > limit:
            yield kind, first, f"{last - first + 1} lines, {limit} are the most: {name}"


def paths():
    rooms = [path for path in lint.files("core", "ui", "app", "resources", "tests", suffixes=(".md",)) if path.endswith("README.md")]
    return lint.files("core", "ui", "app", "tests") + lint.files("tests", "resources", suffixes=(".mjs", ".js", ".py", ".css")) + rooms


def more_self_tests():
    body = "".join(f"    work({number});\n" for number in range(70))
    long = f"int longOne(int a)\n{{\n{body}    return a;\n}}\n"
    cases = [("a long function", long, "function"), ("a long member", f"class A {{\n    void f() const\n    {{\n{body}    }}\n}};\n", "function"),
             ("a long constructor", f"A::A(int b) : m_b(b), m_c{{}}\n{{\n{body}}}\n", "function"),
             ("a long file", "// line\n" * 501, "file"), ("a long class", "class A {\n" + "    int f();\n" * 401 + "};\n", "class"),
             ("many short functions", "int a()\n{\n    return 1;\n}\n" * 30, None),
             ("a namespace", "namespace hub {\n" + "int a();\n" * 90 + "}\n", None)]
    for what, text, rule in cases:
        found = {found for found, _, _ in check("core/base/sample.cpp", text)}
        if found != ({rule} if rule else set()):
            yield f"{what}: expected {rule}, found {found}"
    if not list(check("core/base/README.md", "line\n" * 41)):
        yield "a long README was not found"


if __name__ == "__main__":
    lint.main("size", check, paths, more_self_tests)
