#!/usr/bin/env python3
"""Writes one row of JSON for each connector file: all that the hub knows of it at start.

connector_index.py OUT FILE...   core/connectors/summary.cpp reads it; shipped_test.cpp holds both to one another.
"""
import hashlib
import json
import sys


def asks_consent(method):
    if method["type"] == "oauth1":
        return bool(method.get("authorization_url"))
    return method["type"] == "oauth2" and method.get("grant") != "client_credentials"


def needs_of(methods):
    """Of the way that needs least."""
    if any(method["type"] == "none" for method in methods):
        return "none"
    return "app" if all(asks_consent(method) for method in methods) else "key"


def counts_of(actions):
    # a file without actions has one for any request
    effects = [action["effect"] for action in actions] or ["read"]
    return {effect: effects.count(effect) for effect in ("read", "write", "delete") if effect in effects}


def auth_of(method):
    row = {"key": method["key"], "type": method["type"], "label": method.get("label"),
           "redirect": method.get("redirect", {}).get("https_url"), "consent": asks_consent(method)}
    return {name: value for name, value in row.items() if value}


def row_of(raw):
    file = json.loads(raw)
    row = {name: file[name] for name in ("key", "name", "categories", "aliases", "description", "evidence", "docs_url") if name in file}
    row["needs"] = needs_of(file["auth"])
    row["auth"] = [auth_of(method) for method in file["auth"]]
    row["actions"] = counts_of(file.get("actions", []))
    row["sha256"] = hashlib.sha256(raw).hexdigest()
    return row


def write_index():
    rows = []
    for path in sys.argv[2:]:
        with open(path, "rb") as file:
            try:
                rows.append(row_of(file.read()))
            except (ValueError, KeyError, IndexError, TypeError) as problem:
                sys.exit(f"{path}: no connector file: {type(problem).__name__}: {problem}")
    with open(sys.argv[1], "w", encoding="utf-8") as out:
        for row in sorted(rows, key=lambda row: row["key"]):
            out.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    write_index()
