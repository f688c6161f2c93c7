#!/usr/bin/env python3
"""Holds texts to what lupdate can collect: tr() of a class, with the text in place.

A text behind a function of one's own stays in English for ever: lupdate never sees it."""

import re

import lint


def check(path, text):
    code = lint.bare(text, keep_strings=True)
    for match in re.finditer(r"\btranslate\s*\(", code):
        yield "translate", lint.line_of(code, match.start()), "take tr() of a class, or of a struct with Q_DECLARE_TR_FUNCTIONS"
    for match in re.finditer(r"\btr\s*\(\s*([^\s\")][^)]*)", code):
        yield "not_in_place", lint.line_of(code, match.start()), f"the text itself goes into tr(), not: {match.group(1)[:40]}"


if __name__ == "__main__":
    lint.main("translations", check, lambda: lint.files("ui", "app/desktop"))
