#!/usr/bin/env python3
"""Holds the coroutine rule: co_await only names.

g++ 12.2 destroys braced and lambda temporaries of a co_await expression twice. A text check can't know types, so it
allows what is surely no temporary with a destructor: names, members, std::move(name), &name, *name, numbers, calls
without arguments, and awaited calls of these."""

import re

import lint

NAME = r"[A-Za-z_][A-Za-z0-9_]*"
CHAIN = re.compile(rf"^(?:::)?{NAME}(?:<[^()]*>)?(?:(?:::|\.|->){NAME}(?:\(\))?|\(\)|\[{NAME}\])*$")
NUMBER = re.compile(r"^[0-9][0-9a-zA-Z_'.]*$")
TASK = re.compile(r"\b(?:Task|awaitable)\s*<")


def is_name(argument):
    """Without a temporary that has a destructor, as far as the text can tell."""
    argument = argument.strip()
    if argument == '""' or NUMBER.match(argument):
        return True  # a literal for a string_view; whether it becomes a std::string is for clang-tidy and reviewers
    if moved := re.match(r"^std::(?:move|forward<[^()]*>|as_const)\((.*)\)$", argument, re.DOTALL):
        return is_name(moved.group(1))
    if argument[:1] in "&*!-":
        return is_name(argument[1:])
    if re.search(r"[?]", argument) and not re.search(r"[{}\[\]()]", argument):
        return True  # a choice between names
    if arithmetic := re.split(r"\s(?:[-+*/]|==|!=|<=|>=|<|>|&&|\|\|)\s", argument):
        if len(arithmetic) > 1:
            return all(is_name(part) for part in arithmetic)
    return CHAIN.match(argument) is not None


def operand(text, start):
    """What follows a co_await: the postfix expression, and its argument lists as (offset, text)."""
    at, lists = start, []
    while at < len(text):
        if text[at] in "([{":
            end = lint.closing(text, at)
            if text[at] != "[":
                lists.append((at, text[at], text[at + 1:end]))
            elif not re.search(r"[\w)\]]\s*$", text[start:at]):
                lists.append((at, "lambda", text[at:end + 1]))
            at = end + 1
        elif text[at] == "<" and (template := re.match(r"<[^;<>(){}]*(?:\([^()]*\))?[^;<>(){}]*>(?=\s*\()", text[at:])):
            at += template.end()
        elif re.match(r"[\w:.&*\s]|->", text[at:]):
            at += 2 if text.startswith("->", at) else 1
        else:
            break
    return lists


def lambdas(text):
    """(offset, captures, text from the captures on to the end of the body)"""
    for match in re.finditer(r"\[([^\[\]]*)\]\s*(?=[({]|mutable|noexcept|->)", text):
        if re.search(r"[\w)\]]\s*$", text[:match.start()]) and not re.search(r"\b(return|co_return|co_yield)\s*$", text[:match.start()]):
            continue  # a subscript
        body = re.compile(r"\s*(?:\(|mutable|noexcept|->\s*[\w:<>*&,\s]+)").match
        at = match.end()
        while following := body(text, at):
            at = lint.closing(text, following.end() - 1) + 1 if text[following.end() - 1] == "(" else following.end()
        start = re.compile(r"\s*\{").match(text, at)
        if start:
            yield match.start(), match.group(1).strip(), text[match.end():lint.closing(text, start.end() - 1) + 1]


def own_words(body):
    """The body without the bodies of lambdas in it."""
    for offset, _, inner in list(lambdas(body)):
        body = body.replace(inner, " " * len(inner)) if inner in body else body
    return body


def parameters(text):
    """(offset, parameter) of each function or lambda that returns a Task."""
    for match in TASK.finditer(text):
        depth, at = 1, match.end()
        while at < len(text) and depth:
            depth += {"<": 1, ">": -1}.get(text[at], 0) if text[at - 1] != "-" else 0
            at += 1
        if named := re.compile(rf"\s+(?:{NAME}(?:<[^()]*>)?::)*({NAME})\s*\(").match(text, at):
            inside = text[named.end():lint.closing(text, named.end() - 1)]
            if not re.search(rf"\b(?:return|new)\s*$", text[:match.start()]):
                yield match.start(), inside
        elif arrow := re.search(r"\(([^()]*)\)\s*(?:mutable\s*)?->\s*(?:[\w:]*::)?$", text[:match.start()]):
            yield match.start(), arrow.group(1)


def without_templates(text):
    while (shorter := re.sub(r"<[^<>]*>", "", text)) != text:
        text = shorter
    return text


def check(path, text):
    code = lint.bare(text)
    for match in re.finditer(r"\bco_await\b", code):
        line = lint.line_of(code, match.start())
        for _, kind, inside in operand(code, match.end()):
            if kind in ("{", "lambda"):
                yield "temporary", line, "co_await of a braced or lambda temporary: name it first"
                continue
            for argument in lint.split_arguments(inside):
                if not is_name(argument):
                    yield "temporary", line, f"co_await only names, not: {' '.join(argument.split())[:60]}"
    for match in re.finditer(r"\bauto\s*&{0,2}\s*\[[^\]]*\]\s*=\s*co_await\b", code):
        yield "binding", lint.line_of(code, match.start()), "auto [a, b] = co_await: name the whole first"
    for offset, captures, whole in lambdas(code):
        if captures and re.search(r"\bco_(?:await|return|yield)\b", own_words(whole)):
            yield "capturing", lint.line_of(code, offset), "a coroutine lambda must capture nothing"
    for offset, inside in parameters(code):
        for parameter in lint.split_arguments(inside):
            if "&" in without_templates(parameter):
                yield "reference", lint.line_of(code, offset), f"a coroutine takes values or pointers, not: {parameter}"


if __name__ == "__main__":
    lint.main("coroutines", check, lambda: lint.files("core", "ui", "app", "tests"))
