#!/usr/bin/env python3
"""Writes the glyphs of the connectors that have one: {"KEY": {"color": "#RRGGBB", "path": "M…"}}.

brand_glyphs.py OUT CONNECTOR_FILE...

They come from node_modules/simple-icons (CC0), which ./dev setup installs; without it the table is empty and all marks are
letters. A connector's glyph is the one whose title is the connector's name, unless glyphs.json names another, or none.
"""
import json
import pathlib
import re
import sys
import unicodedata

HERE = pathlib.Path(__file__).resolve().parent
ICONS = HERE / "node_modules/simple-icons"
SPELT = str.maketrans({"+": "plus", ".": "dot", "&": "and", "đ": "d", "ħ": "h", "ı": "i", "ĸ": "k", "ŀ": "l", "ł": "l", "ß": "ss", "ŧ": "t", "ø": "o"})


def slug_of(icon):
    if "slug" in icon:
        return icon["slug"]
    plain = unicodedata.normalize("NFD", icon["title"].lower().translate(SPELT))
    return re.sub(r"[^a-z0-9]", "", plain)


def read_icons():
    """slug to icon, and title in lower case to slug; both empty where the package is not installed."""
    table = ICONS / "data/simple-icons.json"
    if not table.is_file():
        return {}, {}
    by_slug = {slug_of(icon): icon for icon in json.loads(table.read_text(encoding="utf-8"))}
    return by_slug, {icon["title"].lower(): slug for slug, icon in by_slug.items()}


def glyph_of(slug, icon):
    svg = (ICONS / f"icons/{slug}.svg").read_text(encoding="utf-8")
    path = re.search(r'<path d="([MmZzLlHhVvCcSsQqTtAaEe0-9 ,.+-]+)"', svg)
    return {"color": f"#{icon['hex']}", "path": path.group(1)} if path else None


def write_glyphs():
    by_slug, by_title = read_icons()
    chosen = json.loads((HERE / "glyphs.json").read_text(encoding="utf-8"))
    out = {}
    for name in sys.argv[2:]:
        file = json.loads(pathlib.Path(name).read_text(encoding="utf-8"))
        slug = chosen.get(file["key"], by_title.get(file["name"].lower()))
        if by_slug and slug and slug not in by_slug:
            sys.exit(f"glyphs.json: {file['key']}: simple-icons has no {slug}")
        if slug in by_slug and by_slug[slug].get("license", {}).get("type", "CC0-1.0") != "CC0-1.0":
            continue  # drawn under terms of its own
        if slug in by_slug and (glyph := glyph_of(slug, by_slug[slug])):
            out[file["key"]] = glyph
    pathlib.Path(sys.argv[1]).write_text(json.dumps(out, separators=(",", ":")), encoding="utf-8")


write_glyphs()
