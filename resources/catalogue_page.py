#!/usr/bin/env python3
"""Writes docs/catalogue.md, the table of all connectors that ship. --check: fails when the page is out of date."""
import pathlib
import sys

from connector_index import row_of

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/catalogue.md"
WAYS = {"oauth2": "OAuth", "oauth1": "OAuth 1.0a", "api_key": "API key", "bearer": "token", "basic": "name and password",
        "jwt_bearer": "service account", "two_step": "key, then token", "signed": "signed requests", "mcp": "MCP", "none": "nothing"}
HEAD = """# The catalogue
{count} connectors ship. `./dev catalogue` writes this page from `resources/connectors/`.

*Evidence*: `exercised` = a flow ran against the provider; `agreed` = independent descriptions say the same; `listed` = one does.
*Needs* is what a person has to bring before the first way to sign in: nothing, a key from the provider, or an OAuth app of their own.

| connector | key | categories | ways to sign in | needs | actions: read, write, delete | evidence |
|---|---|---|---|---|---|---|
"""


def cell(text):
    return text.replace("|", "\\|").replace("\n", " ")


def line_of(row):
    ways = list(dict.fromkeys(WAYS[method["type"]] for method in row["auth"]))
    needs = {"none": "nothing", "key": "key", "app": "own app"}[row["needs"]]
    counts = [str(row["actions"].get(effect, 0)) for effect in ("read", "write", "delete")]
    cells = [f"[{row['name']}]({row['docs_url']})", f"`{row['key']}`", ", ".join(row["categories"]), ", ".join(ways), needs,
             ", ".join(counts), row["evidence"]]
    return "| " + " | ".join(map(cell, cells)) + " |\n"


def page():
    rows = [row_of(path.read_bytes()) for path in (ROOT / "resources/connectors").glob("*.json")]
    rows.sort(key=lambda row: (row["name"].lower(), row["key"]))
    return HEAD.format(count=len(rows)) + "".join(map(line_of, rows))


if "--check" not in sys.argv:
    PAGE.write_text(page(), encoding="utf-8")
elif not PAGE.is_file() or PAGE.read_text(encoding="utf-8") != page():
    sys.exit("docs/catalogue.md is out of date: run ./dev catalogue")
